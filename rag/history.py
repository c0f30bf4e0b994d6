"""Readings of a question about what the runs have done to a set, or to one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.algebra import Changes, Entity, Listing, SetExpr
from rag.meaning import Meaning
from rag.reading import Reading
from rag.time_question import TimeAsked

__all__ = ["History"]

TIMED = 0.1  # what words of time and change cost


@dataclass(frozen=True, slots=True)
class History:
    """`thing` is what a text names and nothing else, `readings` those of a sentence after others."""

    meaning: Meaning
    thing: Callable[[str], Entity | None]
    readings: Callable[[str, Sequence[str]], list[Reading]]

    def changes(self, asked: TimeAsked, told: Sequence[str]) -> list[Reading]:
        """The changes of what is asked about; of everything where nothing is named."""

        def changes(of: SetExpr) -> Changes:
            return Changes(of, asked.since, asked.kind, asked.until, asked.form)

        if not asked.rest:
            everything = self.meaning.listed(self.meaning.everything)
            return [Reading(changes(everything), TIMED)]
        thing = self.thing(asked.rest)
        if thing is not None:
            return [Reading(changes(thing), TIMED)]
        return [
            Reading(changes(r.answer.of), r.cost + TIMED)
            for r in self.readings(f"list {asked.rest}", told)
            if isinstance(r.answer, Listing)
        ]
