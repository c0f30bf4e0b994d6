"""How a family (impact, data) travels through a graph, as arcs between states of things.

A thing has one state in which everything goes on from it; a container has another, *touched*, for when it
was reached through a part of its own; a task that only passes on the columns of a touched dataset has
one more for each such dataset (design.md §2, "Containers" and "Impact of a change to a Field").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from graph.columns import restrictions
from graph.ontology import Container, Flow, Ontology, Row
from graph.projection import Bools, Ints, Projection, starts_of
from graph.vocabulary import Label

__all__ = [
    "ORDINARY",
    "TO_PART",
    "TO_TABLE",
    "TO_WHOLE",
    "Arcs",
    "Automaton",
    "Sheet",
    "Steps",
    "data_steps",
    "impact_steps",
    "rows_of",
]


@dataclass(frozen=True)
class Sheet:
    """What the ontology says of each edge of a projection: `row` is an index into `rows`, -1 for none."""

    rows: tuple[Row, ...]
    row: Ints

    def edges(self, table: npt.NDArray[np.generic], default: object) -> npt.NDArray[np.generic]:
        """A value per edge from a value per row."""
        return np.append(table, np.asarray([default], table.dtype))[self.row]


def rows_of(projection: Projection, ontology: Ontology) -> Sheet:
    """One look-up for each combination of labels and relation that there is."""
    size = len(projection.labels)
    label = projection.label.astype(np.int64)
    keys = (projection.relation.astype(np.int64) * size + label[projection.start]) * size + label[
        projection.end
    ]
    unique, back = np.unique(keys, return_inverse=True)
    rows: list[Row] = []
    place: dict[Row, int] = {}
    code = np.full(len(unique), -1, np.int32)
    for i, key in enumerate(unique.tolist()):
        rest, end = divmod(int(key), size)
        relation, start = divmod(rest, size)
        row = ontology.row(
            projection.labels[start],
            projection.relations[relation],
            projection.labels[end],
        )
        if row is not None:
            if row not in place:
                place[row] = len(rows)
                rows.append(row)
            code[i] = place[row]
    return Sheet(tuple(rows), code[back].astype(np.int32) if len(keys) else code)


ORDINARY, TO_WHOLE, TO_PART, TO_TABLE = range(4)
UPWARD: dict[Container | None, int] = {
    Container.WHOLE_AND_PARTS: TO_WHOLE,
    Container.PART_TO_WHOLE: TO_TABLE,
}


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of a family between things: `source` to `target` over `edge`, `forward` from its start to its end.

    kind: ORDINARY, or from a container TO_PART, or from a part TO_WHOLE; TO_TABLE is the latter where
    the container's impact does not go back to its parts but they go with it (fields of a dataset)
    """

    source: Ints
    target: Ints
    edge: Ints
    forward: Bools
    rank: Ints
    kind: Ints

    def only(self, keep: Bools) -> Steps:
        return Steps(
            self.source[keep],
            self.target[keep],
            self.edge[keep],
            self.forward[keep],
            self.rank[keep],
            self.kind[keep],
        )


def impact_steps(projection: Projection, sheet: Sheet) -> Steps:
    """Along impact; the parts of a container of either sort go with it."""
    return _steps(
        projection,
        sheet,
        [row.impact for row in sheet.rows],
        [row.severity.rank if row.severity else 0 for row in sheet.rows],
        parts_go_along=True,
    )


def data_steps(projection: Projection, sheet: Sheet) -> Steps:
    """Along the data, downstream."""
    ranks = [1 for _ in sheet.rows]
    return _steps(projection, sheet, [row.data for row in sheet.rows], ranks, parts_go_along=False)


def _steps(
    projection: Projection,
    sheet: Sheet,
    flows: list[Flow],
    ranks: list[int],
    *,
    parts_go_along: bool,
) -> Steps:
    upward = [UPWARD.get(row.container, ORDINARY) for row in sheet.rows]
    ahead = [flow in (Flow.FORWARD, Flow.BOTH) for flow in flows]
    back = [
        flow in (Flow.BACKWARD, Flow.BOTH) or (parts_go_along and held and flow is Flow.FORWARD)
        for flow, held in zip(flows, upward, strict=True)
    ]
    held = sheet.edges(np.array(upward, np.int32), ORDINARY).astype(np.int32)
    rank = sheet.edges(np.array(ranks, np.int32), 0).astype(np.int32)
    pieces: list[Steps] = []
    for forward, allowed in ((True, ahead), (False, back)):
        edge = np.flatnonzero(sheet.edges(np.array(allowed, np.bool_), False)).astype(np.int32)
        source, target = projection.start[edge], projection.end[edge]
        pieces.append(
            Steps(
                source if forward else target,
                target if forward else source,
                edge,
                np.full(len(edge), forward, np.bool_),
                rank[edge],
                held[edge]
                if forward
                else np.where(held[edge] != ORDINARY, TO_PART, ORDINARY).astype(np.int32),
            )
        )
    return joined(*pieces)


