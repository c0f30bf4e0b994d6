"""What an answer comes to on the store: its things in order, its value, its groups, and a proof for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

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
from rag.plan import Found, Plan
from rag.properties import Scalar, mean, percent
from rag.prove import absents, stated_by, weight
from rag.quantity import degrees_of
from rag.reply import Absent, ValueOut
from rag.typing import below
from rag.witness import Absence, Along, Both, Declared, Proof, Stated

__all__ = ["Group", "Outcome", "outcome_of"]

MOST_MISSES = 25  # things whose lack is cited when a set is empty


@dataclass(frozen=True, slots=True)
class Group:
    urn: str
    members: Mapping[str, Proof]


def _no_proofs() -> Mapping[str, Proof]:
    return {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`things` in the order of the answer; `misses` prove that what was asked for is not there."""

    things: tuple[str, ...]
    proofs: Mapping[str, Proof] = field(default_factory=_no_proofs)
    value: ValueOut = None
    groups: tuple[Group, ...] = ()
    misses: tuple[Proof, ...] = ()
    values: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict[str, tuple[Scalar, ...]])
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])  # what a ranking counted
    out_of: int = 0  # of how many a share is taken
    parts: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # things by the value of a property, or class


def outcome_of(answer: Answer, plan: Plan, *, misses: bool = True) -> Outcome:
    """The answer worked out, with the proofs of what is not there where `misses` are wanted.

    Documents and changes are answered elsewhere.
    """
    return _Working(plan, misses).of(answer)


def _ends(proof: Proof) -> int:
    """How many relations a ranking proves of a thing."""
    return len(proof.parts) - 1 if isinstance(proof, Both) else 0


