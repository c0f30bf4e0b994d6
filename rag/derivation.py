"""Derived relations for questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph.landscape import Landscape
from graph.ontology import Container, Flow, Ontology
from graph.vocabulary import Rel
from rag.algebra import Depth
from rag.evaluate import Asked, Derivations, Pair, Steps
from rag.typing import Labels, listed_labels

__all__ = ["over_landscape"]


def over_landscape(landscape: Landscape, ontology: Ontology) -> Derivations:
    return _Plain(landscape, ontology)


class _Plain:
    """A stand-in until graph.reach is there: closures without the container rule."""

    def __init__(self, landscape: Landscape, ontology: Ontology) -> None:
        self.l, self.o = landscape, ontology

    def firsts(
        self, asked: Asked, seconds: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        keep = None if labels is None else listed_labels(labels, self.o)
        for y in seconds:
            for x in self._one(asked, y, back=True):
                if self._listed(x, keep):
                    yield x, y

    def seconds(
        self, asked: Asked, firsts: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        keep = None if labels is None else listed_labels(labels, self.o)
        for x in firsts:
            for y in self._one(asked, x, back=False):
                if self._listed(y, keep):
                    yield x, y

    def path(self, start: str, end: str, family: str | None) -> Steps | None:
        seen: dict[str, Steps] = {start: ()}
        todo = [start]
        while todo:
            here = todo.pop(0)
            if here == end and start != end:
                return seen[here]
            for link in (*self.l.outgoing.get(here, ()), *self.l.incoming.get(here, ())):
                there, forward = (link.end, True) if link.start == here else (link.start, False)
                if there not in seen:
                    seen[there] = (*seen[here], (here, link.relation, there, forward))
                    todo.append(there)
        return None

    def _listed(self, urn: str, keep: Labels | None) -> bool:
        label = self.l.things[urn].label
        return label in keep if keep is not None else not self.o.classes[label].part

    def _step(self, urn: str, kind: str, back: bool) -> set[str]:
        """kind impact: back = those affected by urn; kind data: back = downstream."""
        found: set[str] = set()
        for link in (*self.l.outgoing.get(urn, ()), *self.l.incoming.get(urn, ())):
            row = self.o.row(
                self.l.things[link.start].label, link.relation, self.l.things[link.end].label
            )
            if row is None:
                continue
            flow = row.impact if kind == "impact" else row.data
            forward = flow in (Flow.FORWARD, Flow.BOTH)
            backward = flow in (Flow.BACKWARD, Flow.BOTH)
            at_start = link.start == urn
            out, into = (forward, backward) if at_start else (backward, forward)
            if out if back else into:
                found.add(link.end if at_start else link.start)
        return found - {urn}

    def _closure(self, urn: str, kind: str, back: bool) -> set[str]:
        seen, todo = set[str](), [urn]
        while todo:
            for there in self._step(todo.pop(), kind, back):
                if there not in seen:
                    seen.add(there)
                    todo.append(there)
        return seen - {urn}

    def _one(self, asked: Asked, urn: str, back: bool) -> set[str]:
        derived = self.o.derived[asked.name]
        if derived.function == "impact" or (
            derived.function == "dependency" and asked.depth is Depth.ANY
        ):
            return self._closure(urn, "impact", back)
        if derived.function == "lineage":
            return self._closure(urn, "data", back)
        if derived.function == "dependency":
            return self._direct(urn, back)
        if derived.function == "owner":
            if back:
                return {x for x in self.l.things if urn in self._owners(x)}
            return self._owners(urn)
        if derived.function == "tool_reach":
            links = self.l.incoming if back else self.l.outgoing
            return {
                (k.start if back else k.end)
                for k in links.get(urn, ())
                if k.relation == Rel.USES_TOOL
            }
        seen, todo = set[str](), [urn]
        relation = (derived.path or "").split("+")[0].split(" ")[0]
        while todo:
            here = todo.pop()
            links = self.l.incoming if back else self.l.outgoing
            for link in links.get(here, ()):
                there = link.start if back else link.end
                if link.relation == relation and there not in seen:
                    seen.add(there)
                    if derived.path and "+" in derived.path:
                        todo.append(there)
        return seen

    def _direct(self, urn: str, back: bool) -> set[str]:
        found: set[str] = set()
        for there in self._step(urn, "impact", back):
            found.add(there)
            if self._made(there):
                found |= self._step(there, "impact", back)
        return found - {urn}

    def _made(self, urn: str) -> bool:
        return any(
            k.relation in (Rel.PROVIDES, Rel.WRITES, Rel.PUBLISHES_TO)
            for k in self.l.incoming.get(urn, ())
        )

    def _owners(self, urn: str) -> set[str]:
        level = {urn}
        while level:
            found = {
                k.start for u in level for k in self.l.incoming.get(u, ()) if k.relation == Rel.OWNS
            }
            if found:
                return found
            level = {
                k.end
                for u in level
                for k in self.l.outgoing.get(u, ())
                if (
                    row := self.o.row(
                        self.l.things[u].label, k.relation, self.l.things[k.end].label
                    )
                )
                is not None
                and row.container
                in (Container.GROUPING, Container.WHOLE_AND_PARTS, Container.PART_TO_WHOLE)
            }
        return set()
