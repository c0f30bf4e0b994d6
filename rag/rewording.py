"""Ways of speaking and the plainer wording of each: data in `rewordings.toml`, put in their order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.pattern import BadPattern, Lists, Pattern, pattern

__all__ = ["BadRewordings", "Entry", "Means", "Rewording", "entries", "put", "ways_to_put"]

Stage: TypeAlias = Literal["always", "otherwise"]
Means: TypeAlias = Callable[[str, str], bool]  # whether words are what a sort of slot wants
SLOT = re.compile(r"<(\w+)>")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
ASIDE = re.compile(r"\s+\((?P<aside>[^()]{1,60})\)\s*$")
BEFORE_MARK = re.compile(r"\s+(?=[,;?])")


class BadRewordings(ValueError):
    """The data of rewordings does not say what it must."""


class Entry(BaseModel):
    """One way of speaking: what it `covers`, the patterns that tell it, and how it is `put`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=3)
    covers: str = Field(min_length=8)
    says: tuple[str, ...] = Field(min_length=1)
    put: str
    given: str = ""
    unless: str = ""
    examples: tuple[tuple[str, str], ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lists: dict[str, tuple[str, ...]]
    always: tuple[Entry, ...]
    otherwise: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Rewording:
    """An entry that can be put to work."""

    entry: Entry
    says: tuple[Pattern, ...]
    given: Pattern | None
    unless: Pattern | None

    def put(self, asked: str, means: Means) -> str:
        """The sentence in the plainer wording; the same where it does not speak so."""
        small = asked.casefold()
        says_so = [says for says in self.says if says.may_find(small)]
        if not says_so:
            return asked
        if self.given is not None and not self.given.found.search(asked):
            return asked
        if self.unless is not None and self.unless.found.search(asked):
            return asked
        for says in says_so:
            plain = _put(asked, says, self.entry.put, means)
            if plain != asked:
                asked = BEFORE_MARK.sub("", " ".join(plain.split())).rstrip(" ,")
        return asked


def put(asked: str, means: Means, left: Rewording | None = None) -> str:
    """The question with all that is always put plainer, in order; without the one that is `left` out.

    What stands in brackets at its end is an aside, as after a comma.
    """
    asked = ASIDE.sub(r", \g<aside>", asked)
    for rewording in _all()["always"]:
        if rewording is not left:
            asked = rewording.put(asked, means)
    return asked


def ways_to_put(asked: str, means: Means) -> Iterator[str]:
    """Other wordings of a question that is not understood, the likeliest first."""
    for rewording in _all()["otherwise"]:
        plain = rewording.put(asked, means)
        if plain != asked:
            yield plain


def entries(stage: Stage) -> tuple[Rewording, ...]:
    """Those of a stage, in order."""
    return _all()[stage]


def compiled(text: str) -> Mapping[Stage, tuple[Rewording, ...]]:
    """What a file of rewordings says; an error that names the entry where it cannot be read."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise BadRewordings(str(wrong)) from None
    names = [e.name for e in (*file.always, *file.otherwise)]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise BadRewordings(f"two entries named {twice[0]!r}")
    lists = Lists(file.lists)
    return {
        "always": tuple(_rewording(e, lists) for e in file.always),
        "otherwise": tuple(_rewording(e, lists) for e in file.otherwise),
    }


@cache
def _all() -> Mapping[Stage, tuple[Rewording, ...]]:
    return compiled((resources.files("rag") / "rewordings.toml").read_text(encoding="utf-8"))


def _rewording(entry: Entry, lists: Lists) -> Rewording:
    try:
        says = tuple(pattern(text, lists) for text in entry.says)
        given = pattern(entry.given, lists) if entry.given else None
        unless = pattern(entry.unless, lists) if entry.unless else None
    except BadPattern as wrong:
        raise BadRewordings(f"{entry.name}: {wrong}") from None
    unknown = sorted(set(SLOT.findall(entry.put)).difference(*(one.slots for one in says)))
    if unknown:
        raise BadRewordings(f"{entry.name}: nothing is found for <{unknown[0]}>")
    return Rewording(entry, says, given, unless)


def _put(asked: str, says: Pattern, template: str, means: Means) -> str:
    """The sentence with all stretches that a pattern finds put as a template says."""
    made, last, at = "", 0, 0
    while match := says.found.search(asked, at):
        if match.group() and all(means(match[a], s) for a, s in says.asked if match[a]):
            made += asked[last : match.start()] + _filled(template, match.groupdict())
            last = at = match.end()
        else:
            space = asked.find(" ", match.start() + 1)
            at = space + 1 if space >= 0 else len(asked) + 1
    return made + asked[last:]


def _filled(template: str, slots: Mapping[str, str | None]) -> str:
    """A template with its slots; what stands in brackets falls away where a slot in it found nothing."""

    def optional(match: re.Match[str]) -> str:
        return match[1] if all(slots.get(name) for name in SLOT.findall(match[1])) else ""

    return SLOT.sub(lambda m: slots.get(m[1]) or "", OPTIONAL.sub(optional, template))
