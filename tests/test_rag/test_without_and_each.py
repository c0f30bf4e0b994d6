"""Being without, numbers, rankings and what each of a class has, in the ways in which people ask for them."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

THINGS = {
    Label.SERVICE: ("quux", "wibble", "grault", "plugh"),
    Label.SYSTEM: ("orchard", "quarry"),
    Label.AGENT: ("corge",),
    Label.TOPIC: ("fred", "thud"),
    Label.DATASET: ("ledger.raw", "ledger.spare"),
    Label.REPORT: ("weekly",),
    Label.TEAM: ("north", "south"),
    Label.OBJECTIVE: ("quux-speed",),
    Label.MODEL: ("xyzzy", "waldo"),
}
LINKS = """
north OWNS quux
north OWNS wibble
south OWNS quux
quux-speed MEASURES quux
quux PART_OF orchard
corge PART_OF quarry
quux PUBLISHES_TO fred
quux PUBLISHES_TO thud
wibble SUBSCRIBES_TO fred
wibble DEPENDS_ON quux
grault DEPENDS_ON quux
plugh DEPENDS_ON quux
plugh DEPENDS_ON wibble
weekly READS ledger.raw
xyzzy EVALUATED_ON ledger.raw
"""


def _urn(name: str) -> str:
    label = next(k for k, names in THINGS.items() if name in names)
    return f"urn:cartulary:{label.lower()}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    where = {"sources": ("r/f.yaml#0",)}
    things = [
        Thing(_urn(name), label, {"name": name, **where})
        for label, names in THINGS.items()
        for name in names
    ]
    lines = (line.split() for line in LINKS.split("\n") if line)
    links = [Link(_urn(a), Rel(r), _urn(b), where) for a, r, b in lines]
    return Asked(Landscape.of(things, links))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("services with neither an owner nor an SLO", "grault plugh"),
        ("which services have neither an SLO nor an owner?", "grault plugh"),
        ("services nobody wrote an SLO for", "wibble grault plugh"),
        ("services for which no SLO has been written", "wibble grault plugh"),
        ("services for which there is no SLO", "wibble grault plugh"),
        ("systems in which there is no agent", "orchard"),
        ("services outside any system", "wibble grault plugh"),
        ("datasets of which nothing ends up in a report", "ledger.spare"),
        ("models that have never been evaluated", "waldo"),
        ("services that depend on quux without depending on wibble", "wibble grault"),
        ("services that depend on quux or wibble but not both", "wibble grault"),
        ("services that neither publish nor subscribe", "grault plugh"),
        ("services on which two or more others depend", "quux"),
        ("services with several owners", "quux"),
        ("who owns two services or more?", "north"),
        ("teams that do not own a single system", "north south"),
        ("Of the services on which plugh depends, which have no SLO?", "wibble"),
    ],
)
def test_names_those_without(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert found == set(names.split()), given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("do more than two services depend on quux?", True),
        ("do more than three services depend on quux?", False),
        ("do at most two services depend on quux?", False),
        ("are there at least two topics?", True),
        ("is there more than one system without an agent?", False),
        ("is it true that nobody owns grault?", True),
        ("does nothing depend on wibble?", False),
        ("do several teams own quux?", True),
    ],
)
def test_a_number_of_things_is_yes_or_no(asked: Asked, question: str, value: object) -> None:
    given = asked.ask(question)
    assert (given.status, given.value) == ("answered", value), given


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("of the services that depend on quux, which has the most dependents?", "wibble"),
        ("of the services that depend on quux, who owns the most?", "north"),
        ("which service would hurt us most if it failed?", "quux"),
        ("whose failure would affect the most services?", "quux orchard"),
        ("which two services are depended upon the most?", "quux wibble"),
        ("biggest team, measured by how many services it owns", "north"),
        ("of quux and wibble, which has more dependents?", "quux"),
    ],
)
def test_ranks_within_what_is_asked_of(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert found == set(names.split()), given


def test_a_ranking_counts_for_each(asked: Asked) -> None:
    given = asked.ask("rank the teams by how many services they own")
    assert {g.rsplit(":", 1)[-1]: len(xs) for g, xs in given.rows} == {"north": 2, "south": 1}


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("list the teams with their services", {"north": 2, "south": 1}),
        ("each team and its services", {"north": 2, "south": 1}),
        ("group the services under their owning teams", {"north": 2, "south": 1}),
        ("team by team, how many services do they own?", {"north": 2, "south": 1}),
        ("Taking our teams one by one, how many services do they own?", {"north": 2, "south": 1}),
        ("who subscribes to each topic?", {"fred": 1}),
        ("if quux fails, how many services per team are hit?", {"north": 1}),
        ("number of services each team owns", {"north": 2, "south": 1}),
        ("topics with their subscribers", {"fred": 1}),
        ("for each service that depends on quux, who is the owner?", {"north": 1}),
        ("distribution of services over teams", {"north": 2, "south": 1}),
    ],
)
def test_each_with_what_is_its_own(asked: Asked, question: str, groups: dict[str, int]) -> None:
    given = asked.ask(question)
    assert {g.rsplit(":", 1)[-1]: len(xs) for g, xs in given.rows} == groups, given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("is wibble the only service that depends on quux?", False),
        ("is north the only owner of wibble?", True),
        ("does north own everything in orchard?", True),
        ("does south own all the services that depend on quux?", False),
        ("do wibble and plugh share a service?", True),
        ("do all the services that depend on grault have an owner?", None),
    ],
)
def test_all_and_only(asked: Asked, question: str, value: object) -> None:
    given = asked.ask(question)
    assert (given.status, given.value) == (
        "answered" if value is not None else "nothing_found",
        value,
    ), given


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which service publishes to all topics?", "quux"),
        ("services that depend on another service", "wibble grault plugh"),
        ("teams that own services but no systems", "north south"),
        ("which services depend on wibble, quux or both?", "wibble grault plugh"),
        ("everything that plugh depends on, but no topics", "quux wibble"),
        ("Downstream of ledger.raw, do we have reports, and which are they?", "weekly"),
        ("services whose only dependency is quux", "grault"),
    ],
)
def test_the_rest_and_every_one(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert found == set(names.split()), given


def test_another_is_another_than_its_own(asked: Asked) -> None:
    """Quux has two owners, of which wibble shares one: it is not another's."""
    given = asked.ask("services that depend on a service of another team")
    assert sorted(asked.landscape.things[u].name for u in given.entities) == ["grault", "plugh"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which services end up depending on quux?", "wibble grault plugh"),
        ("which team's services depend on quux?", "north"),
        ("which services use quux besides wibble?", "grault plugh"),
        ("is quux used by services other than wibble?", "grault plugh"),
        ("quux vs wibble: which has more dependents?", "quux"),
        ("for each topic, count the subscribers", "fred"),
        ("services nobody else depends on", "grault plugh"),
    ],
)
def test_small_words_decide(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert found == set(names.split()), given


def test_an_owner_of_its_own_is_not_inherited() -> None:
    where = {"sources": ("r/f.yaml#0",)}
    urns = {n: f"urn:cartulary:{k}:default:{n}" for k, n in (("team", "t"), ("system", "s"))}
    urns |= {n: f"urn:cartulary:service:default:{n}" for n in ("own", "inherits")}
    labels = {"t": Label.TEAM, "s": Label.SYSTEM, "own": Label.SERVICE, "inherits": Label.SERVICE}
    things = [Thing(urns[n], label, {"name": n, **where}) for n, label in labels.items()]
    edges = (("t", Rel.OWNS, "s"), ("t", Rel.OWNS, "own"), ("inherits", Rel.PART_OF, "s"))
    links = [Link(urns[a], r, urns[b], where) for a, r, b in edges]
    asked = Asked(Landscape.of(things, links))
    assert asked.ask("services without an owner").status == "nothing_found"
    assert asked.ask("services without an owner of their own").entities == (urns["inherits"],)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("what in orchard publishes to fred?", "quux"),
        ("services owned by north rather than by south", "wibble"),
        (
            "If quux fails, which services and which topics would suffer?",
            "wibble grault plugh fred thud",
        ),
        ("upstream of weekly, but only the datasets", "ledger.raw"),
        ("services with no SLO on them", "wibble grault plugh"),
        ("If quux fails, who is hit, team-wise?", "north"),
        ("which team has the most services to its name?", "north"),
        ("Where do we have more services: in orchard or in quarry?", "orchard"),
        ("Who is listed as responsible for wibble?", "north"),
        ("For the audit I need every service that has no SLO.", "wibble grault plugh"),
        ("How does wibble depend on quux? Show me the chain from one to the other.", "wibble quux"),
        ("If quux fails at the end of the year, which teams are hit?", "north"),
        ("How many services does each team that owns wibble own?", "north"),
        ("For each team that owns wibble, how many services does it own?", "north"),
        ("How many services per team that owns wibble?", "north"),
    ],
)
def test_said_in_passing(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    found = {asked.landscape.things[u].name for u in given.entities}
    assert found == set(names.split()), given


def test_nothing_lacking_is_an_answer(asked: Asked) -> None:
    """What is owned is not looked for in another sense of owning when all of it is owned."""
    assert asked.ask("anything in orchard that nobody owns").status == "nothing_found"
