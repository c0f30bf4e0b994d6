"""Slips of the finger in the words around a question, and inside names, where it is not understood at first."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

STATED = {"sources": ("r/f.yaml#0",)}
TEAMS = ("north",)


def _urn(name: str) -> str:
    return f"urn:cartulary:{'team' if name in TEAMS else 'service'}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    things = [
        Thing(_urn(n), Label.SERVICE, {"name": n, "tier": 1, **STATED})
        for n in ("quuxable", "wibbling")
    ]
    things.append(Thing(_urn("north"), Label.TEAM, {"name": "north", **STATED}))
    edges = (("wibbling", Rel.DEPENDS_ON, "quuxable"), ("north", Rel.OWNS, "wibbling"))
    return Asked(Landscape.of(things, [Link(_urn(a), r, _urn(b), STATED) for a, r, b in edges]))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Are there services that depend on quuxable? Lidt them.", {"wibbling"}),
        ("tirr-1 services that depnd on quuxable", {"wibbling"}),
        ("Which tieer-1 serrvices are owwned by north?", {"wibbling"}),
        ("serrvices gruped by owwner", {"north"}),
    ],
)
def test_it_is_read_with_the_words_put_right(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


@pytest.mark.parametrize(
    "question", ["who owns the zeppelin?", "who owns quibbling?", "which services flarp quuxable?"]
)
def test_an_unknown_word_is_no_slip(asked: Asked, question: str) -> None:
    assert asked.ask(question).status == "not_understood"