def joined(*pieces: Steps) -> Steps:
    return Steps(
        np.concatenate([p.source for p in pieces]),
        np.concatenate([p.target for p in pieces]),
        np.concatenate([p.edge for p in pieces]),
        np.concatenate([p.forward for p in pieces]),
        np.concatenate([p.rank for p in pieces]),
        np.concatenate([p.kind for p in pieces]),
    )


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs in runs by source state: those of state s are `starts[s]:starts[s + 1]`; `step` says which step each is."""

    starts: Ints
    target: Ints
    source: Ints
    step: Ints


@dataclass(frozen=True)
class Automaton:
    """States 0 … n-1 are the n things, whole; then the touched containers, then the restricted tasks.

    owner     the thing of each state
    touched   mask of the states that are a container's touched one
    """

    steps: Steps
    owner: Ints
    touched: Bools
    source: Ints
    target: Ints
    step: Ints

    @classmethod
    def over(
        cls,
        projection: Projection,
        ontology: Ontology,
        steps: Steps,
        *,
        columns: bool,
        sheet: Sheet,
    ) -> Automaton:
        """`columns`: whether steps over touched datasets heed column links (impact does, lineage does not)."""
        size = len(projection)
        quiet = projection.of_kinds(ontology, Label.SYSTEM, Label.DOMAIN)
        steps = steps.only(~quiet[steps.source])
        upward = np.isin(steps.kind, (TO_WHOLE, TO_TABLE))
        containers = np.unique(steps.target[upward])
        touched_of = np.full(size, -1, np.int32)
        touched_of[containers] = size + np.arange(len(containers), dtype=np.int32)
        number = np.arange(len(steps.source), dtype=np.int32)
        end = np.where(upward, touched_of[steps.target], steps.target)
        sources, targets, used = [steps.source], [end.astype(np.int32)], [number]
        owner = [np.arange(size, dtype=np.int32), containers.astype(np.int32)]

        inside = steps.source.astype(np.int64) * size + steps.target
        inner = np.isin(inside, inside[steps.kind == TO_PART])
        again = number[(touched_of[steps.source] >= 0) & (upward | ~inner)]
        states = touched_of[steps.source[again]]
        goes = end[again].astype(np.int32)
        if columns:
            rule = restrictions(
                projection, sheet, steps, ontology, again[steps.kind[again] == ORDINARY]
            )
            free = ~np.isin(again, rule.dropped)
            again, states, goes = again[free], states[free], goes[free]
            first = size + len(containers)
            turned = rule.state_of_step[again]
            goes = np.where(turned >= 0, first + turned, goes).astype(np.int32)
            owner.append(rule.task)
            sources.append((first + rule.arc_state).astype(np.int32))
            targets.append(end[rule.arc_step].astype(np.int32))
            used.append(rule.arc_step)
        sources.append(states.astype(np.int32))
        targets.append(goes)
        used.append(again)
        return cls(
            steps,
            np.concatenate(owner),
            _mask(size, len(containers), sum(map(len, owner))),
            np.concatenate(sources),
            np.concatenate(targets),
            np.concatenate(used),
        )

    @cached_property
    def _by_rank(self) -> dict[tuple[int, bool], Arcs]:
        return {}

    def arcs(self, least: int = 0, *, backward: bool = False) -> Arcs:
        """Arcs of steps at least so severe; `backward` swaps their ends."""
        key = (least, backward)
        if key not in self._by_rank:
            keep = self.steps.rank[self.step] >= least
            source, target = self.source[keep], self.target[keep]
            if backward:
                source, target = target, source
            step = self.step[keep]
            order = np.lexsort((step, target, source))
            source = source[order]
            self._by_rank[key] = Arcs(
                starts_of(source, len(self.owner)), target[order], source, step[order]
            )
        return self._by_rank[key]

    @cached_property
    def states_of(self) -> tuple[Ints, Ints]:
        """States by thing: those of thing i are `states[starts[i]:starts[i + 1]]`, its whole one first."""
        order = np.argsort(self.owner, kind="stable").astype(np.int32)
        size = int(self.owner.max()) + 1 if len(self.owner) else 0
        return starts_of(self.owner[order], size), order


def _mask(before: int, inside: int, size: int) -> Bools:
    mask = np.zeros(size, np.bool_)
    mask[before : before + inside] = True
    return mask
