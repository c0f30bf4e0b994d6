"""The referee: what a reading means, worked out in memory in the plainest way there is.

The plan (`rag.plan`) must give the same on every store. Functions of `graph` are asked through
`Derivations`, so that tests may hold an independent oracle against them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from graph.landscape import Landscape
from graph.ontology import Ontology
from graph.vocabulary import Label, Prop, Rel
from rag.algebra import (
    Answer,
    AtLeast,
    AtMost,
    Average,
    Beyond,
    Changes,
    Count,
    Documents,
    Entity,
    EveryOf,
    Exists,
    Grouped,
    Image,
    In,
    Key,
    Listing,
    Minus,
    NoneOf,
    OfClass,
    OnlyOf,
    Op,
    PathOf,
    RelExpr,
    SetExpr,
    Share,
    Spread,
    Subset,
    Top,
    Union,
    Value,
    Where,
)
from rag.normal import normal
from rag.pairs import Asked, Derivations, Pair, Pairing, Steps
from rag.properties import Degree, Scalar, compare, degree, holds, mean, percent, values_of
from rag.reply import ValueOut
from rag.typing import Labels, below, named_labels

__all__ = ["Asked", "Derivations", "Pair", "Referee", "Result", "Steps", "evaluate"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a reading denotes: its things (a path's in order, else sorted), its value, its groups."""

    things: tuple[str, ...]
    value: ValueOut = None
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.things


def evaluate(
    answer: Answer, landscape: Landscape, ontology: Ontology, derivations: Derivations | None = None
) -> Result:
    """What the answer is over that landscape; documents and changes are no matter of the algebra."""
    return Referee(
        landscape, ontology, derivations or _derivations(_Same(landscape), ontology)
    ).answer(answer)


