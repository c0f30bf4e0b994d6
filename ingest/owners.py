"""Owner strings, and CODEOWNERS lines held against where things live."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.facts import OwnsPath, Ref
from graph.vocabulary import Label

__all__ = ["Owner", "PathRules", "matches", "owner_of"]

KINDS: Final = {
    "group": Label.TEAM,
    "team": Label.TEAM,
    "user": Label.PERSON,
    "person": Label.PERSON,
}
STATED: Final = re.compile(r"(?P<kind>\w+):(?:(?P<space>[^/@:]+)/)?(?P<name>.+)\Z", re.S)
MAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+\Z")
NAMED_MAIL: Final = re.compile(r"(?P<name>.*\S)\s*<(?P<mail>[^<>\s]+@[^<>\s]+)>\s*\Z", re.S)


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner string, read: the labels to look among, in order, the names to look for, best first,
    and what stands in when nobody is found.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    placeholder: Ref


def owner_of(ref: Ref) -> Owner:
    """What a loose reference to a team or person may mean."""
    text = ref.name.strip()
    anyone = (Label.TEAM, Label.PERSON)
    found = STATED.match(text)
    if found and (label := KINDS.get(found["kind"].lower())):
        name = found["name"]
        return Owner((label,), (name,), Ref(label, name, namespace=found["space"] or ref.namespace))
    if found := NAMED_MAIL.match(text):
        name, mail = found["name"], found["mail"]
        return Owner(anyone, (name, mail), Ref(Label.TEAM, name, key=ref.key))
    if MAIL.match(text):
        return Owner(anyone, (text,), Ref(Label.PERSON, text, key=ref.key))
    if text.startswith("@"):
        bare = text[1:]
        last = bare.rpartition("/")[2]
        label = Label.TEAM if "/" in bare else Label.PERSON
        names = tuple(dict.fromkeys((text, bare, last)))
        return Owner(anyone, names, Ref(label, text, key=ref.key))
    label = ref.label if ref.label in anyone else Label.TEAM
    names = (text, text.rpartition("/")[2]) if "/" in text else (text,)
    labels = (Label.PERSON, Label.TEAM) if label == Label.PERSON else anyone
    return Owner(labels, names, Ref(label, text, namespace=ref.namespace, key=ref.key))


class PathRules:
    """The CODEOWNERS lines of one root."""

    def __init__(self, lines: Iterable[OwnsPath]) -> None:
        found: dict[str, list[OwnsPath]] = {}
        for line in lines:
            found.setdefault(line.base, []).append(line)
        self.by_base = {base: _that_count(found[base]) for base in found}
        self.decided: dict[str, OwnsPath | None] = {}

    def of(self, location: str) -> OwnsPath | None:
        """The line that decides about a file or folder: of the nearest base, the last that matches."""
        if location not in self.decided:
            self.decided[location] = self._decide(location)
        return self.decided[location]

    def _decide(self, location: str) -> OwnsPath | None:
        bases = [base for base in self.by_base if _inside(location, base)]
        if not bases:
            return None
        base = max(bases, key=len)
        below = location[len(base) :].strip("/") if base else location
        return next((line for line in self.by_base[base] if matches(line.pattern, below)), None)


def _that_count(lines: list[OwnsPath]) -> list[OwnsPath]:
    """The lines of the one file of a folder that its host takes, last first."""
    file = _first_file(line.at.path for line in lines)
    kept = [line for line in lines if line.at.path == file]
    return sorted(kept, key=lambda line: line.line, reverse=True)


def _inside(location: str, base: str) -> bool:
    return not base or location == base or location.startswith(base + "/")


def _first_file(paths: Iterable[str]) -> str:
    """Of several CODEOWNERS files of one repository, the one that its host takes."""

    def order(path: str) -> tuple[int, str]:
        folder = path.rpartition("/")[0].rpartition("/")[2]
        places = (".github", ".gitlab", "docs")
        return (0 if folder == places[0] else 2 if folder in places[1:] else 1, path)

    return min(set(paths), key=order)


def matches(pattern: str, path: str) -> bool:
    """Whether a CODEOWNERS pattern owns a file, or the files straight inside a folder."""
    expression = _expression(pattern)
    return any(expression.match(candidate) for candidate in _candidates(path))


def _candidates(path: str) -> Iterator[str]:
    last = path.rpartition("/")[2]
    if path and "." in last[1:]:
        yield path
    yield f"{path}/\0" if path else "\0"


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as GitHub reads it: like .gitignore, but `docs/*` does not reach below `docs`."""
    text = pattern.lstrip("/")
    anchored = pattern.startswith("/") or "/" in text.rstrip("/")
    folder_only = text.endswith("/")
    text = text.rstrip("/")
    parts: list[str] = []
    for part in text.split("/"):
        if part == "**":
            parts.append("**")
        else:
            parts.append("".join(_character(c) for c in part))
    out = "" if anchored else "(?:.*/)?"
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            out += ".*" if last else "(?:.*/)?"
        else:
            out += part if last else part + "/"
    if folder_only:
        out += "/.*"
    elif not anchored or not text.endswith("*"):
        out += "(?:/.*)?"
    return re.compile(out + r"\Z", re.S)


def _character(char: str) -> str:
    return {"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char))
