"""The reply to a question: one of four kinds, and a claim cannot be without a citation (design.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from graph.errors import UncitedClaim

__all__ = [
    "Absent",
    "Ambiguous",
    "Answered",
    "Choice",
    "Citation",
    "Claim",
    "CypherRun",
    "EntityOut",
    "GroupRow",
    "Heading",
    "NotUnderstood",
    "NothingFound",
    "Reply",
    "Searched",
    "ValueOut",
]

ValueOut: TypeAlias = "int | float | bool | str | tuple[int | float | bool | str, ...] | None"


@dataclass(frozen=True, slots=True, order=True)
class EntityOut:
    urn: str
    label: str
    name: str
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """What was looked for at a node in vain."""

    relation: str | None = None
    forward: bool | None = None
    target: str | None = None
    property: str | None = None
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A path and its places: nodes one more than relations; sources one list of places a relation.

    A path of one node has one list, the places that declare it.
    """

    n: int
    nodes: tuple[str, ...]
    relations: tuple[str, ...]
    forward: tuple[bool, ...]
    sources: tuple[tuple[str, ...], ...]
    absent: Absent | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise UncitedClaim(self.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the things of a group have in common: the value of a property, or a class without one."""

    value: str
    property: str | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: EntityOut | Heading
    entities: tuple[EntityOut, ...]
    value: ValueOut = None


@dataclass(frozen=True, slots=True)
class Searched:
    """A relation that was searched, and the sources that state it at all."""

    relation: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CypherRun:
    text: str
    parameters: dict[str, object]


@dataclass(frozen=True, slots=True)
class Choice:
    reading: str
    entities: tuple[EntityOut, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    question: str
    reading: str
    answer: str
    entities: tuple[EntityOut, ...]
    claims: tuple[Claim, ...]
    value: ValueOut = None
    rows: tuple[GroupRow, ...] = ()
    complete: bool = True
    total: int | None = None
    searched: tuple[Searched, ...] = ()
    stale: tuple[str, ...] = ()
    cypher: tuple[CypherRun, ...] = ()
    elapsed_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The question was understood and its asked set is empty; never reads as "no dependency" when the
    catalog holds no data of that kind."""

    question: str
    reading: str
    answer: str
    claims: tuple[Claim, ...] = ()
    searched: tuple[Searched, ...] = ()
    stale: tuple[str, ...] = ()
    cypher: tuple[CypherRun, ...] = ()
    elapsed_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    question: str
    answer: str
    choices: tuple[Choice, ...]
    elapsed_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    question: str
    answer: str
    not_understood: tuple[str, ...]
    elapsed_ms: int = field(default=0, compare=False)


Reply: TypeAlias = Answered | NothingFound | Ambiguous | NotUnderstood
