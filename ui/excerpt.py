"""The lines of a file that a place points at, where the file is still within reach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

__all__ = ["Excerpt", "excerpt", "excerpt_of", "line_of"]

LARGEST = 1_000_000
WIDEST = 400
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
    if file.suffix.lower() in {".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".md", ".markdown"}:
        with suppress(yaml.YAMLError):
            for document in yaml.compose_all(text, Loader=yaml.CSafeLoader):
                documents.append(document)
    return _File(tuple(text.splitlines()), tuple(documents))


def _span(read: _File, pointer: str) -> tuple[int, int] | None:
    if not pointer:
        return 1, 1
    match = _LINES.match(pointer)
    if match:
        return int(match[1]), int(match[2] or match[1])
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]
    if not steps[0].isdigit():
        return None
    number = int(steps[0])
    if number < len(read.documents):
        return _descend(read.documents[number], steps[1:])
    return _line_of_document(read.lines, number)


def _line_of_document(lines: tuple[str, ...], number: int) -> tuple[int, int] | None:
    """JSON lines: one document a line."""
    full = [i for i, line in enumerate(lines, 1) if line.strip()]
    return (full[number], full[number]) if number < len(full) else None


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
