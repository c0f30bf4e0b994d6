"""The text of a decisions file with a decision added or taken out; comments and order stay as they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from graph.errors import UsageError
from ingest.decisions import Entry

__all__ = ["with_entry", "without_entries"]

HEAD: Final = (
    "# What was decided about things that may be one; read by every ingestion of this folder.\n"
    "# Written by `cartulary identity`; comments and order are kept.\n"
)


def with_entry(text: str, entry: Entry) -> str:
    """The text with one more decision, behind the others."""
    items = _items(text)
    if items is None:
        text = text if text.strip() else HEAD
        return f"{_ended(text)}decisions:\n{_written(entry, 2)}"
    if not items.value:
        return _opened(text, items, entry)
    if items.flow_style:
        raise UsageError("the list `decisions` is written in brackets; write it one a line")
    lines = text.splitlines(keepends=True)
    last = _last_line(items.value[-1])
    indent = items.value[0].start_mark.column - 2
    head = _ended("".join(lines[: last + 1]))
    return head + _written(entry, max(indent, 0)) + "".join(lines[last + 1 :])


def without_entries(text: str, wanted: Callable[[Entry], bool]) -> tuple[str, int]:
    """The text without the decisions that are wanted gone, and how many these were."""
    items = _items(text)
    if items is None:
        return text, 0
    if items.flow_style and items.value:
        raise UsageError("the list `decisions` is written in brackets; write it one a line")
    lines = text.splitlines(keepends=True)
    gone = [n for n in items.value if wanted(Entry.model_validate(_plain(n, text)))]
    for node in reversed(gone):
        del lines[node.start_mark.line : _last_line(node) + 1]
    left = "".join(lines)
    if gone and len(gone) == len(items.value):
        left = left.replace("decisions:", "decisions: []", 1)
    return left, len(gone)


def _items(text: str) -> SequenceNode | None:
    """The list of decisions, None when there is none."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, MappingNode):
        return None
    for key, value in root.value:
        if isinstance(key, ScalarNode) and key.value == "decisions":
            if isinstance(value, SequenceNode):
                return value
            return SequenceNode("", [], value.start_mark, value.end_mark, flow_style=True)
    return None


def _opened(text: str, items: SequenceNode, entry: Entry) -> str:
    """An empty list with its first decision."""
    start, end = items.start_mark.index, items.end_mark.index
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    if after.startswith("#"):  # a comment behind the brackets
        comment, _, after = after.partition("\n")
        before = f"{before} {comment}"
    return f"{_ended(before)}{_written(entry, 2)}{after.removeprefix(chr(10))}"


def _last_line(node: Node) -> int:
    """The last line that something of the node stands on; what follows it are comments and blank lines."""
    if isinstance(node, MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    end = node.end_mark
    return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line


def _plain(node: Node, text: str) -> object:
    loader = yaml.SafeLoader(text)
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _written(entry: Entry, indent: int) -> str:
    """One item of the list."""
    quoted = [_quoted(thing) for thing in entry.things]
    lines = ["- things:", *(f"    - {thing}" for thing in quoted), f"  decision: {entry.decision}"]
    if entry.together:
        lines.append("  together:")
        for group in entry.together:
            lines.append(f"    - [{', '.join(_quoted(s) for s in group)}]")
    for name in ("reason", "by", "date"):
        if value := getattr(entry, name):
            lines.append(f"  {name}: {_quoted(value)}")
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """A text in double quotes, on one line."""
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=math.inf).rstrip("\n")
