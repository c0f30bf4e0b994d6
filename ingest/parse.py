"""YAML and JSON to plain data: safe on hostile input, in the manner of YAML 1.2, with pointers for what is wrong.

YAML is built from libyaml's events without recursion, so depth, size and alias expansion are bounded
before memory is. Plain scalars follow the YAML 1.2 core schema: `no`, `on`, dates and `1:30` are texts;
numbers remember how they were written (`1.10`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import yaml
from yaml import events

from ingest.documents import Data, escaped, templated

__all__ = ["MAX_DEPTH", "MAX_NODES", "Unreadable", "json_data", "yaml_documents"]

MAX_DEPTH = 200  # nesting; real files stay under 30
MAX_NODES = 20_000_000  # values of one file, repeated aliases counted each time
MAX_REPEATED = 1_000_000  # values that aliases may repeat

Problems = list[tuple[str, str]]  # (pointer, reason)

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_SPECIAL: dict[str, Data] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STARTS_NUMBER = frozenset("+-.0123456789")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL and halves of characters
UNKNOWN = "\ufffd"


class Unreadable(Exception):
    """The text is not what its name says; `pointer` says where."""

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


class WrittenInt(int):
    """A whole number that remembers how it was written (`007`)."""

    written: str = ""


class WrittenFloat(float):
    """A number that remembers how it was written (`1.10`)."""

    written: str = ""


def _plain(text: str) -> Data:
    """A plain scalar by the YAML 1.2 core schema (chapter 10.3.2)."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if text[0] not in _STARTS_NUMBER:
        return text
    if len(text) < 40:
        if _INT.match(text):
            number = int(text)
            if not -(2**63) <= number < 2**63:
                return text
            if str(number) == text:
                return number
            kept = WrittenInt(number)
            kept.written = text
            return kept
        if _FLOAT.match(text):
            exact = WrittenFloat(text)
            exact.written = text
            return exact
        if _BASED.match(text):
            based = WrittenInt(int(text, 0))
            based.written = text
            return based
    return text


class _Frame:
    """A list or mapping being filled."""

    __slots__ = ("anchor", "before", "key", "merged", "target", "waiting")

    def __init__(self, target: Data, anchor: str | None, before: int) -> None:
        self.target = target
        self.anchor = anchor
        self.before = before  # how many values there were before it, to know its size
        self.key: Any = None
        self.merged: set[str] = set()  # keys that a merge brought, which the mapping's own replace
        self.waiting = True  # a mapping waits for a key


