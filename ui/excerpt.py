"""The lines of a file that a place points at, where the file is still within reach."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Excerpt", "excerpt", "excerpt_of", "line_of"]

YAMLS = {".yaml", ".yml", ".json", ".md", ".markdown"}
JSON_LINES = {".jsonl", ".ndjson"}
LARGEST = 1_000_000
DEEPEST = 200
WIDEST = 400
WIDEST_VALUE = 160
_LINES = re.compile(r"L(\d+)(?:-L(\d+))?$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`first` is the 1-based number of the first line of `text`; `line` the one pointed at."""

    line: int
    first: int
    text: str


@dataclass(frozen=True, slots=True)
class _File:
    lines: tuple[str, ...]
    documents: tuple[yaml.Node | None, ...]


def line_of(place: str, roots: Mapping[str, Path]) -> int | None:
    """The line that a place of the graph (`root/path#pointer`) points at."""
    found = excerpt_of(place, roots, around=0)
    return None if found is None else found.line


def excerpt_of(place: str, roots: Mapping[str, Path], *, around: int = 2) -> Excerpt | None:
    """The lines around a place of the graph; `roots` in the order in which they are tried."""
    path, _, pointer = place.partition("#")
    for root, folder in roots.items():
        if path.startswith(root + "/"):
            return excerpt(folder, path[len(root) + 1 :], pointer, around=around)
    return None


def excerpt(root: Path, path: str, pointer: str, *, around: int = 2) -> Excerpt | None:
    """The lines around a place, None when the file cannot be read or does not hold the place."""
    try:
        file = (root / path).resolve()
        if not file.is_relative_to(root.resolve()) or not file.is_file():
            return None
        about = file.stat()
        if about.st_size > LARGEST:
            return None
        read = _read(file, about.st_mtime_ns, about.st_size)
    except (OSError, ValueError, RecursionError, RuntimeError):
        return None
    if file.suffix.lower() in JSON_LINES and not _LINES.match(pointer):
        return _of_json_lines(read.lines, pointer)
    span = _span(read, pointer)
    if span is None or span[0] > len(read.lines):
        return None
    first = max(1, span[0] - around)
    last = min(len(read.lines), max(span[1], span[0]) + around)
    return Excerpt(
        span[0], first, "\n".join(line[:WIDEST] for line in read.lines[first - 1 : last])
    )


@lru_cache(maxsize=16)
def _read(file: Path, _changed: int, _size: int) -> _File:
    """The lines, and the documents up to the first that is no YAML; kept while the file is the same."""
    text = file.read_text(encoding="utf-8-sig")
    documents: list[yaml.Node | None] = []
    if file.suffix.lower() in YAMLS:
        with suppress(yaml.YAMLError):
            _check_depth(text)
        with suppress(yaml.YAMLError):
            for document in yaml.compose_all(text, Loader=yaml.CSafeLoader):
                documents.append(document)
    return _File(tuple(text.splitlines()), tuple(documents))


def _check_depth(text: str) -> None:
    """Raise RecursionError for a text so deep that composing it would end the process, not raise."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise RecursionError(f"deeper than {DEEPEST}")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _span(read: _File, pointer: str) -> tuple[int, int] | None:
    if not pointer:
        return 1, 1
    match = _LINES.match(pointer)
    if match:
        return int(match[1]), int(match[2] or match[1])
    steps = _steps(pointer)
    if not steps[0].isdigit():
        return None
    number = int(steps[0])
    if number < len(read.documents):
        return _descend(read.documents[number], steps[1:])
    return None


def _of_json_lines(lines: tuple[str, ...], pointer: str) -> Excerpt | None:
    """One document a line: of its line, what the pointer points at."""
    number, *steps = _steps(pointer)
    if not number.isdigit() or int(number) >= len(lines):
        return None
    line = int(number) + 1
    try:
        value: Any = json.loads(lines[line - 1])
        for step in steps:
            value = value[int(step)] if isinstance(value, list) else value[step]
    except (ValueError, LookupError, TypeError):
        return None
    text = json.dumps(value, ensure_ascii=False)
    return Excerpt(line, line, text if len(text) <= WIDEST_VALUE else text[:WIDEST_VALUE] + " …")


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]


def _descend(root: yaml.Node | None, steps: list[str]) -> tuple[int, int]:
    if root is None:
        return 1, 1
    node, line = root, _line(root)
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == step), None)
            if pair is None:
                break
            line, node = _line(pair[0]), pair[1]
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
            line = _line(node)
        else:
            break
    return line, line


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
