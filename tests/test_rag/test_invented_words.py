"""An ontology of invented words: its questions work, composed as deep as one likes, with no Python changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.ontology import load_ontology
from tests.asking import Asked

GLADE = Path(__file__).parents[1] / "golden" / "ontologies" / "glade.ttl"
THINGS = {
    "snurf": ("ulf", "oda", "ivo"),
    "wibble": ("bix", "cozzle", "dref", "emp"),
    "zant": ("fann", "gool", "hisk"),
    "quorm": ("jarn", "kell"),
}
LINKS = """
ulf TENDS bix
ulf TENDS fann
oda TENDS cozzle
oda TENDS dref
ivo TENDS gool
bix GRIBBLES fann
cozzle GRIBBLES fann
cozzle GRIBBLES gool
dref GRIBBLES hisk
fann FLANKS gool
bix NESTS_IN jarn
cozzle NESTS_IN jarn
dref NESTS_IN kell
gool NESTS_IN kell
"""
HUES = {"bix": "mauve", "fann": "mauve", "gool": "puce", "dref": "puce"}
HEFTS = {"bix": 1, "cozzle": 2, "dref": 1}


def urn(name: str) -> str:
    label = next(k for k, names in THINGS.items() if name in names)
    return f"urn:cartulary:{label}:default:{name}"


@pytest.fixture(scope="module")
def glade() -> Asked:
    things = [
        Thing(
            urn(name),
            label.capitalize(),
            {"name": name}
            | ({"hue": HUES[name]} if name in HUES else {})
            | ({"heft": HEFTS[name]} if name in HEFTS else {}),
        )
        for label, names in THINGS.items()
        for name in names
    ]
    links = [
        Link(urn(a), r, urn(b)) for a, r, b in (line.split() for line in LINKS.split("\n") if line)
    ]
    return Asked(Landscape.of(things, links), load_ontology([GLADE]))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who tends bix?", "ulf"),
        ("which zants does cozzle gribble", "fann gool"),
        ("list the wibbles that nest in jarn", "bix cozzle"),
        ("wibbles that gribble no zant", "emp"),
        ("which mauve things are tended by ulf?", "bix fann"),
        ("untended wibbles", "emp"),
        ("Which snurfs tend a wibble that gribbles a zant that flanks gool?", "oda ulf"),
        ("who tends the wibbles in the quormata that shelter a zant tended by ivo?", "oda"),
        ("which quormata shelter wibbles that gribble zants tended by snurfs who tend bix", "jarn"),
        ("heavy wibbles that do not nest in jarn", "dref"),
        ("what is wobbled by gool?", "bix cozzle fann"),
        ("what topples if gool squelches?", "bix cozzle fann"),
        ("which wibbles topple when hisk squelches", "dref"),
        ("who dotes on neither fann nor gool", "oda"),
        ("the tender of every gribbler of fann", "oda ulf"),
        ("twins of bix other than bix", "cozzle"),
        ("which snurf tends the most wibbles?", "oda"),
        ("wibbles that gribble at least two zants", "cozzle"),
        ("zants perched beside gool", "fann"),
        ("Which wibbles gribble only hisk?", "dref"),
    ],
)
def test_answers(glade: Asked, question: str, answer: str) -> None:
    given = glade.ask(question)
    assert given.status == "answered", given
    assert {u.rsplit(":", 1)[-1] for u in given.entities} == set(answer.split()), given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how many zants does cozzle gribble?", 2),
        ("does oda tend bix?", False),
        ("what hue is gool?", "puce"),
        ("is fann mauve?", True),
        ("how many wibbles are there?", 4),
    ],
)
def test_values(glade: Asked, question: str, value: object) -> None:
    assert glade.ask(question).value == value


@pytest.mark.parametrize(
    "question",
    ["who owns bix?", "which services depend on fann", "who tends nobble?", "blixt the zants"],
)
def test_words_of_other_ontologies_mean_nothing(glade: Asked, question: str) -> None:
    assert glade.ask(question).status == "not_understood"
