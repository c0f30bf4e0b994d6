"""A sentence that asks two things, in its two halves: "who owns X, and what depends on it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Halves", "halves", "two_questions"]

ASKING = "who|whom|whose|what|which|when|where|why|how|is|are|does|do|did|has|have|can"
TWO = re.compile(
    rf"(?P<first>\s*(?:{ASKING}|list|show)\b.+?)[,;]?\s+and\s+(?:also\s+)?(?P<second>(?:{ASKING})\b.+)",
    re.I | re.S,
)
BREAK = re.compile(
    r"\s*(?:[,;:–—]|\s-\s)\s*(?:and|plus|with|along with|together with|or)?\s+(?:also\s+|then\s+)?"
    r"|\s+(?:and(?: also| then)?|plus|along with|together with|with)\s+",
    re.I,
)
SOME = re.compile(
    r"(?P<asked>which|who|how many|what|(?:(?:do|does|did|are|is|was|were|have|has|can)\s+)?(?:any|some|all|none|most))"
    r"(?:\s+ones)?\s+(?:of|among)\s+(?:them|these|those)\b(?P<rest>.+)",
    re.I | re.S,
)
ONES = re.compile(r"(?P<asked>which)(?:\s+ones)?(?=\s+(?:are|is|have|has)\b)", re.I)
PER = re.compile(r"(?:for|by|in|of|on|to|at|from)\s+(?:which|what)\s+(?P<noun>[\w ]+)", re.I)
EACH = re.compile(
    r"\b(?:each|every) one(?: of (?:them|these|those))?\b"
    r"|\beach(?: of (?:them|these|those|which))?\b(?!\s+(?:other|another)\b)",
    re.I,
)
NAMING = re.compile(
    r"(?:who|what|which)\s+(?:that|this|those|these|the|their|its)\s+(?P<noun>[\w ]+?)\s+(?:is|are|was|were)",
    re.I,
)
TURNED = re.compile(
    r"(?P<asked>(?:who|what|where|how many \w+|which \w+|what \w+))\s+(?P<they>it|they)\s+(?P<be>is|are|was|were)\s+(?P<done>\w+)",
    re.I,
)
ITS = re.compile(r"what(?:'s|\s+is|\s+are)\s+(?:its|their)\s+(?P<noun>[\w ]+)", re.I)
ONE = re.compile(r"which ones?\b", re.I)
HEAD = re.compile(r".*?\b(?:which|what|how many|list|show(?: me)?)\s+(?P<noun>[a-z]+)", re.I | re.S)
SAME = re.compile(
    r"(?:if so,?\s+)?(?:who|which|what|where)(?:\s+ones?)?(?:\s+(?:are|is|would)\s+(?:they|those|it|these|that)(?:\s+be)?)?",
    re.I,
)
BACK = re.compile(r"\b(it|its|them|they|their|these|those|one|ones)\b", re.I)
LINK = re.compile(
    r"(?P<link>by|from|to|for|on|in|with|into)\s+(?P<asked>whom|what|which|who)", re.I
)
PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?P<done>\w+)$", re.I)
FEWEST = 2  # words of a half


@dataclass(frozen=True, slots=True)
class Halves:
    """`some`: the second asks which of those of the first; `back`: it speaks of them, `each` of each one,
    `one` of a single thing; `same` asks for no more than which they are; `whole` says both as one question."""

    first: str
    second: str
    some: bool = False
    back: bool = False
    each: bool = False
    one: bool = False
    same: bool = False
    whole: str = ""

    @property
    def single(self) -> bool:
        """Whether the first asks for one thing, by its noun."""
        head = HEAD.match(self.first)
        return head is not None and re.search(r"[^s]s$", head["noun"]) is None


def two_questions(asked: str) -> Halves | None:
    """The two questions of a sentence in which both begin as questions do."""
    match = TWO.match(asked)
    if match is None or len(match.group("second").split()) <= FEWEST:
        return None
    return _made(match.group("first"), match.group("second"))


def halves(asked: str) -> Iterator[Halves]:
    """The ways to part a sentence, the last break first, of which the second half goes back to the first."""
    said = asked.rstrip("?.! ")
    for match in reversed(list(BREAK.finditer(said))):
        first, second = said[: match.start()], said[match.end() :]
        if len(first.split()) < FEWEST or not second:
            continue
        made = _made(first, second)
        asking = re.match(rf"(?:{ASKING})\b", made.second, re.I) and len(second.split()) >= FEWEST
        if made.some or made.back or made.same or made.whole or asking:
            yield made


def _made(first: str, second: str) -> Halves:
    first, second = first.strip(" ,;:"), second.strip()
    some = SOME.match(second)
    if some:
        return Halves(first, f"{some['asked']} things{some['rest']}", some=True)
    ones = ONES.match(second)
    if ones:
        return Halves(first, f"{ones['asked']} things{second[ones.end() :]}", some=True)
    if SAME.fullmatch(second.rstrip("?. ")):
        return Halves(first, second, same=True)
    per = PER.fullmatch(second.rstrip("?. "))
    if per:
        return Halves(first, second, whole=f"{first} per {per['noun']}")
    naming = NAMING.fullmatch(second.rstrip("?. "))
    if naming:
        return Halves(first, f"what is the {naming['noun']} of it", back=True, each=True)
    link, done = LINK.fullmatch(second.rstrip("?. ")), PASSIVE.search(first)
    if link and done:
        asked = f"{link['link']} {link['asked']} is it {done['done']}"
        return Halves(first, asked, back=True, each=True)
    each = EACH.search(second) is not None
    return Halves(
        first, _plainer(first, second), back=each or _back(second), each=each, one=_one(second)
    )


def _plainer(first: str, second: str) -> str:
    """The second half in a plainer order, with "it" for each of them and a noun for "one"."""
    second = EACH.sub("it", second, count=1)
    second = TURNED.sub(r"\g<asked> \g<be> \g<they> \g<done>", second)
    second = ITS.sub(r"what is the \g<noun> of it", second)
    head = HEAD.match(first)
    return ONE.sub(f"which {head['noun']}", second, count=1) if head else second


def _back(second: str) -> bool:
    return BACK.search(ONE.sub("which", second)) is not None


def _one(second: str) -> bool:
    return re.search(r"\b(it|its)\b", second, re.I) is not None
