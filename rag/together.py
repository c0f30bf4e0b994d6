"""Several questions in one sentence: all are answered, and what a pronoun stands for is found among what was asked and named before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.algebra import (
    Answer,
    AtLeast,
    Count,
    Entity,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    Minus,
    OfClass,
    SetExpr,
    Subset,
    Top,
    Union,
    Value,
)
from rag.halves import TOGETHER, Clause, Parted, parted_ways, rejoined, two_questions
from rag.holes import fill_answer, has_hole
from rag.meaning import Meaning
from rag.orders import asks_for_others
from rag.predicate import HOLE, inverse
from rag.reading import Reading
from rag.rests import linked
from rag.typing import IllTyped, Labels, check, type_of
from rag.words import tokens

__all__ = ["Together"]

Readings = Callable[[str, Sequence[str]], list[Reading]]
Holed = Callable[[str, int], list[tuple[Answer, float]]]
Pointed = Callable[[str], tuple[str, Labels]]
LISTED = re.compile(r"\s*,?\s+(?:and|or|vs\.?|versus|against|&)\s+|\s*[,/&]\s+", re.I)
OPEN_ENDS = ("to", "of", "into", "from", "on", "for")  # "who listens", "what comes out"
OPEN_HEAD = Listing | Count | Exists
MOST_WAYS = 5  # ways to part a sentence that are tried
FARTHER = (
    0.15  # what a pronoun costs that stands for the less likely of two: less than an empty result
)
FOUND = 0.1  # what a pronoun costs in the chart: here it is known what it stands for
THE_SAME = 0.2  # a list of what was asked for already


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a pronoun may stand for; `one` when a single thing is spoken of."""

    of: SetExpr
    one: bool
    kinds: Labels


SpokenOf = tuple[Sequence[Spoken], Sequence[Spoken]]  # what was asked for, what was named


