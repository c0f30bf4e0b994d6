"""Databases and schemas are named by the words with which the names of their tables begin or go on."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

URN = "urn:cartulary:{}:default:{}"
THINGS = {
    "pond.mud.frogs": Label.DATASET,
    "pond.mud.newts": Label.DATASET,
    "pond.reed.herons": Label.DATASET,
    "attic.reed.bats": Label.DATASET,
    "wader": Label.SERVICE,
    "count": Label.REPORT,
    "north": Label.TEAM,
}
LINKS = (
    ("wader", Rel.WRITES, "pond.mud.frogs"),
    ("count", Rel.READS, "pond.reed.herons"),
    ("pond.reed.herons", Rel.DERIVED_FROM, "pond.mud.frogs"),
    ("north", Rel.OWNS, "pond.mud.newts"),
)
POND = {"pond.mud.frogs", "pond.mud.newts", "pond.reed.herons"}


def _urn(name: str) -> str:
    return URN.format(THINGS[name].lower(), name)


@pytest.fixture(scope="module")
def asked() -> Asked:
    things = [
        Thing(_urn(name), label, {"name": name, "sources": ("r/f.yaml#0",)})
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
        ("which tables are in the pond?", POND),
        ("list the pond tables", POND),
        ("which reports read from the pond?", {"count"}),
        ("who writes to the mud schema?", {"wader"}),
        ("which services feed the pond?", {"wader"}),
        ("tables in the pond without an owner", {"pond.mud.frogs", "pond.reed.herons"}),
        ("which reed tables are derived from mud tables?", {"pond.reed.herons"}),
    ],
)
def test_a_place_of_tables_means_all_that_is_in_it(
    asked: Asked, question: str, names: set[str]
) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


@pytest.mark.parametrize("question", ["which tables are in the attic?", "who owns the attic?"])
def test_a_place_of_one_table_is_none(asked: Asked, question: str) -> None:
    given = asked.ask(question)
    assert not given.entities or all("attic" in u for u in given.entities), given


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("how many hops from wader to count?", 3),
        ("how many steps are there between wader and the count report?", 3),
        ("what is the distance between frogs and count?", 2),
        ("how far is pond.reed.herons from wader?", 2),
        ("in how many steps does wader reach herons?", 2),
        ("how many hops away from wader is count?", 3),
    ],
)
def test_how_far_apart_two_things_are(asked: Asked, question: str, steps: int) -> None:
    assert asked.ask(question).value == steps
