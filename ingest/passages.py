"""Markdown text as passages: one a section, long ones in pieces, each with its headings and its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from graph.facts import Fact, Passage, Ref
from ingest.documents import Document

__all__ = ["Heading", "headings", "passages"]

MAX_LENGTH = 1_500  # characters that a passage aims to stay under
MAX_HEADING = 500
_MARKUP = re.compile(r"[^\w ,.:;?/()'-]|_|\s\s")
MAX_LINE = 6_000  # characters of one passage, whatever its lines are


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading outside of lists and quotes; `line` and `after` count from 0 in the document's text."""

    level: int
    text: str
    line: int
    after: int


@cache
def _blocks() -> MarkdownIt:
    """Only the blocks: the words inside paragraphs need no parsing."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _words() -> MarkdownIt:
    return MarkdownIt("commonmark")


def headings(text: str) -> tuple[Heading, ...]:
    """The headings of a Markdown text, in order."""
    tokens: list[Token] = _blocks().parse(text)
    found: list[Heading] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            words = _plain(tokens[number + 1].content[:MAX_HEADING])
            found.append(Heading(int(token.tag[1:]), words, token.map[0], token.map[1]))
    return tuple(found)


def _plain(source: str) -> str:
    """The words of a heading, without its markup."""
    if not _MARKUP.search(source):
        return source.strip()
    inline: list[Token] = _words().parseInline(source)
    words = "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for token in inline
        for child in token.children or []
    )
    return re.sub(r"\s+", " ", words).strip()


def passages(doc: Document, document: Ref, sections: tuple[Heading, ...]) -> Iterator[Fact]:
    """The document's text in passages, numbered from 1; a passage ends where a heading begins."""
    lines = doc.text.split("\n")
    number = 0
    starts = (Heading(0, "", 0, 0), *sections)
    above: list[Heading] = []
    for here, section in enumerate(starts):
        end = starts[here + 1].line if here + 1 < len(starts) else len(lines)
        above = [h for h in above if h.level < section.level] + [section]
        title = " > ".join(h.text for h in above if h.text)
        for first, last in _pieces(lines, section.after, end):
            number += 1
            text = "\n".join(lines[first : last + 1])[:MAX_LINE]
            at = doc.lines(doc.line + first, doc.line + last)
            yield Passage(document, number, text, at, title)


def _pieces(lines: list[str], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of lines (first and last, both counted in) that stay short, parted at blank lines where possible."""
    while first < end and not lines[first].strip():
        first += 1
    while end > first and not lines[end - 1].strip():
        end -= 1
    while first < end:
        last, size, blank = first, 0, -1
        while last < end and (last == first or size + len(lines[last]) <= MAX_LENGTH):
            size += len(lines[last]) + 1
            if not lines[last].strip():
                blank = last
            last += 1
        if last < end and blank > first:
            last = blank
        yield first, last - 1
        first = last
        while first < end and not lines[first].strip():
            first += 1