@dataclass(frozen=True)
class Together:
    """`readings` of a clause after others, `holed` those that leave a thing open; `lifted` is a grouping
    in which containers stand for their parts; `named` are the things that sentences name, `thing` what a text names
    and nothing else; `one` whether a clause is about a single thing; `pointed` puts a
    pronoun for "those services" and tells their classes; a clause above `dear` is not understood."""

    meaning: Meaning
    readings: Readings
    holed: Holed
    lifted: Callable[[Grouped], Grouped]
    named: Callable[[Sequence[str]], Sequence[SetExpr]]
    thing: Callable[[str], Entity | None]
    one: Callable[[str], bool]
    pointed: Pointed
    dear: float

    def apart(self, asked: str, told: Sequence[str]) -> list[list[Reading]]:
        """Readings of each of the two questions of a sentence that ask for different kinds of things."""
        whole, before = rejoined(asked, told)
        for ways in parted_ways(whole):
            marked = ways.marked and ways.topic and (len(ways.rest) > 1 or ways.roles)
            if marked and (both := self._all(ways, before)):
                return both
        parts = two_questions(asked)
        found = [] if parts is None else self._all(parts, told)
        if parts is None or len(found) < 2 or parts.rest[0].some or parts.rest[0].back:
            return found
        return [] if self._alike(found[0][0].answer, found[1][0].answer) else found

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
            if found and _same(found[-1][0].answer, said[0].answer):
                found.pop()
            if all(said[0].answer != other[0].answer for other in found):
                found.append(said)
            of = _asked(said[0].answer)
            if of is not None and not clause.some:
                asked = [*asked, *self._speakable(of, one=False)]
        return found

    def _first(self, parts: Parted, told: Sequence[str]) -> list[Reading]:
        if not parts.topic:
            return self.readings(parts.first, told)
        named = self._named_by(parts)
        if named or parts.roles:
            return [Reading(Listing(of), 0.0) for of in named]
        found = self.readings(f"list {parts.first}", told) or self.readings(parts.first, told)
        return [r for r in found if isinstance(r.answer, Listing | Grouped | Value | Count)]

    def _named_by(self, parts: Parted) -> list[SetExpr]:
        """The things that a topic names and no more, all together or each for itself."""
        text = TOGETHER.sub("", parts.first)
        thing = self.thing(text)
        if thing is not None:
            one = tuple(Entity((urn,)) for urn in thing.urns)
            return [Union(one)] if parts.several and len(one) > 1 else [*one]
        if parts.several:
            found = tuple(self.named([text]))
            return [Union(found)] if len(found) > 1 else []
        each = [self.thing(part) for part in LISTED.split(text)]
        kinds = {k for e in each if e is not None and len(e.urns) == 1 for k in self._kinds(e)}
        one = [self._of_kind(e, kinds) for e in each if e is not None]
        if len(one) < 2 or len(one) < len(each) or any(len(e.urns) > 1 for e in one):
            return []
        return [Union(tuple(one))]

    def _of_kind(self, thing: Entity, kinds: set[str]) -> Entity:
        """Of several things of a name the one that is of the class of what is named beside it."""
        alike = tuple(u for u in thing.urns if self._kinds(Entity((u,))) & kinds)
        return Entity(alike) if len(alike) == 1 else thing

    def _kinds(self, of: SetExpr) -> Labels:
        try:
            return frozenset(type_of(of, self.meaning.ontology))
        except IllTyped:
            return frozenset()

    def _asks(self, parts: Parted, known: Answer) -> bool:
        """Whether the first clause wants an answer of its own: a topic does, when more is wanted besides."""
        if not parts.topic or not isinstance(known, Listing):
            return True
        if _named(known.of) or any(c.same or c.any for c in parts.rest):
            return False
        return parts.joined and not self.one(parts.first)

    # ------------------------------------------------------------ what was spoken of

    def _spoken_of(
        self, parts: Parted, known: Answer, before: Sequence[str]
    ) -> tuple[list[Spoken], list[Spoken]]:
        """What was asked for, and what was named."""
        of = _asked(known)
        single = isinstance(of, Entity) or self.one(parts.first)
        asked = [] if of is None else self._speakable(of, one=single)
        if parts.topic and isinstance(of, Entity):
            return asked, []
        things = [s for of_ in self.named(before) for s in self._speakable(of_, one=True)]
        return asked, [s for s in things if s.of != of]

    def _speakable(self, of: SetExpr, *, one: bool) -> list[Spoken]:
        kinds = self._kinds(of)
        return [Spoken(of, one, kinds)] if kinds else []

    def _stands_for(
        self, clause: Clause, kinds: Labels, spoken: SpokenOf
    ) -> Iterator[list[tuple[SetExpr, float]]]:
        """What a pronoun may stand for, the likeliest first; those of one list are told apart by what they give."""
        if kinds:  # "that service": the last of that class
            yield from ([(s.of, 0.0)] for s in reversed(spoken[0]) if s.kinds & kinds)
            yield from ([(s.of, 0.0)] for s in spoken[1] if s.kinds & kinds)
            return
        things = [*spoken[0], *spoken[1]]
        fit = [s for s in things if not clause.person or s.kinds & self.meaning.persons]
        if not clause.one:
            yield from ([(s.of, 0.0)] for s in fit)
            return
        single = [
            (of, 0.0)
            for s in fit
            if s.one
            for of in (s.of.parts if isinstance(s.of, Union) else (s.of,))
        ]
        if fit and fit[0].one:
            yield [(fit[0].of, 0.0)]
            yield single[1:]
        else:
            yield [*single, *((s.of, FARTHER) for s in fit[:1])]
        yield from ([(s.of, 0.0)] for s in fit[1:] if not s.one)

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
        of = _asked(first[0].answer)
        ranked = isinstance(of, Top) and of.key.relation is not None
        if clause.tally or (clause.counted and ranked and isinstance(first[0].answer, Listing)):
            tallied = self._tallied(first[0].answer)
            return [replace(first[0], answer=tallied)] if tallied is not None else []
        if clause.same or clause.any or clause.counted:
            return self._again(clause, first, of)
        if of is not None and clause.some:
            found: list[Reading] = []
            for r in self.readings(clause.asked, before):
                kept = _within(r.answer, of)
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

    def _tallied(self, known: Answer) -> Answer | None:
        """ "Which teams have members, and how many each": counted for each of those that have any."""
        some = known.of if isinstance(known, Listing) else None
        if not isinstance(some, AtLeast | Top):
            return None
        by, labels = (some.key if isinstance(some, Top) else some), self._kinds(some.of)
        if by.relation is None or not labels:
            return None
        turned = inverse(by.relation)
        return self.lifted(Grouped(by.target or Image(turned, some), turned, labels, True, some))

    def _again(self, clause: Clause, first: list[Reading], of: SetExpr | None) -> list[Reading]:
        """ "…, and which are they", "…: do we have any", "… and how many"."""
        if of is None:
            return []
        known = first[0].answer
        answer: Answer = Exists(of) if clause.any else Count(of) if clause.counted else Listing(of)
        if clause.same and not isinstance(known, Exists):
            answer = known
        return [replace(first[0], answer=answer)]

    def _back(self, clause: Clause, kinds: Labels, spoken: SpokenOf) -> list[Reading]:
        """Readings in which the pronoun stands for something spoken of before."""
        stands = self._stands_for(clause, kinds, spoken)
        if clause.what:
            return [Reading(Listing(of), THE_SAME + cost) for of, cost in next(stands, [])]
        for some in stands:
            found: list[Reading] = []
            for of, farther in some:
                mask = self.meaning.mask(self._kinds(of))
                for answer, cost in self.holed(clause.asked, mask):
                    made = self._per(answer, of) if clause.each else None
                    filled = made or fill_answer(answer, of)
                    found.append(Reading(filled, round(cost + farther - FOUND, 4)))
            found = sorted(self._typed(found), key=lambda r: r.cost)
            if found:
                return self._others(clause.asked, found, spoken)
        return []

    def _others(self, asked: str, found: list[Reading], spoken: SpokenOf) -> list[Reading]:
        """ "And who else uses it": nobody who was named before."""
        if not asks_for_others(tokens(asked)):
            return found
        named = tuple(u for s in (*spoken[0], *spoken[1]) for u in _named(s.of))
        if not named:
            return found
        without = Entity(tuple(dict.fromkeys(named)))
        return [
            replace(r, answer=replace(r.answer, of=Minus(r.answer.of, without)))
            if isinstance(r.answer, Listing | Count | Exists)
            else r
            for r in found
        ]

    def _typed(self, found: Sequence[Reading]) -> list[Reading]:
        kept: list[Reading] = []
        for reading in found:
            try:
                check(reading.answer, self.meaning.ontology)
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
        labels = self._kinds(of)
        if not labels:
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
            kinds = [type_of(a.of, self.meaning.ontology) for a in (first, second)]
        except IllTyped:
            return True
        return bool(kinds[0] & kinds[1])


def _asked(first: Answer) -> SetExpr | None:
    """What "they" are after a question: what it asks for, or what it asks a property of."""
    if isinstance(first, Grouped):
        if first.within is not None:
            return first.within
        return AtLeast(first.of, first.relation, 1, OfClass(first.labels))
    return first.of if isinstance(first, OPEN_HEAD | Value) else None


def _named(of: SetExpr) -> tuple[str, ...]:
    """The things that a set is, where the words name them."""
    if isinstance(of, Entity):
        return of.urns
    return tuple(u for p in of.parts for u in _named(p)) if isinstance(of, Union) else ()


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
