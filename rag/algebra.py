"""The algebra of readings: what a question can mean, as typed values.

A relation expression denotes pairs (x, y); a set expression denotes things; an answer expression is
what a question asks for. `labels` are own labels or abstract ones; they mean all labels below them.

    Image(r, S)             {x | some y in S with r(x, y)}, taken element by element (S is not subtracted)
    NoneOf(S, r, T)         {x in S | no y in T with r(x, y)}
    OnlyOf(S, r, T)         {x in S | some y with r(x, y), and every such y is in T}
    EveryOf(S, r, T)        {x in S | r(x, y) for every y in T, of which there is one at least}
    AtLeast(S, r, T, n)     {x in S | at least n different y in T with r(x, y)} (AtMost likewise)
    Top(S, key, k)          the k things of S with the highest (or lowest) key; ties with the k-th are kept

"services that depend on X"  Image(Named("dependency"), Entity(X), labels={Service})
"what X depends on"          Image(Named("dependency", forward=False), Entity(X))
"who owns X"                 Image(Named("owner", forward=False), Entity(X)): owner(x, y) reads x is owned by y
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from rag.relation import (
    But,
    Chain,
    Depth,
    EitherOf,
    Hop,
    Mutual,
    Named,
    OfParts,
    Onto,
    RelExpr,
    Then,
)

__all__ = [
    "Answer",
    "AtLeast",
    "AtMost",
    "Average",
    "Beyond",
    "But",
    "Chain",
    "Changes",
    "Count",
    "Depth",
    "Documents",
    "EitherOf",
    "Entity",
    "EveryOf",
    "Exists",
    "Grouped",
    "Hop",
    "Image",
    "In",
    "Key",
    "Listing",
    "Minus",
    "Mutual",
    "Named",
    "NoneOf",
    "OfClass",
    "OfParts",
    "OnlyOf",
    "Onto",
    "Op",
    "PathOf",
    "RelExpr",
    "SetExpr",
    "Share",
    "Spread",
    "Subset",
    "Then",
    "Top",
    "Union",
    "Value",
    "Where",
]

# ------------------------------------------------------------------ sets


@dataclass(frozen=True, slots=True)
class Entity:
    """Things that a name was linked to; one URN, or several that the question means together."""

    urns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfClass:
    """All things of the labels; placeholders are left out of a list of a class, not of the ends of a
    relation (`rag.normal` says which it is)."""

    labels: frozenset[str]
    placeholders: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """{x | some y in `of` with relation(x, y)}; `labels` are those that the question names, else None.

    Parts (Field, Operation, Task) are left out of derived relations unless `labels` name their class.
    """

    relation: RelExpr
    of: SetExpr
    labels: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class In:
    """Intersection."""

    parts: tuple[SetExpr, ...]


@dataclass(frozen=True, slots=True)
class Union:
    parts: tuple[SetExpr, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    of: SetExpr
    without: SetExpr


class Op(StrEnum):
    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    CONTAINS = "contains"
    STARTS = "starts with"
    ENDS = "ends with"
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Where:
    """Things of a set whose property compares so with a value; order of values by the ontology's ranks."""

    of: SetExpr
    property: str
    op: Op
    value: str | int | float | bool | None = None


@dataclass(frozen=True, slots=True)
class NoneOf:
    of: SetExpr
    relation: RelExpr
    target: SetExpr | None = None


@dataclass(frozen=True, slots=True)
class OnlyOf:
    of: SetExpr
    relation: RelExpr
    target: SetExpr


@dataclass(frozen=True, slots=True)
class EveryOf:
    of: SetExpr
    relation: RelExpr
    target: SetExpr


@dataclass(frozen=True, slots=True)
class AtLeast:
    of: SetExpr
    relation: RelExpr
    n: int
    target: SetExpr | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    of: SetExpr
    relation: RelExpr
    n: int
    target: SetExpr | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A number per x: how many y (in `target`) it is related to, or one of its properties."""

    relation: RelExpr | None = None
    target: SetExpr | None = None
    property: str | None = None


@dataclass(frozen=True, slots=True)
class Top:
    of: SetExpr
    key: Key
    k: int = 1
    highest: bool = True


@dataclass(frozen=True, slots=True)
class Beyond:
    """Things of a set whose key compares so with that of a named thing (of each, where it names several).

    What is related to nothing counts as zero; what has no such property compares with nothing.
    """

    of: SetExpr
    key: Key
    op: Op
    than: Entity


SetExpr: TypeAlias = (
    Entity
    | OfClass
    | Image
    | In
    | Union
    | Minus
    | Where
    | NoneOf
    | OnlyOf
    | EveryOf
    | AtLeast
    | AtMost
    | Top
    | Beyond
)


# ------------------------------------------------------------------ answers


@dataclass(frozen=True, slots=True)
class Listing:
    of: SetExpr


@dataclass(frozen=True, slots=True)
class Count:
    of: SetExpr


@dataclass(frozen=True, slots=True)
class Value:
    """The property of each thing of the set."""

    of: SetExpr
    property: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the set holds at least so many things (and at most so many); its things are those counted."""

    of: SetExpr
    least: int = 1
    most: int | None = None

    def met(self, n: int) -> bool:
        """Whether a set of n things is what is asked for."""
        return n >= self.least and (self.most is None or n <= self.most)


@dataclass(frozen=True, slots=True)
class Subset:
    """Whether every thing of `of` is in `within`; its things are those of `of`, else the exceptions."""

    of: SetExpr
    within: SetExpr


@dataclass(frozen=True, slots=True)
class Share:
    """How many in a hundred of the things of `of` are in `within`, and which."""

    of: SetExpr
    within: SetExpr


@dataclass(frozen=True, slots=True)
class Average:
    """The mean over the things of `of` of a key: how many each is related to (none counts), or a number
    that those which state it state."""

    of: SetExpr
    key: Key


@dataclass(frozen=True, slots=True)
class PathOf:
    """How a reaches b: the shortest path in a family (a closure's name in the ontology) or any.

    `boolean` asks only whether there is one, `length` of how many steps it is.
    """

    start: Entity
    end: Entity
    family: str | None = None
    boolean: bool = False
    length: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """The set by y of relation(x, y): per y its things, counted when `count`.

    With `within`, every y of that set, also those that have none.
    """

    of: SetExpr
    relation: RelExpr
    labels: frozenset[str]
    count: bool = False
    within: SetExpr | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """The set by the value of a property, or by class where none is given: per value its things, counted
    when `count`."""

    of: SetExpr
    property: str | None
    count: bool = False


@dataclass(frozen=True, slots=True)
class Documents:
    """What documents say: passages that answer a text, about things where named.

    `cued` when the words of the question say that documents are asked; without, passages must say nearly all of it.
    `topic` is the text without the words that only say so.
    """

    text: str
    about: SetExpr | None = None
    kind: str | None = None
    cued: bool = True
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added, changed or removed in a set between two times (ISO 8601), or in the last run.

    `form` says what is asked of it: the things, how many they are, or whether there are any.
    """

    of: SetExpr
    since: str | None = None
    kind: str | None = None  # added, changed, removed; None for all three
    until: str | None = None
    form: Literal["list", "count", "exists"] = "list"


Answer: TypeAlias = (
    Listing
    | Count
    | Value
    | Exists
    | Subset
    | Share
    | Average
    | PathOf
    | Grouped
    | Spread
    | Documents
    | Changes
)
