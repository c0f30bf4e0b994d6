"""What belongs to another, lies outside, or is alike for two things, in the ways in which people ask for it."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked, Given

THINGS = {
    Label.SERVICE: ("quux", "wibble", "grault", "plugh", "loner"),
    Label.SYSTEM: ("orchard", "quarry"),
    Label.DOMAIN: ("meadow",),
    Label.TOPIC: ("fred", "thud"),
    Label.DATASET: ("raw", "spare"),
    Label.RESOURCE: ("rack",),
    Label.TEAM: ("north", "south"),
}
LINKS = """
north OWNS quux
north OWNS wibble
south OWNS grault
south OWNS plugh
south OWNS raw
north OWNS spare
quux PART_OF orchard
wibble PART_OF orchard
grault PART_OF quarry
plugh PART_OF quarry
orchard PART_OF meadow
quarry PART_OF meadow
wibble DEPENDS_ON quux
grault DEPENDS_ON quux
plugh DEPENDS_ON grault
loner DEPENDS_ON plugh
quux DEPENDS_ON rack
quux READS raw
quux WRITES raw
wibble READS raw
wibble WRITES spare
quux SUBSCRIBES_TO fred
wibble SUBSCRIBES_TO fred
quux SUBSCRIBES_TO thud
plugh SUBSCRIBES_TO thud
"""
TIERS = {"quux": 1, "wibble": 2, "grault": 1, "plugh": 3}


def _urn(name: str) -> str:
    label = next(k for k, names in THINGS.items() if name in names)
    return f"urn:cartulary:{label.lower()}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    where = {"sources": ("r/f.yaml#0",)}
    things = [
        Thing(_urn(n), label, {"name": n, **where, **({"tier": TIERS[n]} if n in TIERS else {})})
        for label, names in THINGS.items()
        for n in names
    ]
    lines = (line.split() for line in LINKS.split("\n") if line)
    links = [Link(_urn(a), Rel(r), _urn(b), where) for a, r, b in lines]
    return Asked(Landscape.of(things, links))


def _names(given: Given) -> list[str]:
    return sorted(urn.rsplit(":", 1)[1] for urn in given.entities)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which services depend on a service of another team?", ["grault", "loner"]),
        ("Which services depend on another team's service?", ["grault", "loner"]),
        ("services that depend on services owned by a different team", ["grault", "loner"]),
        ("Which services depend on a service in another system?", ["grault", "loner"]),
        ("Which services read a dataset that belongs to another team?", ["quux", "wibble"]),
        ("Which services depend on a service of the same team?", ["plugh", "wibble"]),
        (
            "Which services depend on something outside their own system?",
            ["grault", "plugh", "quux", "wibble"],
        ),
        ("Which services in orchard depend on something outside it?", ["quux", "wibble"]),
        ("Which services of other teams depend on quux?", ["grault"]),
        ("What depends on quux that belongs to another team?", ["grault", "raw"]),
        ("Which services depend on quux without being in the same system?", ["grault"]),
        ("Which services have the same tier as quux?", ["grault"]),
        ("Which topics' subscribers are in another system?", None),
        ("topics whose subscribers are all in the same system", ["fred"]),
        ("topics whose subscribers all belong to the same team", ["fred"]),
    ],
)
def test_lists(asked: Asked, question: str, names: list[str] | None) -> None:
    given = asked.ask(question)
    if names is None:
        assert given.status == "not_understood"
    else:
        assert (given.status, _names(given)) == ("answered", names), given.answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Does any other team's service depend on quux?", True),
        ("Does any other team's service depend on grault?", False),
        ("Is quux used by something outside its own system?", True),
        ("Is plugh used by something outside its own system?", True),
        ("Do quux and grault have the same tier?", True),
        ("Are quux and wibble on the same tier?", False),
        ("Do quux and wibble have different owners?", False),
        ("Are quux and grault owned by different teams?", True),
        ("Are quux and wibble in the same system?", True),
        ("Are quux and grault in the same system?", False),
        ("Are quux and grault in different systems?", True),
        ("Are quux and grault on the same tier and in the same system?", False),
        ("Are all services in orchard owned by the same team?", True),
        ("Are all services in meadow owned by the same team?", False),
    ],
)
def test_yes_or_no(asked: Asked, question: str, value: bool) -> None:
    assert asked.ask(question).value is value


def test_nobody_but_what_is_excepted_is_nobody(asked: Asked) -> None:
    """That nothing is left over when X is left out says nothing against the reading."""
    assert asked.ask("Who besides wibble writes to spare?").status == "nothing_found"
    assert _names(asked.ask("Who besides quux subscribes to thud?")) == ["plugh"]
