"""How many things each of many changes reaches: all closures at once, by bit sets over strong components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.automaton import TO_TABLE, TO_WHOLE, Automaton
from graph.components import strong_components
from graph.ontology import Ontology
from graph.projection import Ints, Projection, runs, starts_of

__all__ = ["listed_counts"]

MEMORY = 48 * 2**20  # bytes of bit sets at a time


@dataclass(frozen=True, slots=True)
class Level:
    """Components whose arcs lead to lower levels only: those of the i-th are `ends[starts[i]:starts[i + 1]]`."""

    components: Ints
    starts: Ints
    ends: Ints


@dataclass(frozen=True, slots=True)
class Condensed:
    """The strong component of each state; levels from the lowest that has arcs."""

    component: Ints
    count: int
    levels: tuple[Level, ...]


def listed_counts(
    projection: Projection, ontology: Ontology, automaton: Automaton, nodes: Ints
) -> Ints:
    """For each node (no grouping) the number of things that its impact lists, parts left out as in a list."""
    condensed = _condense(automaton)
    steps = automaton.steps
    small = projection.of_labels(n for n, kind in ontology.classes.items() if kind.part)
    inside = (steps.kind == TO_WHOLE) & small[steps.source]

    # An operation or task is never listed beside its container, so only when that is the change itself.
    shown = np.ones(len(projection), np.bool_)
    shown[steps.source[inside]] = False
    state = np.flatnonzero(shown[automaton.owner]).astype(np.int32)
    found = _reached(condensed, state, automaton.owner[state], nodes)
    found += _lone_parts(steps.source[inside], steps.target[inside], len(projection))[nodes]

    # A field that is reached is listed unless a dataset of it is whole, which then reaches it too.
    tabled = (steps.kind == TO_TABLE) & small[steps.source] & shown[steps.source]
    found -= _reached(condensed, steps.target[tabled], steps.source[tabled], nodes)
    return found.astype(np.int32)


def _lone_parts(part: Ints, container: Ints, size: int) -> npt.NDArray[np.int64]:
    """Per node the parts that have no other container."""
    pairs = np.unique(np.stack([part, container], axis=1), axis=0)
    times = np.bincount(pairs[:, 0], minlength=size)
    lone = pairs[times[pairs[:, 0]] == 1]
    return np.bincount(lone[:, 1], minlength=size)


def _reached(condensed: Condensed, states: Ints, keys: Ints, nodes: Ints) -> npt.NDArray[np.int64]:
    """From the whole state of each node, the number of keys but its own of which some state is reached."""
    columns, column = np.unique(keys, return_inverse=True)
    width = max(1, MEMORY // max(condensed.count, 1)) * 8
    found = np.zeros(len(nodes), np.int64)
    own = condensed.component[nodes]
    mine = np.searchsorted(columns, nodes)
    for first in range(0, len(columns), width):
        last = min(first + width, len(columns))
        bits = np.zeros((condensed.count, (last - first + 7) // 8), np.uint8)
        here = (column >= first) & (column < last)
        at = column[here] - first
        np.bitwise_or.at(
            bits,
            (condensed.component[states[here]], at >> 3),
            np.left_shift(1, at & 7).astype(np.uint8),
        )
        for level in condensed.levels:
            joined = np.bitwise_or.reduceat(bits[level.ends], level.starts, axis=0)
            bits[level.components] |= joined
        found += np.bitwise_count(bits).sum(axis=1, dtype=np.int64)[own]
        self_here = np.flatnonzero((mine >= first) & (mine < last))
        self_here = self_here[columns[mine[self_here]] == nodes[self_here]]
        place = mine[self_here] - first
        found[self_here] -= (bits[own[self_here], place >> 3] >> (place & 7)) & 1
    return found


def _condense(automaton: Automaton) -> Condensed:
    arcs = automaton.arcs()
    count, component = strong_components(arcs.starts, arcs.target)
    keys = np.unique(
        component[automaton.source].astype(np.int64) * count + component[automaton.target]
    )
    source, target = np.divmod(keys, max(count, 1))
    apart = source != target
    source, target = source[apart].astype(np.int32), target[apart].astype(np.int32)
    starts = starts_of(source, count)
    back = np.argsort(target, kind="stable").astype(np.int32)
    back_starts = starts_of(target[back], count)
    left = np.diff(starts)
    ready = np.flatnonzero(left == 0).astype(np.int32)
    levels: list[Level] = []
    while len(ready):
        nearer, _ = runs(back_starts, ready)
        above, times = np.unique(source[back[nearer]], return_counts=True)
        left[above] -= times
        ready = above[left[above] == 0].astype(np.int32)
        if len(ready):
            arcs, begins = runs(starts, ready)
            levels.append(Level(ready, begins, target[arcs]))
    return Condensed(component, count, tuple(levels))
