"""Filters on any property: dates, texts, numbers, membership, known or not; and which value a thing has."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

SOURCES = ("r/f.yaml#0",)
SERVICES: dict[str, dict[str, str | int | tuple[str, ...]]] = {
    "quux": {"tier": 1, "description": "Sends invoices to shops", "tags": ("pci", "core")},
    "quuxlet": {"tier": 2, "description": "Prints labels", "tags": ("gdpr",), "version": "2.1.0"},
    "wibble": {"tier": 3, "lifecycle": "deprecated"},
    "grault": {"lifecycle": "production", "task_queue": "night-shift"},
}
DECISIONS = {"alpha": "2024-11-30", "beta": "2025-06-15", "gamma": "2026-02-01"}
TARGETS = {"fast": 99.5, "always": 99.95}


@pytest.fixture(scope="module")
def asked() -> Asked:
    things = [
        Thing(
            f"urn:cartulary:service:default:{name}",
            Label.SERVICE,
            {"name": name, "sources": SOURCES, **props},
        )
        for name, props in SERVICES.items()
    ]
    for name, day in DECISIONS.items():
        kind = {"name": name, "date": day, "kind": "decision record", "sources": SOURCES}
        things.append(Thing(f"urn:cartulary:document:default:{name}", Label.DOCUMENT, kind))
    for name, target in TARGETS.items():
        goal = {"name": name, "target": target, "sources": SOURCES}
        things.append(Thing(f"urn:cartulary:objective:default:{name}", Label.OBJECTIVE, goal))
    measured = [
        Link(o.urn, Rel.MEASURES, things[0].urn) for o in things if o.label == Label.OBJECTIVE
    ]
    return Asked(Landscape.of(things, measured))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("decisions taken before 2025-06-15", {"alpha"}),
        ("decisions taken until 2025-06-15", {"alpha", "beta"}),
        ("which decisions were made after June 2025?", {"gamma"}),
        ("decisions made in 2025", {"beta"}),
        ("decisions between 2025-01-01 and 2026-02-01", {"beta", "gamma"}),
        ("decision records older than 1 January 2026", {"alpha", "beta"}),
        ("the newest decision", {"gamma"}),
        ("the 2 oldest decisions", {"alpha", "beta"}),
        ("decisions newer than beta", {"gamma"}),
        ("services whose description mentions invoices", {"quux"}),
        ("which services mention labels in their description?", {"quuxlet"}),
        ("services whose name starts with quux", {"quux", "quuxlet"}),
        ('services whose name contains "ib"', {"wibble"}),
        ("services whose name ends with let", {"quuxlet"}),
        ("services whose tier is 1 or 3", {"quux", "wibble"}),
        ("services of tier 1 or 2", {"quux", "quuxlet"}),
        ("services whose tier is not 1", {"quuxlet", "wibble", "grault"}),
        ("services whose tier is unknown", {"grault"}),
        ("services whose version is known", {"quuxlet"}),
        ("services tagged pci or gdpr", {"quux", "quuxlet"}),
        ("services that run in production", {"grault"}),
        ("SLOs with a target of at least 99.9", {"always"}),
        ("objectives with a target below 99.9", {"fast"}),
    ],
)
def test_filters(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("which task queue does grault use?", "night-shift"),
        ("what task queue does grault run on?", "night-shift"),
        ("grault uses which task queue?", "night-shift"),
        ("what is the task queue of grault?", "night-shift"),
        ("which lifecycle stage is wibble in?", "deprecated"),
        ("how many decisions were taken since 2025?", 2),
    ],
)
def test_values(asked: Asked, question: str, value: object) -> None:
    assert asked.ask(question).value == value
