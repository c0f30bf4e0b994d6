"""What column links switch off: which steps a change to one column does not take (design.md §2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.ontology import Container, Flow, Ontology, Row
from graph.projection import Ints, Projection, starts_of
from graph.vocabulary import Label

if TYPE_CHECKING:
    from graph.automaton import Sheet, Steps

__all__ = ["Rule", "restrictions"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """dropped          steps that a touched dataset does not take
    state_of_step    per step, the restricted state that it leads to from a touched dataset, or -1
    task             the task of each restricted state
    arc_state, arc_step  the steps that go on from restricted states
    """

    dropped: Ints
    state_of_step: Ints
    task: Ints
    arc_state: Ints
    arc_step: Ints


def restrictions(
    projection: Projection,
    sheet: Sheet,
    steps: Steps,
    ontology: Ontology,
    straight: Ints,
) -> Rule:
    """`straight`: the ordinary steps that a touched container takes."""
    pairs = _settled(projection, sheet, ontology)
    size = len(projection)
    keys = steps.source[straight].astype(np.int64) * size + steps.target[straight]
    settled = np.array([a * size + b for a, b in sorted(pairs)], np.int64)
    dropped = straight[np.isin(keys, settled)]
    blocked = _blocked(projection, sheet, ontology, pairs)
    state_of_step = np.full(len(steps.source), -1, np.int32)
    states = {pair: i for i, pair in enumerate(sorted(blocked))}
    for step in straight.tolist() if states else ():
        pair = (int(steps.source[step]), int(steps.target[step]))
        state_of_step[step] = states.get(pair, -1)
    order = np.argsort(steps.source, kind="stable").astype(np.int32)
    starts = starts_of(steps.source[order], size)
    arc_state: list[int] = []
    arc_step: list[int] = []
    for (dataset, task), state in states.items():
        for step in order[starts[task] : starts[task + 1]].tolist():
            if int(steps.target[step]) not in blocked[dataset, task]:
                arc_state.append(state)
                arc_step.append(step)
    return Rule(
        dropped,
        state_of_step,
        np.array([task for _, task in states], np.int32),
        np.array(arc_state, np.int32),
        np.array(arc_step, np.int32),
    )


def _where(sheet: Sheet, wanted: list[bool]) -> Ints:
    return np.flatnonzero(sheet.edges(np.array(wanted, np.bool_), False)).astype(np.int32)


def _takes(row: Row) -> bool:
    """The start takes data from the end and suffers with it."""
    return row.container is None and row.impact is Flow.BACKWARD and row.data is Flow.BACKWARD


def _gives(row: Row) -> bool:
    return row.container is None and row.impact is Flow.FORWARD and row.data is Flow.FORWARD


def _settled(projection: Projection, sheet: Sheet, ontology: Ontology) -> set[Pair]:
    """(D1, D2): D2 derives from columns of D1, a query or an event says so, and every column is resolved."""
    held = _where(sheet, [r.container is Container.PART_TO_WHOLE for r in sheet.rows])
    wholes: dict[int, list[int]] = {}
    for part, whole in zip(
        projection.start[held].tolist(), projection.end[held].tolist(), strict=True
    ):
        wholes.setdefault(part, []).append(whole)
    kinds = {
        row.range
        for relation in ontology.relations.values()
        for row in relation.rows
        if row.container is Container.PART_TO_WHOLE
    }
    table = projection.of_kinds(ontology, *kinds)
    takes = _where(sheet, [_takes(row) for row in sheet.rows])
    pairs: set[Pair] = set()
    partial: set[Pair] = set()
    for edge in takes.tolist():
        start, end = int(projection.start[edge]), int(projection.end[edge])
        if end not in wholes:
            continue
        outputs = wholes.get(start) or ([start] if table[start] else [])
        found = [(source, output) for source in wholes[end] for output in outputs]
        if projection.incomplete[edge]:
            partial.update(found)
        if projection.by_query[edge]:
            pairs.update(found)
    for edge in np.flatnonzero(projection.incomplete).tolist():
        start, end = int(projection.start[edge]), int(projection.end[edge])
        partial.update(((start, end), (end, start)))
    return pairs - partial


def _blocked(
    projection: Projection, sheet: Sheet, ontology: Ontology, pairs: set[Pair]
) -> dict[Pair, frozenset[int]]:
    """(D1, task): what the task writes that it does not pass a touched D1 on to."""
    if not pairs:
        return {}
    passes = projection.of_kinds(ontology, Label.TASK, Label.WORKFLOW)

    def ends(wanted: list[bool]) -> dict[int, set[int]]:
        edges = _where(sheet, wanted)
        edges = edges[passes[projection.start[edges]] & ~projection.incomplete[edges]]
        found: dict[int, set[int]] = {}
        for edge in edges.tolist():
            found.setdefault(int(projection.end[edge]), set()).add(int(projection.start[edge]))
        return found

    readers = ends([_takes(row) for row in sheet.rows])
    writers = ends([_gives(row) for row in sheet.rows])
    blocked: dict[Pair, set[int]] = {}
    for source, output in pairs:
        for task in readers.get(source, set()) & writers.get(output, set()):
            blocked.setdefault((source, task), set()).add(output)
    return {pair: frozenset(targets) for pair, targets in sorted(blocked.items())}
