"""Relations over a landscape in memory, worked out in the plainest way there is: the referee's pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, assert_never

from graph.landscape import Landscape
from graph.ontology import Ontology
from rag.algebra import (
    But,
    Chain,
    Depth,
    EitherOf,
    Hop,
    Mutual,
    Named,
    OfParts,
    Onto,
    RelExpr,
    Then,
)
from rag.typing import Labels, below

__all__ = ["Asked", "Derivations", "Pair", "Pairing", "Steps"]

Pair = tuple[str, str]
Steps = tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A derived relation as a question asks for it."""

    name: str
    depth: Depth | None = None
    severity: str | None = None


class Derivations(Protocol):
    """Derived relations as pairs (first, second), in the direction of the ontology's definition.

    `labels` are those that the question names for the side that is listed (None: none named), which
    decides whether parts are listed.
    """

    def firsts(
        self, asked: Asked, seconds: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        """Pairs whose second is one of those given."""
        ...

    def seconds(
        self, asked: Asked, firsts: Collection[str], labels: Labels | None
    ) -> Iterable[Pair]:
        """Pairs whose first is one of those given."""
        ...

    def path(self, start: str, end: str, family: str | None) -> Steps | None:
        """The shortest path from start to end: steps as (from, relation, to, forward), or None."""
        ...


class Pairing:
    """The pairs of relation expressions over one landscape."""

    def __init__(self, landscape: Landscape, ontology: Ontology, derivations: Derivations) -> None:
        self.landscape = landscape
        self.ontology = ontology
        self.derivations = derivations

    def pairs(
        self,
        relation: RelExpr,
        *,
        xs: Collection[str] | None = None,
        ys: Collection[str] | None = None,
        labels: Labels | None = None,
    ) -> frozenset[Pair]:
        """The relation's pairs whose x is in `xs`, or whose y is in `ys`; one of the two is given."""
        match relation:
            case Hop(name, forward):
                found = self._hops(name, forward, xs, ys)
            case Named():
                found = self._derived(relation, xs, ys, labels)
            case Then(first, second):
                if xs is not None:
                    near = self.pairs(first, xs=xs)
                    far = self.pairs(second, xs={m for _, m in near}, labels=labels)
                else:
                    far = self.pairs(second, ys=ys)
                    near = self.pairs(first, ys={m for m, _ in far}, labels=labels)
                onward: dict[str, set[str]] = {}
                for m, y in far:
                    onward.setdefault(m, set()).add(y)
                found = {(x, y) for x, m in near for y in onward.get(m, ())}
            case EitherOf(parts):
                found = frozenset[Pair]().union(
                    *(self.pairs(p, xs=xs, ys=ys, labels=labels) for p in parts)
                )
            case But(kept, without):
                found = self.pairs(kept, xs=xs, ys=ys, labels=labels) - self.pairs(
                    without, xs=xs, ys=ys, labels=labels
                )
            case Mutual(inner):
                there = self.pairs(inner, xs=xs, ys=ys)
                ends = {y if xs is not None else x for x, y in there}
                back = self.pairs(inner, xs=ends) if xs is not None else self.pairs(inner, ys=ends)
                found = {(x, y) for x, y in there if x != y and (y, x) in back}
            case Chain(step):
                found = self._chained(step, xs, ys)
            case OfParts():
                found = self.pairs(relation.spelled, xs=xs, ys=ys, labels=labels)
            case Onto(inner, ends):
                kept_ends = below(ends, self.ontology)
                named = labels if ys is not None else ends
                found = {
                    (x, y)
                    for x, y in self.pairs(inner, xs=xs, ys=ys, labels=named)
                    if self.label(y) in kept_ends
                }
            case _:
                assert_never(relation)
        return frozenset(found)

    def _hops(
        self, name: str, forward: bool, xs: Collection[str] | None, ys: Collection[str] | None
    ) -> set[Pair]:
        starts, ends = (xs, ys) if forward else (ys, xs)
        if starts is not None:
            links = [link for s in starts for link in self.landscape.outgoing.get(s, ())]
        else:
            links = [link for e in ends or () for link in self.landscape.incoming.get(e, ())]
        found = {(link.start, link.end) for link in links if link.relation == name}
        return found if forward else {(end, start) for start, end in found}

    def _chained(
        self, step: Hop, xs: Collection[str] | None, ys: Collection[str] | None
    ) -> set[Pair]:
        """One or more steps, level by level, from each of the given ends."""
        found: set[Pair] = set()
        for given in xs if xs is not None else ys or ():
            level, reached = {given}, set[str]()
            while level:
                if xs is not None:
                    level = {y for _, y in self._hops(step.relation, step.forward, level, None)}
                else:
                    level = {x for x, _ in self._hops(step.relation, step.forward, None, level)}
                level -= reached
                reached |= level
            found |= {(given, r) if xs is not None else (r, given) for r in reached}
        return found

    def _derived(
        self,
        named: Named,
        xs: Collection[str] | None,
        ys: Collection[str] | None,
        labels: Labels | None,
    ) -> set[Pair]:
        asked = Asked(named.name, named.depth, named.severity)
        firsts, seconds = (xs, ys) if named.forward else (ys, xs)
        if seconds is not None:
            found = set(self.derivations.firsts(asked, seconds, labels))
        else:
            found = set(self.derivations.seconds(asked, firsts or (), labels))
        return found if named.forward else {(b, a) for a, b in found}

    def label(self, urn: str) -> str:
        return self.landscape.things[urn].label
