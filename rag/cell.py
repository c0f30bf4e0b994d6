"""A cell of the chart: a phrase, what it means, what it can be said of, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from graph.ontology import Property
from rag.algebra import RelExpr, SetExpr
from rag.predicate import Pred

__all__ = ["Caused", "Cell", "Noun", "Phrase", "Quantity", "Ranking", "Valued", "Verb"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantifier: no, only, every, each, any, both, either, atleast, atmost, exactly, most, fewest."""

    kind: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class Verb:
    """Senses of a verb as relations from its subject to its object."""

    relations: tuple[RelExpr, ...]
    negated: bool = False
    phrase: str = ""
    wide: tuple[RelExpr, ...] = ()  # all senses, where no object says which


@dataclass(frozen=True, slots=True)
class Noun:
    """A relational noun: x is a noun of y. `filters` are said of x; `family` names the closure."""

    relation: RelExpr
    xs: int
    ys: int
    filters: tuple[Pred, ...] = ()
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Valued:
    """A property of the things of a set: the tier of X."""

    property: Property
    of: SetExpr | None
    mask: int


@dataclass(frozen=True, slots=True)
class Caused:
    """A thing that a clause says will change or fail."""

    of: SetExpr
    mask: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """By what something is ranked: a number per thing."""

    relation: RelExpr
    target: SetExpr | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A preposition with its noun phrase."""

    word: str
    noun: Cell


class Cell(NamedTuple):
    """`cat` is the part that the phrase plays (see rules); `kind` tells apart cells of one part.

    `mask` says which classes a noun phrase may be, or a predicate be said of.
    """

    cat: str
    sem: object = None
    mask: int = 0
    cost: float = 0.0
    q: Quantity | None = None
    kind: str = ""
    wh: str = ""  # "list", "count" where the phrase asks
    many: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        return (self.sem, self.mask, self.q, self.kind, self.wh)
