"""Two questions in one sentence: which of them belong together, and what "they" are in the second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.ontology import Ontology
from rag.algebra import Answer, Count, Exists, In, Listing
from rag.holes import fill_answer
from rag.orders import OF_THEM, THEM, two_questions
from rag.reading import Reading
from rag.typing import IllTyped, check, type_of

__all__ = ["Together"]

Readings = Callable[[str, Sequence[str]], list[Reading]]
Holed = Callable[[str], list[tuple[Answer, float]]]


@dataclass(frozen=True)
class Together:
    """`readings` of a sentence after others, `holed` those that leave a thing open; `dear` is too dear."""

    ontology: Ontology
    readings: Readings
    holed: Holed
    dear: float

    def apart(self, asked: str, told: Sequence[str]) -> tuple[Reading, ...]:
        """The two questions of a sentence that ask for different kinds of things: neither is answered alone."""
        parts = two_questions(asked)
        first = self.readings(parts[0], told) if parts else []
        if parts is None or not first:
            return ()
        second = self._second(parts[1], first[0].answer, [*told, parts[0]])
        if not second or max(first[0].cost, second[0].cost) > self.dear:
            return ()
        some = OF_THEM.match(parts[1])
        if not some and self._alike(first[0].answer, second[0].answer):
            return ()
        return first[0], second[0]

    def _second(self, asked: str, first: Answer, told: Sequence[str]) -> list[Reading]:
        """Readings of a second question, in which "they" are what the first one asks for."""
        some = OF_THEM.match(asked)
        if not isinstance(first, Listing):
            return [] if some else self.readings(asked, told)
        found: list[Reading] = []
        if some:
            for r in self.readings(f"{some.group('asked')} things{some.group('rest')}", told):
                if isinstance(r.answer, Listing | Count):
                    found.append(
                        replace(r, answer=replace(r.answer, of=In((first.of, r.answer.of))))
                    )
        elif THEM.search(asked):
            found = [Reading(fill_answer(a, first.of), cost) for a, cost in self.holed(asked)]
        kept = [r for r in found if self._typed(r.answer)]
        return kept if some or kept else self.readings(asked, told)

    def _typed(self, answer: Answer) -> bool:
        try:
            check(answer, self.ontology)
        except IllTyped:
            return False
        return True

    def _alike(self, first: Answer, second: Answer) -> bool:
        """Whether two answers could be one: lists of things of one kind, or a question and its details."""
        if first == second:
            return True
        if isinstance(first, Exists) and isinstance(second, Listing):
            return True
        if not isinstance(first, Listing) or not isinstance(second, Listing):
            return False
        try:
            kinds = [type_of(a.of, self.ontology) for a in (first, second)]
        except IllTyped:
            return True
        return bool(kinds[0] & kinds[1])
