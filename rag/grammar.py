"""The table of composition rules, and what the rules share: quantifiers, depth, holes and ways to join."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from graph.ontology import Ontology
from rag.algebra import (
    AtLeast,
    AtMost,
    Beyond,
    Depth,
    EitherOf,
    Entity,
    EveryOf,
    Hop,
    Image,
    In,
    Minus,
    Named,
    NoneOf,
    OnlyOf,
    RelExpr,
    SetExpr,
    Then,
    Top,
    Union,
    Where,
)
from rag.cell import Cell, Noun, Quantity
from rag.follow import column_felt, followed
from rag.holes import entities, fill, fill_answer, has_hole, holes, without_named
from rag.lexicon import DEPTHS, Costs
from rag.meaning import Meaning
from rag.predicate import HOLE, Across, Both, Not, OneOf, Pred, Rel, inverse
from rag.typing import label_in_urn

__all__ = [
    "AT",
    "BINARY",
    "DEPTHS",
    "MODES",
    "SPREAD",
    "UNARY",
    "Ground",
    "binary",
    "entities",
    "fill",
    "fill_answer",
    "has_hole",
    "holes",
    "spreads",
    "unary",
    "without_named",
]

Cells = Iterable[Cell]
Binary = Callable[["Ground", Cell, Cell], Cells]
Unary = Callable[["Ground", Cell], Cells]

BINARY: dict[tuple[str, str], list[Binary]] = {}
UNARY: dict[str, list[Unary]] = {}
SPREAD = ("atleast", "atmost", "exactly", "most", "fewest")  # numbers of whom things belong to
AT = ("in", "across", "from", "within", "inside", "over", "throughout")
MODES = {
    "no": "none",
    "only": "only",
    "every": "every",
    "atleast": "atleast",
    "atmost": "atmost",
    "exactly": "exactly",
    "single": "single",
    "most": "most",
    "fewest": "fewest",
    "nthmost": "nthmost",
    "nthfewest": "nthfewest",
    "more": "more",
    "fewer": "fewer",
    "asmany": "asmany",
}


def binary(*pairs: str) -> Callable[[Binary], Binary]:
    """Register a rule for pairs of parts: "ADJ NP", "NP RC"."""

    def register(function: Binary) -> Binary:
        for pair in pairs:
            left, right = pair.split()
            BINARY.setdefault((left, right), []).append(function)
        return function

    return register


def unary(*cats: str) -> Callable[[Unary], Unary]:
    def register(function: Unary) -> Unary:
        for cat in cats:
            UNARY.setdefault(cat, []).append(function)
        return function

    return register


@dataclass
class Ground:
    """What rules stand on: the meaning of relations, the costs, and what the names are parts of."""

    meaning: Meaning
    costs: Costs
    containers: dict[str, str]
    spoken: int = 0  # the classes of what a pronoun stands for; 0 where that is not known

    @property
    def pronoun(self) -> int:
        """The classes that a pronoun may be of."""
        return self.spoken or self.meaning.everything

    def speaking_of(self, mask: int) -> Ground:
        """The same where pronouns stand for things of these classes."""
        ground = copy(self)
        ground.spoken = mask
        return ground

    @property
    def ontology(self) -> Ontology:
        return self.meaning.ontology

    @cached_property
    def shape(self) -> dict[str, float]:
        return dict(self.costs["shape"])

    @cached_property
    def denied(self) -> frozenset[RelExpr]:
        """Relations whose denial is a relation of its own: not to comply is more than no complying."""
        hops = ((Hop(name), r.words) for name, r in self.ontology.relations.items())
        named = ((Named(name), d.words) for name, d in self.ontology.derived.items())
        worded = [(relation, words) for relation, words in (*hops, *named) if words.verbs]
        return frozenset(
            relation
            for other, denying in worded
            for relation, words in worded
            if self.meaning.seconds(other) & self.meaning.seconds(relation)
            and any(f"not {verb.removeprefix('be ')}" in denying.verbs for verb in words.verbs)
        )

    @cached_property
    def persons(self) -> int:
        """Who answers for things: those that a pronoun for people stands for."""
        return self.meaning.mask(c.name for c in self.ontology.classes.values() if c.pronouns)

    @cached_property
    def owned(self) -> int:
        """What somebody can answer for: things of one's own."""
        found = 0
        for bridge in self.meaning.bridges(self.persons, self.meaning.everything & ~self.persons):
            found |= self.meaning.firsts(inverse(bridge), self.persons)
        return found & ~self.persons

    def of_things(self, pred: Pred) -> Pred:
        """ "What", "everything" is no person, where a verb has another sense."""
        if not isinstance(pred, Rel):
            return pred
        firsts = self.meaning.firsts
        kept = tuple(r for r in pred.relations if firsts(r, pred.mask) & ~self.persons)
        return replace(pred, relations=kept) if kept else pred

    def undenied(self, relations: tuple[RelExpr, ...]) -> tuple[RelExpr, ...]:
        return tuple(r for r in relations if r not in self.denied)

    # ------------------------------------------------------------ relating

    def related(
        self, relations: tuple[RelExpr, ...], noun: Cell, *, strictly: bool = False
    ) -> Iterator[tuple[Pred, float]]:
        """The predicate of being related to a noun phrase, by its quantifier; each with a cost.

        `strictly`: to nothing that the thing only holds.
        """
        if noun.kind == "def":  # a definite thing that the sentence does not tell
            return
        kept = tuple(r for r in relations if self.meaning.firsts(r, noun.mask))
        if noun.kind == "chg":  # by an outage one is hit as one suffers, not as one is called
            kept = tuple(r for r in kept if self.closure(r) == "impact") or kept
        target = noun.sem
        if isinstance(target, Image) and self.closure(target.relation) == "impact":
            within = self.meaning.holding(noun.mask)  # nothing is part of a blast radius
            kept = tuple(r for r in kept if r not in within)
        if isinstance(target, Union) and not all(self._joins_part(kept, p) for p in target.parts):
            return
        if not kept:
            if noun.kind == "ent" and noun.sem != HOLE and noun.q is None:
                for pred in column_felt(self.meaning, relations, noun):
                    yield pred, self.shape["members"]
            yield from self._by_owner_of_target(relations, noun)
            return
        assert target is None or isinstance(target, SetExpr)
        q = noun.q.kind if noun.q else ""
        if q in ("and", "both") and isinstance(target, Union):
            yield Both(tuple(Rel(kept, part, noun.mask) for part in target.parts)), 0.0
            if q == "and":
                yield Rel(kept, target, noun.mask), self.shape["distributed"]
            return
        if q == "or" and isinstance(target, Union):
            yield Rel(kept, target, noun.mask), 0.0
            return
        if q == "only" and isinstance(target, Union):
            yield Rel(kept, target, noun.mask, "only"), 0.0
            return
        if noun.kind == "univ" and target is None and noun.mask != self.meaning.everything:
            target = self.meaning.listed(noun.mask) if q == "only" else None
        n = noun.q.n if noun.q else 1
        yield Rel(kept, target, noun.mask, MODES.get(q, "some"), n), 0.0
        if not q and target != HOLE and not strictly:
            for pred in followed(self.meaning, kept, noun):
                yield pred, self.shape["members"]

    def _joins_part(self, relations: tuple[RelExpr, ...], part: SetExpr) -> bool:
        """Whether a named thing of a list can be at the other end."""
        if not isinstance(part, Entity) or part == HOLE:
            return True
        mask = self.kind_of(part)
        return not relations or any(self.meaning.firsts(r, mask) for r in relations)

    def kind_of(self, named: Entity) -> int:
        """The classes of the things named."""
        return self.meaning.mask(label for u in named.urns if (label := self._label_of(u)))

    @cached_property
    def _label_of(self) -> Callable[[str], str | None]:
        return label_in_urn(self.ontology)

    def _by_owner_of_target(
        self, relations: tuple[RelExpr, ...], noun: Cell
    ) -> Iterator[tuple[Pred, float]]:
        """An object that the relation does not take stands for what it is joined to (a team for its services)."""
        if noun.q is not None and noun.q.kind in SPREAD and isinstance(noun.sem, SetExpr):
            yield from self._spread_over(relations, noun, noun.q)
        if noun.q is not None or noun.sem is None or noun.wh:
            return
        for relation in relations:
            ys = self.meaning.firsts(inverse(relation), self.meaning.everything)
            for bridge in self.meaning.bridges(ys, noun.mask):
                if isinstance(noun.sem, SetExpr) and isinstance(bridge, Named):
                    image = Image(bridge, noun.sem)
                    mask = ys & self.meaning.firsts(bridge, noun.mask)
                    yield Rel((relation,), image, mask), self.shape["bridge"]

    def _spread_over(
        self, relations: tuple[RelExpr, ...], noun: Cell, q: Quantity
    ) -> Iterator[tuple[Pred, float]]:
        """ "Used by more than two teams": by the things of so many."""
        found: dict[RelExpr, list[RelExpr]] = {}
        for relation in relations:
            ys = self.meaning.firsts(inverse(relation), self.meaning.everything)
            for bridge in self.meaning.bridges(ys, noun.mask):
                if isinstance(bridge, Named) and bridge.forward:
                    found.setdefault(bridge, []).append(Then(relation, bridge))
        for far in found.values():
            if isinstance(noun.sem, SetExpr):
                rel = Rel(tuple(far), noun.sem, noun.mask, MODES[q.kind], q.n)
                yield rel, self.shape["bridge_of"]

    def having(self, noun: Cell) -> Iterator[tuple[Pred, float]]:
        """The predicate of having something: an owner, more than three consumers, a contract."""
        if isinstance(noun.sem, Noun):
            relation = inverse(noun.sem.relation)
            if isinstance(relation, EitherOf) and noun.kind == "and" and noun.q is None:
                each = tuple(
                    Rel((r,), None, self.meaning.firsts(inverse(r), noun.sem.ys))
                    for r in relation.parts
                )
                yield Both(each), 0.0  # "an owner and a contract" are two things to have
                return
            target: SetExpr | None = None
            if noun.sem.filters or noun.sem.xs != self.meaning.firsts(
                noun.sem.relation, noun.sem.ys
            ):
                found: SetExpr | None = self.meaning.listed(noun.sem.xs)
                for pred in noun.sem.filters:
                    step = next(self.meaning.apply(pred, found, noun.sem.xs), None)
                    if step is None:
                        return
                    found = step[0]
                target = found
            if noun.sem.family == "impact" and noun.q is None:
                return
            mode = MODES.get(noun.q.kind, "some") if noun.q else "some"
            yield Rel((relation,), target, noun.sem.xs, mode, noun.q.n if noun.q else 1), 0.0
            return
        inner = noun.sem.parts if isinstance(noun.sem, In) else (noun.sem,)
        about = [
            p
            for p in inner
            if isinstance(p, Image) and p.of == HOLE and self.closure(p.relation) != "impact"
        ]
        if (
            len(about) == 1 and noun.sem is not None
        ):  # "a policy that governs them": them, the subject
            rest = tuple(p for p in inner if p is not about[0] and isinstance(p, SetExpr))
            target_ = None if not rest else rest[0] if len(rest) == 1 else In(rest)
            mode = MODES.get(noun.q.kind, "some") if noun.q else "some"
            yield (
                Rel(
                    (inverse(about[0].relation),),
                    target_,
                    noun.mask,
                    mode,
                    noun.q.n if noun.q else 1,
                ),
                0.0,
            )
            return
        relations = self.meaning.bridges(self.meaning.everything, noun.mask)
        if relations:
            for pred, cost in self.related(relations, noun):
                yield pred, cost + self.shape["bridge_of"]

    def closure(self, relation: RelExpr) -> str | None:
        """The family of a closure, None for a relation of one step."""
        derived = self.ontology.derived.get(relation.name) if isinstance(relation, Named) else None
        return derived.family if derived is not None and derived.depth == "any" else None

    # ------------------------------------------------------------ depth

    def deepen_pred(self, pred: Pred, depth: Depth) -> Pred | None:
        match pred:
            case Rel(relations) | Across(relations):
                kept = tuple(
                    d for r in relations if (d := self.meaning.deepened(r, depth)) is not None
                )
                return replace(pred, relations=kept) if kept else None
            case Both(parts) | OneOf(parts):
                each = tuple(d for p in parts if (d := self.deepen_pred(p, depth)) is not None)
                return replace(pred, parts=each) if len(each) == len(parts) else None
            case Not(of):
                inner = self.deepen_pred(of, depth)
                return None if inner is None else Not(inner)
            case _:
                return None

    def deepen_set(self, expr: SetExpr, depth: Depth) -> SetExpr | None:
        """The set with the outermost relation at a depth."""
        match expr:
            case Image(relation):
                found = self.meaning.deepened(relation, depth)
                return None if found is None else replace(expr, relation=found)
            case In(parts):
                for i, part in enumerate(parts):
                    found_part = self.deepen_set(part, depth)
                    if found_part is not None:
                        return In((*parts[:i], found_part, *parts[i + 1 :]))
                return None
            case (
                Where()
                | Top()
                | Minus()
                | NoneOf()
                | AtLeast()
                | AtMost()
                | OnlyOf()
                | EveryOf()
                | Beyond()
            ):
                of = self.deepen_set(expr.of, depth)
                return None if of is None else replace(expr, of=of)
            case _:
                return None


# ------------------------------------------------------------------ quantifiers


def quantified(cell: Cell, kind: str, n: int = 1, cost: float = 0.0) -> Iterator[Cell]:
    """The noun with a quantifier, where it has none."""
    if cell.q is None and not cell.wh:
        yield cell._replace(q=Quantity(kind, n), cost=cell.cost + cost)


def spreads(q: Quantity | None) -> bool:
    """Whether it says of how many, more than one of them."""
    return q is not None and q.kind in SPREAD and (q.n > 1 or q.kind in ("most", "fewest"))


def direct(relation: RelExpr) -> bool:
    """Whether the relation has a default depth that a yes/no question overrides."""
    return isinstance(relation, Named) and relation.depth is None