class _Working:
    def __init__(self, plan: Plan, wanted: bool) -> None:
        self.plan = plan
        self.wanted = wanted

    def of(self, answer: Answer) -> Outcome:
        match answer:
            case Listing(of):
                return self._set(of)
            case Count(of):
                return self._set(of, counted=True)
            case Exists(of):
                found = self.plan.things(of)
                misses = () if found else self.misses(of)
                return Outcome(self._order(found), found, answer.met(len(found)), misses=misses)
            case Value(of, property_):
                return self._value(of, property_)
            case Share(of, within):
                return self._share(of, within)
            case Average(of, key):
                return self._average(of, key)
            case Subset(of, within):
                return self._subset(of, within)
            case PathOf():
                return self._path(answer)
            case Grouped():
                return self._grouped(answer)
            case Spread(of, property_, count):
                return self._spread(of, property_, count)
            case Documents() | Changes():
                return Outcome(())
            case _:
                assert_never(answer)

    def _order(self, urns: Iterable[str]) -> tuple[str, ...]:
        """By name as people sort, then by URN."""
        graph = self.plan.reachable.projection
        return tuple(
            sorted(
                urns,
                key=lambda u: (
                    graph.names[graph.place[u]].casefold() if u in graph.place else "",
                    u,
                ),
            )
        )

    def _set(self, of: SetExpr, *, counted: bool = False) -> Outcome:
        found = self.plan.things(of)
        misses = () if found else self.misses(of)
        ranked = isinstance(of, Top) and of.key.relation is not None
        return Outcome(
            self._order(found),
            found,
            len(found) if counted else None,
            misses=misses,
            numbers={x: _ends(p) for x, p in found.items()} if ranked else {},
        )

    def _value(self, of: SetExpr, property_: str) -> Outcome:
        found = self.plan.things(of)
        if not found:
            return Outcome((), misses=self.misses(of))
        stated = self.plan.filters.stated(property_, found, self.plan.label)
        order = tuple(x for x in self._order(found) if x in stated)
        proofs: Found = {}
        for x in order:
            proofs[x] = stated_by(x, stated[x][1], property_, found[x])
        values = tuple(v for x in order for v in stated[x][0])
        missing = tuple(
            Absence(x, Absent(property=property_), found[x])
            for x in self._order(found)
            if x not in stated
        )
        return Outcome(
            order,
            proofs,
            values[0] if len(values) == 1 else values or None,
            misses=() if order else missing[:MOST_MISSES],
            values={x: stated[x][0] for x in order},
        )

    def _subset(self, of: SetExpr, within: SetExpr) -> Outcome:
        found = self.plan.things(of)
        if not found:
            return Outcome((), misses=self.misses(of))
        inside = self.plan.things(within, found)
        outside = {x: p for x, p in found.items() if x not in inside}
        if not outside:
            proofs = {x: Both((p, inside[x])) for x, p in found.items()}
            return Outcome(self._order(found), proofs, True)
        proofs = {x: self._lack(x, within, p) for x, p in outside.items()}
        return Outcome(self._order(outside), proofs, False)

    def _share(self, of: SetExpr, within: SetExpr) -> Outcome:
        found = self.plan.things(of)
        if not found:
            return Outcome((), misses=self.misses(of))
        inside = self.plan.things(within, found)
        proofs = {x: Both((found[x], p)) for x, p in inside.items()}
        value = percent(len(inside), len(found))
        return Outcome(self._order(inside), proofs, value, out_of=len(found))

    def _average(self, of: SetExpr, key: Key) -> Outcome:
        found = self.plan.things(of)
        degrees, proofs = degrees_of(self.plan, of, key, found)
        misses = () if degrees else self.misses(of)
        kept = {x: proofs[x] for x in degrees}
        numbers = {x: _ends(p) for x, p in kept.items()} if key.relation is not None else {}
        order = self._order(kept)
        return Outcome(order, kept, mean(degrees.values()), misses=misses, numbers=numbers)

    def _path(self, answer: PathOf) -> Outcome:
        found = [
            steps
            for a in answer.start.urns
            for b in answer.end.urns
            if (steps := self.plan.reachable.path(a, b, answer.family)) is not None
        ]
        steps = min(found, key=lambda s: (len(s), s), default=None)
        if not steps:
            misses = tuple(
                Absence(a, Absent(derived=answer.family or "path", target=b), Declared(a))
                for a in answer.start.urns
                for b in answer.end.urns
            )
            return Outcome((), value=False if answer.boolean else None, misses=misses)
        nodes = (steps[0][0], *(step[2] for step in steps))
        proof = Along(lambda steps=steps: steps, Declared(nodes[-1]))
        value = True if answer.boolean else len(steps) if answer.length else None
        return Outcome(tuple(dict.fromkeys(nodes)), {nodes[0]: proof}, value)

    def _spread(self, of: SetExpr, property_: str | None, count: bool) -> Outcome:
        found = self.plan.things(of)
        if not found:
            return Outcome((), misses=self.misses(of))
        if property_ is None:
            told = {x: (self.plan.label(x),) for x in found}
            proofs, misses = found, ()
        else:
            valued = self._value(of, property_)
            told = {x: tuple(map(str, valued.values[x])) for x in valued.things}
            lacking = [x for x in self._order(found) if x not in told][:MOST_MISSES]
            absent = Absent(property=property_)
            proofs, misses = valued.proofs, tuple(Absence(x, absent, found[x]) for x in lacking)
        groups: dict[str, list[str]] = {}
        for x in self._order(told):
            for value in dict.fromkeys(told[x]):
                groups.setdefault(value, []).append(x)
        parts = tuple((value, tuple(groups[value])) for value in sorted(groups))
        value = tuple(len(xs) for _, xs in parts) if count and parts else None
        return Outcome(
            self._order(told), proofs, value, misses=misses, parts=parts, out_of=len(found)
        )

    def _grouped(self, answer: Grouped) -> Outcome:
        found = self.plan.things(answer.of)
        ends = below(answer.labels, self.plan.ontology)
        within = None if answer.within is None else self.plan.things(answer.within)
        groups: dict[str, Found] = {y: {} for y in within or ()}
        if found:
            pairs = self.plan.joined(answer.of, answer.relation, answer.labels)
            for x, others in pairs.items():
                for y, path in others.items():
                    if self.plan.label(y) in ends and (within is None or y in within):
                        held = Declared(y) if within is None else within[y]
                        groups.setdefault(y, {})[x] = Both((found[x], Along(path, held)))
        if not any(groups.values()):
            return Outcome((), misses=self._ungrouped(answer, found, within))
        order = self._order(groups)
        rows = tuple(Group(y, {x: groups[y][x] for x in self._order(groups[y])}) for y in order)
        value = tuple(len(row.members) for row in rows) if answer.count else None
        absent = absents(answer.relation, None, turned=True)
        bare = [(y, within[y]) for y in order if within is not None and not groups[y]]
        misses = tuple(Absence(y, one, proof) for y, proof in bare for one in absent)
        return Outcome(order, {}, value, rows, misses)

    def _ungrouped(self, answer: Grouped, found: Found, within: Found | None) -> tuple[Proof, ...]:
        """Why there is no group."""
        if found:
            return self._unrelated(found, answer.relation)
        if within:
            return self._unrelated(within, answer.relation, turned=True)
        return self.misses(answer.of if within is None else answer.within or answer.of)

    # ------------------------------------------------------------ what is not there

    def misses(self, expr: SetExpr) -> tuple[Proof, ...]:
        """Why the set is empty, as proofs of absence at the things that it starts from."""
        if not self.wanted:
            return ()
        match expr:
            case Entity() | OfClass():
                return ()
            case Image(relation, of):
                ys = self.plan.things(of)
                return self._unrelated(ys, relation, turned=True) if ys else self.misses(of)
            case In(parts):
                return self._no_meeting(parts)
            case Union(parts):
                return tuple(m for part in parts for m in self.misses(part))[:MOST_MISSES]
            case (
                Where(of)
                | NoneOf(of)
                | OnlyOf(of)
                | EveryOf(of)
                | AtLeast(of)
                | AtMost(of)
                | Minus(of)
            ):
                found = self.plan.things(of)
                if not found:
                    return self.misses(of)
                return tuple(
                    self._lack(x, expr, found[x]) for x in self._order(found)[:MOST_MISSES]
                )
            case Top(of) | Beyond(of):
                return self.misses(of)
            case _:
                assert_never(expr)

    def _unrelated(
        self, found: Mapping[str, Proof], relation: RelExpr, *, turned: bool = False
    ) -> tuple[Proof, ...]:
        absent = absents(relation, None, turned=turned)
        return tuple(
            Absence(x, one, found[x]) for x in self._order(found)[:MOST_MISSES] for one in absent
        )

    def _no_meeting(self, parts: tuple[SetExpr, ...]) -> tuple[Proof, ...]:
        """The first part that leaves nothing, as a lack of those that were left before it."""
        first, *others = sorted(parts, key=lambda p: (not isinstance(p, Entity), weight(p)))
        found = self.plan.things(first)
        if not found:
            return self.misses(first)
        for other in others:
            left = self.plan.things(other, found)
            if not left:
                order = self._order(found)[:MOST_MISSES]
                return tuple(self._lack(x, other, found[x]) for x in order)
            found = {x: p for x, p in found.items() if x in left}
        return ()

    def _lack(self, x: str, wanted: SetExpr, proof: Proof) -> Proof:
        """The proof that `x` is not in `wanted`, as far as one can be cited."""
        match wanted:
            case Image(relation, of):
                aim = of.urns[0] if isinstance(of, Entity) and len(of.urns) == 1 else None
                for absent in absents(relation, aim):
                    proof = Absence(x, absent, proof)
                return proof
            case Where(_, property_):
                if self.plan.filters.known(x, property_):
                    return Stated(x, property_, proof)
                return Absence(x, Absent(property=property_), proof)
            case AtLeast(_, relation) | OnlyOf(_, relation) | EveryOf(_, relation):
                pairs = self.plan.pairs(relation, xs=(x,), labels=self.plan.relations.everything)
                if not pairs.get(x):
                    for absent in absents(relation, None):
                        proof = Absence(x, absent, proof)
                    return proof
                return Both((proof, *(Along(p, Declared(y)) for y, p in sorted(pairs[x].items()))))
            case NoneOf(_, relation) | AtMost(_, relation):
                pairs = self.plan.pairs(relation, xs=(x,), labels=self.plan.relations.everything)
                ends = pairs.get(x, {})
                return Both((proof, *(Along(ends[y], Declared(y)) for y in sorted(ends))))
            case In(parts):
                for part in parts:
                    if x not in self.plan.things(part, (x,)):
                        return self._lack(x, part, proof)
                return proof
            case Minus(of, _):
                return self._lack(x, of, proof) if x not in self.plan.things(of, (x,)) else proof
            case Entity() | OfClass() | Union() | Top() | Beyond():
                return proof
            case _:
                assert_never(wanted)
