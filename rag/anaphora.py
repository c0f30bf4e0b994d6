"""What "they" and "those" are: the answer of the question before, or what a statement says of some things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.algebra import Answer, Count, Exists, In, Listing, SetExpr, Union
from rag.continued import QUESTION, of_those, quantified
from rag.holes import fill_answer
from rag.meaning import Meaning
from rag.reading import Reading
from rag.typing import IllTyped, check, type_of
from rag.words import plural

__all__ = ["Anaphora"]

THEY = re.compile(r"\b(?:they|them|their|those|these|each of them)\b", re.I)
IT = re.compile(r"\b(?:it|its|he|she|his|him|her)\b", re.I)
Readings = Callable[[str, Sequence[str]], list[Reading]]
Holed = Callable[[str, int], list[tuple[Answer, float]]]


@dataclass(frozen=True)
class Anaphora:
    """`readings` of a sentence after others, `holed` those that leave a thing open, `mentioned` what
    sentences name; `dear` is too dear."""

    meaning: Meaning
    readings: Readings
    holed: Holed
    mentioned: Callable[[Sequence[str]], SetExpr | None]
    dear: float

    def after(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """Readings of a question about what the sentence before it speaks of; none where it is about no such thing."""
        if not told or (not QUESTION.match(asked) and not of_those(asked)):
            return []
        those = of_those(asked)
        if those is None and not THEY.search(asked):
            return []
        for of, cost in self._spoken_of(told):
            found = self._among(of, *those, told[:-1]) if those else self._filled(asked, of)
            if found:
                return [replace(r, cost=round(r.cost + cost / 4 + 0.05, 4)) for r in found]
        named = self.mentioned(told) if those else None
        if those is None or not isinstance(named, Union):
            return []
        return self._among(named, *those, told[:-1])

    def _spoken_of(self, told: Sequence[str]) -> Iterator[tuple[SetExpr, float]]:
        """The sets that the last sentence asks for or tells about."""
        before = told[-1]
        questions = [before] if QUESTION.match(before) else [*quantified(before), f"list {before}"]
        for question in questions:
            for reading in self.readings(question.rstrip("?.!; "), told[:-1])[:1]:
                if (
                    isinstance(reading.answer, Listing | Count | Exists)
                    and reading.cost < self.dear
                ):
                    yield reading.answer.of, reading.cost

    def _among(self, of: SetExpr, wh: str, rest: str, told: Sequence[str]) -> list[Reading]:
        """ "Which of them …": those of the set of which it is true."""
        kinds = self._kinds(of)
        count = wh == "how many"
        ask = "how many" if count else "which"
        found: list[Reading] = []
        for r in self.readings(f"{ask} {kinds}{rest}", told):
            if isinstance(r.answer, Listing | Count):
                both = In((of, r.answer.of))
                answer = Count(both) if count else Exists(both) if "any" in wh else Listing(both)
                if self._typed(answer):
                    found.append(replace(r, answer=answer))
        return found

    def _filled(self, asked: str, of: SetExpr) -> list[Reading]:
        try:
            mask = self.meaning.mask(type_of(of, self.meaning.ontology))
        except IllTyped:
            return []
        found = [Reading(fill_answer(a, of), cost) for a, cost in self.holed(asked, mask)]
        return [r for r in found if self._typed(r.answer)]

    def _kinds(self, of: SetExpr) -> str:
        """A word for what is in a set."""
        try:
            labels = type_of(of, self.meaning.ontology)
        except IllTyped:
            return "things"
        if len(labels) != 1:
            return "things"
        c = self.meaning.ontology.classes[next(iter(labels))]
        return (c.plurals or plural(c.label.lower()))[0].lower()

    def _typed(self, answer: Answer) -> bool:
        try:
            check(answer, self.meaning.ontology)
        except IllTyped:
            return False
        return True
