"""The statements of a Cedar file with the lines that they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Statement", "statements"]

_TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"?|//[^\n]*|;|\n|[^\"/;\n]+|/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Statement:
    """One policy's text; `first` and `last` are its lines, counted from 1, comments before it not among them."""

    text: str
    first: int
    last: int


def statements(text: str) -> Iterator[Statement]:
    """What ends with a `;` that stands neither in a string nor in a comment."""
    line, first, last = 1, 0, 1
    parts: list[str] = []
    for found in _TOKEN.finditer(text):
        piece = found[0]
        if piece.startswith("//"):
            continue
        if piece == ";":
            yield Statement("".join(parts) + piece, first or line, line)
            parts, first = [], 0
            continue
        if piece.strip():
            first, last = first or line, line + piece.count("\n")
        parts.append(piece)
        line += piece.count("\n")
    if rest := "".join(parts).strip():
        yield Statement(rest, first, last)