class _Builder:
    """Events of one YAML stream to data, one document at a time."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.text = text
        self.problems = problems
        self.nodes = 0
        self.repeated = 0
        self.number = -1
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Data, int]] = {}
        self.result: Data = None

    def documents(self) -> Iterator[tuple[int, Data]]:
        loader = _loader(self.text)
        try:
            while (event := loader.get_event()) is not None:
                if isinstance(event, events.ScalarEvent):
                    self._scalar(event)
                elif isinstance(event, events.MappingStartEvent):
                    self._open({}, event)
                elif isinstance(event, events.SequenceStartEvent):
                    self._open([], event)
                elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
                    self._close()
                elif isinstance(event, events.AliasEvent):
                    self._alias(event)
                elif isinstance(event, events.DocumentStartEvent):
                    self.number += 1
                    self.result = None
                    self.anchors = {}
                elif isinstance(event, events.DocumentEndEvent):
                    yield self.number, self.result
        except yaml.YAMLError as error:
            raise self._broken(error) from error
        finally:
            loader.dispose()

    def _broken(self, error: yaml.YAMLError) -> Unreadable:
        mark = getattr(error, "problem_mark", None)
        last = self.text.count("\n") + 1
        line = f"L{min(mark.line + 1, last)}" if mark is not None else ""
        if templated(self.text):
            return Unreadable(
                "unrendered template: render it first, or exclude it in .cartularyignore",
                line,
            )
        problem = getattr(error, "problem", None) or getattr(error, "reason", None)
        return Unreadable(f"not valid YAML: {problem or 'cannot be parsed'}", line)

    def _pointer(self) -> str:
        parts = [str(max(self.number, 0))]
        for frame in self.stack:
            if isinstance(frame.target, list):
                parts.append(str(len(cast("list[Data]", frame.target))))
            elif not frame.waiting:
                parts.append(escaped(frame.key))
        return "/".join(parts)

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unreadable(f"more than {MAX_NODES:,} values; split the file")

    def _scalar(self, event: Any) -> None:
        self._count()
        value: str = event.value
        if "\x00" in value:
            value = value.replace("\x00", UNKNOWN)
        data: Data = value
        if event.implicit[0] or event.tag in _PLAIN_TAGS:
            data = _plain(value)
        if event.anchor:
            self.anchors[event.anchor] = (data, 1)
        self._add(data)

    def _open(self, target: Data, event: Any) -> None:
        self._count()
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", self._pointer())
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.target, dict) and frame.waiting:
            if templated(self.text):
                raise Unreadable(
                    "unrendered template: render it first, or exclude it in .cartularyignore",
                    f"L{event.start_mark.line + 1}",
                )
            raise Unreadable(
                "a key must be a text, not a list or mapping",
                f"L{event.start_mark.line + 1}",
            )
        self.stack.append(_Frame(target, event.anchor, self.nodes))

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.target, self.nodes - frame.before + 1)
        self._add(frame.target)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise Unreadable(
                f"alias *{event.anchor} stands for nothing before it, or for itself",
                f"L{event.start_mark.line + 1}",
            )
        data, size = self.anchors[event.anchor]
        self.nodes += size
        self.repeated += size
        if self.repeated > MAX_REPEATED or self.nodes > MAX_NODES:
            raise Unreadable(
                f"aliases repeat more than {MAX_REPEATED:,} values",
                f"L{event.start_mark.line + 1}",
            )
        self._add(data)

    def _add(self, data: Data) -> None:
        if not self.stack:
            self.result = data
            return
        frame = self.stack[-1]
        if isinstance(frame.target, list):
            cast("list[Data]", frame.target).append(data)
        elif frame.waiting:
            if isinstance(data, (dict, list)):
                raise Unreadable("a key must be a text, not a list or mapping", self._pointer())
            frame.key = (
                data
                if isinstance(data, str)
                else "null"
                if data is None
                else str(data).lower()
                if isinstance(data, bool)
                else getattr(data, "written", None) or str(data)
            )
            frame.waiting = False
        else:
            self._put(frame, data)
            frame.waiting = True

    def _put(self, frame: _Frame, data: Data) -> None:
        target = cast("dict[str, Data]", frame.target)
        if frame.key == "<<" and isinstance(data, (dict, list)):
            for source in cast("list[Data]", data if isinstance(data, list) else [data]):
                if isinstance(source, dict):
                    for key, value in cast("dict[str, Data]", source).items():
                        if key not in target:
                            target[key] = value
                            frame.merged.add(key)
            return
        if frame.key in target and frame.key not in frame.merged:
            self.problems.append(
                (
                    self._pointer(),
                    f"the key {_shown(frame.key)} is given twice; the last one counts",
                )
            )
        frame.merged.discard(frame.key)
        target[frame.key] = data


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{t}" for t in ("int", "float", "bool", "null"))


def _loader(text: str) -> Any:
    factory: Any = getattr(yaml, "CSafeLoader", None) or yaml.SafeLoader
    return factory(text)


def yaml_documents(text: str, problems: Problems) -> Iterator[tuple[int, Data]]:
    """(number, data) of each document; what is odd but usable goes to `problems`. Raises Unreadable."""
    yield from _Builder(text, problems).documents()


def _shown(key: object) -> str:
    text = repr(str(key))
    return text if len(text) < 80 else text[:77] + "…'"


class _Twice(dict[str, Data]):
    """A JSON object in which these keys were given more than once."""

    keys_given_twice: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = tuple(k for k, _ in pairs if k in seen or seen.add(k))
    marked = _Twice(found)
    marked.keys_given_twice = twice
    return marked


def _no_constant(name: str) -> Data:
    raise ValueError(f"{name} is no JSON value")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)


def json_data(text: str, problems: Problems, number: int = 0) -> Data:
    """One JSON text's data; duplicate keys go to `problems`. Raises Unreadable."""
    try:
        data = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if templated(text):
            raise Unreadable(
                "unrendered template: render it first, or exclude it in .cartularyignore",
                f"L{error.lineno}",
            ) from error
        raise Unreadable(f"not valid JSON: {error.msg}", f"L{error.lineno}") from error
    except (ValueError, RecursionError) as error:
        reason = (
            f"nested deeper than {MAX_DEPTH} levels"
            if isinstance(error, RecursionError)
            else f"not valid JSON: {error}"
        )
        raise Unreadable(reason) from error
    return _checked(data, problems, number, lone="\\u" in text)


def _checked(data: Data, problems: Problems, number: int, *, lone: bool) -> Data:
    """Bound the depth, report keys given twice, and replace what no store can hold in a text."""
    level: list[tuple[Data, str]] = [(data, str(number))]
    for _ in range(MAX_DEPTH):
        inner: list[tuple[Data, str]] = []
        for value, pointer in level:
            if isinstance(value, dict):
                mapping = cast("dict[str, Data]", value)
                for key in getattr(mapping, "keys_given_twice", ()):
                    problems.append(
                        (
                            f"{pointer}/{escaped(key)}",
                            f"the key {_shown(key)} is given twice; the last one counts",
                        )
                    )
                if lone:
                    _mend_mapping(mapping)
                inner += [
                    (v, f"{pointer}/{escaped(k)}")
                    for k, v in mapping.items()
                    if isinstance(v, (dict, list))
                ]
            elif isinstance(value, list):
                items = cast("list[Data]", value)
                if lone:
                    items[:] = [_mended(v) for v in items]
                inner += [
                    (v, f"{pointer}/{i}")
                    for i, v in enumerate(items)
                    if isinstance(v, (dict, list))
                ]
        if not inner:
            return _mended(data)
        level = inner
    raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", level[0][1][:200])


def _mend_mapping(mapping: dict[str, Data]) -> None:
    if any(_UNSTORABLE.search(key) for key in mapping):
        kept = {cast("str", _mended(key)): value for key, value in mapping.items()}
        mapping.clear()
        mapping.update(kept)
    for key, value in mapping.items():
        if isinstance(value, str):
            mapping[key] = _mended(value)


def _mended(value: Data) -> Data:
    return _UNSTORABLE.sub(UNKNOWN, value) if isinstance(value, str) else value
