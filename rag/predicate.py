"""Predicates: what a clause, an adjective or a phrase says of its subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from rag.algebra import (
    But,
    Chain,
    EitherOf,
    Entity,
    Hop,
    Mutual,
    Named,
    OfParts,
    Onto,
    Op,
    RelExpr,
    SetExpr,
    Then,
)

__all__ = [
    "ALIKE",
    "HOLE",
    "Across",
    "Among",
    "Both",
    "Not",
    "OneOf",
    "Pred",
    "Prop",
    "Ranked",
    "Rel",
    "Than",
    "inverse",
    "ranks_last",
    "same_verb",
]

HOLE = Entity(())  # a thing that the sentence leaves to another clause
ALIKE = Entity(("others",))  # things of the same class as the subject


@dataclass(frozen=True, slots=True)
class Rel:
    """The subject is related to the target; `mode` is a quantifier over what it is related to.

    `relations` are senses of one word: those that the types allow are meant together.
    """

    relations: tuple[RelExpr, ...]
    target: SetExpr | None
    mask: int  # of the target
    mode: str = "some"  # some, none, only, atleast, atmost, exactly, single, most, fewest, nthmost, nthfewest, every, more, fewer, asmany
    n: int = 1
    than: Entity | None = None  # whose number is compared with


@dataclass(frozen=True, slots=True)
class Prop:
    name: str
    op: Op
    value: str | int | float | bool | None = None
    of: int = 0  # the classes of which a word for it is said, where not of all


@dataclass(frozen=True, slots=True)
class Ranked:
    """The k of the subjects with the highest (or lowest) property."""

    name: str
    k: int
    highest: bool


@dataclass(frozen=True, slots=True)
class Than:
    """The subject's property compares so with that of a named thing."""

    name: str
    op: Op
    than: Entity


@dataclass(frozen=True, slots=True)
class Across:
    """The subject is related to a thing of the target on the other side of a border: one whose owner (or
    system) is none of the subject's own. With `same` on this side; with `outside` it may as well have none."""

    relations: tuple[RelExpr, ...]
    target: SetExpr | None
    mask: int  # of the target
    borders: tuple[RelExpr, ...]  # from a thing to who has it, or to what it is in
    of: SetExpr  # the classes of those
    of_mask: int
    same: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """The subject is one of a set."""

    of: SetExpr
    mask: int


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Pred, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    parts: tuple[Pred, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Pred


Pred: TypeAlias = Rel | Across | Prop | Ranked | Than | Among | Both | OneOf | Not


def inverse(relation: RelExpr) -> RelExpr:
    """The relation read from its other end."""
    match relation:
        case Hop() | Named():
            return replace(relation, forward=not relation.forward)
        case Then(first, second):
            return Then(inverse(second), inverse(first))
        case EitherOf(parts):
            return EitherOf(tuple(inverse(p) for p in parts))
        case But(kept, without):
            return But(inverse(kept), inverse(without))
        case Mutual():
            return relation
        case Chain(step):
            return Chain(replace(step, forward=not step.forward))
        case OfParts(step, part, near, far):
            return OfParts(replace(step, forward=not step.forward), part, near=far, far=near)
        case Onto():
            raise TypeError("a relation restricted to a class is not turned round")


def same_verb(pred: Both) -> bool:
    """Whether one verb is said of several things: "subscribes to both A and B"."""
    said = {p.relations if isinstance(p, Rel) and p.mode == "some" else () for p in pred.parts}
    return len(said) == 1 and () not in said


def ranks_last(pred: Pred) -> int:
    """Of several predicates a ranking is taken of what the others leave."""
    return (
        1
        if isinstance(pred, Ranked)
        or (isinstance(pred, Rel) and pred.mode.endswith(("most", "fewest")))
        else 0
    )
