"""How a thing came to be in a result: proofs that every operator makes, and the trails that they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from rag.evaluate import Steps
from rag.reply import Absent

__all__ = [
    "Absence",
    "Along",
    "Both",
    "Declared",
    "Nearest",
    "Proof",
    "Stated",
    "Trail",
    "trails",
]


@dataclass(frozen=True, slots=True)
class Declared:
    """The thing is declared."""

    urn: str


@dataclass(frozen=True, slots=True)
class Along:
    """The thing is at the start of a path; `rest` proves its end."""

    path: Callable[[], Steps]
    rest: Proof


@dataclass(frozen=True, slots=True)
class Nearest:
    """The path leads from one of the things proved in `ends` to the thing."""

    path: Callable[[], Steps]
    ends: Mapping[str, Proof]


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """Some place states the property of `urn`, which may be a part of the thing."""

    urn: str
    property: str
    rest: Proof


@dataclass(frozen=True, slots=True)
class Absence:
    """Something was looked for at `urn` in vain."""

    urn: str
    absent: Absent
    rest: Proof | None = None


Proof: TypeAlias = Declared | Along | Nearest | Both | Stated | Absence


@dataclass(frozen=True, slots=True)
class Trail:
    """A path to cite. Of one node: its declaration, the place of a property, or an absence there."""

    nodes: tuple[str, ...]
    relations: tuple[str, ...] = ()
    forward: tuple[bool, ...] = ()
    stated: str | None = None
    absent: Absent | None = None
    own: int = field(default=0, compare=False)  # steps of the outermost relation, which come first

    @property
    def edges(self) -> tuple[tuple[str, str, str], ...]:
        """The edges by (start, relation, end)."""
        return tuple(
            (a, relation, b) if forward else (b, relation, a)
            for a, relation, b, forward in zip(
                self.nodes, self.relations, self.nodes[1:], self.forward, strict=False
            )
        )

    @property
    def bare(self) -> bool:
        """Whether it says no more than that a thing is declared."""
        return not self.relations and self.stated is None and self.absent is None


def turned(steps: Steps) -> Steps:
    """The same path from its other end."""
    return tuple((b, r, a, not forward) for a, r, b, forward in reversed(steps))


def trail_of(steps: Steps) -> Trail:
    return Trail(
        (steps[0][0], *(step[2] for step in steps)),
        tuple(step[1] for step in steps),
        tuple(step[3] for step in steps),
        own=len(steps),
    )


def trails(proof: Proof) -> tuple[Trail, ...]:
    """The trails of a proof, each once; a declaration is left out where a path leads to the thing."""
    found = tuple(dict.fromkeys(_trails(proof)))
    visited = {node for trail in found if not trail.bare for node in trail.nodes}
    return tuple(t for t in found if not (t.bare and t.nodes[0] in visited)) or found


def _trails(proof: Proof) -> tuple[Trail, ...]:
    match proof:
        case Declared(urn):
            return (Trail((urn,)),)
        case Along(path, rest):
            steps = path()
            onward = _trails(rest)
            return _joined(trail_of(steps), onward) if steps else onward
        case Nearest(path, ends):
            steps = turned(path())
            end = steps[-1][2] if steps else ""
            return (
                _joined(trail_of(steps), _trails(ends.get(end) or Declared(end))) if steps else ()
            )
        case Both(parts):
            return tuple(trail for part in parts for trail in _trails(part))
        case Stated(urn, name, rest):
            return (*_trails(rest), Trail((urn,), stated=name))
        case Absence(urn, absent, rest):
            own = _trails(rest) if rest is not None else ()
            return (*own, Trail((urn,), absent=absent))
        case _:
            assert_never(proof)


def _joined(first: Trail, onward: tuple[Trail, ...]) -> tuple[Trail, ...]:
    """One longer path where the only path onward begins where the first one ends."""
    paths = [t for t in onward if t.relations]
    if len(paths) == 1 and paths[0].nodes[0] == first.nodes[-1]:
        after = paths[0]
        # a path that would come back to its own beginning is easier to read in two
        if not set(first.nodes) & set(after.nodes[1:]):
            whole = Trail(
                (*first.nodes, *after.nodes[1:]),
                (*first.relations, *after.relations),
                (*first.forward, *after.forward),
                own=first.own,
            )
            return (whole, *(t for t in onward if t is not after))
    return (first, *onward)
