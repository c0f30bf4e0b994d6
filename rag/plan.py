"""From a reading to the store and back: each operator a small statement of Cypher, closures on the arrays.

Every set comes back as things with proofs (`rag.witness`); the cheaper side of a relation is asked first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from graph.ontology import Ontology
from graph.store import Store
from rag.algebra import (
    AtLeast,
    AtMost,
    Beyond,
    Entity,
    EveryOf,
    Hop,
    Image,
    In,
    Minus,
    Named,
    NoneOf,
    OfClass,
    OnlyOf,
    Op,
    RelExpr,
    SetExpr,
    Top,
    Union,
    Where,
)
from rag.cypher import DECLARED, Condition, Statement, class_members, of_class
from rag.derivation import Reachable
from rag.evaluate import Asked
from rag.filters import Filters
from rag.properties import Scalar
from rag.prove import stated_by, weight
from rag.quantity import at_least, at_most, beyond, every_of, none_of, only_of, top
from rag.relate import Pairs, Relations, computed, nearest, restricted
from rag.reply import Absent, CypherRun
from rag.typing import Labels, below, named_labels
from rag.witness import Absence, Along, Both, Declared, Nearest, Proof

__all__ = ["Found", "Known", "Plan"]

Found = dict[str, Proof]
Runs = tuple[CypherRun, ...]
Joined = tuple[SetExpr, RelExpr, Labels]
NONE: Labels = frozenset()
FEW = 2000  # given things that are looked up one by one rather than by a scan


@dataclass
class Known:
    """What was worked out a moment ago for readings tried one after another, with the queries that it took."""

    rows: dict[tuple[str, str], list[dict[str, object]]] = field(default_factory=dict)
    sets: dict[SetExpr, tuple[Found, Runs]] = field(default_factory=dict)
    joined: dict[Joined, tuple[Pairs, Runs]] = field(default_factory=dict)
    values: dict[tuple[str, str], tuple[Scalar, ...]] = field(default_factory=dict)


class Plan:
    """One reading at work on one store; what was worked out is kept for its parts that come again."""

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        reachable: Reachable,
        *,
        known: Known | None = None,
    ) -> None:
        """`known` is shared by readings tried one after another on one version of the graph."""
        self.known = known if known is not None else Known()
        self.store = store
        self.ontology = ontology
        self.reachable = reachable
        self.runs: list[CypherRun] = []
        self.filters = Filters(self.rows, ontology, reachable.projection, self.known.values)
        self.relations = Relations(self.rows, ontology, reachable)
        self.pairs = self.relations.pairs
        self.label = self.relations.label

    # ------------------------------------------------------------ the store

    def rows(self, statement: Statement) -> list[dict[str, object]]:
        key = (statement.text, repr(statement.parameters))
        if key in self.known.rows:
            self.runs.append(CypherRun(statement.text, dict(statement.parameters)))
        else:
            self.known.rows[key] = self.fresh(statement)
        return self.known.rows[key]

    def fresh(self, statement: Statement) -> list[dict[str, object]]:
        """What the store says now."""
        self.runs.append(CypherRun(statement.text, dict(statement.parameters)))
        return self.store.rows(statement.text, **statement.parameters)

    # ------------------------------------------------------------ sets

    def things(self, expr: SetExpr, within: Collection[str] | None = None) -> Found:
        """The set (of those `within`), each thing with its proof."""
        if expr in self.known.sets:
            found, runs = self.known.sets[expr]
            self._ran(runs)
            return found if within is None else {x: found[x] for x in within if x in found}
        start = len(self.runs)
        found = self._things(expr, within)
        if within is None:
            self.known.sets[expr] = found, tuple(self.runs[start:])
        return found

    def joined(self, of: SetExpr, relation: RelExpr, labels: Labels) -> Pairs:
        """What the things of a set are related to."""
        key = of, relation, labels
        if key not in self.known.joined:
            start = len(self.runs)
            pairs = self.pairs(relation, xs=self.things(of), labels=labels)
            self.known.joined[key] = pairs, tuple(self.runs[start:])
        pairs, runs = self.known.joined[key]
        self._ran(runs)
        return pairs

    def _ran(self, runs: Runs) -> None:
        """The queries that what is known took are those of this reading too."""
        self.runs.extend(run for run in runs if run not in self.runs)

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
            case NoneOf():
                return none_of(self, expr, self.things(expr.of, within))
            case AtLeast():
                return at_least(self, expr, self.things(expr.of, within))
            case AtMost():
                return at_most(self, expr, self.things(expr.of, within))
            case OnlyOf():
                return only_of(self, expr, self.things(expr.of, within))
            case EveryOf():
                return every_of(self, expr, self.things(expr.of, within))
            case Beyond():
                return beyond(self, expr, self.things(expr.of, within))
            case Top():
                found = top(self, expr, self.things(expr.of))
                return found if within is None else {x: p for x, p in found.items() if x in within}
            case _:
                assert_never(expr)

    def members(
        self, expr: OfClass, conditions: Sequence[Condition], within: Collection[str] | None
    ) -> Found:
        if not expr.labels:
            return {}
        few = sorted(within) if within is not None and len(within) <= FEW else None
        statement = class_members(
            of_class(expr.labels, self.ontology),
            conditions if expr.placeholders else (DECLARED, *conditions),
            few,
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
        return {x: p for x, p in found.items() if all(self.may_have(t.property, x) for t in tests)}

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

    def may_have(self, name: str, urn: str) -> bool:
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
        if (
            isinstance(relation, Hop)
            and isinstance(of, OfClass)
            and of.placeholders
            and within is None
        ):
            pairs = self.relations.scan(relation, expr.labels, of.labels, conditions)
            ends: Mapping[str, Proof] = {}
        elif within is not None and len(within) < weight(of) and self._plain(relation, within):
            pairs = self.pairs(relation, xs=within, labels=self.relations.everything)
            ys = {y for found in pairs.values() for y in found}
            ends = self.things(of, ys) if ys else {}
            pairs = restricted(pairs, ends)
            asked = None
        else:
            ends = self.things(of)
            if isinstance(relation, Named):
                return self._pooled(relation, ends, expr.labels, labels, within)
            pairs = self.pairs(
                relation, ys=ends, labels=expr.labels, x_labels=expr.labels, conditions=conditions
            )
        found: Found = {}
        for x in sorted(pairs):
            if (labels is None or self.label(x) in labels) and (asked is None or x in asked):
                order = nearest(relation, pairs[x])
                y = min(order, key=lambda y: not isinstance(ends.get(y), Declared))
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
        asked = Asked(relation.name, relation.depth, relation.severity)
        found = self.reachable.pooled(asked, ends, named, forward=not relation.forward)
        wanted = found if within is None else (x for x in within if x in found)
        return {
            x: Nearest(found[x], ends)
            for x in sorted(wanted)
            if labels is None or self.label(x) in labels
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
            and (isinstance(target, Entity) or not computed(relation))
        ):
            ys = self.things(target)
            pairs = (
                self.pairs(relation, ys=ys, labels=self.relations.own_labels(found)) if ys else {}
            )
            return {x: ends for x, ends in pairs.items() if x in found}
        if isinstance(of, OfClass) and isinstance(relation, Hop) and len(found) > FEW / 4:
            ys = None if target is None else target.labels if isinstance(target, OfClass) else NONE
            if ys is None or ys:
                pairs = self.relations.scan(relation, of.labels, ys, ())
                return {x: ends for x, ends in pairs.items() if x in found}
        pairs = self.pairs(relation, xs=found, labels=named)
        if target is None:
            return pairs
        ys = {y for ends in pairs.values() for y in ends}
        return restricted(pairs, self.things(target, ys) if ys else {})

    def named(self, target: SetExpr | None) -> Labels | None:
        """The labels that are asked about at the other end: of a thing named, its own."""
        if isinstance(target, Entity):
            return self.relations.own_labels(target.urns)
        return named_labels(target)

    def _plain(self, relation: RelExpr, within: Collection[str]) -> bool:
        """Whether no thing within may be left out of the relation for being a part that is not named."""
        classes = self.ontology.classes
        return not computed(relation) or not any(
            (label := self.label(x)) in classes and classes[label].part for x in within
        )
