"""Relations of the algebra of readings: pairs (x, y), of one relation or made of several."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

__all__ = [
    "Border",
    "But",
    "Chain",
    "Depth",
    "EitherOf",
    "Hop",
    "Mutual",
    "Named",
    "OfParts",
    "Onto",
    "RelExpr",
    "Then",
    "beyond",
]


class Depth(StrEnum):
    """How far a closure goes; None where the derived relation's own default holds."""

    ONE = "one"
    ANY = "any"
    DELEGATED = "delegated"  # through delegation as well


@dataclass(frozen=True, slots=True)
class Hop:
    """One relation of the ontology; `forward` reads x -relation-> y, else y -relation-> x."""

    relation: str
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """A derived relation of the ontology; `forward` reads name(x, y), else name(y, x).

    `severity` keeps of an impact only what is reached at that severity.
    """

    name: str
    forward: bool = True
    depth: Depth | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Then:
    first: RelExpr
    second: RelExpr


@dataclass(frozen=True, slots=True)
class EitherOf:
    parts: tuple[RelExpr, ...]


@dataclass(frozen=True, slots=True)
class But:
    relation: RelExpr
    without: RelExpr


@dataclass(frozen=True, slots=True)
class Onto:
    """The relation, its y restricted to labels."""

    relation: RelExpr
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """One or more steps of a single relation."""

    step: Hop


@dataclass(frozen=True, slots=True)
class OfParts:
    """A relation of a container, or of a part of it: of x (`near`), of y (`far`), or of both.

    `part` leads from a part to its container.
    """

    relation: Hop
    part: Hop
    near: bool = False
    far: bool = False

    @property
    def spelled(self) -> RelExpr:
        """The same, said by the other operators; the container's own relation comes first."""
        found: list[RelExpr] = [self.relation]
        outward: RelExpr = self.relation
        if self.far:
            outward = Then(self.relation, Chain(self.part))
            found.append(outward)
        if self.near:
            inward = Chain(Hop(self.part.relation, not self.part.forward))
            found += [Then(inward, r) for r in tuple(found)]
        return EitherOf(tuple(found))


@dataclass(frozen=True, slots=True)
class Mutual:
    """The relation both ways between two different things: "call each other"."""

    relation: RelExpr


RelExpr: TypeAlias = Hop | Named | Then | EitherOf | But | Onto | Chain | OfParts | Mutual


@dataclass(frozen=True, slots=True)
class Border:
    """A relation kept to what is another's (or, `same`, one's own) by whom or what things are told apart; or
    to what stands in a second relation too (`again`)."""

    kept: RelExpr
    labels: frozenset[str]
    same: bool
    again: RelExpr | None = None


def beyond(relation: RelExpr) -> Border | None:
    """The parts of "depends on it, and has another owner", of "reads what it also writes"; else None."""
    match relation:
        case But(kept, Then(Onto(_, labels), _)):
            return Border(kept, labels, same=False)
        case But(kept, But(again, Then(Onto(_, labels), _))) if kept == again:
            return Border(kept, labels, same=True)
        case But(kept, But(again, second)) if kept == again:
            return Border(kept, frozenset(), same=True, again=second)
        case _:
            return None
