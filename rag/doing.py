"""What somebody can do, said by the doing and not by the name of the means: "can X hold back a payment"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.ontology import Ontology
from rag.algebra import Answer, Entity
from rag.descriptions import Described
from rag.grammar import fill_answer
from rag.reading import Reading
from rag.rests import linked
from rag.typing import well_typed

__all__ = ["Doing"]

LONGEST = 300
MOST_SPLITS = 5  # words of whoever it is that can
CAN = r"(?:can|could|may|might)(?: also| ever| even| possibly| actually)?"
ABLE = r"(?:able|allowed|permitted|entitled|authori[sz]ed|free|empowered|in a position|equipped)"
TO = rf"(?:{CAN}|(?:is|are|would be) {ABLE} to|has the (?:power|right|means|ability) to|have the (?:power|right|means|ability) to)"
INDIRECTLY = re.compile(
    r"\s*,?\s*\b(?:(?:be it |whether )?(?:directly|themselves|itself|on (?:its|their) own|alone) or (?:by|through|via|with|indirectly)\b.*"
    r"|(?:even )?(?:if )?(?:only )?(?:indirectly|(?:by|through|via) (?:passing|handing|giving|sending|delegat|another|others?\b)).*)$",
    re.I,
)
NEAR = "use it or provide it"
FAR = "reach it through delegation or provide it"
CAUSED = re.compile(r"^(?:have|get|see to it that) (?:an?|the|some|one)\b", re.I)
FORMS = (
    (rf"^(?:is|are) there (?P<who>.+?) (?:(?:that|which|who) {TO}|{ABLE} to) (?P<do>.+)$", "is there {who} that can {reach}"),
    (rf"^(?:do|have) we (?:have |got )?(?P<who>.+?) (?:that|which|who) {TO} (?P<do>.+)$", "is there {who} that can {reach}"),
    (rf"^{CAN} (?:any|either|one|some|none) (?:one )?of (?:our|the|these|those|my) (?P<who>[\w-]+) (?P<do>.+)$", "are there {who} that can {reach}"),
    (rf"^(?:is|are) (?:any|either|one|some) (?:one )?of (?:our|the|these|those|my) (?P<who>[\w-]+) {ABLE} to (?P<do>.+)$", "are there {who} that can {reach}"),
    (rf"^(?:which|what)(?: of (?:our|the|these|those))? (?P<who>[^,:;]+?) {TO} (?P<do>.+)$", "which {who} can {reach}"),
    (rf"^(?:list |name |show )?(?:the |all |our )*(?P<who>[\w-]+)(?: (?:that|which|who) {TO}| {ABLE} to) (?P<do>.+)$", "which {who} can {reach}"),
    (rf"^(?:is|are) (?P<who>[^,:;]+?) {ABLE} to (?P<do>.+)$", "can {who} {reach}"),
    (r"^(?:does|do) (?P<who>[^,:;]+?) have the (?:power|right|means|ability) to (?P<do>.+)$", "can {who} {reach}"),
)  # fmt: skip
WHETHER = re.compile(rf"^{CAN} (?P<rest>.+)$", re.I)
Holed = Sequence[tuple[Answer, float]]


@dataclass(frozen=True)
class Doing:
    """`holed` reads a sentence with a pronoun of some classes left open; `dear` is what a description costs."""

    ontology: Ontology
    describes: Callable[[str, frozenset[str], str], Sequence[Described]]
    holed: Callable[[str, int], Holed]
    mask: Callable[[Sequence[str]], int]
    dear: float

    @cached_property
    def means(self) -> frozenset[str]:
        """The classes of what is reached by whoever may pass work on."""
        return frozenset(
            below
            for d in self.ontology.derived.values()
            if d.family == "delegation"
            for name in d.range
            for below in self.ontology.descendants(name)
        )

    def readings(self, asked: str) -> list[Reading]:
        """Readings in which the one thing that the doing describes is what can be used or reached."""
        if len(asked) > LONGEST or not self.means:
            return []
        plain = asked.rstrip("?.! ")
        whole = INDIRECTLY.sub("", plain)
        for frame, do in _forms(whole):
            things = [d for d in self.describes(do, self.means, "") if d.sure]
            if len(things) != 1:
                continue
            far = whole != plain or CAUSED.match(do) is not None
            made = self._made(frame, FAR if far else NEAR, things[0])
            if made:
                return made
        return []

    def _made(self, frame: str, reach: str, thing: Described) -> list[Reading]:
        asked = frame.replace("{reach}", reach)
        for answer, cost in self.holed(asked, self.mask([thing.label])):
            filled = fill_answer(answer, Entity((thing.urn,)))
            if not well_typed(filled, self.ontology):
                continue
            if frame.startswith("can ") and len(linked(filled)) < 2:
                return []  # "can a customer …": of nobody whom the catalog knows
            return [Reading(filled, round(cost + self.dear, 4))]
        return []


def _forms(asked: str) -> Iterator[tuple[str, str]]:
    """The frames with a pronoun for the means, and what is done by it."""
    for pattern, frame in FORMS:
        match = re.match(pattern, asked, re.I)
        if match is not None:
            yield frame.replace("{who}", match["who"]), match["do"]
            return
    match = WHETHER.match(asked)
    if match is None:
        return
    words = match["rest"].split()
    for n in range(min(MOST_SPLITS, len(words) - 2), 0, -1):
        yield f"can {' '.join(words[:n])} {{reach}}", " ".join(words[n:])
