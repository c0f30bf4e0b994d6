"""What somebody can do, told by the doing: over the sample landscape, its words and its tools."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.ontology import load_ontology
from rag.algebra import Answer, Entity, Exists, Image, In, Listing, Named, OfClass
from rag.descriptions import Described
from rag.doing import Doing
from rag.predicate import HOLE

ZIB = "urn:cartulary:agent:default:zib"
FREEZE = Described("urn:cartulary:tool:default:freeze", "Tool", "freeze", 1.0, sure=True)
REACH = Image(Named("toolReach", forward=True), HOLE)


def doing(asked: list[str]) -> Doing:
    def describes(text: str, labels: frozenset[str], _: str) -> Sequence[Described]:
        assert "Tool" in labels
        return (FREEZE,) if text in ("hold back a payment", "have a payment held back") else ()

    def holed(sentence: str, _: int) -> Sequence[tuple[Answer, float]]:
        asked.append(sentence)
        if "zib" in sentence:
            return [(Exists(In((Entity((ZIB,)), REACH))), 0.1)]
        agents = OfClass(frozenset({"Agent"}))
        return [(Listing(In((agents, REACH))), 0.1)] if "agents" in sentence else []

    return Doing(load_ontology(environ={}), describes, holed, lambda _: 1, 0.4)


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("Can zib hold back a payment?", "can zib use it or provide it"),
        ("Is zib able to hold back a payment?", "can zib use it or provide it"),
        (
            "Is zib able to have a payment held back?",
            "can zib reach it through delegation or provide it",
        ),
        ("Which agents are allowed to hold back a payment", "which agents use it or provide it"),
        (
            "agents allowed to hold back a payment, directly or by passing it on",
            "which agents reach it through delegation or provide it",
        ),
        (
            "Can either of our agents hold back a payment?",
            "are there agents that can use it or provide it",
        ),
    ],
)
def test_what_is_done_stands_for_the_means(question: str, put: str) -> None:
    asked: list[str] = []
    (reading,) = doing(asked).readings(question)
    assert FREEZE.urn in repr(reading.answer)
    assert asked[-1].replace("agents can ", "agents ") == put


@pytest.mark.parametrize(
    "question", ["Can zib hold a party?", "Who can hold back a payment?", "Is zib red?"]
)
def test_what_no_means_is_described_by_is_not_understood(question: str) -> None:
    assert doing([]).readings(question) == []
