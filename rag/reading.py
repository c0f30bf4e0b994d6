"""A reading of a question, and what was decided about several of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rag.algebra import Answer, Documents

__all__ = ["Chosen", "Decision", "Reading", "ResultSummary", "Several", "Tie", "Unclear"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question can mean; `cost` is lower for the likelier.

    `vague` when its words leave open which relation is meant, so that an empty result says nothing.
    """

    answer: Answer
    cost: float
    fragment: bool = False
    vague: bool = False

    @property
    def cued(self) -> bool:
        """Whether the words of the question say that documents are asked."""
        return isinstance(self.answer, Documents) and self.answer.cued


@dataclass(frozen=True, slots=True)
class ResultSummary:
    """As much of a result as the choice needs: `key` is equal for equal results.

    `unstated` when the result is empty since no source states anything of the kind.
    """

    key: object
    empty: bool
    things: int | None = None
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    reading: Reading


@dataclass(frozen=True, slots=True)
class Tie:
    """Readings too close to tell apart."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """The questions of one sentence, each of which is answered."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood: words as they were typed."""

    words: tuple[str, ...]


Decision: TypeAlias = Chosen | Tie | Several | Unclear
