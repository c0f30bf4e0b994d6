"""Several questions in one sentence: all are answered, and what a pronoun stands for is found among what was asked and named before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.algebra import (
    Answer,
    Count,
    Entity,
    Exists,
    Grouped,
    In,
    Listing,
    Minus,
    OfClass,
    SetExpr,
    Subset,
    Top,
    Value,
)
from rag.antecedent import (
    OPEN_HEAD,
    Spoken,
    SpokenOf,
    asked_for,
    ends_of,
    named_in,
    one_named,
    stands_for,
)
from rag.continued import ENDS
from rag.each import Each
from rag.halves import (
    OCCASION,
    THEIR_LAST,
    Clause,
    Parted,
    followed,
    parted_ways,
    rejoined,
    two_questions,
)
from rag.holes import fill_answer
from rag.meaning import Meaning
from rag.normal import normal
from rag.orders import asks_for_others
from rag.reading import Reading
from rag.rests import linked
from rag.topic import Topics
from rag.typing import IllTyped, Labels, check, kinds_of, type_of
from rag.words import tokens

__all__ = ["Together"]

Readings = Callable[[str, Sequence[str]], list[Reading]]
Holed = Callable[[str, int], list[tuple[Answer, float]]]
Pointed = Callable[[str], tuple[str, Labels]]
OPEN_ENDS = ("to", "of", "into", "from", "on", "for")  # "who listens", "what comes out"
MOST_WAYS = 5  # ways to part a sentence that are tried
WHICH_CLASS = re.compile(
    r"(?:which|what)(?: of our)? (?P<one>[a-z]+(?: [a-z]+)?)(?: (?:are|is) (?:it|they|those|these|that))?",
    re.I,
)
SOMETHING_ELSE = re.compile(r"\b(?:some|any)(?:thing|one|body) (?:else|other|different)\b", re.I)
FOUND = 0.1  # what a pronoun costs in the chart: here it is known what it stands for
THE_SAME = 0.2  # a list of what was asked for already


@dataclass(frozen=True)
class Together:
    """`readings` of a clause after others, `holed` those that leave a thing open; `each` says it of
    each of some; `named` are the things that sentences name, `topics` those of
    a topic; `one` tells whether a clause is about a single thing; `pointed` puts a pronoun for "those services"
    and tells their classes; a clause above `dear` is not understood."""

    meaning: Meaning
    readings: Readings
    holed: Holed
    each: Each
    named: Callable[[Sequence[str]], Sequence[SetExpr]]
    topics: Topics
    one: Callable[[str], bool]
    pointed: Pointed
    dear: float

    def apart(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """Readings of each of the two questions of a sentence that ask for different kinds of things."""
        whole, before = rejoined(asked, told)
        for ways in parted_ways(whole):
            early = ways.marked or OCCASION.match(ways.first)
            dashed = whole != asked and ways.rest[0].back
            marked = early and ways.topic and (len(ways.rest) > 1 or ways.roles or dashed)
            if marked and (both := self._all(ways, before)):
                return both
        if THEIR_LAST.search(asked.rstrip("?.! ")):
            both = next((self._all(ways, told) for ways in parted_ways(asked)), [])
            if both:
                return both
        parts = two_questions(asked)
        found = [] if parts is None else self._all(parts, told)
        if parts is None or len(found) < 2 or parts.rest[0].some or parts.rest[0].back:
            return found
        return [] if self._alike(found[0][0].answer, found[1][0].answer) else found

    def after(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """The same of a question and of what the sentence after it asks: "…? If so, who owns them"."""
        return self._all(followed(told[-1], asked), told[:-1])

    def following(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """Readings of a question about what the question before it asks for, or names."""
        parts = followed(told[-1], asked)
        clause = parts.rest[0] if len(parts.rest) == 1 else None
        if clause is None or clause.counted or clause.any or clause.whole:
            return []
        back = clause.some or clause.back or self.pointed(clause.asked)[0] != clause.asked
        if (not back and not self._class_of(clause)) or (
            clause.same and not self._class_of(clause)
        ):
            return []
        first = self.readings(parts.first, told[:-1])
        if not first or first[0].cost > self.dear:
            return []
        spoken = self._spoken_of(parts, first[0].answer, told)
        found = self._clause(clause, parts, first, spoken, told)
        return found if found and found[0].cost <= self.dear else []

    def claimed(self, told: Sequence[str]) -> list[Reading]:
        """ "X depends on something deprecated. What exactly?": what the statement says that there is."""
        found = self.readings(f"is it true that {told[-1].rstrip(ENDS)}", told[:-1])
        ends = ends_of(normal(found[0].answer, self.meaning.ontology)) if found else None
        if ends is None or found[0].cost > self.dear:
            return []
        return self._typed([replace(found[0], answer=Listing(ends))])

    def joined(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """The same of a sentence that is not understood as one: "the tables, and who reads each"."""
        whole, before = rejoined(asked, told)
        tried = islice(parted_ways(whole), MOST_WAYS)
        return next(filter(None, (self._all(parts, before) for parts in tried)), [])

    def _all(self, parts: Parted, told: Sequence[str]) -> list[list[Reading]]:
        """Readings of every clause; none where one of them has none."""
        if len(parts.rest) == 1 and parts.rest[0].whole:
            whole = self.readings(parts.rest[0].whole, told)
            return [whole] if whole and whole[0].cost <= self.dear else []
        if parts.topic and OCCASION.match(parts.first):
            return self._on(parts, told)
        first = self._first(parts, told)
        if not first or first[0].cost > self.dear:
            return []
        if not parts.topic or not isinstance(first[0].answer, Listing):
            return self._rest(parts, told, first)
        ways = [self._rest(parts, told, [r]) for r in first if r.cost == first[0].cost]
        sound = [way for way in ways if way]
        if len(sound) < 2:
            return sound[0] if sound else []
        return [[r for half in halves for r in half] for halves in zip(*sound, strict=False)]

    def _on(self, parts: Parted, told: Sequence[str]) -> list[list[Reading]]:
        """ "If X fails, who is hit and who has to be told": each is asked of that occasion."""
        named = {u for of in self.named([parts.first]) for u in linked(Listing(of))}
        found: list[list[Reading]] = []
        for clause in parts.rest:
            said = self.readings(f"{parts.first}, {clause.asked}", told)
            said = [r for r in said if named & set(linked(r.answer))]
            if not said or said[0].cost > self.dear:
                return []
            found.append(said)
        return found

    def _rest(
        self, parts: Parted, told: Sequence[str], first: list[Reading]
    ) -> list[list[Reading]]:
        """The readings of the first clause, where it wants an answer, and of each one after it."""
        known = first[0].answer
        before = [*told, parts.first]
        asked, named = self._spoken_of(parts, known, before)
        found = [first] if self._asks(parts, known) else []
        for clause in parts.rest:
            said = self._clause(clause, parts, first, (asked, named), before)
            if not said or said[0].cost > self.dear:
                return []
            counted = clause.counted and isinstance(known, Exists)
            only = clause.other or counted or self._class_of(clause)
            if found and (only or _same(found[-1][0].answer, said[0].answer)):
                found.pop()
            if all(said[0].answer != other[0].answer for other in found):
                found.append(said)
            of = asked_for(said[0].answer)
            if of is not None and not clause.some:
                asked = [*asked, *self._speakable(of, one=False)]
        return found

    def _first(self, parts: Parted, told: Sequence[str]) -> list[Reading]:
        if not parts.topic:
            return self.readings(parts.first, told)
        named = self.topics.of(parts)
        if named or parts.roles:
            return [Reading(Listing(of), 0.0) for of in named]
        found = self.readings(f"list {parts.first}", told) or self.readings(parts.first, told)
        if parts.several:  # "the two tables of that name" are no single one
            found = [r for r in found if len(named_in(asked_for(r.answer))) != 1]
        return [r for r in found if isinstance(r.answer, Listing | Grouped | Value | Count)]

    def _kinds(self, of: SetExpr) -> Labels:
        return kinds_of(of, self.meaning.ontology)

    def _asks(self, parts: Parted, known: Answer) -> bool:
        """Whether the first clause wants an answer of its own: a topic does, when more is wanted besides."""
        if not parts.topic or not isinstance(known, Listing):
            return True
        if named_in(known.of) or any(c.same or c.any for c in parts.rest):
            return False
        return parts.joined and not self.one(parts.first)

    # ------------------------------------------------------------ what was spoken of

    def _spoken_of(
        self, parts: Parted, known: Answer, before: Sequence[str]
    ) -> tuple[list[Spoken], list[Spoken]]:
        """What was asked for, and what was named."""
        ends = ends_of(normal(known, self.meaning.ontology))  # "has X a contract, and whose is it"
        of = ends or asked_for(known)
        single = one_named(of) or self.one(parts.first)
        asked = [] if of is None else self._speakable(of, one=single)
        if parts.topic and isinstance(of, Entity):
            return asked, []
        things = [s for of_ in self.named(before) for s in self._speakable(of_, one=True)]
        return asked, [s for s in things if s.of != of]

    def _speakable(self, of: SetExpr, *, one: bool) -> list[Spoken]:
        kinds = self._kinds(of)
        return [Spoken(of, one, kinds)] if kinds else []

    # ------------------------------------------------------------ the clauses after the first

    def _clause(
        self,
        clause: Clause,
        parts: Parted,
        first: list[Reading],
        spoken: SpokenOf,
        before: Sequence[str],
    ) -> list[Reading]:
        """Readings of a clause, in which "they" are what was asked or named before."""
        of = asked_for(first[0].answer)
        kinds = self._class_of(clause)
        if kinds:
            return self._of_class(kinds, first)
        most = isinstance(of, Top) and of.key.relation is not None and clause.counted
        if clause.tally or most:
            tallied = self.each.tallied(first[0].answer)
            return [replace(first[0], answer=tallied)] if tallied is not None else []
        if clause.same or clause.any or clause.counted:
            return self._again(clause, first, of)
        if of is not None and clause.some:
            found: list[Reading] = []
            for r in self.readings(clause.asked, before):
                kept = self._within(r.answer, of)
                found.extend([replace(r, answer=kept)] if kept is not None else [])
            return self._typed(found)
        asked, kinds = self.pointed(clause.asked)
        if clause.back or asked != clause.asked:
            return self._back(replace(clause, asked=asked), kinds, spoken)
        if parts.topic:
            return self._about(asked, parts.first, spoken)
        return self._others(asked, self.readings(asked, before), spoken)

    def _about(self, asked: str, topic: str, spoken: SpokenOf) -> list[Reading]:
        """ "X: who publishes, who listens": each question is one about X."""
        named = {u for s in (*spoken[0], *spoken[1]) for u in linked(Listing(s.of))}
        open_ends = (f"{asked} {word} {topic}" for word in OPEN_ENDS)
        inner = [f"{asked}to {topic}"] if asked.endswith(" in") else []  # "what goes in"
        for said in (f"{topic}: {asked}", *inner, *open_ends):
            found = [r for r in self.readings(said, ()) if named & set(linked(r.answer))]
            if found and found[0].cost <= self.dear:
                return self._others(asked, found, spoken)
        return []

    def _class_of(self, clause: Clause) -> Labels:
        """The classes of a clause that asks for no more than "which services"."""
        match = WHICH_CLASS.fullmatch(clause.asked.rstrip("?. "))
        return self.pointed(f"those {match['one']}")[1] if match is not None else frozenset()

    def _of_class(self, kinds: Labels, first: list[Reading]) -> list[Reading]:
        """ "Does X have any callers? Which services?": those of what was asked for that are of a class."""
        known = normal(first[0].answer, self.meaning.ontology)
        of = ends_of(known) if isinstance(known, Exists) else asked_for(known)
        if of is None:
            return []
        return self._typed([replace(first[0], answer=Listing(In((OfClass(kinds), of))))])

    def _again(self, clause: Clause, first: list[Reading], of: SetExpr | None) -> list[Reading]:
        """ "…, and which are they", "…: do we have any", "… and how many"."""
        if of is None:
            return []
        known = first[0].answer
        if clause.other:
            ends = ends_of(normal(known, self.meaning.ontology))
            return [replace(first[0], answer=Listing(ends))] if ends is not None else []
        answer: Answer = Exists(of) if clause.any else Count(of) if clause.counted else Listing(of)
        if clause.same and not isinstance(known, Exists):
            answer = known
        return [replace(first[0], answer=answer)]

    def _back(self, clause: Clause, kinds: Labels, spoken: SpokenOf) -> list[Reading]:
        """Readings in which the pronoun stands for something spoken of before."""
        stands = stands_for(clause, kinds, spoken, self.meaning.persons)
        if clause.what:
            return [Reading(Listing(of), THE_SAME + cost) for of, cost in next(stands, [])]
        for some in stands:
            found: list[Reading] = []
            for of, farther in some:
                mask = self.meaning.mask(self._kinds(of))
                for answer, cost in self.holed(clause.asked, mask):
                    each = clause.each and not one_named(of)
                    made = self.each.per(answer, of) if each else None
                    filled = made or fill_answer(answer, of)
                    found.append(Reading(filled, round(cost + farther - FOUND, 4)))
            found = sorted(self._typed(found), key=lambda r: r.cost)
            if found and found[0].cost <= self.dear:
                return self._others(clause.asked, found, spoken)
        return []

    def _others(self, asked: str, found: list[Reading], spoken: SpokenOf) -> list[Reading]:
        """ "And who else uses it": nobody who was named before."""
        if SOMETHING_ELSE.search(asked):
            return [replace(r, answer=self._but(r.answer, spoken[0])) for r in found]
        if not asks_for_others(tokens(asked)):
            return found
        named = tuple(u for s in (*spoken[0], *spoken[1]) for u in named_in(s.of))
        if not named:
            return found
        without = Entity(tuple(dict.fromkeys(named)))
        return [
            replace(r, answer=replace(r.answer, of=Minus(r.answer.of, without)))
            if isinstance(r.answer, Listing | Count | Exists)
            else r
            for r in found
        ]

    def _but(self, answer: Answer, asked: Sequence[Spoken]) -> Answer:
        """ "…, and was it tested on something else": on any but what was asked for before."""
        ends = ends_of(normal(answer, self.meaning.ontology))
        if ends is None:
            return answer
        known = [s.of for s in asked if s.kinds & self._kinds(ends)]
        return Exists(Minus(ends, known[0])) if known else answer

    def _typed(self, found: Sequence[Reading]) -> list[Reading]:
        kept: list[Reading] = []
        for reading in found:
            try:
                check(reading.answer, self.meaning.ontology)
            except IllTyped:
                continue
            kept.append(reading)
        return kept

    def _within(self, answer: Answer, of: SetExpr) -> Answer | None:
        """ "Which of them are …": the answer for those things only."""
        if isinstance(answer, OPEN_HEAD):
            every = isinstance(answer.of, OfClass) and self._kinds(of) <= answer.of.labels
            return replace(answer, of=of if every else In((of, answer.of)))
        return replace(answer, of=of) if isinstance(answer, Subset) else None

    def _alike(self, first: Answer, second: Answer) -> bool:
        """Whether two answers could be one: lists of things of one kind, or a question and its details."""
        if first == second:
            return True
        if isinstance(first, Exists) and isinstance(second, Listing):
            return True
        if not isinstance(first, Listing) or not isinstance(second, Listing):
            return False
        try:
            kinds = [type_of(a.of, self.meaning.ontology) for a in (first, second)]
        except IllTyped:
            return True
        return bool(kinds[0] & kinds[1])


def _same(first: Answer, second: Answer) -> bool:
    """Whether the second answer says all that the first one does: the same things, or them by something."""
    if isinstance(second, Grouped) and second.within is not None:
        return isinstance(first, Listing) and second.within == first.of
    return isinstance(first, Exists) and isinstance(second, Listing) and first.of == second.of
