"""What a pronoun may stand for: what was asked for before it, and what was named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.algebra import (
    Answer,
    AtLeast,
    Count,
    Entity,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    OfClass,
    SetExpr,
    Union,
    Value,
)
from rag.halves import Clause
from rag.predicate import inverse
from rag.typing import Labels

__all__ = [
    "OPEN_HEAD",
    "Spoken",
    "SpokenOf",
    "asked_for",
    "ends_of",
    "named_in",
    "one_named",
    "stands_for",
]

OPEN_HEAD = Listing | Count | Exists
FARTHER = (
    0.15  # what a pronoun costs that stands for the less likely of two: less than an empty result
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a pronoun may stand for; `one` when a single thing is spoken of."""

    of: SetExpr
    one: bool
    kinds: Labels


SpokenOf = tuple[Sequence[Spoken], Sequence[Spoken]]  # what was asked for, what was named


def stands_for(
    clause: Clause, kinds: Labels, spoken: SpokenOf, persons: Labels
) -> Iterator[list[tuple[SetExpr, float]]]:
    """What a pronoun may stand for, the likeliest first; those of one list are told apart by what they give.

    `kinds` are the classes that the words say, `persons` those of somebody.
    """
    if kinds:  # "that service": the last of that class
        yield from ([(s.of, 0.0)] for s in reversed(spoken[0]) if s.kinds & kinds)
        yield from ([(s.of, 0.0)] for s in spoken[1] if s.kinds & kinds)
        return
    things = [*spoken[0], *spoken[1]]
    fit = [s for s in things if not clause.person or s.kinds & persons]
    if not clause.one:
        yield from ([(s.of, 0.0)] for s in fit)
        return
    single = [
        (of, 0.0)
        for s in fit
        if s.one
        for of in (s.of.parts if isinstance(s.of, Union) else (s.of,))
    ]
    if fit and fit[0].one:
        yield [(fit[0].of, 0.0)]
        yield single[1:]
    else:
        yield [*single, *((s.of, FARTHER) for s in fit[:1])]
    yield from ([(s.of, 0.0)] for s in fit[1:] if not s.one)


def asked_for(first: Answer) -> SetExpr | None:
    """What "they" are after a question: what it asks for, or what it asks a property of."""
    if isinstance(first, Grouped):
        if first.within is not None:
            return first.within
        return AtLeast(first.of, first.relation, 1, OfClass(first.labels))
    return first.of if isinstance(first, OPEN_HEAD | Value) else None


def ends_of(known: Answer) -> SetExpr | None:
    """What a thing is related to, where it was asked whether it is related to any."""
    if not isinstance(known, Exists):
        return None
    if not one_named(known.of):
        return known.of
    parts = known.of.parts if isinstance(known.of, In) else (known.of,)
    said = [p for p in parts if isinstance(p, AtLeast)]
    if len(said) != 1 or said[0].n != 1:
        return None
    thing = next((p for p in (said[0].of, *parts) if isinstance(p, Entity)), None)
    if thing is None:
        return None
    image = Image(inverse(said[0].relation), thing)
    return image if said[0].target is None else In((image, said[0].target))


def one_named(of: SetExpr | None) -> bool:
    """Whether a set is a thing that is named, whatever else is said of it."""
    parts = of.parts if isinstance(of, In) else (of,)
    return any(isinstance(p.of if isinstance(p, AtLeast) else p, Entity) for p in parts)


def named_in(of: SetExpr | None) -> tuple[str, ...]:
    """The things that a set is, where the words name them."""
    if isinstance(of, Entity):
        return of.urns
    return tuple(u for p in of.parts for u in named_in(p)) if isinstance(of, Union) else ()
