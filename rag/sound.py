"""Readings that a question contradicts are none, and where its words are vague an empty one is none either."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.algebra import (
    AtLeast,
    AtMost,
    Count,
    Entity,
    Exists,
    Image,
    In,
    Listing,
    Minus,
    NoneOf,
    OnlyOf,
    Op,
    Union,
    Where,
)
from rag.reading import Reading
from rag.rests import linked, sets_of
from rag.typing import named_labels
from rag.words import sentences

__all__ = ["Sound"]

KindOf = Callable[[str], frozenset[str]]  # labels that a word for a class means

COUNTS = re.compile(
    r"\b(?:how (?:many|much|often)|numbers?|count of|counts? (?:the|all|how)|totals?|sum)\b", re.I
)
PICKS = re.compile(r"^\W*(?:which|who|whom|whose)\b", re.I)
DENIES = re.compile(r"\b(?:neither|nor|not|without|nobody|nothing|none|no)\b|n['’]t\b", re.I)
SEVERAL = re.compile(
    r"^\W*(?:both|these|those|all(?: of)?|the two)\b.+\b(?:them|they)\b", re.I | re.S
)
YIELD = re.compile(r"\b(?:its|their) (?:outputs?|results?|predictions?|outcomes?)\b", re.I)
OF_THE = re.compile(r"^\W*which of [^,?]+?['’]s? (?:own )?(?P<kind>[\w-]+)", re.I)
ITS = re.compile(r"\b(?:its|it|it's|that one|their|them)\b", re.I)
TOLD_OF = re.compile(
    r"^\W*(?:there['’]s|there is|there was|we have|we['’]ve got|i remember|i recall) (?:an? |some |this |that )?(?P<kind>[\w-]+)\b[^?.!]*?(?P<then>[?.!,].*)$",
    re.I | re.S,
)
POSSESSED = re.compile(
    r"^\W*[^,:;?–—]+?['’]s? (?:[\w-]+ ){0,3}?(?P<kind>[\w-]+)\s*(?:[:;,]|\s[-–—])\s*(?P<then>.+)$",
    re.I | re.S,
)
VAGUE = re.compile(
    r"\bbehind\b|\bsit(?:s|ting)? on\b|\bland(?:s|ed|ing)? (?:in|on)\b|\b(?:comes?|came|coming)(?: \w+)? (?:from|out of)\b|\boriginat\w+|\boriginally\b|\bsomething\b|\blast run\b|\b(?:get|gets|getting) (?:at|to)\b",
    re.I,
)
HOLDS = re.compile(
    r"\b(?:use|hold|store|keep|contain|process|touch|handle|read|carry|see)(?:s|es|ing)?\b", re.I
)


LACKS = re.compile(
    r"\b(?:without|with no|lacking|(?:has|have|having|got) no)\s+(?:an?\s+|any\s+|single\s+)*(?P<kind>[\w-]+)",
    re.I,
)
SURVIVES = re.compile(
    r"\b(?:can(?:not|'t|’t)?|could(?:n't|n’t| not)?|do|does|live|run|work|survive|make do|manage|get by|stop\w*|break\w*|fail\w*)\b[^,;]*\bwithout\b",
    re.I,
)


class Sound:
    """`kind_of` tells the labels that a word means; `label_of` the label of a thing; `texts` are those of documents."""

    def __init__(
        self,
        kind_of: KindOf,
        label_of: Callable[[str], str | None],
        texts: frozenset[str],
        dear: float,
    ) -> None:
        self._kind_of = kind_of
        self._label_of = label_of
        self._texts = texts
        self._dear = dear

    def kept(self, text: str, readings: Sequence[Reading]) -> list[Reading]:
        """The readings that the question does not contradict; vague ones are marked."""
        referent = self._referent(text)
        kept = [
            r
            for r in readings
            if not (
                _unasked_count(text, r)
                or _of_itself(r)
                or _denial_unheard(text, r)
                or self._lack_dropped(text, r)
                or (YIELD.search(text) and any(isinstance(e, AtLeast) for e in sets_of(r.answer)))
                or (r.fragment and r.cost > self._dear and _lack_of_lack(r))
                or (referent and not self._speaks_of(referent, r))
                or self._other_head(text, r)
                or self._by_a_title(text, r)
            )
        ]
        return [replace(r, vague=True) if _vague(text, r) else r for r in kept]

    def _lack_dropped(self, text: str, reading: Reading) -> bool:
        """Nothing is denied, though things without something are asked for: "list those without a contract"."""
        last = (sentences(text) or [text])[-1]
        if not isinstance(reading.answer, Listing | Count | Exists) or SURVIVES.search(last):
            return False
        lacks = any(self._kind_of(m["kind"].casefold()) for m in LACKS.finditer(last))
        return lacks and not _denies(reading)

    def _referent(self, text: str) -> frozenset[str]:
        """The class of what a pronoun stands for: "there is a decision about …: what is its status"."""
        for pattern in (TOLD_OF, POSSESSED):
            match = pattern.match(text)
            if match is not None and ITS.search(match["then"]):
                return self._kind_of(match["kind"].casefold())
        return frozenset()

    def _speaks_of(self, kinds: frozenset[str], reading: Reading) -> bool:
        if any(self._label_of(u) in kinds for u in linked(reading.answer)):
            return True
        return any((named_labels(e) or frozenset[str]()) & kinds for e in sets_of(reading.answer))

    def _other_head(self, text: str, reading: Reading) -> bool:
        """ "Which of T's services …" that lists anything but services."""
        match = OF_THE.match(text)
        if match is None or not isinstance(reading.answer, Listing):
            return False
        kinds = self._kind_of(match["kind"].casefold())
        return bool(kinds) and not (named_labels(reading.answer.of) or frozenset[str]()) & kinds

    def _by_a_title(self, text: str, reading: Reading) -> bool:
        """Several things, taken for the one document whose title speaks of them: "both cranes: who has them"."""
        named = linked(reading.answer)
        one = len(named) == 1 and self._label_of(named[0]) in self._texts
        return one and not reading.cued and SEVERAL.search(text) is not None


def _denies(reading: Reading) -> bool:
    """Whether a reading denies anything, or bounds how many."""
    answer = reading.answer
    if isinstance(answer, Exists) and answer.least == 0:
        return True
    return any(
        isinstance(e, NoneOf | Minus | AtMost | OnlyOf)
        or (isinstance(e, Where) and e.op in (Op.UNKNOWN, Op.NE))
        for e in sets_of(answer)
    )


def _unasked_count(text: str, reading: Reading) -> bool:
    """A number, where things are asked for: "which document describes the stock count"."""
    if not isinstance(reading.answer, Count):
        return False
    last = (sentences(text) or [text])[-1]
    return PICKS.match(last) is not None and not COUNTS.search(text)


def _of_itself(reading: Reading) -> bool:
    """Whether a thing is related to itself: "did it run, and did it fail"."""
    if not isinstance(reading.answer, Exists) or not isinstance(reading.answer.of, In):
        return False
    parts = reading.answer.of.parts
    things = {p for p in parts if isinstance(p, Entity)}
    return any(isinstance(p, Image) and p.of in things for p in parts)


def _denial_unheard(text: str, reading: Reading) -> bool:
    """A mere list of what is named, though something is denied of it."""
    if not reading.fragment or not isinstance(reading.answer, Listing):
        return False
    of = reading.answer.of
    named = of.parts if isinstance(of, Union) else (of,)
    return all(isinstance(p, Entity) for p in named) and DENIES.search(text) is not None


def _lack_of_lack(reading: Reading) -> bool:
    """Things that lack a relation to what another relation finds, in words without a sentence."""
    return any(
        isinstance(e, NoneOf) and isinstance(e.target, Image) for e in sets_of(reading.answer)
    )


def _vague(text: str, reading: Reading) -> bool:
    """Whether an empty result may come of the wrong relation: "the database behind X", "reports that use pii"."""
    if VAGUE.search(text):
        return True
    own = isinstance(reading.answer, Listing | Count | Exists) and isinstance(
        reading.answer.of, Where
    )
    return own and HOLDS.search(text) is not None
