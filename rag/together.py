"""Two questions in one sentence: both are answered, and "they" in the second are what the first asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from graph.ontology import Ontology
from rag.algebra import (
    Answer,
    Count,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    OfClass,
    SetExpr,
    Subset,
    Value,
)
from rag.halves import Halves, halves, two_questions
from rag.holes import fill_answer, has_hole
from rag.predicate import HOLE
from rag.reading import Reading
from rag.typing import IllTyped, check, type_of

__all__ = ["Together"]

Readings = Callable[[str, Sequence[str]], list[Reading]]
Holed = Callable[[str], list[tuple[Answer, float]]]
OPEN_HEAD = Listing | Count | Exists
MOST_BREAKS = 4  # places where a sentence may be parted that are tried


@dataclass(frozen=True)
class Together:
    """`readings` of a sentence after others, `holed` those that leave a thing open; `lifted` is a grouping
    in which containers stand for their parts; a half above `dear` is not understood."""

    ontology: Ontology
    readings: Readings
    holed: Holed
    lifted: Callable[[Grouped], Grouped]
    dear: float

    def apart(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """Readings of each of the two questions of a sentence that ask for different kinds of things."""
        parts = two_questions(asked)
        found = [] if parts is None else self._both(parts, told)
        if parts is None or len(found) < 2 or parts.some or parts.back:
            return found
        return [] if self._alike(found[0][0].answer, found[1][0].answer) else found

    def joined(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """The same of a sentence that is not understood as one: "the tables, and who reads each"."""
        tried = islice(halves(asked), MOST_BREAKS)
        return next(filter(None, (self._both(parts, told) for parts in tried)), [])

    def _both(self, parts: Halves, told: Sequence[str]) -> list[list[Reading]]:
        if parts.whole:
            whole = self.readings(parts.whole, told)
            return [whole] if whole and whole[0].cost <= self.dear else []
        first = self.readings(parts.first, told)
        if not first or first[0].cost > self.dear:
            return []
        known = first[0].answer
        of = _asked(known)
        if parts.same:
            listed = Listing(of) if of is not None and isinstance(known, Exists) else known
            return [[replace(first[0], answer=listed)]] if of is not None else []
        second = self._second(parts, of, [*told, parts.first])
        if not second or second[0].cost > self.dear:
            return []
        return [second] if _same(known, second[0].answer) else [first, second]

    def _second(self, parts: Halves, of: SetExpr | None, told: Sequence[str]) -> list[Reading]:
        """Readings of a second question, in which "they" are what the first one asks for."""
        found: list[Reading] = []
        if of is not None and parts.some:
            for r in self.readings(parts.second, told):
                kept = _within(r.answer, of)
                found.extend([replace(r, answer=kept)] if kept is not None else [])
            return self._typed(found)
        if parts.each:
            return self._back(parts, of)
        alone = self.readings(parts.second, told)
        if parts.back and not (alone and parts.one and not parts.single):
            return self._back(parts, of) or alone
        return alone

    def _back(self, parts: Halves, of: SetExpr | None) -> list[Reading]:
        """Readings in which the pronoun stands for what the first question asks for."""
        if of is None:
            return []
        found: list[Reading] = []
        for answer, cost in self.holed(parts.second):
            made = self._per(answer, of) if parts.each else None
            found.append(Reading(made or fill_answer(answer, of), cost))
        return self._typed(found)

    def _typed(self, found: Sequence[Reading]) -> list[Reading]:
        kept: list[Reading] = []
        for reading in found:
            try:
                check(reading.answer, self.ontology)
            except IllTyped:
                continue
            kept.append(reading)
        return kept

    def _per(self, answer: Answer, of: SetExpr) -> Answer | None:
        """ "What each of them owns": by the things that "they" are."""
        if not isinstance(answer, Listing | Count):
            return None
        parts = answer.of.parts if isinstance(answer.of, In) else (answer.of,)
        open_ = [p for p in parts if isinstance(p, Image) and p.of == HOLE]
        rest = tuple(p for p in parts if p not in open_)
        if len(open_) != 1 or any(map(has_hole, rest)):
            return None
        try:
            labels = frozenset(type_of(of, self.ontology))
        except IllTyped:
            return None
        image = replace(open_[0], of=of)
        made = Grouped(image, image.relation, labels, isinstance(answer, Count), of)
        lifted = self.lifted(made)
        image = replace(image, relation=lifted.relation)
        return replace(lifted, of=In((*rest, image)) if rest else image)

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


def _asked(first: Answer) -> SetExpr | None:
    """What "they" are after a question: what it asks for, or what it asks a property of."""
    return first.of if isinstance(first, OPEN_HEAD | Value) else None


def _within(answer: Answer, of: SetExpr) -> Answer | None:
    """ "Which of them are …": the answer for those things only."""
    if isinstance(answer, OPEN_HEAD):
        return replace(answer, of=_met(of, answer.of))
    if isinstance(answer, Subset):
        return replace(answer, of=of)
    return None


def _met(of: SetExpr, also: SetExpr) -> SetExpr:
    return of if isinstance(also, OfClass) else In((of, also))


def _same(first: Answer, second: Answer) -> bool:
    """Whether the second answer says all that the first one does: the same things, or them by something."""
    if isinstance(second, Grouped) and second.within is not None:
        return isinstance(first, Listing) and second.within == first.of
    return isinstance(first, Exists) and isinstance(second, Listing) and first.of == second.of
