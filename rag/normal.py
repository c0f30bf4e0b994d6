"""Readings in normal form: a class that an intersection names is said where it decides.

"Services that depend on X" may be composed as `In(OfClass(Service), Image(r, X))` or as
`Image(r, X, {Service})`. The second is the normal form: the class then restricts the ends of a
relation, where placeholders appear and parts are listed when their class is named.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from graph.ontology import Ontology
from rag.algebra import (
    Answer,
    AtLeast,
    AtMost,
    Average,
    Beyond,
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
    Listing,
    Minus,
    Named,
    NoneOf,
    OfClass,
    OfParts,
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
from rag.predicate import inverse
from rag.typing import LabelOf, Labels, below, label_in_urn

__all__ = ["normal", "normal_set"]


def normal(answer: Answer, ontology: Ontology) -> Answer:
    """The same reading in normal form."""
    label_of = label_in_urn(ontology)
    match answer:
        case Exists(AtLeast(Entity() as of, (Hop() | Named()) as relation, 1, target)):
            return normal(Exists(_others(of, relation, target)), ontology)
        case Exists(
            In(
                (
                    Entity() as of,
                    Image((Hop() | Named() | OfParts() | EitherOf()) as relation, target),
                )
            )
        ) if not (_only_named(target)):
            return normal(Exists(_others(of, relation, target)), ontology)
        case Listing() | Count() | Exists() | Changes() | Value() | Spread():
            return replace(answer, of=normal_set(answer.of, ontology, label_of))
        case Grouped(of, within=within):
            kept = within and normal_set(within, ontology, label_of)
            return replace(answer, of=normal_set(of, ontology, label_of), within=kept)
        case Subset() | Share():
            return replace(
                answer,
                of=normal_set(answer.of, ontology, label_of),
                within=normal_set(answer.within, ontology, label_of),
            )
        case Average(of, key):
            target = key.target and normal_set(key.target, ontology, label_of, end=True)
            return Average(normal_set(of, ontology, label_of), replace(key, target=target))
        case Documents(about=about):
            return (
                answer
                if about is None
                else replace(answer, about=normal_set(about, ontology, label_of))
            )
        case PathOf():
            return answer


def _only_named(expr: SetExpr) -> bool:
    """Whether the set is no more than things that the question names."""
    match expr:
        case Entity():
            return True
        case In(parts) | Union(parts):
            return all(map(_only_named, parts))
        case _:
            return False


def _others(of: Entity, relation: RelExpr, target: SetExpr | None) -> SetExpr:
    """What the things are related to: those that make "does X have a …" true."""
    image = Image(inverse(relation), of)
    return image if target is None else In((image, target))


def normal_set(
    expr: SetExpr, ontology: Ontology, label_of: LabelOf, *, end: bool = False
) -> SetExpr:
    """The set in normal form; `end` when it is what something is related to."""

    def same(e: SetExpr) -> SetExpr:
        return normal_set(e, ontology, label_of, end=end)

    def other(e: SetExpr) -> SetExpr:
        return normal_set(e, ontology, label_of, end=True)

    match expr:
        case In(parts):
            return _intersection(tuple(map(same, parts)), ontology, label_of)
        case Union(parts):
            return Union(tuple(map(same, parts)))
        case Image():
            return replace(expr, of=other(expr.of))
        case Where():
            return replace(expr, of=same(expr.of))
        case Minus(of, without):
            return Minus(same(of), other(without))
        case EveryOf(of, _, target):
            return replace(expr, of=same(of), target=normal_set(target, ontology, label_of))
        case NoneOf() | OnlyOf() | AtLeast() | AtMost():
            target = expr.target
            return replace(expr, of=same(expr.of), target=None if target is None else other(target))
        case Beyond(of, key):
            kept = key if key.target is None else replace(key, target=other(key.target))
            return replace(expr, of=same(of), key=kept)
        case Top(of, key):
            kept = key if key.target is None else replace(key, target=other(key.target))
            return replace(expr, of=normal_set(of, ontology, label_of), key=kept)
        case OfClass():
            return replace(expr, placeholders=end)
        case Entity():
            return expr


def _intersection(parts: tuple[SetExpr, ...], ontology: Ontology, label_of: LabelOf) -> SetExpr:
    flat = [q for p in parts for q in (p.parts if isinstance(p, In) else (p,))]
    classes = [p for p in flat if isinstance(p, OfClass)]
    others: list[SetExpr] = [p for p in flat if not isinstance(p, OfClass)]
    if not others:
        labels = reduce(lambda a, b: _meet(a, b, ontology), [c.labels for c in classes])
        return replace(classes[0], labels=labels)
    entities = [u for p in others if isinstance(p, Entity) for u in p.urns]
    if entities:  # a part that the question names is asked for, so that it is listed
        labels = frozenset(
            label for u in entities if (label := label_of(u)) and ontology.classes[label].part
        )
        if labels:
            others = [_suggested(p, labels) for p in others]
    for kind in classes:
        pushed = [_restricted(p, kind.labels, ontology) for p in others]
        at = next((i for i, p in enumerate(pushed) if p is not None), None)
        if at is None:
            others.append(kind)
        else:
            others = [p if p is not None else others[i] for i, p in enumerate(pushed)]
    return _grafted(others, ontology)


def _grafted(parts: list[SetExpr], ontology: Ontology) -> SetExpr:
    """Conditions on a class, met with the ends of a relation, are conditions on those ends."""
    chains = [p for p in parts if not isinstance(p, OfClass) and isinstance(_base(p), OfClass)]
    ends = [p for p in parts if not isinstance(_base(p), OfClass | Entity | Top)]
    if not chains or not ends:
        return parts[0] if len(parts) == 1 else In(tuple(parts))
    rest = [p for p in parts if p not in chains and p not in ends]
    core: SetExpr = ends[0] if len(ends) == 1 else In(tuple(ends))
    for chain in chains:
        base = _base(chain)
        assert isinstance(base, OfClass)
        narrowed = _restricted(core, base.labels, ontology)
        core = _rebased(chain, narrowed if narrowed is not None else In((core, base)))
    return In((core, *rest)) if rest else core


def _base(expr: SetExpr) -> SetExpr:
    """What the conditions are put on."""
    while isinstance(expr, Where | NoneOf | OnlyOf | EveryOf | AtLeast | AtMost | Minus | Beyond):
        expr = expr.of
    return expr


def _rebased(expr: SetExpr, base: SetExpr) -> SetExpr:
    """The same conditions on something else."""
    if isinstance(expr, Where | NoneOf | OnlyOf | EveryOf | AtLeast | AtMost | Minus | Beyond):
        return replace(expr, of=_rebased(expr.of, base))
    return base


def _meet(a: Labels, b: Labels, ontology: Ontology) -> Labels:
    kept = below(a, ontology) & below(b, ontology)
    return a if kept == below(a, ontology) else b if kept == below(b, ontology) else kept


def _suggested(expr: SetExpr, labels: Labels) -> SetExpr:
    """An image without a class of its own is told which parts are asked about."""
    if isinstance(expr, Image) and expr.labels is None:
        return replace(expr, labels=labels)
    return expr


def _restricted(expr: SetExpr, labels: Labels, ontology: Ontology) -> SetExpr | None:
    """The set kept to `labels`, or None where that cannot be said inside it."""
    match expr:
        case Image():
            kept = labels if expr.labels is None else _meet(expr.labels, labels, ontology)
            return replace(expr, labels=kept)
        case OfClass():
            return replace(expr, labels=_meet(expr.labels, labels, ontology))
        case Where() | NoneOf() | OnlyOf() | EveryOf() | AtLeast() | AtMost() | Minus() | Beyond():
            of = _restricted(expr.of, labels, ontology)
            return None if of is None else replace(expr, of=of)
        case Union(parts):
            kept = [_restricted(p, labels, ontology) for p in parts]
            whole = tuple(p for p in kept if p is not None)
            return Union(whole) if len(whole) == len(parts) else None
        case In(parts):
            kept = [_restricted(p, labels, ontology) for p in parts]
            if all(p is None for p in kept):
                return None
            return In(tuple(p if p is not None else parts[i] for i, p in enumerate(kept)))
        case Entity() | Top():
            return None
