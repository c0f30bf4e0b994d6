"""Breadth-first search over an automaton, and what it reached: hops, severity, state and the path to each thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from graph.automaton import Arcs, Automaton
from graph.ontology import Severity
from graph.projection import Bools, Ints, Projection, runs

__all__ = ["Closure", "Path", "Reached", "Step", "nodes_of", "step_over"]

BY_RANK = {severity.rank: severity for severity in Severity}


class Step(NamedTuple):
    """An edge as a path takes it: `forward` when it goes from the edge's start to its end."""

    start: str
    relation: str
    end: str
    forward: bool

    @property
    def source(self) -> str:
        return self.start if self.forward else self.end

    @property
    def target(self) -> str:
        return self.end if self.forward else self.start


Path: TypeAlias = tuple[Step, ...]


def nodes_of(path: Path) -> tuple[str, ...]:
    """The nodes of a path in order; none for an empty one."""
    return (path[0].source, *(step.target for step in path)) if path else ()


def step_over(projection: Projection, edge: int, *, forward: bool) -> Step:
    return Step(
        projection.urns[int(projection.start[edge])],
        projection.relations[int(projection.relation[edge])],
        projection.urns[int(projection.end[edge])],
        forward,
    )


@dataclass(frozen=True, slots=True)
class Tree:
    """Shortest paths from the sources: per state its distance (-1: not reached) and the arc that led to it (-1: source)."""

    hops: Ints
    arc: Ints
    arcs: Arcs


def spread(arcs: Arcs, sources: Ints, size: int) -> Tree:
    """Among equally short paths, that through the smallest state, then over the smallest step."""
    hops = np.full(size, -1, np.int32)
    via = np.full(size, -1, np.int32)
    hops[sources] = 0
    frontier = np.unique(sources)
    distance = 0
    while len(frontier):
        distance += 1
        found, _ = runs(arcs.starts, frontier)
        found = found[hops[arcs.target[found]] < 0]
        frontier, first = np.unique(arcs.target[found], return_index=True)
        hops[frontier] = distance
        via[frontier] = found[first]
    return Tree(hops, via, arcs)


@dataclass(frozen=True, slots=True)
class Reached:
    """hops on the shortest path of all; severity of the most severe (None where the family has none).

    `whole` is false for a container that was reached through its parts alone.
    """

    urn: str
    hops: int
    severity: Severity | None
    whole: bool
    placeholder: bool