class _Same:
    """A landscape compared by identity, so that what is computed from it can be kept."""

    def __init__(self, landscape: Landscape) -> None:
        self.landscape = landscape

    def __hash__(self) -> int:
        return id(self.landscape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.landscape is self.landscape


@lru_cache(maxsize=4)
def _derivations(landscape: _Same, ontology: Ontology) -> Derivations:
    from rag.derivation import over_landscape

    return over_landscape(landscape.landscape, ontology)


class Referee(Pairing):
    """The meaning of the algebra over one landscape."""

    # ------------------------------------------------------------ answers

    def answer(self, answer: Answer) -> Result:
        answer = normal(answer, self.ontology)
        match answer:
            case Listing(of):
                return Result(self._sorted(self.things(of)))
            case Count(of):
                found = self.things(of)
                return Result(self._sorted(found), len(found))
            case Exists(of):
                found = self.things(of)
                return Result(self._sorted(found), answer.met(len(found)))
            case Subset(of, within):
                found = self.things(of)
                outside = found - self.things(within)
                return Result(self._sorted(outside or found), not outside if found else None)
            case Share(of, within):
                found = self.things(of)
                inside = found & self.things(within)
                return Result(self._sorted(inside), percent(len(inside), len(found)))
            case Average(of, key):
                degrees = self._degrees(self.things(of), key)
                return Result(self._sorted(degrees), mean(degrees.values()))
            case Value(of, property_):
                return self._value(self._sorted(self.things(of)), property_)
            case PathOf():
                return self._path(answer)
            case Grouped():
                return self._grouped(answer)
            case Spread(of, property_, count):
                return self._spread(self.things(of), property_, count)
            case Documents() | Changes():
                return Result(())
            case _:
                assert_never(answer)

    def _sorted(self, urns: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(urns))

    def _value(self, urns: tuple[str, ...], property_: str) -> Result:
        stated = tuple((urn, self.property(urn, property_)) for urn in urns)
        values = tuple(v for _, value in stated for v in value)
        having = tuple(urn for urn, value in stated if value)
        return Result(having, values[0] if len(values) == 1 else values or None)

    def _path(self, answer: PathOf) -> Result:
        found = [
            steps
            for a in answer.start.urns
            for b in answer.end.urns
            if (steps := self.derivations.path(a, b, answer.family)) is not None
        ]
        steps = min(found, key=lambda s: (len(s), s), default=None)
        nodes = (steps[0][0], *(step[2] for step in steps)) if steps else ()
        value = bool(nodes) if answer.boolean else len(steps) if steps and answer.length else None
        return Result(nodes, value)

    def _grouped(self, answer: Grouped) -> Result:
        ends = below(answer.labels, self.ontology)
        within = None if answer.within is None else self.things(answer.within)
        groups: dict[str, set[str]] = {y: set() for y in within or ()}
        of = self.things(answer.of)
        for x, y in self.pairs(answer.relation, xs=of, labels=answer.labels):
            if self.label(y) in ends and (within is None or y in within):
                groups.setdefault(y, set()).add(x)
        if not any(groups.values()):
            return Result(())
        rows = tuple((y, self._sorted(groups[y])) for y in sorted(groups))
        numbers = tuple(len(xs) for _, xs in rows) if answer.count else None
        return Result(tuple(y for y, _ in rows), numbers, rows)

    def _spread(self, of: frozenset[str], property_: str | None, count: bool) -> Result:
        groups: dict[str, set[str]] = {}
        for x in of:
            values = (self.label(x),) if property_ is None else self.property(x, property_)
            for value in values:
                groups.setdefault(str(value), set()).add(x)
        rows = tuple((value, self._sorted(groups[value])) for value in sorted(groups))
        numbers = tuple(len(xs) for _, xs in rows) if count else None
        return Result(self._sorted({x for _, xs in rows for x in xs}), numbers, rows)

    # ------------------------------------------------------------ sets

    def things(self, expr: SetExpr) -> frozenset[str]:
        match expr:
            case Entity(urns):
                return frozenset(urn for urn in urns if urn in self.landscape.things)
            case OfClass(labels, placeholders):
                kept = below(labels, self.ontology)
                return frozenset(
                    t.urn
                    for t in self.landscape.things.values()
                    if t.label in kept and (placeholders or not t.placeholder)
                )
            case Image(relation, of, labels):
                kept = None if labels is None else below(labels, self.ontology)
                pairs = self.pairs(relation, ys=self.things(of), labels=labels)
                return frozenset(x for x, _ in pairs if kept is None or self.label(x) in kept)
            case In(parts):
                first, *rest = (self.things(part) for part in parts)
                return first.intersection(*rest)
            case Union(parts):
                return frozenset().union(*(self.things(part) for part in parts))
            case Minus(of, without):
                return self.things(of) - self.things(without)
            case Where(of, property_, op, value):
                return frozenset(
                    urn
                    for urn in self.things(of)
                    if self.ontology.property_of(property_, self.label(urn))
                    and holds(self.ontology, property_, op, self.property(urn, property_), value)
                )
            case NoneOf(of, relation, target):
                found = self.related(self.things(of), relation, target)
                return frozenset(x for x, ys in found.items() if not ys)
            case AtLeast(of, relation, n, target):
                found = self.related(self.things(of), relation, target)
                return frozenset(x for x, ys in found.items() if len(ys) >= n)
            case AtMost(of, relation, n, target):
                found = self.related(self.things(of), relation, target)
                return frozenset(x for x, ys in found.items() if len(ys) <= n)
            case OnlyOf(of, relation, target):
                found = self.related(self.things(of), relation, None, named_labels(target))
                wanted = self.things(target)
                return frozenset(x for x, ys in found.items() if ys and ys <= wanted)
            case EveryOf(of, relation, target):
                wanted = self.things(target)
                found = self.related(self.things(of), relation, target)
                return frozenset(x for x, ys in found.items() if wanted and ys == wanted)
            case Beyond(of, key, op, than):
                return self._beyond(self.things(of), key, op, self.things(than))
            case Top(of, key, k, highest):
                return self._top(self.things(of), key, k, highest)
            case _:
                assert_never(expr)

    def related(
        self,
        of: frozenset[str],
        relation: RelExpr,
        target: SetExpr | None,
        labels: Labels | None = None,
    ) -> Mapping[str, frozenset[str]]:
        """For each thing those in `target` that it is related to."""
        wanted = None if target is None else self.things(target)
        found: dict[str, set[str]] = {x: set() for x in of}
        for x, y in self.pairs(relation, xs=of, labels=labels or self._named(target)):
            if wanted is None or y in wanted:
                found[x].add(y)
        return {x: frozenset(ys) for x, ys in found.items()}

    def _named(self, target: SetExpr | None) -> Labels | None:
        """The labels asked about at the other end: of a thing that is named, its own."""
        if isinstance(target, Entity):
            return frozenset(self.label(urn) for urn in self.things(target))
        return named_labels(target)

    def _beyond(self, of: frozenset[str], key: Key, op: Op, than: frozenset[str]) -> frozenset[str]:
        degrees = self._degrees(of | than, key)
        limits = [degrees[t] for t in than if t in degrees]
        if not limits or len(limits) != len(than):
            return frozenset()
        return frozenset(
            x
            for x in of
            if x in degrees and all(compare(op, degrees[x], limit) for limit in limits)
        )

    def _top(self, of: frozenset[str], key: Key, k: int, highest: bool) -> frozenset[str]:
        ranked = self._degrees(of, key)
        if key.relation is not None and highest:
            ranked = {x: d for x, d in ranked.items() if d > (0.0,)}
        order = sorted(ranked.values(), reverse=highest)
        if not order:
            return frozenset()
        last = order[min(k, len(order)) - 1]
        return frozenset(x for x, d in ranked.items() if (d >= last if highest else d <= last))

    def _degrees(self, of: frozenset[str], key: Key) -> dict[str, Degree]:
        """How many each is related to, or the degree of its property where it has one."""
        if key.relation is not None:
            found = self.related(of, key.relation, key.target)
            return {x: (float(len(ys)),) for x, ys in found.items()}
        ranked: dict[str, Degree] = {}
        property_ = self.ontology.properties[key.property or ""]
        for x in of:
            degrees = [
                d
                for v in self.property(x, property_.name)
                if (d := degree(property_, v)) is not None
            ]
            if degrees:
                ranked[x] = max(degrees)
        return ranked

    # ------------------------------------------------------------ things

    def property(self, urn: str, name: str) -> tuple[Scalar, ...]:
        """What the thing states; a dataset's sensitivity is the highest of its own and its fields'."""
        thing = self.landscape.things[urn]
        stated = values_of(thing.props.get(name))
        if name == Prop.SENSITIVITY and thing.label == Label.DATASET:
            inner = [
                value
                for link in self.landscape.incoming.get(urn, ())
                if link.relation == Rel.PART_OF and self.label(link.start) == Label.FIELD
                for value in values_of(self.landscape.things[link.start].props.get(name))
            ]
            known = self.ontology.properties[name]
            ranked = [(d, v) for v in (*stated, *inner) if (d := degree(known, v)) is not None]
            return (max(ranked)[1],) if ranked else stated
        return stated
