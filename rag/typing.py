"""Types of readings: the own labels that an expression can denote, by the ontology's rows; an ill-typed one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import assert_never

from graph.errors import CartularyError
from graph.ontology import Container, Ontology
from rag.algebra import (
    Answer,
    AtLeast,
    AtMost,
    Average,
    Beyond,
    But,
    Chain,
    Changes,
    Count,
    Documents,
    EitherOf,
    Entity,
    EveryOf,
    Exists,
    Grouped,
    Hop,
    Image,
    In,
    Key,
    Listing,
    Minus,
    Mutual,
    Named,
    NoneOf,
    OfClass,
    OfParts,
    OnlyOf,
    Onto,
    PathOf,
    RelExpr,
    SetExpr,
    Share,
    Spread,
    Subset,
    Then,
    Top,
    Union,
    Value,
    Where,
)

__all__ = [
    "IllTyped",
    "LabelOf",
    "Labels",
    "Signature",
    "below",
    "check",
    "holds_part",
    "kinds_of",
    "label_in_urn",
    "listed_labels",
    "named_labels",
    "signature",
    "type_of",
    "well_typed",
]

Labels = frozenset[str]
Signature = frozenset[tuple[str, str]]
LabelOf = Callable[[str], str | None]


class IllTyped(CartularyError):
    """An expression that cannot denote anything under the ontology."""


def label_in_urn(ontology: Ontology) -> LabelOf:
    """How a URN's own label is read from the URN itself."""
    known = {name.lower(): name for name in ontology.classes}

    def label_of(urn: str) -> str | None:
        parts = urn.split(":", 3)
        return known.get(parts[2].lower()) if len(parts) > 2 else None

    return label_of


def below(labels: Iterable[str], ontology: Ontology) -> Labels:
    """The labels and all below them; unknown ones are ill-typed."""
    found: set[str] = set()
    for label in labels:
        if label not in ontology.classes:
            raise IllTyped(f"there is no class {label}")
        found |= ontology.descendants(label)
    return frozenset(found)


def listed_labels(labels: Iterable[str], ontology: Ontology) -> Labels:
    """The labels and those below, but parts only where their own class is named."""
    return frozenset(
        inner
        for label in labels
        for inner in below((label,), ontology)
        if ontology.classes[label].part or not ontology.classes[inner].part
    )


def holds_part(part: str, container: str, ontology: Ontology) -> bool:
    """Whether things of `part` are contained in (not merely grouped under) things of `container`."""
    return any(
        row is not None and row.container in (Container.WHOLE_AND_PARTS, Container.PART_TO_WHOLE)
        for relation in ontology.relations
        for row in (ontology.row(part, relation, container),)
    )


def named_labels(expr: SetExpr | None) -> Labels | None:
    """The labels that a set expression names for its own things, None when it names none."""
    match expr:
        case OfClass(labels):
            return labels
        case Image(labels=labels):
            return labels
        case (
            Where()
            | NoneOf()
            | OnlyOf()
            | EveryOf()
            | AtLeast()
            | AtMost()
            | Minus()
            | Top()
            | Beyond()
        ):
            return named_labels(expr.of)
        case In(parts):
            return next((n for p in parts if (n := named_labels(p)) is not None), None)
        case Union(parts):
            named = [named_labels(p) for p in parts]
            return (
                frozenset().union(*(n for n in named if n is not None))
                if None not in named
                else None
            )
        case Entity() | None:
            return None
        case _:
            assert_never(expr)


def signature(relation: RelExpr, ontology: Ontology) -> Signature:
    """All (label of x, label of y) that the relation may join. Raises IllTyped when there are none."""
    found = _signature(relation, ontology)
    if not found:
        raise IllTyped(f"nothing can be related so: {relation}")
    return found


def _signature(relation: RelExpr, ontology: Ontology) -> Signature:
    match relation:
        case Hop(name, forward):
            if name not in ontology.relations:
                raise IllTyped(f"there is no relation {name}")
            pairs = ontology.signatures(name)
            return pairs if forward else frozenset((y, x) for x, y in pairs)
        case Named(name, forward):
            derived = ontology.derived.get(name)
            if derived is None:
                raise IllTyped(f"there is no derived relation {name}")
            xs, ys = below(derived.domain, ontology), below(derived.range, ontology)
            steps = _steps(derived.path or "", ontology)
            return frozenset(
                (x, y) if forward else (y, x)
                for x in xs
                for y in ys
                if steps is None or (x, y) in steps
            )
        case Then(first, second):
            onward: dict[str, set[str]] = {}
            for middle, y in signature(second, ontology):
                onward.setdefault(middle, set()).add(y)
            return frozenset(
                (x, y) for x, middle in signature(first, ontology) for y in onward.get(middle, ())
            )
        case EitherOf(parts):
            return frozenset().union(*(signature(part, ontology) for part in parts))
        case But(kept, without):
            pairs = signature(kept, ontology)
            if not pairs & signature(without, ontology):
                raise IllTyped("what is taken away could not be there")
            return pairs
        case Mutual(inner):
            pairs = signature(inner, ontology)
            return frozenset((x, y) for x, y in pairs if (y, x) in pairs)
        case Chain(step):
            return _closed(signature(step, ontology))
        case OfParts(step, part, near, far):
            pairs, holders = signature(step, ontology), _closed(signature(part, ontology))
            if far:
                pairs |= {(x, z) for x, y in pairs for y2, z in holders if y == y2}
            if near:
                pairs |= {(z, y) for x, y in pairs for x2, z in holders if x == x2}
            return pairs
        case Onto(inner, labels):
            ends = below(labels, ontology)
            return frozenset(pair for pair in signature(inner, ontology) if pair[1] in ends)
        case _:
            assert_never(relation)


