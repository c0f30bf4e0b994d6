"""Comparisons, shares and averages, and what stands both ways."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

SERVICES = ("quux", "wibble", "grault", "plugh")
CALLS = (("quux", "wibble"), ("wibble", "quux"), ("grault", "quux"))
NEEDS = (("wibble", "quux"), ("plugh", "quux"), ("grault", "quux"), ("plugh", "wibble"))


def _urn(name: str) -> str:
    label = "team" if name == "north" else "service"
    return f"urn:cartulary:{label}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    tiers = dict(zip(SERVICES, (1, 2, 3, 3), strict=True))
    things = [
        Thing(_urn(s), Label.SERVICE, {"name": s, "tier": tiers[s], "sources": ("r/f.yaml#0",)})
        for s in SERVICES
    ]
    things.append(Thing(_urn("north"), Label.TEAM, {"name": "north", "sources": ("r/f.yaml#0",)}))
    edges = [
        *((a, Rel.CALLS, b) for a, b in CALLS),
        *((a, Rel.DEPENDS_ON, b) for a, b in NEEDS),
        ("north", Rel.OWNS, "quux"),
    ]
    links = [Link(_urn(a), r, _urn(b), {"sources": ("r/f.yaml#1",)}) for a, r, b in edges]
    return Asked(Landscape.of(things, links))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which of quux and wibble has more dependents?", {"quux"}),
        ("which has fewer dependents, quux or wibble?", {"wibble"}),
        ("services with more dependents than wibble", {"quux"}),
        ("services with as many dependents as plugh", {"plugh", "grault"}),
        ("which services are more critical than wibble?", {"quux"}),
        ("which services have a lower tier than wibble?", {"grault", "plugh"}),
        ("which services call each other?", {"quux", "wibble"}),
        ("which services depend on quux and which on wibble?", set(SERVICES)),
    ],
)
def test_comparisons_name_the_right_ones(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("does quux have more dependents than wibble?", True),
        ("does wibble have more dependents than quux?", False),
        ("do more services depend on quux than on wibble?", True),
        ("is quux more critical than plugh?", True),
        ("is the tier of plugh higher than that of quux?", False),
        ("do quux and wibble call each other?", True),
        ("do quux and grault call each other?", False),
        ("what share of services has no owner?", 75.0),
        ("what percentage of the services is tier 3?", 50.0),
        ("what is the average number of owners per service?", 0.25),
        ("how many services does a service call on average?", 0.75),
        ("what is the average tier of the services?", 2.25),
    ],
)
def test_comparisons_shares_and_averages_have_values(
    asked: Asked, question: str, value: object
) -> None:
    given = asked.ask(question)
    assert given.value == value, given
