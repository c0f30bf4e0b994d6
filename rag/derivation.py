"""Derived relations for questions: what the ontology defines, worked out by `graph.reach` on the arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from graph.closure import Closure, Path
from graph.landscape import Landscape
from graph.ontology import Derived, Flow, Ontology, Severity
from graph.paths import Hop, Repeated
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import Rel
from rag.algebra import Depth
from rag.evaluate import Asked, Derivations, Pair, Steps
from rag.typing import Labels, holds_part
from rag.witness import turned

__all__ = ["EdgeKey", "Reachable", "Related", "over_landscape", "relations_behind"]

EdgeKey = tuple[str, str, str]
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Related:
    """A pair of a derived relation; `path` leads from the first to the second, or near it where the
    second stands for its members."""

    first: str
    second: str
    path: Callable[[], Steps]


class _Paths(Mapping[str, Callable[[], Steps]]):
    """What a closure found, with the path to each; of one made backward, from the thing found to that asked about.

    The paths are worked out when they are wanted: a closure may hold tens of thousands.
    """

    def __init__(self, closed: Closure) -> None:
        self._closed = closed
        self._sources = {closed.projection.urns[s] for s in closed.sources.tolist()}

    def __len__(self) -> int:
        return len(self._closed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._closed.where)

    def __contains__(self, urn: object) -> bool:
        return urn in self._closed

    def __getitem__(self, urn: str) -> Callable[[], Steps]:
        if urn not in self._closed:
            raise KeyError(urn)
        return partial(self._path, urn)

    def _path(self, urn: str) -> Steps:
        steps = _steps(self._closed.path(urn))
        away = steps and steps[0][0] == urn and steps[-1][2] in self._sources
        return turned(steps) if away else steps


def over_landscape(landscape: Landscape, ontology: Ontology) -> Derivations:
    """Derived relations of a landscape in memory."""
    return Reachable(Reach(Projection.of(landscape), ontology))


def relations_behind(name: str, ontology: Ontology) -> frozenset[str]:
    """The relations that a derived one is worked out from, without those that it leaves out."""
    derived = ontology.derived[name]
    if derived.path is not None:
        return frozenset(
            r for r in ontology.relations if r in _words(derived.path.partition("-")[0])
        )
    if derived.function in ("impact", "dependency"):
        return frozenset(
            r.name
            for r in ontology.relations.values()
            if any(row.impact is not Flow.NONE for row in r.rows)
        )
    if derived.function == "lineage":
        return frozenset(
            r.name
            for r in ontology.relations.values()
            if any(row.data is not Flow.NONE for row in r.rows)
        )
    return frozenset(derived.reads_for)


def _words(path: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in path).split())


def _steps(path: Path) -> Steps:
    return tuple((step.source, step.relation, step.target, step.forward) for step in path)


def _straight(path: Path) -> Callable[[], Steps]:
    return lambda: _steps(path)


class Reachable:
    """`Derivations` with witnesses, over the arrays of one version of the graph."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.projection: Projection = reach.projection
        self.ontology: Ontology = reach.ontology

    def without(self, edges: Collection[EdgeKey], nodes: Collection[str] = ()) -> Reachable:
        """The same, but for edges that are no longer there, and those at nodes that are not."""
        graph = self.projection
        keep = np.ones(len(graph.start), np.bool_)
        for urn in nodes:
            if (at := graph.place.get(urn)) is not None:
                keep &= (graph.start != at) & (graph.end != at)
        for start, relation, end in edges:
            s, e = graph.place.get(start), graph.place.get(end)
            if s is None or e is None:
                continue
            for edge in graph.out_of(s, relation).tolist():
                if int(graph.end[edge]) == e:
                    keep[edge] = False
        pruned = replace(
            graph,
            start=graph.start[keep],
            relation=graph.relation[keep],
            end=graph.end[keep],
            by_query=graph.by_query[keep],
            incomplete=graph.incomplete[keep],
        )
        return Reachable(Reach(pruned, self.ontology))

    # ------------------------------------------------------------ pairs, for the referee

    def firsts(
        self, asked: Asked, seconds: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        return ((r.first, r.second) for r in self.related(asked, None, seconds, labels))

    def seconds(
        self, asked: Asked, firsts: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        return ((r.first, r.second) for r in self.related(asked, firsts, None, labels))

    def path(self, start: str, end: str, family: str | None) -> Steps | None:
        if start not in self.projection.place or end not in self.projection.place:
            return None
        found = self.reach.path(start, end, family)
        return None if found is None else _steps(found)

    def chain(self, relation: str, forward: bool, urn: str) -> Mapping[str, Callable[[], Steps]]:
        """What one or more steps of a relation lead to, each with the shortest way there."""
        if urn not in self.projection.place:
            return {}
        found = self.reach.follow(Repeated(Hop(relation, forward)), urn)
        return {end: _straight(path) for end, path in found.items()}

    def impact_counts(
        self, asked: Asked, seconds: Collection[str], labels: Labels | None
    ) -> Mapping[str, int] | None:
        """How many things a change to each is listed to reach; None where `asked` is no impact at any
        depth, or asks for parts too."""
        derived = self.ontology.derived[asked.name]
        deep = asked.depth is Depth.ANY or (asked.depth is None and derived.depth == "any")
        parts = any(self.ontology.classes[label].part for label in labels or ())
        if derived.function not in ("impact", "dependency") or not deep or parts:
            return None
        known = [urn for urn in seconds if urn in self.projection.place]
        return {**dict.fromkeys(seconds, 0), **self.reach.impact_counts(known)}

    # ------------------------------------------------------------ pairs with witnesses

    def related(
        self,
        asked: Asked,
        firsts: Collection[str] | None,
        seconds: Collection[str] | None,
        labels: Labels | None,
    ) -> Iterator[Related]:
        """All pairs with the first, or else the second, among those given."""
        derived = self.ontology.derived[asked.name]
        known = sorted(
            u
            for u in (firsts if firsts is not None else seconds or ())
            if u in self.projection.place
        )
        if derived.function == "owner":
            yield from self._owner(known, firsts is not None, asked, labels)
            return
        for given in known:
            found = self._ends(derived, asked, (given,), firsts is not None, labels)
            for other in sorted(found):
                path = found[other]
                if firsts is not None:
                    yield Related(given, other, path)
                else:
                    yield Related(other, given, _turned(path))

    def pooled(
        self, asked: Asked, given: Collection[str], labels: Labels | None, *, forward: bool
    ) -> Mapping[str, Callable[[], Steps]]:
        """All seconds of the given firsts (or, not `forward`, firsts of the given seconds) taken thing by
        thing, each with one path that leads from a given thing to it."""
        known = tuple(sorted(u for u in given if u in self.projection.place))
        derived = self.ontology.derived[asked.name]
        if not known:
            return {}
        if derived.function == "owner":
            pairs = self._owner(known, forward, asked, labels)
            return (
                {r.second: r.path for r in pairs}
                if forward
                else {r.first: _turned(r.path) for r in pairs}
            )
        return self._ends(derived, asked, known, forward, labels)

    def _ends(
        self,
        derived: Derived,
        asked: Asked,
        given: tuple[str, ...],
        forward: bool,
        labels: Labels | None,
    ) -> Mapping[str, Callable[[], Steps]]:
        """The other ends, with a path from the given to each; `forward` when firsts are given."""
        named = labels or NONE
        reach = self.reach
        match derived.function:
            case "dependency" | "impact":
                deep = asked.depth is Depth.ANY or (asked.depth is None and derived.depth == "any")
                if not deep and asked.severity is None:
                    paths = reach.dependencies(*given) if forward else reach.dependents(*given)
                    return {urn: _straight(path) for urn, path in paths.items()}
                closed = (
                    reach.required(*given, named=named)
                    if forward
                    else reach.impact(*given, named=named)
                )
                if asked.severity is not None:
                    closed = closed.of_severity(Severity(asked.severity))
                return _Paths(closed)
            case "lineage":
                closed = reach.upstream(*given) if forward else reach.downstream(*given)
                if asked.depth is Depth.ONE:
                    closed = closed.only(closed.hops == 1)
                return _Paths(closed)
            case "tool_reach":
                far = asked.depth in (Depth.ANY, Depth.DELEGATED)
                ends = reach.tools if forward else reach.tool_users
                return {u: _straight(p) for u, p in ends(*given, through_delegation=far).items()}
            case _:
                paths = reach.derived(derived.name, *given, backward=not forward)
                return {
                    urn: _straight(path)
                    for urn, path in paths.items()
                    if self._worth(urn, path, named)
                    and (asked.depth is not Depth.ONE or len(path) == 1)
                }

    def _worth(self, urn: str, path: Path, named: Labels) -> bool:
        """A part is listed when its class is named, or when it was its own container that was asked about."""
        graph = self.projection
        label = graph.label_of(graph.place[urn])
        if not self.ontology.classes[label].part or label in named:
            return True
        asked_about = path[0].source if path else urn
        return len(path) == 1 and holds_part(
            label, graph.label_of(graph.place[asked_about]), self.ontology
        )

    def _owner(
        self, known: Collection[str], firsts_given: bool, asked: Asked, labels: Labels | None
    ) -> Iterator[Related]:
        direct = asked.depth is Depth.ONE
        if firsts_given:
            for urn, owners in self.reach.owners_of(known).items():
                for owner in owners:
                    if not (direct and owner.inherited):
                        yield Related(urn, owner.urn, _straight(owner.path))
            return
        named, actors = labels or NONE, frozenset(known)
        for urn, owners in self.reach.owned_by(*known, named=named).items():
            for owner in owners:
                if owner.urn in actors and not (direct and owner.inherited):
                    yield Related(urn, owner.urn, _straight(owner.path))
        for actor in known:
            yield from self._other_charges(actor, named)

    def _other_charges(self, actor: str, named: Labels) -> Iterator[Related]:
        """What is owned and no asset (policies, documents), where the question names its class."""
        graph = self.projection
        for edge in graph.out_of(graph.place[actor], Rel.OWNS).tolist():
            end = int(graph.end[edge])
            label = graph.label_of(end)
            ancestors = self.ontology.lineage_of(label)
            if any(a in named for a in ancestors) and self._actors_only(label):
                urn = graph.urns[end]
                step = ((urn, str(Rel.OWNS), actor, False),)
                yield Related(urn, actor, lambda step=step: step)

    def _actors_only(self, label: str) -> bool:
        """Whether `graph.reach` leaves the class out of what somebody owns."""
        from graph.vocabulary import Label

        return Label.ASSET in self.ontology.classes and not self.ontology.is_a(label, Label.ASSET)


def _turned(path: Callable[[], Steps]) -> Callable[[], Steps]:
    return lambda: turned(path())