@lru_cache(maxsize=64)
def _steps(path: str, ontology: Ontology) -> Signature | None:
    """What a path of one or more steps of one relation may join; None for another path."""
    step = path.removesuffix("+")
    return _closed(ontology.signatures(step)) if step in ontology.relations else None


def _closed(pairs: Signature) -> Signature:
    """The pairs of one or more steps."""
    found = set(pairs)
    while True:
        more = {(x, z) for x, y in found for y2, z in pairs if y == y2} - found
        if not more:
            return frozenset(found)
        found |= more


def type_of(expr: SetExpr, ontology: Ontology, label_of: LabelOf | None = None) -> Labels:
    """The own labels that things of the set can have; never empty.

    Raises IllTyped when the expression, or any part of it, cannot denote anything.
    """
    return _Types(ontology, label_of or label_in_urn(ontology)).of(expr)


def well_typed(answer: Answer, ontology: Ontology) -> bool:
    """Whether the reading is well typed."""
    try:
        check(answer, ontology)
    except IllTyped:
        return False
    return True


def check(answer: Answer, ontology: Ontology, label_of: LabelOf | None = None) -> None:
    """Raises IllTyped unless the reading is well typed."""
    types = _Types(ontology, label_of or label_in_urn(ontology))
    match answer:
        case Listing(of) | Count(of) | Exists(of) | Changes(of):
            types.of(of)
        case Value(of, property_):
            types.having(types.of(of), property_)
        case Spread(of, property_):
            kinds = types.of(of)
            if property_ is not None:
                types.having(kinds, property_)
        case Average(of, key):
            types.ranked(types.of(of), key)
        case Subset(of, within) | Share(of, within):
            types.meet(types.of(of), types.of(within))
        case PathOf(start, end):
            types.of(start)
            types.of(end)
        case Grouped(of, relation, labels, _, within):
            types.related(types.of(of), relation, below(labels, ontology))
            if within is not None:
                types.meet(below(labels, ontology), types.of(within))
        case Documents(about=about):
            if about is not None:
                types.of(about)
        case _:
            assert_never(answer)


class _Types:
    def __init__(self, ontology: Ontology, label_of: LabelOf) -> None:
        self.ontology = ontology
        self.label_of = label_of

    def of(self, expr: SetExpr) -> Labels:
        match expr:
            case Entity(urns):
                labels = frozenset(label for urn in urns if (label := self.label_of(urn)))
                if not labels:
                    raise IllTyped("no such thing")
                return labels
            case OfClass(labels):
                return self.meet(below(labels, self.ontology))
            case Image(relation, of, labels):
                return self.image(relation, self.of(of), labels)
            case In(parts):
                return self.meet(*(self.of(part) for part in parts))
            case Union(parts):
                return frozenset().union(*(self.of(part) for part in parts))
            case Minus(of, without):
                kept = self.of(of)
                self.meet(kept, self.of(without))
                return kept
            case Where(of, property_):
                return self.having(self.of(of), property_)
            case NoneOf(of, relation, target):
                kept = self.of(of)
                self.related(kept, relation, None if target is None else self.of(target))
                return kept
            case OnlyOf(of, relation, target) | EveryOf(of, relation, target):
                return self.related(self.of(of), relation, self.of(target))
            case AtLeast(of, relation, n, target):
                if n < 1:
                    raise IllTyped("at least none is no condition")
                return self.related(
                    self.of(of), relation, None if target is None else self.of(target)
                )
            case AtMost(of, relation, _, target):
                kept = self.of(of)
                self.related(kept, relation, None if target is None else self.of(target))
                return kept
            case Beyond(of, key, _, than):
                self.ranked(self.of(than), key)
                found = self.of(of)
                return self.ranked(found, key) if key.relation is None else found
            case Top(of, key, k):
                if k < 1:
                    raise IllTyped("the top none is nothing")
                found, kept = self.of(of), self.ranked(self.of(of), key)
                # those that are related to nothing have the fewest
                return kept if expr.highest or key.relation is None else found
            case _:
                assert_never(expr)

    def image(self, relation: RelExpr, ys: Labels, labels: Labels | None) -> Labels:
        xs = frozenset(x for x, y in signature(relation, self.ontology) if y in ys)
        return self.meet(xs, *((below(labels, self.ontology),) if labels is not None else ()))

    def related(self, xs: Labels, relation: RelExpr, ys: Labels | None) -> Labels:
        return self.meet(
            frozenset(
                x
                for x, y in signature(relation, self.ontology)
                if x in xs and (ys is None or y in ys)
            )
        )

    def having(self, xs: Labels, property_: str) -> Labels:
        return self.meet(frozenset(x for x in xs if self.ontology.property_of(property_, x)))

    def ranked(self, xs: Labels, key: Key) -> Labels:
        if key.relation is not None:
            return self.related(
                xs, key.relation, None if key.target is None else self.of(key.target)
            )
        if key.property is None:
            raise IllTyped("a ranking needs a relation or a property")
        return self.having(xs, key.property)

    def meet(self, first: Labels, *more: Labels) -> Labels:
        found = first.intersection(*more)
        if not found:
            raise IllTyped("no class of things can be all of that")
        return found


def kinds_of(expr: SetExpr, ontology: Ontology) -> Labels:
    """The labels of a set; none where it is ill-typed."""
    try:
        return frozenset(type_of(expr, ontology))
    except IllTyped:
        return frozenset()
