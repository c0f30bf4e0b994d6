"""Questions of a word or two, and what is said twice or left out of nothing."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

STATED = {"sources": ("r/f.yaml#0",)}
THINGS = {
    "quux": (Label.SERVICE, {"lifecycle": "production"}),
    "wibble": (Label.SERVICE, {"lifecycle": "deprecated"}),
    "waldo": (Label.TOPIC, {}),
    "north": (Label.TEAM, {}),
    "acme": (Label.VENDOR, {}),
}
LINKS = (
    ("north", Rel.OWNS, "quux"),
    ("north", Rel.OWNS, "wibble"),
    ("wibble", Rel.DEPENDS_ON, "quux"),
)


def _urn(name: str) -> str:
    return f"urn:cartulary:{THINGS[name][0].lower()}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    things = [
        Thing(_urn(n), label, {"name": n, **props, **STATED})
        for n, (label, props) in THINGS.items()
    ]
    return Asked(Landscape.of(things, [Link(_urn(a), r, _urn(b), STATED) for a, r, b in LINKS]))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("services", {"quux", "wibble"}),
        ("topics?", {"waldo"}),
        ("which services does north own in production?", {"quux"}),
        ("what would break without quux?", {"wibble"}),
        ("list services that north owns except vendors", {"quux", "wibble"}),
        ("what depends on the quux service quux?", {"wibble"}),
    ],
)
def test_it_is_understood(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


def test_a_class_word_after_a_question_only_narrows_it(asked: Asked) -> None:
    given = asked.ask("What depends on the frobnicator? Just the services.")
    assert given.status == "not_understood"
