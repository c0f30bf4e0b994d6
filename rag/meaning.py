"""What predicates mean of sets, by the masks of the classes that relations join; and bridges between sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from graph.ontology import Container, Derived, Ontology
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
    Key,
    Minus,
    Mutual,
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
from rag.containers import Containers
from rag.crossing import alike, crossing, nth, of_its_kind
from rag.deepen import deepened
from rag.masks import Masks, sum_masks
from rag.predicate import (
    Across,
    Among,
    Both,
    Not,
    OneOf,
    Pred,
    Prop,
    Ranked,
    Rel,
    Than,
    inverse,
    ranks_last,
    same_verb,
)

__all__ = ["Meaning", "sum_masks"]

Meant: TypeAlias = "tuple[SetExpr | None, int, float]"  # set (None: everything), mask, cost


class Meaning(Masks):
    """What predicates and bridges mean, over the masks of an ontology."""

    def __init__(self, ontology: Ontology, *, bridge_cost: float, bridge_general: float) -> None:
        self.bridge_cost = bridge_cost
        self.bridge_general = bridge_general
        super().__init__(ontology)
        self.groups = self.mask(
            row.range
            for relation in ontology.relations.values()
            for row in relation.rows
            if row.container is Container.GROUPING
        )
        named = {
            label
            for relation in ontology.relations.values()
            for row in relation.rows
            if row.container is not Container.GROUPING
            for label in (row.domain, row.range)
        }
        self.only_groups = self.groups & ~self.mask(
            label for label in named if len(ontology.descendants(label)) == 1
        )
        somebody = {c.name for c in ontology.classes.values() if c.pronouns}
        rows = [row for relation in ontology.relations.values() for row in relation.rows]
        joined = {row.range for row in rows if row.domain in somebody}
        self.persons = frozenset(somebody - joined)  # somebody whom nobody is a member of
        self.containers = Containers.of(ontology, self.bit)
        self.read_by: dict[str, list[Derived]] = {}
        for derived in ontology.derived.values():
            for name in derived.reads_for:
                self.read_by.setdefault(name, []).append(derived)
        self._bridges: dict[tuple[int, int], tuple[RelExpr, ...]] = {}
        self._property_masks = {
            name: self.of_class.get(p.of, 0) for name, p in ontology.properties.items()
        }

    # ------------------------------------------------------------ classes

    def listed(self, mask: int) -> SetExpr:
        """All things of a mask; parts only where nothing else is in it."""
        return OfClass(self.labels(mask & ~self.parts or mask))

    # ------------------------------------------------------------ relations

    def deepened(self, relation: RelExpr, depth: Depth) -> RelExpr | None:
        """The relation with a word of depth, None where it has no such reading."""
        return deepened(self.ontology, relation, depth)

    def bridges(self, xs: int, ys: int) -> tuple[RelExpr, ...]:
        """The relations, read from x, by which two nouns side by side may belong together."""
        key = (xs, ys)
        if key not in self._bridges:
            self._bridges[key] = tuple(self._find_bridges(xs, ys))
        return self._bridges[key]

    def _find_bridges(self, xs: int, ys: int) -> Iterator[RelExpr]:
        for name, derived in sorted(self.ontology.derived.items()):
            if derived.words.juxtaposed:
                yield from (r for r in (Named(name), Named(name, False)) if self._joins(r, xs, ys))
        for name, relation in sorted(self.ontology.relations.items()):
            if relation.words.juxtaposed and name not in self.read_by:
                yield from (r for r in (Hop(name), Hop(name, False)) if self._joins(r, xs, ys))

    def holding(self, ys: int) -> tuple[RelExpr, ...]:
        """The relations of being in something of a mask."""
        found = self.bridges(self.everything, ys & self.groups)
        return tuple(r for r in found if isinstance(r, Named) and r.forward)

    def backward(self, bridge: RelExpr, xs: int, ys: int) -> float:
        """What it costs more to read a bridge against its direction, where either could be meant."""
        if (
            isinstance(bridge, Hop | Named)
            and not bridge.forward
            and self._joins(inverse(bridge), xs, ys)
        ):
            return 0.2
        return 0.0

    def _joins(self, relation: RelExpr, xs: int, ys: int) -> bool:
        return bool(self.firsts(relation, ys) & xs)

    def meant(self, relations: Sequence[RelExpr], xs: int, ys: int) -> RelExpr | None:
        """The senses of a word that can join the two, taken together."""
        kept = tuple(r for r in relations if self.firsts(r, ys) & xs)
        if not kept:
            return None
        if xs & self.parts and xs & ~self.parts:  # parts are meant where their class is named
            kept = tuple(r for r in kept if self.firsts(r, ys) & xs & ~self.parts) or kept
        kept = tuple(r for r in kept if not self._turned(r, kept, xs, ys)) or kept
        return kept[0] if len(kept) == 1 else EitherOf(kept)

    def _turned(self, relation: RelExpr, others: Sequence[RelExpr], xs: int, ys: int) -> bool:
        """Of being in and holding one is meant: a service has its system, a system its services."""
        if not (
            isinstance(relation, Named)
            and self.ontology.derived[relation.name].path is not None
            and inverse(relation) in others
        ):
            return False
        within = any(a & xs and b & ys for a, b in self.inside)
        holds = any(a & ys and b & xs for a, b in self.inside)
        if within == holds:
            within = (
                bool(ys & self.groups) and not ys & ~self.groups and bool(xs & ~self.only_groups)
            )
        return within != relation.forward

    # ------------------------------------------------------------ predicates on sets

    def has_property(self, name: str) -> int:
        return self._property_masks[name]

    def domain(self, pred: Pred) -> int:
        """What the predicate can be said of."""
        match pred:
            case Rel(relations, _, mask) | Across(relations, _, mask):
                return sum_masks(self.firsts(r, mask) for r in relations)
            case Prop(name, of=only):
                return self.has_property(name) & (only or self.everything)
            case Ranked(name) | Than(name):
                return self.has_property(name)
            case Among(_, mask):
                return mask
            case Both(parts):
                found = self.everything
                for part in parts:
                    if not isinstance(part, Not):  # what cannot do something does not do it
                        found &= self.domain(part)
                return found
            case OneOf(parts):
                return sum_masks(self.domain(p) for p in parts)
            case Not(of):
                return self.domain(of)

    def apply(self, pred: Pred, of: SetExpr | None, mask: int) -> Iterator[Meant]:
        """The things of a set (None: of everything) that satisfy a predicate, per way to read it."""
        kept = mask & self.domain(pred)
        if kept:
            found = self._apply(pred, of, mask)
            if found is not None:
                yield *found, 0.0
            if (
                isinstance(pred, Rel)
                and not mask & ~self.only_groups
                and not isinstance(of, Entity)
            ) and any(
                self._spreads(r) for r in pred.relations
            ):  # what is in the group, most likely
                yield from self._bridged(pred, of, mask, held=True)
            yield from self._by_held(pred, of, mask)
        elif isinstance(pred, Both):
            yield from self._one_by_one(pred, of, mask)
        elif isinstance(pred, Rel | Across) and not isinstance(of, Entity):
            if any(isinstance(r, Mutual) for r in pred.relations):
                return  # what is theirs does it, and not they each other
            yield from self._bridged(pred, of, mask)

    def _one_by_one(self, pred: Both, of: SetExpr | None, mask: int) -> Iterator[Meant]:
        """Predicates that are said of different classes: teams that own X and are affected by Y."""
        if same_verb(pred):
            yield from self._bridged(pred, of, mask)
            return
        found: Meant = (of, mask, 0.0)
        for part in sorted(pred.parts, key=ranks_last):
            step = next(self.apply(part, found[0], found[1]), None)
            if step is None:
                return
            found = (step[0], step[1], found[2] + step[2])
        yield found

    def _bridged(
        self, pred: Pred, of: SetExpr | None, mask: int, *, held: bool = False
    ) -> Iterator[Meant]:
        """A head that the predicate cannot be said of stands for what it is joined to (teams for assets)."""
        if isinstance(pred, Rel) and pred.mode not in ("some", "atleast"):
            return
        domain = self.domain(pred)
        inner = self._apply(pred, None, domain)
        if inner is None:
            return
        for bridge in self.bridges(mask, domain):
            if held and not (
                isinstance(bridge, Named)
                and not bridge.forward
                and self.ontology.derived[bridge.name].path
            ):
                continue
            image = Image(bridge, inner[0])
            xs = mask & self.firsts(bridge, inner[1])
            if xs:
                near = isinstance(pred, Rel | Across) and any(
                    self._spreads(r) for r in pred.relations
                )
                cost = self.bridge_cost * (0.3 if near else 1.0)
                cost += 0.0 if held else self.backward(bridge, mask, domain)
                yield (image if of is None else self.both(of, image)), xs, cost

    def _by_held(self, pred: Pred, of: SetExpr | None, mask: int) -> Iterator[Meant]:
        """A server stands for what it keeps, a workflow for its tasks, in what data reaches or leaves them."""
        if not isinstance(pred, Rel) or pred.mode != "some" or isinstance(of, Entity):
            return
        flowing = tuple(r for r in pred.relations if isinstance(r, Hop) or self._spreads(r))
        for part, inner in self.containers.inside(mask) if flowing else ():
            kept = tuple(r for r in flowing if r != part and self.firsts(r, pred.mask) & inner)
            found = self._related(replace(pred, relations=kept), None, inner) if kept else None
            if found is not None:
                image = Image(inverse(part), found[0], self.labels(mask))
                yield (image if of is None else self.both(of, image)), mask, self.bridge_cost * 0.3

    def _of_data(self, relation: RelExpr) -> bool:
        if not isinstance(relation, Named):
            return False
        return self.ontology.derived[relation.name].family == "data"

    def _with_columns(self, target: SetExpr, xs: int, ys: int) -> SetExpr:
        """A column is in the data of a table where it is in those of a column of it."""
        for name, (holders, parts) in self.containers.columns.items():
            if xs and not xs & ~parts and ys and not ys & ~holders:
                return Union((target, Image(Hop(name), target, self.labels(parts))))
        return target

    def _with_kept(self, relation: RelExpr, target: SetExpr, mask: int) -> SetExpr:
        """What does not read a server reads nothing that is kept there either."""
        moving = isinstance(relation, Hop) and relation.relation in self.containers.moving
        for part, inner in (
            self.containers.inside(mask) if moving or self._spreads(relation) else ()
        ):
            if relation != part and self.firsts(relation, inner):
                return Union((target, Image(part, target, self.labels(inner))))
        return target

    def _spreads(self, relation: RelExpr) -> bool:
        """Whether it runs along many relations: then a team or a system stands for its own as a matter of course."""
        families = ("impact", "data", "dependency")
        return (
            isinstance(relation, Named) and self.ontology.derived[relation.name].family in families
        )

    def both(self, first: SetExpr, second: SetExpr) -> SetExpr:
        parts = (*(first.parts if isinstance(first, In) else (first,)),)
        more = second.parts if isinstance(second, In) else (second,)
        return (
            In((*parts, *(m for m in more if m not in parts)))
            if any(m not in parts for m in more)
            else first
        )

    def _apply(self, pred: Pred, of: SetExpr | None, mask: int) -> tuple[SetExpr, int] | None:
        match pred:
            case Rel():
                return self._related(pred, of, mask)
            case Across():
                return crossing(self, pred, of, mask)
            case Prop(name, op, value, only):
                kept = mask & self.has_property(name) & (only or mask)
                if only and not kept:
                    return None
                return Where(of if of is not None else self.listed(kept), name, op, value), kept
            case Ranked(name, k, highest):
                kept = mask & self.has_property(name)
                base = of if of is not None else self.listed(kept)
                return Top(base, Key(property=name), k, highest), kept
            case Than(name, op, than):
                kept = mask & self.has_property(name)
                base = of if of is not None else self.listed(kept)
                return Beyond(base, Key(property=name), op, than), kept
            case Among(other, other_mask):
                return (other if of is None else self.both(of, other)), mask & other_mask
            case Both(parts):
                found: tuple[SetExpr | None, int] = (of, mask)
                for part in sorted(parts, key=ranks_last):
                    step = next(self.apply(part, *found), None)
                    if step is None:
                        return None
                    found = step[:2]
                return (found[0], found[1]) if found[0] is not None else None
            case OneOf(parts):
                each = [f for p in parts if (f := self._apply(p, of, mask)) is not None]
                if len(each) != len(parts):
                    return None
                return Union(tuple(f[0] for f in each)), sum_masks(f[1] for f in each)
            case Not(inner):
                return self._without(inner, of, mask)

    def _without(self, pred: Pred, of: SetExpr | None, mask: int) -> tuple[SetExpr, int] | None:
        match pred:
            case Rel(mode="some" | "single"):  # "not a single one"
                return self._apply(replace(pred, mode="none"), of, mask)
            case Rel(mode="none"):
                return self._apply(replace(pred, mode="some"), of, mask)
            case Not(inner):
                return self._apply(inner, of, mask)
            case Across():
                return crossing(self, pred, of, mask, none=True)
            case OneOf(parts):
                return self._apply(Both(tuple(Not(p) for p in parts)), of, mask)
            case _:
                kept = mask & self.domain(pred)
                base = of if of is not None else self.listed(kept)
                found = self._apply(pred, base, mask)
                return (Minus(base, found[0]), kept) if found is not None else None

    def _related(self, pred: Rel, of: SetExpr | None, mask: int) -> tuple[SetExpr, int] | None:
        if pred.target is not None and of_its_kind(pred.target):
            own = alike(self, pred, mask)
            if own is None:
                return None
            pred = own
        relation = self.meant(pred.relations, mask, pred.mask)
        if relation is None:
            return None
        target = pred.target
        if pred.mode == "none" and target is not None:
            target = self._with_kept(relation, target, pred.mask)
        if target is not None and pred.mode == "some" and self._of_data(relation):
            target = self._with_columns(target, mask, pred.mask)
        relation = self.containers.lifted(
            self.firsts, relation, mask, pred.mask, named=target is not None
        )
        kept = mask & self.firsts(relation, pred.mask)
        if pred.mode == "some":
            if target is not None:
                image = Image(relation, target)
                return (image if of is None else self.both(of, image)), kept
            return AtLeast(of if of is not None else self.listed(kept), relation, 1), kept
        base = of if of is not None else self.listed(kept)
        match pred.mode:
            case "none":
                if isinstance(base, OfClass) and kept != mask:
                    base = self.listed(kept)
                return NoneOf(base, relation, target), mask
            case "only":
                return (OnlyOf(base, relation, target), kept) if target is not None else None
            case "every":
                return (EveryOf(base, relation, target), kept) if target is not None else None
            case "atleast":
                return AtLeast(base, relation, pred.n, target), kept
            case "atmost":
                return AtMost(base, relation, pred.n, target), mask
            case "exactly" | "single":
                if pred.n == 0:
                    return NoneOf(base, relation, target), mask
                return AtMost(
                    AtLeast(base, relation, pred.n, target), relation, pred.n, target
                ), kept
            case "more" | "fewer" | "asmany":
                op = {"more": Op.GT, "fewer": Op.LT}.get(pred.mode, Op.EQ)
                if pred.than is None:
                    return None
                return Beyond(base, Key(relation, target), op, pred.than), mask
            case "most" | "fewest":
                return Top(base, Key(relation, target), pred.n, pred.mode == "most"), mask
            case "nthmost" | "nthfewest":
                return nth(base, Key(relation, target), pred.n, pred.mode == "nthmost"), mask
            case _:
                return None