@dataclass(frozen=True)
class Closure:
    """What is reached from `sources`, themselves left out; `nodes` are places in the projection, ascending.

    Arrays after `nodes` are in step with it; `origin` says which of the `searches` found it. Made `backward`, it holds what reaches the sources.
    """

    projection: Projection
    sources: Ints
    nodes: Ints
    hops: Ints
    rank: Ints
    whole: Bools
    state: Ints
    origin: Ints
    searches: tuple[Mapping[int, Tree], ...]
    automaton: Automaton
    backward: bool
    severities: bool

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Reached]:
        return (self._at(i) for i in range(len(self.nodes)))

    def __contains__(self, urn: object) -> bool:
        return isinstance(urn, str) and urn in self.where

    @cached_property
    def where(self) -> Mapping[str, int]:
        urns = self.projection.urns
        return {urns[int(node)]: i for i, node in enumerate(self.nodes.tolist())}

    @property
    def urns(self) -> tuple[str, ...]:
        return tuple(self.where)

    def __getitem__(self, urn: str) -> Reached:
        return self._at(self.where[urn])

    def _at(self, i: int) -> Reached:
        node = int(self.nodes[i])
        return Reached(
            self.projection.urns[node],
            int(self.hops[i]),
            BY_RANK[int(self.rank[i])] if self.severities else None,
            bool(self.whole[i]),
            bool(self.projection.placeholder[node]),
        )

    def path(self, urn: str) -> Path:
        """The path that is cited, from a source to the thing: the shortest of those of the thing's severity."""
        i = self.where[urn]
        tree = self.searches[int(self.origin[i])][int(self.rank[i])]
        state = int(self.state[i])
        found: list[Step] = []
        steps = self.automaton.steps
        while (arc := int(tree.arc[state])) >= 0:
            step = int(tree.arcs.step[arc])
            found.append(
                step_over(
                    self.projection,
                    int(steps.edge[step]),
                    forward=bool(steps.forward[step]) is not self.backward,
                )
            )
            state = int(tree.arcs.source[arc])
        return tuple(reversed(found))

    def only(self, keep: Bools) -> Closure:
        """The same search, with fewer things listed."""
        return replace(
            self,
            nodes=self.nodes[keep],
            hops=self.hops[keep],
            rank=self.rank[keep],
            whole=self.whole[keep],
            state=self.state[keep],
            origin=self.origin[keep],
        )

    def with_others(self, others: Sequence[Closure]) -> Closure:
        """One list of this search's things and the others'; where a thing is in several, the better way to it."""
        every = (self, *others)
        nodes = np.concatenate([c.nodes for c in every])
        hops = np.concatenate([c.hops for c in every])
        rank = np.concatenate([c.rank for c in every])
        whole = np.concatenate([c.whole for c in every])
        state = np.concatenate([c.state for c in every])
        searches: list[Mapping[int, Tree]] = []
        origin: list[Ints] = []
        for closure in every:
            origin.append((closure.origin + len(searches)).astype(np.int32))
            searches.extend(closure.searches)
        origins = np.concatenate(origin)
        length = np.array(
            [
                searches[o][r].hops[s]
                for o, r, s in zip(origins.tolist(), rank.tolist(), state.tolist(), strict=True)
            ],
            np.int32,
        )
        order = np.lexsort((origins, length, -rank, nodes))
        unique, first = np.unique(nodes[order], return_index=True)
        best = order[first]
        at = np.searchsorted(unique, nodes)
        least = np.full(len(unique), np.iinfo(np.int32).max, np.int32)
        np.minimum.at(least, at, hops)
        entire = np.zeros(len(unique), np.bool_)
        np.logical_or.at(entire, at, whole)
        return replace(
            self,
            nodes=unique,
            hops=least,
            rank=rank[best],
            whole=entire,
            state=state[best],
            origin=origins[best],
            searches=tuple(searches),
        )

    def of_labels(self, labels: Iterable[str]) -> Closure:
        return self.only(self.projection.of_labels(labels)[self.nodes])

    def of_severity(self, severity: Severity) -> Closure:
        return self.only(self.rank == severity.rank)


def _states(automaton: Automaton, sources: Ints) -> Ints:
    """All states of the things."""
    starts, states = automaton.states_of
    found = [states[starts[s] : starts[s + 1]] for s in sources.tolist()]
    return np.concatenate(found or [sources]).astype(np.int32)


def close(
    projection: Projection,
    automaton: Automaton,
    sources: Ints,
    *,
    hidden: Ints,
    severities: bool,
    backward: bool = False,
) -> Closure:
    """Everything reached from the whole state of `sources`; `hidden` things (and sources) are not listed.

    Backward: everything from whose whole state any state of `sources` is reached.
    """
    size = len(automaton.owner)
    ranks = sorted(BY_RANK, reverse=True) if severities else [1]
    begin = _states(automaton, sources) if backward else sources
    trees = {rank: spread(automaton.arcs(rank, backward=backward), begin, size) for rank in ranks}
    far = np.iinfo(np.int32).max
    count = len(projection)
    best = np.zeros(count, np.int32)
    state = np.full(count, -1, np.int32)
    for rank, tree in trees.items():
        reached = np.flatnonzero(tree.hops >= 0).astype(np.int32)
        if backward:
            reached = reached[reached < count]
        reached = reached[best[automaton.owner[reached]] == 0]
        order = np.lexsort((reached, tree.hops[reached], automaton.owner[reached]))
        nodes, first = np.unique(automaton.owner[reached][order], return_index=True)
        best[nodes] = rank
        state[nodes] = reached[order][first]
    widest = trees[ranks[-1]]
    reached = np.flatnonzero(widest.hops >= 0).astype(np.int32)
    if backward:
        reached = reached[reached < count]
    hops = np.full(count, far, np.int32)
    np.minimum.at(hops, automaton.owner[reached], widest.hops[reached])
    whole = np.zeros(count, np.bool_)
    whole[automaton.owner[reached[~automaton.touched[reached]]]] = True
    listed = best > 0
    listed[sources] = False
    listed[hidden] = False
    nodes = np.flatnonzero(listed).astype(np.int32)
    return Closure(
        projection,
        sources,
        nodes,
        hops[nodes],
        best[nodes],
        whole[nodes],
        state[nodes],
        np.zeros(len(nodes), np.int32),
        (trees,),
        automaton,
        backward,
        severities,
    )
