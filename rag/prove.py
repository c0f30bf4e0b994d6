"""Proofs for operators: of many relations, of a property, of an absence; and what is asked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from graph.vocabulary import Rel
from rag.algebra import (
    AtLeast,
    AtMost,
    Beyond,
    But,
    Chain,
    EitherOf,
    Entity,
    EveryOf,
    Hop,
    Image,
    In,
    Minus,
    Mutual,
    Named,
    NoneOf,
    OfClass,
    OfParts,
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
from rag.evaluate import Steps
from rag.relate import PathTo
from rag.reply import Absent
from rag.witness import Absence, Along, Both, Declared, Proof, Stated

__all__ = ["absents", "missing", "related", "stated_by", "weight"]

CLASS = 1000.0  # what a whole class weighs against a thing


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
        case Minus() | OnlyOf() | EveryOf() | AtLeast() | AtMost() | NoneOf() | Top() | Beyond():
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
        case But(inner) | Onto(inner) | Chain(inner) | OfParts(inner) | Mutual(inner):
            return absents(inner, target, turned=turned)
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


def related(proof: Proof, ends: Mapping[str, PathTo]) -> Proof:
    """The proof of a thing, and the paths to all of those it is related to."""
    return Both((proof, *(Along(ends[y], Declared(y)) for y in sorted(ends))))


def missing(x: str, misses: Sequence[Absent], proof: Proof) -> Proof:
    """The proof of a thing, and what was looked for at it in vain."""
    for absent in misses:
        proof = Absence(x, absent, proof)
    return proof
