"""Holes: things that a clause leaves to another one, and what fills them."""

from __future__ import annotations

from dataclasses import replace

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
from rag.predicate import HOLE

__all__ = [
    "entities",
    "fill",
    "fill_answer",
    "has_hole",
    "holes",
    "left_out",
    "opened",
    "without_named",
]


def fill(expr: SetExpr, of: SetExpr) -> SetExpr:
    """The set with its hole filled."""
    match expr:
        case Entity():
            return of if expr == HOLE else expr
        case OfClass():
            return expr
        case Image() | Where():
            return replace(expr, of=fill(expr.of, of))
        case In(parts):
            return In(tuple(fill(p, of) for p in parts))
        case Union(parts):
            return Union(tuple(fill(p, of) for p in parts))
        case Minus(inner, without):
            return Minus(fill(inner, of), fill(without, of))
        case NoneOf() | OnlyOf() | EveryOf() | AtLeast() | AtMost():
            target = expr.target
            return replace(
                expr, of=fill(expr.of, of), target=None if target is None else fill(target, of)
            )
        case Beyond(inner, key, _, than):
            filled = fill(than, of)
            return replace(
                expr,
                of=fill(inner, of),
                key=_fill_key(key, of),
                than=filled if isinstance(filled, Entity) else than,
            )
        case Top(inner, key):
            return replace(expr, of=fill(inner, of), key=_fill_key(key, of))


def _fill_key(key: Key, of: SetExpr) -> Key:
    return key if key.target is None else replace(key, target=fill(key.target, of))


def fill_answer(answer: Answer, of: SetExpr) -> Answer:
    match answer:
        case Listing() | Count() | Exists() | Value() | Changes() | Spread():
            return replace(answer, of=fill(answer.of, of))
        case Grouped(inner, within=within):
            return replace(answer, of=fill(inner, of), within=within and fill(within, of))
        case Subset(inner, within) | Share(inner, within):
            return replace(answer, of=fill(inner, of), within=fill(within, of))
        case Average(inner, key):
            return Average(fill(inner, of), _fill_key(key, of))
        case PathOf(start, end):
            one = of if isinstance(of, Entity) else HOLE
            return replace(
                answer, start=one if start == HOLE else start, end=one if end == HOLE else end
            )
        case Documents(about=about):
            return answer if about is None else replace(answer, about=fill(about, of))


def holes(answer: Answer) -> bool:
    """Whether the reading still leaves a thing to another clause."""
    return fill_answer(answer, Entity(("?",))) != answer


def has_hole(expr: SetExpr | None) -> bool:
    return expr is not None and fill(expr, Entity(("?",))) != expr


def opened(of: SetExpr) -> tuple[RelExpr, SetExpr | None] | None:
    """The relation in which a set stands to the one thing that it leaves open, and what else is said of it."""
    parts = of.parts if isinstance(of, In) else (of,)
    open_ = [p for p in parts if isinstance(p, Image) and p.of == HOLE]
    rest = tuple(p for p in parts if p not in open_)
    if len(open_) != 1 or any(has_hole(p) for p in rest):
        return None
    kept: SetExpr | None = In(rest) if len(rest) > 1 else rest[0] if rest else None
    if kept is None and open_[0].labels is not None:
        kept = OfClass(open_[0].labels)
    return open_[0].relation, kept


def entities(expr: SetExpr) -> tuple[str, ...]:
    """The things that a set expression names."""
    match expr:
        case Entity(urns):
            return urns
        case OfClass():
            return ()
        case Image() | Where():
            return entities(expr.of)
        case In(parts) | Union(parts):
            return tuple(u for p in parts for u in entities(p))
        case Minus(of, without):
            return (*entities(of), *entities(without))
        case NoneOf() | OnlyOf() | EveryOf() | AtLeast() | AtMost():
            return (*entities(expr.of), *(entities(expr.target) if expr.target else ()))
        case Beyond(of, _, _, than):
            return (*entities(of), *than.urns)
        case Top():
            return entities(expr.of)


def left_out(of: SetExpr, without: SetExpr) -> SetExpr:
    """The set without some things; of a ranking they are left out before it is made."""
    if isinstance(of, Top):
        return replace(of, of=left_out(of.of, without))
    return Minus(of, without)


def without_named(answer: Answer) -> Answer:
    """ "What else", "which other": without the things that the question names."""
    if isinstance(answer, Listing | Count):
        named = tuple(dict.fromkeys(entities(answer.of)))
        if named:
            return replace(answer, of=left_out(answer.of, Entity(named)))
    return answer
