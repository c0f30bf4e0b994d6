"""Derived relations of an ontology without containers, worked out in the plainest way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph.landscape import Landscape
from graph.ontology import Flow, Ontology
from rag.algebra import Depth
from rag.evaluate import Asked, Pair, Steps
from rag.typing import Labels

__all__ = ["PlainDerivations"]


class PlainDerivations:
    """Closures along impact and data, and repeated relations; no arrays, no automata."""

    def __init__(self, landscape: Landscape, ontology: Ontology) -> None:
        self.landscape = landscape
        self.ontology = ontology

    def firsts(
        self, asked: Asked, seconds: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        del labels
        return ((x, y) for y in seconds for x in self._reached(asked, y, back=True))

    def seconds(
        self, asked: Asked, firsts: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        del labels
        return ((x, y) for x in firsts for y in self._reached(asked, x, back=False))

    def path(self, start: str, end: str, family: str | None) -> Steps | None:
        raise AssertionError(f"no path is asked of the plain ones ({start}, {end}, {family})")

    def _reached(self, asked: Asked, urn: str, *, back: bool) -> set[str]:
        found: set[str] = set()
        level = {urn}
        while level:
            level = {b for a in level for b in self._next(asked.name, a, back=back)} - found
            found |= level
            if asked.depth is Depth.ONE:
                break
        return found if self.ontology.derived[asked.name].path else found - {urn}

    def _next(self, name: str, urn: str, *, back: bool) -> set[str]:
        """One step from second to first (back) or from first to second."""
        derived = self.ontology.derived[name]
        found: set[str] = set()
        for link in self.landscape.links.values():
            if urn not in (link.start, link.end):
                continue
            other = link.end if link.start == urn else link.start
            if derived.path is not None:
                if derived.path == f"{link.relation}+" and urn == (
                    link.end if back else link.start
                ):
                    found.add(other)
                continue
            labels = (self.landscape.things[u].label for u in (link.start, link.end))
            row = self.ontology.row(next(labels), link.relation, next(labels))
            assert row is not None
            flow = row.impact if derived.function == "impact" else row.data
            onward = flow is Flow.BOTH or flow is (
                Flow.FORWARD if link.start == urn else Flow.BACKWARD
            )
            against = flow is Flow.BOTH or flow is (
                Flow.BACKWARD if link.start == urn else Flow.FORWARD
            )
            if onward if back else against:
                found.add(other)
        return found
