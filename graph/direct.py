"""Direct dependents and dependencies: one step of impact, and the step beyond what a thing gives to others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from graph.automaton import ORDINARY, Sheet, Steps
from graph.closure import Path, Step, step_over
from graph.ontology import Container, Flow, Ontology
from graph.projection import Projection, starts_of

__all__ = ["Direct"]


class Direct:
    """Over the steps of impact that are no container's."""

    def __init__(
        self, projection: Projection, ontology: Ontology, sheet: Sheet, steps: Steps
    ) -> None:
        steps = steps.only(steps.kind == ORDINARY)
        gives = givers(ontology)
        given = np.array([row.relation in gives for row in sheet.rows], np.bool_)
        self._projection = projection
        self._steps = steps
        self._gives = sheet.edges(given, False).astype(np.bool_)[steps.edge] & steps.forward
        size = len(projection)
        self._out = np.lexsort((steps.edge, steps.target, steps.source)).astype(np.int32)
        self._out_starts = starts_of(steps.source[self._out], size)
        self._in = np.lexsort((steps.edge, steps.source, steps.target)).astype(np.int32)
        self._in_starts = starts_of(steps.target[self._in], size)
        self._containers = self._holding(sheet)

    def _holding(self, sheet: Sheet) -> dict[int, list[int]]:
        """Containers of each part, groupings left out."""
        holds = [
            row.container is not None and row.container is not Container.GROUPING
            for row in sheet.rows
        ]
        edges = np.flatnonzero(sheet.edges(np.array(holds, np.bool_), False))
        found: dict[int, list[int]] = {}
        for edge in edges.tolist():
            part = int(self._projection.start[edge])
            found.setdefault(part, []).append(int(self._projection.end[edge]))
        return found

    def _around(self, node: int) -> set[int]:
        """The thing and what it is part of, at any depth."""
        found, ahead = {node}, [node]
        while ahead:
            for container in self._containers.get(ahead.pop(), ()):
                if container not in found:
                    found.add(container)
                    ahead.append(container)
        return found

    def _one_inside_other(self, one: int, other: int) -> bool:
        return one in self._around(other) or other in self._around(one)

    def dependents(self, node: int) -> dict[int, Path]:
        """By node; the shorter path where there are two."""
        near = self._leaving(node)
        straight = ((self._end(s), (s,)) for s in near)
        beyond = (
            (self._end(t), (s, t))
            for s in near
            if self._gives[s]
            for t in self._leaving(self._end(s))
        )
        return self._paths(self._first(node, straight, beyond), backward=False)

    def dependencies(self, node: int) -> dict[int, Path]:
        near = self._entering(node)
        straight = ((self._begin(s), (s,)) for s in near)
        beyond = (
            (self._begin(t), (s, t))
            for s in near
            for t in self._entering(self._begin(s))
            if self._gives[t]
        )
        return self._paths(self._first(node, straight, beyond), backward=True)

    def _first(
        self, node: int, *rounds: Iterable[tuple[int, tuple[int, ...]]]
    ) -> dict[int, tuple[int, ...]]:
        """The first way to each thing that is neither the asked one, nor around it, nor inside it."""
        found: dict[int, tuple[int, ...]] = {}
        for candidates in rounds:
            for other, steps in candidates:
                if other in found or other == node:
                    continue
                if not self._one_inside_other(node, other):
                    found[other] = steps
        return found

    def _paths(self, found: Mapping[int, tuple[int, ...]], *, backward: bool) -> dict[int, Path]:
        return {
            other: tuple(self._step(step, backward=backward) for step in steps)
            for other, steps in sorted(found.items())
        }

    def _step(self, step: int, *, backward: bool) -> Step:
        forward = bool(self._steps.forward[step]) is not backward
        return step_over(self._projection, int(self._steps.edge[step]), forward=forward)

    def _leaving(self, node: int) -> list[int]:
        return self._out[self._out_starts[node] : self._out_starts[node + 1]].tolist()

    def _entering(self, node: int) -> list[int]:
        return self._in[self._in_starts[node] : self._in_starts[node + 1]].tolist()

    def _begin(self, step: int) -> int:
        return int(self._steps.source[step])

    def _end(self, step: int) -> int:
        return int(self._steps.target[step])


def givers(ontology: Ontology) -> frozenset[str]:
    """Relations by which a thing gives something to others (PROVIDES, WRITES, PUBLISHES_TO and the like).

    Those that, for some ends, carry both data and impact from their start to their end.
    """
    return frozenset(
        relation.name
        for relation in ontology.relations.values()
        if any(
            row.impact is Flow.FORWARD and row.data is Flow.FORWARD and row.container is None
            for row in relation.rows
        )
    )
