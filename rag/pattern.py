"""Patterns of wording as people can read them, and the regular expressions that they stand for.

    how far [out] {modal} <one> (go | reach) [, please] $

Words stand for themselves in either case; `?` makes the letter before it optional, `*` ends a word in any way.
`( | )` is one of several, `[ | ]` one or none, `[ | ]*` up to five. `{list}` is one of a list. `^` and `$` are the ends
of the sentence, `+( )` and `!( )` what must and must not follow, `\\(` and `\\)` brackets in it. `<one>` is a stretch of
words without marks, `<one:word>` and the other sorts below are other stretches, `<one=a | <two>>` is one that a pattern
describes; a slot named again is the same words again. Every stretch has an end: no sentence takes longer than its length
allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

__all__ = ["BadPattern", "Lists", "Pattern", "pattern"]

SORTS: Final = {
    "words": r"[^\s,:;?]+(?:\s+[^\s,:;?]+){0,11}?",
    "few": r"[^\s,:;?]+(?:\s+[^\s,:;?]+){0,3}?",
    "word": r"[\w.#+-]+",
    "text": r"\S+(?:\s+\S+){0,39}?",
    "name": r"(?-i:[A-Z][\w-]*(?:\s+[A-Z][\w-]*){0,4}?)",
}
ASKED: Final = {  # stretches of which the ontology, or the graph, is asked whether they are that
    "class": r"[a-z][\w-]*(?:\s+[\w-]+){0,2}?",
    "change": SORTS["words"],  # a noun for a change stands among them
    "changing": SORTS["words"],  # they begin with a verb for a change
    "outside": SORTS["name"],  # the name of one of a class from which no relation starts
}
MARKS: Final = frozenset(",:;–—-?.")
TIMES: Final = 5
PIECE: Final = re.compile(
    r"\s*(?:(?P<list>\{[\w:]+\})|<(?P<part>\w+)=|<(?P<slot>\w+)(?::(?P<sort>\w+))?>"
    r"|(?P<ahead>[+!])\(|(?P<open>[(\[])|(?P<close>[)\]>])|(?P<bar>\|)|(?P<word>\\[()]|[^\s()\[\]{}<>|]+))"
)
Gap = Literal["before", "after", ""]


class BadPattern(ValueError):
    """A pattern that cannot be read."""


@dataclass(frozen=True)
class Pattern:
    """What a text of the language above finds; `asked` are the slots of which it is asked what they mean.

    One of the words `needed` stands in whatever it finds; none where that cannot be told.
    """

    regex: str
    asked: tuple[tuple[str, str], ...]
    slots: frozenset[str]
    needed: frozenset[str]

    @cached_property
    def found(self) -> re.Pattern[str]:
        return re.compile(self.regex, re.I)

    def may_find(self, asked: str) -> bool:
        """Whether it is worth looking, in a sentence in small letters."""
        return not self.needed or any(word in asked for word in self.needed)


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a sequence: a regular expression, or the sequences of which it is one."""

    text: str = ""
    word: str = ""  # what stands in it, whatever its ending
    ways: tuple[tuple[_Item, ...], ...] = ()
    least: bool = True
    most: int = 1
    ahead: str = ""
    slot: str = ""
    mark: bool = False
    joined: bool = False  # to what stands before it
    opens: bool = False  # a bracket, which what stands after it is joined to

    @property
    def needed(self) -> bool:
        return self.least and not self.ahead


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of phrases by their names, each read once, when it is first named."""

    phrases: Mapping[str, tuple[str, ...]]
    read: dict[str, tuple[tuple[_Item, ...], ...]] = field(
        default_factory=dict[str, "tuple[tuple[_Item, ...], ...]"]
    )

    def ways(self, name: str) -> tuple[tuple[_Item, ...], ...]:
        if name not in self.read:
            ordered = sorted(self.phrases[name], key=lambda p: (-len(p), p))
            self.read[name] = tuple(w for p in ordered for w in _Reader(p, self).read(""))
        return self.read[name]


def pattern(text: str, lists: Lists) -> Pattern:
    """The pattern that a text writes."""
    body = text.strip()
    start, end = body.startswith("^"), body.endswith("$")
    reader = _Reader(body[start : len(body) - end].strip(), lists)
    ways = reader.read("")
    written = _sequences(ways, "")
    found = ("^" if start else r"(?:(?<!\w)|(?=\W))") + written + (r"\s*$" if end else r"(?!\w)")
    return Pattern(found, tuple(reader.asked), frozenset(reader.slots), _needed(ways))


def _needed(ways: tuple[tuple[_Item, ...], ...]) -> frozenset[str]:
    """Words of which one stands in every sentence that one of the sequences finds; the fewest of them."""
    found: set[str] = set()
    for way in ways:
        words = [w for item in way if item.needed and (w := _words(item))]
        if not words:
            return frozenset()
        found |= min(words, key=lambda w: (len(w), sorted(w)))
    return frozenset(found)


def _words(item: _Item) -> frozenset[str]:
    return _needed(item.ways) if item.ways else frozenset({item.word} if item.word else ())


@dataclass(slots=True)
class _Reader:
    text: str
    lists: Lists
    at: int = 0
    slots: set[str] = field(default_factory=set[str])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def read(self, closing: str) -> tuple[tuple[_Item, ...], ...]:
        """The sequences up to a closing bracket, or to the end."""
        ways: list[list[_Item]] = [[]]
        while self.at < len(self.text.rstrip()):
            piece = PIECE.match(self.text, self.at)
            if piece is None:
                raise BadPattern(f"{self.text!r}: not understood from {self.text[self.at :]!r}")
            close = piece["close"]
            if close and close == closing:
                return self._closed(ways)
            if close:
                raise BadPattern(f"{self.text!r}: {close!r} closes nothing")
            self.at = piece.end()
            if piece["bar"]:
                ways.append([])
            else:
                ways[-1].append(self._item(piece))
        if closing:
            raise BadPattern(f"{self.text!r}: {closing!r} is missing")
        return self._closed(ways)

    def _closed(self, ways: list[list[_Item]]) -> tuple[tuple[_Item, ...], ...]:
        if not all(any(i.needed for i in way) for way in ways):
            raise BadPattern(f"{self.text!r}: an alternative may match nothing")
        return tuple(map(tuple, ways))

    def _item(self, piece: re.Match[str]) -> _Item:
        if piece["list"]:
            return self._listed(piece["list"][1:-1])
        if piece["slot"]:
            return self._slot(piece["slot"], piece["sort"] or "words")
        if piece["part"]:
            self._new(piece["part"])
            return _Item(ways=self._within(">"), slot=piece["part"])
        if piece["ahead"]:
            return _Item(ways=self._within(")"), ahead="=" if piece["ahead"] == "+" else "!")
        if piece["open"]:
            closing = ")" if piece["open"] == "(" else "]"
            ways = self._within(closing)
            many = self.text[self.at : self.at + 1] == "*" and closing == "]"
            self.at += many
            return _Item(ways=ways, least=closing == ")", most=TIMES if many else 1)
        word = piece["word"]
        if word[0] == "\\":
            return _Item(word, mark=True, opens=word == r"\(")
        if word == "$":
            return _Item("$", mark=True)
        escaped = re.escape(word.casefold()).replace(r"\?", "?").replace(r"\*", r"\w*")
        mark = set(word) <= MARKS
        if mark:
            return _Item(re.escape(word), mark=True)
        whole = max(re.split(r"\*|.\?", word.casefold()), key=len)
        return _Item(escaped, whole, joined=word[0] in "'-")

    def _within(self, closing: str) -> tuple[tuple[_Item, ...], ...]:
        """What stands before a closing bracket, and past it."""
        ways = self.read(closing)
        self.at = self.text.index(closing, self.at) + 1
        return ways

    def _listed(self, name: str) -> _Item:
        if name not in self.lists.phrases:
            raise BadPattern(f"{self.text!r}: no list {name!r}")
        return _Item(ways=self.lists.ways(name))

    def _slot(self, name: str, sort: str) -> _Item:
        if name in self.slots:
            return _Item(f"(?P={name})")
        self._new(name)
        if sort in ASKED:
            self.asked.append((name, sort))
        elif sort not in SORTS:
            sorts = ", ".join((*SORTS, *ASKED))
            raise BadPattern(f"{self.text!r}: no sort {sort!r}; there are {sorts}")
        return _Item((SORTS | ASKED)[sort], slot=name)

    def _new(self, name: str) -> None:
        if name in self.slots:
            raise BadPattern(f"{self.text!r}: <{name}> is described twice")
        self.slots.add(name)


def _sequences(ways: tuple[tuple[_Item, ...], ...], gap: Gap) -> str:
    if len(ways) == 1:
        return _sequence(ways[0], gap)
    if any(_marked(way[0]) for way in ways):
        return f"(?:{'|'.join(_sequence(way, gap) for way in ways)})"
    inner = f"(?:{'|'.join(_sequence(way, '') for way in ways)})"
    return (r"\s+" if gap == "before" else "") + inner + (r"\s+" if gap == "after" else "")


def _sequence(items: tuple[_Item, ...], gap: Gap) -> str:
    """Items with the space between them, which belongs to those that may be missing."""
    if gap == "after":
        return _sequence(items, "") + r"\s+"
    written: list[str] = []
    first = gap == ""
    for at, item in enumerate(items):
        if not first:
            written.append(_one(item, "before"))
        elif item.needed:
            written.append(_one(item, ""))
            first = False
        else:
            written.append(_one(item, "after"))
        if item.opens:
            return "".join(written) + r"\s*" + _sequence(items[at + 1 :], "")
    return "".join(written)


def _one(item: _Item, gap: Gap) -> str:
    if item.ahead:
        inner = _sequences(item.ways, "before" if gap == "before" else "")
        return f"(?{item.ahead}{inner}(?!\\w))"
    if item.slot and item.ways:
        before = (r"\s*" if _marked(item) else r"\s+") if gap == "before" else ""
        return f"{before}(?P<{item.slot}>{_sequences(item.ways, '')})"
    if item.ways:
        inner = _sequences(item.ways, gap)
        if item.least:
            return inner
        return f"(?:{inner})" + (f"{{0,{item.most}}}" if item.most > 1 else "?")
    written = f"(?P<{item.slot}>{item.text})" if item.slot else item.text
    if gap == "before":
        return ("" if item.joined else r"\s*" if item.mark else r"\s+") + written
    return written + (r"\s+" if gap == "after" else "")


def _marked(item: _Item) -> bool:
    """Whether it begins with a mark, which needs no space before it."""
    return item.mark or any(_marked(way[0]) for way in item.ways)
