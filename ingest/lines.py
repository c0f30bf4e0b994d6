"""The lines that places in a file stand in, so that they can be linked to by who does not have the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from json import decoder
from typing import Any, Final

import yaml
from yaml import events

from graph.facts import Alias, Edge, Fact, Node, OwnsPath, Passage, Place, RunEvent, Selects
from ingest.documents import escaped
from ingest.json_comments import may_have_comments, without_comments
from ingest.parse import Unreadable
from ingest.sniff import Syntax

__all__ = ["lines_of", "places_in"]

TEXT: Final = re.compile(r"L\d+(?:-L\d+)?\Z")
_BLANK: Final = re.compile(r"[ \t\n\r]*")

Wanted = dict[str, Any]  # a step to what is wanted further in


def places_in(facts: Iterable[Fact]) -> Iterator[Place]:
    """Every place that the facts name."""
    for fact in facts:
        match fact:
            case Node():
                yield fact.at
                yield from fact.places.values()
            case Edge() | Alias() | Selects() | OwnsPath() | Passage() | RunEvent():
                yield fact.at


def lines_of(path: str, text: str, syntax: Syntax, pointers: Iterable[str]) -> dict[str, int]:
    """The line, from 1, of every pointer that is none of lines itself; of what is not found, that around it."""
    wanted = sorted({p for p in pointers if p and not TEXT.match(p)})
    if not wanted:
        return {}
    try:
        if syntax == "xml":
            return _xml(path, text, wanted)
        if syntax == "json" and may_have_comments(path):
            text = without_comments(text)
        if syntax in ("json", "json-lines"):
            return _json_lines(text, wanted) if syntax == "json-lines" else _json(text, wanted)
        if syntax == "yaml":
            return _yaml(text, wanted, 0)
        return _front_matter(text, wanted)
    except (Unreadable, yaml.YAMLError, ValueError, RecursionError, LookupError):
        return {}


def _trie(pointers: Iterable[str]) -> Wanted:
    top: Wanted = {}
    for pointer in pointers:
        here = top
        for step in pointer.split("/"):
            here = here.setdefault(step, {})
    return top


def _nearest(wanted: Iterable[str], found: Mapping[str, int]) -> dict[str, int]:
    lines: dict[str, int] = {}
    for pointer in wanted:
        here = pointer
        while here and here not in found:
            here = here.rpartition("/")[0]
        if here:
            lines[pointer] = found[here]
    return lines


def _front_matter(text: str, wanted: list[str]) -> dict[str, int]:
    """YAML between `---` lines at the start of a text."""
    rows = text.split("\n")
    if rows[0].rstrip() != "---":
        return {}
    end = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() in ("---", "...")), 0)
    return _yaml("\n".join(rows[1:end]), wanted, 1)


def _yaml(text: str, wanted: list[str], above: int) -> dict[str, int]:
    """By libyaml's events; what nobody wants is passed over."""
    found: dict[str, int] = {}
    trie = _trie(wanted)
    last = max(int(n) for n in trie)
    factory: Any = getattr(yaml, "CSafeLoader", None) or yaml.SafeLoader
    loader = factory(text)
    # of each open collection: its pointer, what is wanted in it, the next position (None: a mapping), the key
    stack: list[list[Any]] = []
    depth = 0  # of collections in which nothing is wanted
    number = -1
    try:
        while (event := loader.get_event()) is not None:
            kind = type(event)
            if kind is events.DocumentStartEvent:
                number += 1
                if number > last:
                    break
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                if depth:
                    depth -= 1
                else:
                    stack.pop()
            elif depth:
                if kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                    depth += 1
            elif kind in _VALUES:
                line = event.start_mark.line + 1 + above
                pointer, inner = _enter(stack, event, line, str(number), trie, found)
                if kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                    if inner:
                        start = None if kind is events.MappingStartEvent else 0
                        stack.append([pointer, inner, start, None, 0])
                    else:
                        depth = 1
    finally:
        loader.dispose()
    return _nearest(wanted, found)


_VALUES: Final = frozenset(
    (events.ScalarEvent, events.AliasEvent, events.MappingStartEvent, events.SequenceStartEvent)
)


