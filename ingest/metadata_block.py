"""The `# METADATA` comments of a Rego module: YAML, with the lines that say each thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Place, Reject
from ingest.documents import Document, Value
from ingest.parse import Problems, Unreadable, yaml_documents

__all__ = ["Block", "blocks"]

_START = re.compile(r"#\s*METADATA\s*\Z")
_NAMED = re.compile(r"(?:default\s+|package\s+)?(?P<name>[A-Za-z_][\w.]*)")


@dataclass(frozen=True, slots=True)
class Block:
    """One METADATA comment.

    first, last  its lines, counted from 0
    below        the first line of code after it
    """

    doc: Document
    data: Value
    lines: tuple[str, ...]
    first: int
    last: int
    below: str

    @property
    def of_package(self) -> bool:
        """Whether it speaks of the whole package: by its scope, or since the package line follows."""
        scope = self.data["scope"].text
        return scope in ("package", "subpackages") or (
            not scope and self.below.startswith("package")
        )

    @property
    def rule(self) -> str:
        """The name of the rule (or package) that follows."""
        found = _NAMED.match(self.below)
        return found["name"] if found else ""

    @property
    def at(self) -> Place:
        return self.doc.lines(self.doc.line + self.first, self.doc.line + self.last)

    def place(self, text: str) -> Place:
        """The first line of the block that holds the text, else the block."""
        for number, line in enumerate(self.lines, start=self.first):
            if text and text in line:
                return self.doc.lines(self.doc.line + number)
        return self.at

    def item(self, key: str, position: int) -> Place:
        """The line that begins the item of a list under the key, written with dashes; else the block."""
        inside, indent, seen = False, -1, -1
        for number, line in enumerate(self.lines, start=self.first):
            text = line[1:]
            blanks = len(text) - len(text.lstrip())
            if inside and text.lstrip().startswith("-") and indent in (-1, blanks):
                indent, seen = blanks, seen + 1
                if seen == position:
                    return self.doc.lines(self.doc.line + number)
            inside = inside or text.strip() == f"{key}:"
        return self.at


def blocks(doc: Document, lines: list[str]) -> Iterator[Block | Reject]:
    """The METADATA comments of a module, in order. They begin in the first column.

    https://www.openpolicyagent.org/docs/latest/policy-language/#metadata
    """
    number = 0
    while number < len(lines):
        first = number
        number += 1
        if not _START.match(lines[first].rstrip()):
            continue
        while number < len(lines) and lines[number].startswith("#"):
            number += 1
        yield _block(doc, lines, first, number - 1)


def _block(doc: Document, lines: list[str], first: int, last: int) -> Block | Reject:
    below = next((line for line in lines[last + 1 :] if line.strip() and line[0] != "#"), "")
    own = tuple(line.rstrip() for line in lines[first : last + 1])
    problems: Problems = []
    try:
        text = "\n".join(line[1:] for line in own[1:])
        data = next((data for _, data in yaml_documents(text, problems)), None)
    except Unreadable as error:
        at = doc.lines(doc.line + first, doc.line + last)
        return Reject(at, f"METADATA: {error.reason}")
    if not isinstance(data, dict):
        data = {}
    return Block(doc, Document(doc.path, 0, data, doc.ontology).root, own, first, last, below)
