"""Steps that say what they come after tell what comes before and after each, and in which order they run."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked

URN = "urn:cartulary:{}:default:{}"
AFTER = {"bake": ("knead",), "cool": ("bake",)}
STEPS = ("knead", "bake", "cool")


@pytest.fixture(scope="module")
def asked() -> Asked:
    sources = {"sources": ("r/f.yaml#0",)}
    flow = URN.format("workflow", "loaf")
    tasks = {name: URN.format("task", f"workflow/loaf/{name}") for name in STEPS}
    things = [
        Thing(flow, Label.WORKFLOW, {"name": "loaf", **sources}),
        *(
            Thing(
                tasks[name],
                Label.TASK,
                {
                    "name": f"loaf.{name}",
                    **sources,
                    **({"after": AFTER[name]} if name in AFTER else {}),
                },
            )
            for name in STEPS
        ),
    ]
    stated = {"sources": ("r/f.yaml#1",), "provenance": ("declared",)}
    return Asked(Landscape.of(things, [Link(t, Rel.PART_OF, flow, stated) for t in tasks.values()]))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what comes before bake in loaf?", "knead"),
        ("which step precedes cool?", "bake"),
        ("which task has to finish before bake?", "knead"),
        ("what is the step before cool?", "bake"),
        ("in which order do the tasks of loaf run?", ("knead", "bake")),
        ("show the steps of loaf in the order they run", ("knead", "bake")),
    ],
)
def test_what_comes_before_is_told(asked: Asked, question: str, value: object) -> None:
    given = asked.ask(question).value
    assert (sorted(given) if isinstance(given, tuple) else given) == (
        sorted(value) if isinstance(value, tuple) else value
    )


@pytest.mark.parametrize(
    "question", ["what comes after bake?", "which step follows bake?", "what runs after bake?"]
)
def test_what_comes_after_is_listed(asked: Asked, question: str) -> None:
    found = asked.ask(question).entities
    assert [asked.landscape.things[u].name for u in found] == ["loaf.cool"]
