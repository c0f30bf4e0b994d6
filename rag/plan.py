"""From a reading to the store and back: each operator a small statement of Cypher, closures on the arrays.

Every set comes back as things with proofs (`rag.witness`); the cheaper side of a relation is asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import assert_never

from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Rel
from rag.algebra import (
    AtLeast,
    AtMost,
    But,
    EitherOf,
    Entity,
    Hop,
    Image,
    In,
    Minus,
    Named,
    NoneOf,
    OfClass,
    OnlyOf,
    Onto,
    Op,
    RelExpr,
    SetExpr,
    Then,
    Top,
    Union,
    Where,
)
from rag.cypher import DECLARED, Condition, Statement, class_members, hops, of_class
from rag.derivation import Reachable
from rag.evaluate import Asked as AskedFor
from rag.evaluate import Steps
from rag.filters import Filters
from rag.properties import degree
from rag.reply import Absent, CypherRun
from rag.typing import Labels, below, label_in_urn, named_labels
from rag.witness import Absence, Along, Both, Declared, Nearest, Proof, Stated

__all__ = ["Asked", "Found", "Plan", "absents", "stated_by", "weight"]

Found = dict[str, Proof]
Asked = dict[tuple[str, str], list[dict[str, object]]]
PathTo = Callable[[], Steps]
Pairs = dict[str, dict[str, PathTo]]
NONE: Labels = frozenset()
CLASS = 1000.0  # what a whole class weighs against a thing
FEW = 2000  # given things that are looked up one by one rather than by a scan


def weight(expr: SetExpr) -> float:
    """A guess at the size of a set, for what to ask first."""
    match expr:
        case Entity(urns):
            return float(len(urns))
        case OfClass():
            return CLASS
        case Image(of=of):
            return 5 + weight(of)
        case Where(of, _, op):
            return weight(of) * (0.9 if op in (Op.NE, Op.UNKNOWN, Op.KNOWN) else 0.3)
        case In(parts):
            return min(map(weight, parts))
        case Union(parts):
            return sum(map(weight, parts))
        case Minus() | OnlyOf() | AtLeast() | AtMost() | NoneOf() | Top():
            return weight(expr.of) + 1
        case _:
            assert_never(expr)


def absents(relation: RelExpr, target: str | None, *, turned: bool = False) -> tuple[Absent, ...]:
    """What was looked for where a relation has no pair; `turned` seen from its y."""
    match relation:
        case Hop(name, forward):
            return (Absent(relation=name, forward=forward != turned, target=target),)
        case Named(name, forward):
            return (Absent(derived=name, forward=forward != turned, target=target),)
        case EitherOf(parts):
            return tuple(a for part in parts for a in absents(part, target, turned=turned))
        case Then(first, second):
            return absents(second if turned else first, None if target else target, turned=turned)
        case But(inner) | Onto(inner):
            return absents(inner, target, turned=turned)
        case _:
            assert_never(relation)


class Plan:
    """One reading at work on one store; what was worked out is kept for its parts that come again."""

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        reachable: Reachable,
        *,
        known: Asked | None = None,
    ) -> None:
        """`known` holds what the store said a moment ago, for readings tried one after another."""
        self.known = known if known is not None else {}
        self.store = store
        self.ontology = ontology
        self.reachable = reachable
        self.runs: list[CypherRun] = []
        self.filters = Filters(self.rows, ontology, reachable.projection)
        self._label_in_urn = label_in_urn(ontology)
        self._kept: dict[SetExpr, Found] = {}

    # ------------------------------------------------------------ the store

    def rows(self, statement: Statement) -> list[dict[str, object]]:
        key = (statement.text, repr(statement.parameters))
        if key in self.known:
            self.runs.append(CypherRun(statement.text, dict(statement.parameters)))
        else:
            self.known[key] = self.fresh(statement)
        return self.known[key]

    def fresh(self, statement: Statement) -> list[dict[str, object]]:
        """What the store says now."""
        self.runs.append(CypherRun(statement.text, dict(statement.parameters)))
        return self.store.rows(statement.text, **statement.parameters)

    def label(self, urn: str) -> str:
        graph = self.reachable.projection
        at = graph.place.get(urn)
        return graph.label_of(at) if at is not None else self._label_in_urn(urn) or ""

    # ------------------------------------------------------------ sets

    def things(self, expr: SetExpr, within: Collection[str] | None = None) -> Found:
        """The set (of those `within`), each thing with its proof."""
        if expr in self._kept:
            found = self._kept[expr]
            return found if within is None else {x: found[x] for x in within if x in found}
        found = self._things(expr, within)
        if within is None:
            self._kept[expr] = found
        return found

    def _things(self, expr: SetExpr, within: Collection[str] | None) -> Found:
        match expr:
            case Entity(urns):
                asked = sorted(set(urns) if within is None else set(urns) & set(within))
                rows = self.rows(class_members("", (), asked)) if asked else []
                return {x: Declared(x) for row in rows for x in (str(row["x"]),)}
            case OfClass():
                return self.members(expr, (), within)
            case Image():
                return self.image(expr, (), within)
            case In(parts):
                return self._intersection(parts, within)
            case Union(parts):
                return self._union(parts, within)
            case Minus(of, without):
                found = self.things(of, within)
                gone = self.things(without, found) if found else {}
                return {x: proof for x, proof in found.items() if x not in gone}
            case Where():
                return self._where(expr, within)
            case NoneOf(of, relation, target):
                found = self.things(of, within)
                pairs = self.between(found, of, relation, target)
                aim = (
                    target.urns[0] if isinstance(target, Entity) and len(target.urns) == 1 else None
                )
                misses = absents(relation, aim)
                return {x: _missing(x, misses, p) for x, p in found.items() if x not in pairs}
            case AtLeast(of, relation, n, target):
                found = self.things(of, within)
                pairs = self.between(found, of, relation, target)
                return {
                    x: _all(p, {y: pairs[x][y] for y in sorted(pairs[x])[:n]})
                    for x, p in found.items()
                    if len(pairs.get(x, ())) >= n
                }
            case AtMost(of, relation, n, target):
                found = self.things(of, within)
                pairs = self.between(found, of, relation, target)
                misses = absents(relation, None)
                return {
                    x: _all(p, pairs[x]) if x in pairs else _missing(x, misses, p)
                    for x, p in found.items()
                    if len(pairs.get(x, ())) <= n
                }
            case OnlyOf(of, relation, target):
                return self._only(expr, self.things(of, within))
            case Top():
                return self._top(expr, within)
            case _:
                assert_never(expr)

    def members(
        self, expr: OfClass, conditions: Sequence[Condition], within: Collection[str] | None
    ) -> Found:
        if not expr.labels:
            return {}
        few = sorted(within) if within is not None and len(within) <= FEW else None
        statement = class_members(
            of_class(expr.labels, self.ontology), (DECLARED, *conditions), few
        )
        found = {str(row["x"]) for row in self.rows(statement)}
        if within is not None and few is None:
            found &= set(within)
        return {x: Declared(x) for x in sorted(found)}

    def _intersection(self, parts: tuple[SetExpr, ...], within: Collection[str] | None) -> Found:
        proofs: dict[str, list[Proof]] | None = None
        for part in sorted(parts, key=weight):
            found = self.things(part, within if proofs is None else proofs)
            if proofs is None:
                proofs = {x: [p] for x, p in found.items()}
            else:
                proofs = {x: [*ps, found[x]] for x, ps in proofs.items() if x in found}
            if not proofs:
                return {}
        return {x: ps[0] if len(ps) == 1 else Both(tuple(ps)) for x, ps in (proofs or {}).items()}

    def _union(self, parts: tuple[SetExpr, ...], within: Collection[str] | None) -> Found:
        found: Found = {}
        for part in sorted(parts, key=weight):
            for x, proof in self.things(part, within).items():
                found.setdefault(x, proof)
        return found

    # ------------------------------------------------------------ properties

    def _where(self, expr: Where, within: Collection[str] | None) -> Found:
        tests: list[Where] = []
        base: SetExpr = expr
        while isinstance(base, Where):
            tests.append(base)
            base = base.of
        folded: list[Condition] = []
        late: list[Where] = []
        for i, test in enumerate(tests):
            condition = self.filters.condition(test, i, self._labels(base))
            folded.append(condition) if condition is not None else late.append(test)
        match base:
            case OfClass():
                found = self.members(base, folded, self._likely(late) if within is None else within)
            case Image(Hop()):
                found = self.image(base, folded, within)
            case _:
                found = self.things(base, within)
                if folded and found:
                    rows = self.rows(class_members("", folded, sorted(found)))
                    kept = {str(row["x"]) for row in rows}
                    found = {x: p for x, p in found.items() if x in kept}
        for test in late:
            stating = self.filters.holding(test, found, self.label)
            found = {x: self._stated(test, x, by, found[x]) for x, by in stating.items()}
        for test in tests:
            if test not in late:
                found = {x: self._stated(test, x, (x,), proof) for x, proof in found.items()}
        return {x: p for x, p in found.items() if all(self._may_have(t.property, x) for t in tests)}

    def _likely(self, late: Sequence[Where]) -> Collection[str] | None:
        """The things to look at for tests that take more than a look at one thing; None for a whole class."""
        found: set[str] | None = None
        for test in late:
            some = self.filters.likely(test)
            if some is not None:
                found = set(some) if found is None else found.intersection(some)
        return found

    def _labels(self, base: SetExpr) -> Labels | None:
        named = named_labels(base)
        return None if named is None else below(named, self.ontology)

    def _may_have(self, name: str, urn: str) -> bool:
        label = self.label(urn)
        return not label or self.ontology.property_of(name, label) is not None

    def _stated(self, test: Where, x: str, by: Sequence[str], rest: Proof) -> Proof:
        unknown = test.op is Op.UNKNOWN or (
            test.op is Op.NE and not self.filters.known(x, test.property)
        )
        if unknown or not by:
            return Absence(x, Absent(property=test.property), rest)
        return stated_by(x, by, test.property, rest)

    # ------------------------------------------------------------ relations

    def image(
        self, expr: Image, conditions: Sequence[Condition], within: Collection[str] | None
    ) -> Found:
        labels = None if expr.labels is None else below(expr.labels, self.ontology)
        relation, of = expr.relation, expr.of
        asked = within
        if labels is not None and not labels:
            return {}
        if isinstance(relation, Hop) and isinstance(of, OfClass) and within is None:
            pairs = self._scan(relation, expr.labels, of.labels, conditions)
            ends: Mapping[str, Proof] = {}
        elif within is not None and len(within) < weight(of) and self._plain(relation, within):
            pairs = self.pairs(relation, xs=within, labels=self.everything)
            ys = {y for found in pairs.values() for y in found}
            ends = self.things(of, ys) if ys else {}
            pairs = _restricted(pairs, ends)
            asked = None
        else:
            ends = self.things(of)
            if isinstance(relation, Named) and (len(ends) > 1 or within is None):
                return self._pooled(relation, ends, expr.labels, labels, within)
            pairs = self.pairs(
                relation, ys=ends, labels=expr.labels, x_labels=expr.labels, conditions=conditions
            )
        found: Found = {}
        for x in sorted(pairs):
            if (labels is None or self.label(x) in labels) and (asked is None or x in asked):
                y = min(pairs[x], key=lambda y: (not isinstance(ends.get(y), Declared), y))
                found[x] = Along(pairs[x][y], ends.get(y) or Declared(y))
        if conditions and found and not isinstance(relation, Hop):
            kept = {
                str(row["x"]) for row in self.rows(class_members("", conditions, sorted(found)))
            }
            return {x: p for x, p in found.items() if x in kept}
        return found

    def _pooled(
        self,
        relation: Named,
        ends: Mapping[str, Proof],
        named: Labels | None,
        labels: Labels | None,
        within: Collection[str] | None,
    ) -> Found:
        """All that a derived relation leads to from many things at once, with one path each."""
        asked = AskedFor(relation.name, relation.depth, relation.severity)
        found = self.reachable.pooled(asked, ends, named, forward=not relation.forward)
        return {
            x: Nearest(path, ends)
            for x, path in sorted(found.items())
            if (labels is None or self.label(x) in labels) and (within is None or x in within)
        }

    def between(
        self, found: Mapping[str, Proof], of: SetExpr, relation: RelExpr, target: SetExpr | None
    ) -> Pairs:
        """For each of the things those in `target` that it is related to; things without any are left out."""
        if not found:
            return {}
        named = self.named(target)
        if (
            target is not None
            and weight(target) < len(found)
            and (isinstance(target, Entity) or not _computed(relation))
        ):
            ys = self.things(target)
            pairs = self.pairs(relation, ys=ys, labels=self._own_labels(found)) if ys else {}
            return {x: ends for x, ends in pairs.items() if x in found}
        if isinstance(of, OfClass) and isinstance(relation, Hop) and len(found) > FEW / 4:
            ys = None if target is None else target.labels if isinstance(target, OfClass) else NONE
            if ys is None or ys:
                pairs = self._scan(relation, of.labels, ys, ())
                return {x: ends for x, ends in pairs.items() if x in found}
        pairs = self.pairs(relation, xs=found, labels=named)
        if target is None:
            return pairs
        ys = {y for ends in pairs.values() for y in ends}
        return _restricted(pairs, self.things(target, ys) if ys else {})

    def named(self, target: SetExpr | None) -> Labels | None:
        """The labels that are asked about at the other end: of a thing named, its own."""
        if isinstance(target, Entity):
            return self._own_labels(target.urns)
        return named_labels(target)

    @cached_property
    def everything(self) -> Labels:
        """Every label: nothing is left out for not having been named."""
        return frozenset(self.ontology.classes)

    def _plain(self, relation: RelExpr, within: Collection[str]) -> bool:
        """Whether no thing within may be left out of the relation for being a part that is not named."""
        classes = self.ontology.classes
        return not _computed(relation) or not any(
            (label := self.label(x)) in classes and classes[label].part for x in within
        )

    def _own_labels(self, urns: Iterable[str]) -> Labels:
        return frozenset(label for urn in urns if (label := self.label(urn)))

    def _scan(
        self, relation: Hop, xs: Labels | None, ys: Labels | None, conditions: Sequence[Condition]
    ) -> Pairs:
        """All pairs of a relation between two classes."""
        if (xs is not None and not xs) or (ys is not None and not ys):
            return {}
        statement = hops(
            relation.relation,
            relation.forward,
            xs=None,
            ys=None,
            x_labels="" if xs is None else of_class(xs, self.ontology),
            y_labels="" if ys is None else of_class(ys, self.ontology),
            conditions=(
                *conditions,
                *((Condition(DECLARED.text.replace("x.", "y.")),) if ys is not None else ()),
            ),
        )
        return self._hop_pairs(relation, self.rows(statement))

    def pairs(
        self,
        relation: RelExpr,
        *,
        xs: Collection[str] | None = None,
        ys: Collection[str] | None = None,
        labels: Labels | None = None,
        x_labels: Labels | None = None,
        conditions: Sequence[Condition] = (),
    ) -> Pairs:
        """The relation's pairs whose x (or else y) is given, with the path from x to y."""
        match relation:
            case Hop():
                narrow = "" if x_labels is None or ys is None else of_class(x_labels, self.ontology)
                statement = hops(
                    relation.relation,
                    relation.forward,
                    xs=None if xs is None else sorted(xs),
                    ys=None if ys is None else sorted(ys),
                    x_labels=narrow,
                    conditions=conditions if ys is not None else (),
                )
                return self._hop_pairs(relation, self.rows(statement)) if xs or ys else {}
            case Named():
                return self._derived(relation, xs, ys, labels)
            case Then(first, second):
                if xs is not None:
                    near = self.pairs(first, xs=xs)
                    far = self.pairs(
                        second, xs={m for e in near.values() for m in e}, labels=labels
                    )
                else:
                    far = self.pairs(second, ys=ys)
                    near = self.pairs(first, ys=far, labels=labels)
                return _chained(near, far)
            case EitherOf(parts):
                found: Pairs = {}
                for part in parts:
                    for x, ends in self.pairs(part, xs=xs, ys=ys, labels=labels).items():
                        found[x] = {**ends, **found.get(x, {})}
                return found
            case But(kept, without):
                gone = self.pairs(without, xs=xs, ys=ys, labels=labels)
                stay = self.pairs(kept, xs=xs, ys=ys, labels=labels)
                return _nonempty(
                    {
                        x: {y: p for y, p in ends.items() if y not in gone.get(x, {})}
                        for x, ends in stay.items()
                    }
                )
            case Onto(inner, ends):
                kept_ends = below(ends, self.ontology)
                inner_pairs = self.pairs(
                    inner, xs=xs, ys=ys, labels=labels if ys is not None else ends
                )
                return _nonempty(
                    {
                        x: {y: p for y, p in found.items() if self.label(y) in kept_ends}
                        for x, found in inner_pairs.items()
                    }
                )
            case _:
                assert_never(relation)

    def _hop_pairs(self, relation: Hop, rows: Iterable[Mapping[str, object]]) -> Pairs:
        found: Pairs = {}
        for row in rows:
            x, y = str(row["x"]), str(row["y"])
            step: Steps = ((x, relation.relation, y, relation.forward),)
            found.setdefault(x, {})[y] = lambda step=step: step
        return found

    def _derived(
        self,
        named: Named,
        xs: Collection[str] | None,
        ys: Collection[str] | None,
        labels: Labels | None,
    ) -> Pairs:
        firsts, seconds = (xs, ys) if named.forward else (ys, xs)
        asked = AskedFor(named.name, named.depth, named.severity)
        found: Pairs = {}
        for pair in self.reachable.related(asked, firsts, seconds, labels):
            if named.forward:
                found.setdefault(pair.first, {})[pair.second] = pair.path
            else:
                found.setdefault(pair.second, {})[pair.first] = _turned(pair.path)
        return found

    # ------------------------------------------------------------ quantities

    def _only(self, expr: OnlyOf, found: Found) -> Found:
        if not found:
            return {}
        pairs = self.pairs(expr.relation, xs=found, labels=named_labels(expr.target))
        ys = {y for ends in pairs.values() for y in ends}
        wanted = self.things(expr.target, ys) if ys else {}
        return {
            x: _all(found[x], ends)
            for x, ends in sorted(pairs.items())
            if x in found and ends and all(y in wanted for y in ends)
        }

    def _top(self, expr: Top, within: Collection[str] | None) -> Found:
        found = self.things(expr.of)
        key, highest = expr.key, expr.highest
        ranked: dict[str, tuple[float, ...] | tuple[int, float, str]] = {}
        proofs: Found = dict(found)
        if key.relation is not None:
            pairs = self.between(found, expr.of, key.relation, key.target)
            misses = absents(key.relation, None)
            for x in found:
                if x in pairs or not highest:
                    ranked[x] = (float(len(pairs.get(x, ()))),)
                    proofs[x] = (
                        _all(found[x], pairs[x]) if x in pairs else _missing(x, misses, found[x])
                    )
        elif key.property is not None:
            known = self.ontology.properties[key.property]
            for x, (values, by) in self.filters.stated(key.property, found, self.label).items():
                degrees = [d for v in values if (d := degree(known, v)) is not None]
                if degrees and self._may_have(key.property, x):
                    ranked[x] = max(degrees)
                    proofs[x] = stated_by(x, by, key.property, found[x])
        order = sorted(ranked.values(), reverse=highest)
        if not order:
            return {}
        last = order[min(expr.k, len(order)) - 1]
        return {
            x: proofs[x]
            for x, d in ranked.items()
            if (d >= last if highest else d <= last) and (within is None or x in within)
        }


