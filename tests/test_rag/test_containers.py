"""A workflow stands for its tasks, an API for its operations; a relation is followed at any depth."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

URN = "urn:cartulary:{}:default:{}"
THINGS = {
    "night": Label.WORKFLOW,
    "night.load": Label.TASK,
    "night.send": Label.TASK,
    "idle": Label.WORKFLOW,
    "billing": Label.API,
    "billing.charge": Label.OPERATION,
    "quux": Label.SERVICE,
    "frobnicate": Label.DATASET,
    "parcels": Label.TOPIC,
    "frobnicate.placed_at": Label.FIELD,
    "frobnicate.sent": Label.FIELD,
    "vault": Label.RESOURCE,
    "gizmo": Label.SERVICE,
    "sprocket": Label.SERVICE,
    "overview": Label.REPORT,
    "totals": Label.DATASET,
    "weigher": Label.MODEL,
    "totals.sum": Label.FIELD,
    "raw_totals": Label.DATASET,
    "raw_totals.sum": Label.FIELD,
    "glance": Label.REPORT,
    "north": Label.TEAM,
    "east": Label.TEAM,
    "west": Label.TEAM,
}
LINKS = (
    ("night.load", Rel.PART_OF, "night"),
    ("night.send", Rel.PART_OF, "night"),
    ("night.load", Rel.READS, "frobnicate"),
    ("night.load", Rel.INVOKES, "billing.charge"),
    ("frobnicate.placed_at", Rel.PART_OF, "frobnicate"),
    ("frobnicate.sent", Rel.PART_OF, "frobnicate"),
    ("frobnicate.sent", Rel.DERIVED_FROM, "frobnicate.placed_at"),
    ("night.send", Rel.PUBLISHES_TO, "parcels"),
    ("billing.charge", Rel.PART_OF, "billing"),
    ("quux", Rel.CALLS, "billing.charge"),
    ("frobnicate", Rel.RUNS_ON, "vault"),
    ("gizmo", Rel.DEPENDS_ON, "vault"),
    ("sprocket", Rel.READS, "frobnicate"),
    ("night.send", Rel.WRITES, "totals"),
    ("overview", Rel.READS, "totals"),
    ("weigher", Rel.TRAINED_ON, "totals"),
    ("weigher", Rel.EVALUATED_ON, "totals"),
    ("totals.sum", Rel.PART_OF, "totals"),
    ("raw_totals.sum", Rel.PART_OF, "raw_totals"),
    ("totals.sum", Rel.DERIVED_FROM, "frobnicate.sent"),
    ("glance", Rel.READS, "frobnicate"),
    ("east", Rel.SUBTEAM_OF, "north"),
    ("west", Rel.SUBTEAM_OF, "east"),
)
PROPS = {"frobnicate.sent": {"sensitivity": "pii"}}


def _urn(name: str) -> str:
    return URN.format(THINGS[name].lower(), name)


@pytest.fixture(scope="module")
def asked() -> Asked:
    things = [
        Thing(_urn(name), label, {"name": name, "sources": ("r/f.yaml#0",), **PROPS.get(name, {})})
        for name, label in THINGS.items()
    ]
    links = [
        Link(_urn(a), relation, _urn(b), {"sources": ("r/f.yaml#1",), "provenance": ("declared",)})
        for a, relation, b in LINKS
    ]
    return Asked(Landscape.of(things, links))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which workflows read frobnicate?", {"night"}),
        ("which workflows read nothing?", {"idle"}),
        ("what does the night workflow read?", {"frobnicate"}),
        ("what does night invoke?", {"billing.charge"}),
        ("which APIs does night invoke?", {"billing"}),
        ("which workflows invoke the billing API?", {"night"}),
        ("which services call the billing API?", {"quux"}),
        ("which topics does the night workflow publish to?", {"parcels"}),
        ("what reads frobnicate?", {"night.load", "sprocket", "glance"}),
        ("which teams are below north at any depth?", {"east", "west"}),
        ("which teams report to north?", {"east"}),
        ("which services read from vault?", {"sprocket"}),
        ("who reads from the vault server?", {"night.load", "sprocket", "glance"}),
        ("which services do not read from vault?", {"quux", "gizmo"}),
        ("which reports does the night workflow feed?", {"overview"}),
        ("models whose training data comes out of night", {"weigher"}),
        ("which workflows feed the overview report?", {"night"}),
        ("what is the database behind gizmo?", {"vault"}),
        ("which tables are behind the overview report?", {"totals"}),
        ("what is gizmo kept in?", {"vault"}),
        ("which services read gizmo's database?", {"sprocket"}),
        ("which reports show totals.sum?", {"overview"}),
        ("which reports does the sum column of totals end up in?", {"overview"}),
        ("which models use the sum column of totals?", {"weigher"}),
        ("if I rename placed_at in frobnicate, which columns downstream change?", {"sent", "sum"}),
        ("trace totals.sum all the way back", {"placed_at", "sent"}),
        ("which tables lie between sprocket and overview?", set()),
        ("which tables are on the path from night.send to the overview report?", {"totals"}),
    ],
)
def test_containers_stand_for_their_parts(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert {name.rsplit(".", 1)[-1] if name not in names else name for name in found} == names, (
        given
    )


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("does the vault feed any report?", True),
        ("does night feed the overview report?", True),
        ("does frobnicate.sent make it into the overview report?", True),
        ("does night feed the glance report?", False),
    ],
)
def test_what_is_held_makes_it_true(asked: Asked, question: str, value: bool) -> None:
    assert asked.ask(question).value is value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("does night read frobnicate?", True),
        ("does night invoke billing?", True),
        ("does idle read frobnicate?", False),
        ("does quux call the billing API?", True),
        ("how many workflows publish to parcels?", 1),
    ],
)
def test_yes_and_no_through_parts(asked: Asked, question: str, value: object) -> None:
    assert asked.ask(question).value == value


def test_what_each_workflow_reads_is_what_its_tasks_read(asked: Asked) -> None:
    (row,) = asked.ask("how many datasets does each workflow read?").rows
    assert row == (_urn("night"), (_urn("frobnicate"),))


@pytest.mark.parametrize(
    "question",
    [
        "what is derived from placed_at?",
        "what is derived from placed_at in frobnicate?",
        "which fields are derived from frobnicate.placed_at?",
    ],
)
def test_a_field_is_known_by_its_own_name_where_it_is_written_as_one(
    asked: Asked, question: str
) -> None:
    assert asked.ask(question).entities == (_urn("frobnicate.sent"),)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which reports use pii?", {"glance"}),
        ("which services read personal data?", {"sprocket"}),
        ("which services handle pii?", {"sprocket"}),
        ("which columns are pii?", {"sent"}),
    ],
)
def test_a_noun_for_data_of_a_level(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name.rsplit(".", 1)[-1] for u in given.entities} == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("what comes out of night?", {"totals", "parcels"}),
        ("which columns end up in totals?", {"placed_at", "sent"}),
        ("show me the data behind the overview report", {"totals"}),
        ("which reports depend on the night workflow?", {"overview"}),
        ("which reports do not depend on the night workflow?", {"glance"}),
        ("which server does frobnicate run on?", {"vault"}),
        ("which models are not trained on any data?", set()),
        ("which tables does overview get its figures from, going all the way back?", {"totals"}),
        ("what is totals.sum built from?", {"sent"}),
        ("frobnicate is made of what columns?", {"placed_at", "sent"}),
        ("The sum column in raw_totals is changing unit. Which tables contain it?", {"raw_totals"}),
    ],
)
def test_parts_are_meant_where_they_are_named(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name.rsplit(".", 1)[-1] for u in given.entities} == names


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("does night read the data it writes?", False),
        ("was weigher evaluated on the same data it was trained on?", True),
        ("does the weigher model use the records it was trained on?", True),
        ("are gizmo and frobnicate on the same database?", True),
        ("is the totals table anywhere in the lineage of the overview report?", True),
    ],
)
def test_data_said_by_a_clause(asked: Asked, question: str, value: bool) -> None:
    assert asked.ask(question).value is value
