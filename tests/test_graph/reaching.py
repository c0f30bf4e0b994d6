"""Traversals over landscapes drawn in tests, and what they came to in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph.closure import Path
from graph.ontology import Ontology, load_ontology
from graph.projection import Projection
from graph.reach import Reach
from tests.test_graph.landscapes import drawn

__all__ = ["names", "over", "said", "shipped"]


@cache
def shipped() -> Ontology:
    return load_ontology(environ={})


def over(text: str) -> Reach:
    return Reach(Projection.of(drawn(text)), shipped())


def names(urns: Iterable[str]) -> set[str]:
    return {":".join(one.split(":")[2::2]) for one in urns}


def said(path: Path | None) -> str:
    """`shop <CONSUMES pay`: the names along a path."""
    if path is None:
        return ""
    words = [path[0].source.split(":")[-1]]
    for step in path:
        words.append(f"{step.relation}>" if step.forward else f"<{step.relation}")
        words.append(step.target.split(":")[-1])
    return " ".join(words)
