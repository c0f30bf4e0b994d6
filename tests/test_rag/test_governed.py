"""Rules and suppliers in speech: keeping a rule, breaking it, what is bought and what is made in-house."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from tests.asking import Asked

LINKS = {
    "GOVERNS": [
        ("policy:clean-hands", "service:kettle"),
        ("policy:clean-hands", "service:toaster"),
    ],
    "VIOLATES": [("service:toaster", "policy:clean-hands")],
    "SUPPLIED_BY": [("service:lamp", "vendor:brightco")],
    "IMPLEMENTS": [("policy:clean-hands", "control:hy-1")],
}
SOURCES = ("r/f.yaml#0",)


def urn(told: str) -> str:
    return "urn:cartulary:" + told.replace(":", ":default:")


@pytest.fixture(scope="module")
def asked() -> Asked:
    ontology = load_ontology(environ={})
    labels = {c.lower(): c for c in ontology.classes}
    names = sorted({name for pairs in LINKS.values() for pair in pairs for name in pair})
    things = [
        Thing(urn(n), Label(labels[kind]), {"name": name, "sources": SOURCES})
        for n in names
        for kind, name in [n.split(":")]
    ]
    links = [
        Link(urn(a), Rel(relation), urn(b), {"sources": SOURCES})
        for relation, pairs in LINKS.items()
        for a, b in pairs
    ]
    return Asked(Landscape.of(things, links), ontology)


ANSWERS = [
    ("which services comply with clean-hands?", ["kettle"]),
    ("which services don't comply with clean-hands?", ["toaster"]),
    ("which services are not in line with clean-hands?", ["toaster"]),
    ("which services are non-compliant?", ["toaster"]),
    ("which services do not comply?", ["toaster"]),
    ("does lamp come from outside?", ["brightco"]),
    ("which policies have violations?", ["clean-hands"]),
    ("policy violations", ["toaster"]),
    ("third-party services", ["lamp"]),
    ("which services are bought in?", ["lamp"]),
    ("which services come from outside?", ["lamp"]),
    ("in-house services", ["kettle", "toaster"]),
    ("what ticks the box for HY-1?", ["clean-hands"]),
    ("which controls are met by a policy rather than a service?", ["hy-1"]),
    ("which controls are met by a service rather than a policy?", []),
    ("what do we have in place for HY-1?", ["clean-hands"]),
]


@pytest.mark.parametrize(("question", "names"), ANSWERS)
def test_what_is_asked_of_rules_and_suppliers(
    asked: Asked, question: str, names: list[str]
) -> None:
    got = asked.ask(question)
    assert [u.rsplit(":", 1)[-1] for u in got.entities] == names


def test_the_target_of_a_service_is_that_of_its_objective() -> None:
    service, objective = urn("service:kettle"), urn("objective:kettle-up")
    things = [
        Thing(service, Label.SERVICE, {"name": "kettle", "sources": SOURCES}),
        Thing(
            objective, Label.OBJECTIVE, {"name": "kettle-up", "target": 99.5, "sources": SOURCES}
        ),
    ]
    links = [Link(objective, Rel.MEASURES, service, {"sources": SOURCES})]
    given = Asked(Landscape.of(things, links)).ask("what is the availability target for kettle?")
    assert (given.value, given.entities) == (99.5, (objective,))
