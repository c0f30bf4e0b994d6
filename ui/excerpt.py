"""The lines of a file that a place points at, where the file is still within reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

__all__ = ["Excerpt", "excerpt"]

LARGEST = 2_000_000
_LINES = re.compile(r"L(\d+)(?:-L(\d+))?$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`first` is the 1-based number of the first line of `text`; `line` the one pointed at."""

    line: int
    first: int
    text: str


def excerpt(root: Path, path: str, pointer: str, *, around: int = 2) -> Excerpt | None:
    """The lines around a place, None when the file cannot be read or does not hold the place."""
    file = (root / path).resolve()
    if not file.is_relative_to(root.resolve()) or not file.is_file():
        return None
    if file.stat().st_size > LARGEST:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    span = _span(text, pointer)
    if span is None:
        return None
    lines = text.splitlines()
    first = max(1, span[0] - around)
    last = min(len(lines), max(span[1], span[0]) + around)
    return Excerpt(span[0], first, "\n".join(line[:400] for line in lines[first - 1 : last]))


def _span(text: str, pointer: str) -> tuple[int, int] | None:
    if not pointer:
        return 1, 1
    match = _LINES.match(pointer)
    if match:
        return int(match[1]), int(match[2] or match[1])
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]
    if not steps[0].isdigit():
        return None
    try:
        return _yaml_line(text, int(steps[0]), steps[1:])
    except yaml.YAMLError:
        return _json_line(text, int(steps[0]))


def _json_line(text: str, number: int) -> tuple[int, int] | None:
    """JSON lines: one document a line."""
    lines = [i for i, line in enumerate(text.splitlines(), 1) if line.strip()]
    return (lines[number], lines[number]) if number < len(lines) else None


def _yaml_line(text: str, number: int, steps: list[str]) -> tuple[int, int] | None:
    for index, root in enumerate(yaml.compose_all(text, Loader=yaml.CSafeLoader)):
        if index == number:
            return _descend(root, steps)
    return None


def _descend(root: yaml.Node | None, steps: list[str]) -> tuple[int, int] | None:
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
