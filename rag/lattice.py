"""All that each stretch of a sentence may be: what the chart starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.cell import Cell
from rag.names import Match
from rag.words import Token

__all__ = ["Edge", "Lattice"]


@dataclass(frozen=True, slots=True)
class Edge:
    start: int
    end: int
    cell: Cell


@dataclass
class Lattice:
    """All that each stretch of the sentence may be; `skips[i]` are the ends of what may be left unread at i."""

    tokens: Sequence[Token]
    edges: list[Edge] = field(default_factory=list)
    skips: dict[int, set[int]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    entities: list[tuple[int, int, Match]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.tokens)