def _enter(
    stack: list[list[Any]],
    event: Any,
    line: int,
    document: str,
    trie: Wanted,
    found: dict[str, int],
) -> tuple[str, Wanted | None]:
    """A value begins: its pointer and what is wanted in it; or a key, which is remembered."""
    if not stack:
        if document in trie:
            found[document] = line
        return document, trie.get(document)
    frame = stack[-1]
    if frame[2] is None:
        if frame[3] is None:
            frame[3] = escaped(getattr(event, "value", ""))
            frame[4] = line
            return "", None
        step, frame[3], line = frame[3], None, frame[4]
    else:
        step = str(frame[2])
        frame[2] += 1
    inner = frame[1].get(step)
    if inner is None:
        return "", None
    pointer = f"{frame[0]}/{step}"
    found[pointer] = line
    return pointer, inner


def _json_lines(text: str, wanted: list[str]) -> dict[str, int]:
    rows = text.count("\n") + 1
    numbers = ((p, int(p.partition("/")[0]) + 1) for p in wanted)
    return {pointer: line for pointer, line in numbers if line <= rows}


class _Json:
    """Walks a JSON text along what is wanted; all else is passed over by the decoder in C."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.scan: Any = json.JSONDecoder().scan_once  # pyright: ignore[reportAttributeAccessIssue]
        self.at = 0
        self.line = 1
        self.found: dict[str, int] = {}

    def line_at(self, position: int) -> int:
        """Positions only grow."""
        self.line += self.text.count("\n", self.at, position)
        self.at = position
        return self.line

    def blank(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        return found.end() if found else position

    def value(self, position: int, pointer: str, wanted: Wanted) -> int:
        """Note the lines in the value that begins here; where it ends."""
        opening = self.text[position : position + 1]
        if wanted and opening == "{":
            return self.mapping(position + 1, pointer, wanted)
        if wanted and opening == "[":
            return self.list(position + 1, pointer, wanted)
        return self.scan(self.text, position)[1]

    def mapping(self, position: int, pointer: str, wanted: Wanted) -> int:
        text = self.text
        position = self.blank(position)
        while text[position] != "}":
            start = position
            key, position = decoder.scanstring(text, position + 1, False)  # pyright: ignore
            position = self.blank(self.blank(position) + 1)  # past the colon
            step = escaped(key)
            inner = wanted.get(step)
            if inner is None:
                position = self.scan(text, position)[1]
            else:
                within = f"{pointer}/{step}"
                self.found[within] = self.line_at(start)
                position = self.value(position, within, inner)
            position = self.blank(position)
            if text[position] == ",":
                position = self.blank(position + 1)
        return position + 1

    def list(self, position: int, pointer: str, wanted: Wanted) -> int:
        text = self.text
        number = 0
        position = self.blank(position)
        while text[position] != "]":
            inner = wanted.get(str(number))
            if inner is None:
                position = self.scan(text, position)[1]
            else:
                within = f"{pointer}/{number}"
                self.found[within] = self.line_at(position)
                position = self.value(position, within, inner)
            number += 1
            position = self.blank(position)
            if text[position] == ",":
                position = self.blank(position + 1)
        return position + 1


def _json(text: str, wanted: list[str]) -> dict[str, int]:
    if "\n" not in text.rstrip("\n"):
        return dict.fromkeys(wanted, 1)
    trie = _trie(wanted)
    if set(trie) != {"0"}:
        return _json_lines(text, wanted)
    walk = _Json(text)
    start = walk.blank(0)
    walk.found["0"] = walk.line_at(start)
    try:
        end = walk.blank(walk.value(start, "0", trie["0"]))
    except (StopIteration, ValueError, IndexError):
        end = -1
    if end != len(text):  # JSON lines under another name
        return _json_lines(text, wanted)
    return _nearest(wanted, walk.found)


def _xml(path: str, text: str, wanted: list[str]) -> dict[str, int]:
    from ingest.xml_document import Element, xml_root

    found: dict[str, int] = {}

    def note(element: Element, pointer: str, inner: Wanted) -> None:
        found[pointer] = element.line
        if not inner:
            return
        counts: dict[str, int] = {}
        for child in element:
            counts[child.name] = number = counts.get(child.name, 0) + 1
            for step in (f"{child.name}[{number}]", child.name):
                if step in inner and (step != child.name or number == 1):
                    note(child, f"{pointer}/{step}", inner[step])

    top = xml_root(path, text)
    trie = _trie(pointer.lstrip("/") for pointer in wanted)
    if top.name in trie:
        note(top, f"/{top.name}", trie[top.name])
    return _nearest(wanted, found)