def _computed(relation: RelExpr) -> bool:
    """Whether a derived relation takes part, which leaves out parts that are not named."""
    match relation:
        case Hop():
            return False
        case Named():
            return True
        case Then(first, second) | But(first, second):
            return _computed(first) or _computed(second)
        case EitherOf(parts):
            return any(map(_computed, parts))
        case Onto(inner):
            return _computed(inner)
        case _:
            assert_never(relation)


def stated_by(x: str, by: Sequence[str], name: str, rest: Proof) -> Proof:
    """A property of x as it, or parts of it, state it."""
    for urn in by:
        if urn == x:
            rest = Stated(x, name, rest)
        else:
            step: Steps = ((x, str(Rel.PART_OF), urn, False),)
            part = Along(lambda step=step: step, Stated(urn, name, Declared(urn)))
            rest = Both((rest, part))
    return rest


def _turned(path: PathTo) -> PathTo:
    return lambda: tuple((b, r, a, not forward) for a, r, b, forward in reversed(path()))


def _chained(near: Pairs, far: Pairs) -> Pairs:
    found: Pairs = {}
    for x, middles in near.items():
        for m, first in middles.items():
            for y, second in far.get(m, {}).items():
                found.setdefault(x, {}).setdefault(y, lambda a=first, b=second: (*a(), *b()))
    return found


def _nonempty(pairs: Pairs) -> Pairs:
    return {x: ends for x, ends in pairs.items() if ends}


def _restricted(pairs: Pairs, ends: Collection[str]) -> Pairs:
    return _nonempty(
        {x: {y: p for y, p in found.items() if y in ends} for x, found in pairs.items()}
    )


def _all(proof: Proof, ends: Mapping[str, PathTo]) -> Proof:
    return Both((proof, *(Along(ends[y], Declared(y)) for y in sorted(ends))))


def _missing(x: str, misses: Sequence[Absent], proof: Proof) -> Proof:
    for absent in misses:
        proof = Absence(x, absent, proof)
    return proof
