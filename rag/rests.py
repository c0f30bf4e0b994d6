"""What an answer rests on: the relations, properties and named things in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from graph.ontology import Ontology
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
from rag.derivation import relations_behind

__all__ = ["denied", "linked", "properties_of", "relations_of", "sets_of"]


def linked(answer: Answer) -> tuple[str, ...]:
    """The things that a reading names."""
    if isinstance(answer, PathOf):
        return (*answer.start.urns, *answer.end.urns)
    found = [u for e in sets_of(answer) if isinstance(e, Entity) for u in e.urns]
    return tuple(dict.fromkeys(found))


def relations_of(answer: Answer, ontology: Ontology) -> tuple[frozenset[str], ...]:
    """The relations that an answer rests on, each with those that would do as well (a derived one's)."""
    found: list[frozenset[str]] = []
    for relation in _relations(answer):
        alternatives = _alternatives(relation, ontology)
        found.extend(a for a in alternatives if a not in found)
    return tuple(found)


def _alternatives(relation: RelExpr, ontology: Ontology) -> list[frozenset[str]]:
    match relation:
        case Hop(name):
            return [frozenset((name,))]
        case Named(name):
            return [relations_behind(name, ontology)]
        case Then(first, second):
            return [*_alternatives(first, ontology), *_alternatives(second, ontology)]
        case EitherOf(parts):
            return [
                frozenset(r for part in parts for a in _alternatives(part, ontology) for r in a)
            ]
        case But(inner) | Onto(inner) | Chain(inner) | OfParts(inner) | Mutual(inner):
            return _alternatives(inner, ontology)
        case _:
            assert_never(relation)


def sets_of(answer: Answer) -> Iterator[SetExpr]:
    """Every set within an answer, outer ones first."""
    match answer:
        case Listing(of) | Count(of) | Exists(of) | Value(of) | Changes(of) | Spread(of):
            yield from _inner(of)
        case Grouped(of, within=within):
            yield from _inner(of)
            if within is not None:
                yield from _inner(within)
        case Average(of, key):
            yield from _inner(of)
            if key.target is not None:
                yield from _inner(key.target)
        case Subset(of, within) | Share(of, within):
            yield from _inner(of)
            yield from _inner(within)
        case Documents(about=about):
            if about is not None:
                yield from _inner(about)
        case PathOf():
            return
        case _:
            assert_never(answer)


def _inner(expr: SetExpr) -> Iterator[SetExpr]:
    yield expr
    match expr:
        case Entity() | OfClass():
            return
        case In(parts) | Union(parts):
            for part in parts:
                yield from _inner(part)
        case Minus(of, without):
            yield from _inner(of)
            yield from _inner(without)
        case Image(of=of) | Where(of=of):
            yield from _inner(of)
        case NoneOf() | OnlyOf() | EveryOf() | AtLeast() | AtMost():
            yield from _inner(expr.of)
            if expr.target is not None:
                yield from _inner(expr.target)
        case Beyond(of, key, _, than):
            yield from _inner(of)
            yield than
            if key.target is not None:
                yield from _inner(key.target)
        case Top(of, key):
            yield from _inner(of)
            if key.target is not None:
                yield from _inner(key.target)
        case _:
            assert_never(expr)


def denied(answer: Answer, ontology: Ontology) -> tuple[frozenset[str], ...]:
    """Of `relations_of`, those that the answer says to be absent ("no owner", "at most two consumers")."""
    return tuple(
        alternatives
        for expr in sets_of(answer)
        if isinstance(expr, NoneOf | AtMost)
        for alternatives in _alternatives(expr.relation, ontology)
    )


def _relations(answer: Answer) -> Iterator[RelExpr]:
    for expr in sets_of(answer):
        match expr:
            case Image() | OnlyOf() | EveryOf() | AtLeast() | AtMost() | NoneOf():
                yield expr.relation
            case Top(_, key) | Beyond(_, key) if key.relation is not None:
                yield key.relation
            case _:
                continue
    if isinstance(answer, Grouped):
        yield answer.relation
    if isinstance(answer, Average) and answer.key.relation is not None:
        yield answer.key.relation


def properties_of(answer: Answer) -> tuple[str, ...]:
    """The properties that an answer rests on."""
    found = [e.property for e in sets_of(answer) if isinstance(e, Where)]
    keyed = [e for e in sets_of(answer) if isinstance(e, Top | Beyond)]
    found += [e.key.property for e in keyed if e.key.property]
    if isinstance(answer, Value | Spread) and answer.property is not None:
        found.append(answer.property)
    return tuple(dict.fromkeys(found))
