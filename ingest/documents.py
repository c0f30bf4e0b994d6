"""A file's text as documents: plain data with the place of every value, whatever the file holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from graph.facts import Place, Reject
from graph.ontology import Ontology

if TYPE_CHECKING:
    from ingest.xml_document import Element

__all__ = ["Data", "Document", "Embedded", "Value", "escaped", "joined", "templated", "unrendered"]

Data: TypeAlias = Any  # what YAML and JSON hold: None, bool, int, float, str, list, dict

_VARIABLE = re.compile(r"\$\{[^{}]*\}")


def unrendered(text: str) -> bool:
    """Whether a value still holds a template's braces (`{{ .Values.name }}`, `${NAME}`), so that it is unknown."""
    return "{" in text and (templated(text) or _VARIABLE.search(text) is not None)


def templated(text: str) -> bool:
    """Whether a file's text is a template of Helm, Jinja or the like (`${NAME}` alone does not make it one)."""
    return any(
        (at := text.find(opens)) >= 0 and text.find(closes, at + 2) >= 0
        for opens, closes in (("{{", "}}"), ("{%", "%}"))
    )


def escaped(key: object) -> str:
    """A key as a token of a JSON pointer (RFC 6901)."""
    text = key if isinstance(key, str) else str(key)
    if "~" in text or "/" in text:
        return text.replace("~", "~0").replace("/", "~1")
    return text


@dataclass(slots=True)
class Document:
    """One document of a file.

    path      below the ingested root, with `/`
    number    which document of the file, from 0, empty ones counted; a JSON lines file has one a line
    data      plain Python: what the YAML or JSON says; a Markdown file's front matter; None for plain text
    text      the text of a text format (for Markdown without its front matter), "" for YAML and JSON
    line      the line of the file that `text` starts in, from 1
    ontology  for formats that speak in the ontology's own terms
    xml       the top element of an XML file; None for all others
    source    gives the text of another file below the root, or None; used by `sibling`
    """

    path: str
    number: int
    data: Data
    ontology: Ontology
    text: str = ""
    line: int = 1
    source: Callable[[str], str | Reject] | None = None
    problems: list[Reject] = field(default_factory=list[Reject])
    xml: Element | None = None

    @property
    def folder(self) -> str:
        """The folder of the file below the root; "" for the root itself."""
        return self.path.rpartition("/")[0]

    @property
    def filename(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def at(self) -> Place:
        """The document as a whole; for plain text, the file."""
        return Place(self.path) if self.data is None else Place(self.path, str(self.number))

    @property
    def root(self) -> Value:
        """The document's top value."""
        return Value(self, self.data, str(self.number))

    def __getitem__(self, steps: str) -> Value:
        """The value at `metadata/name`: keys (or list positions) joined by `/`; absent is an empty Value."""
        return self.root[steps]

    def lines(self, first: int, last: int | None = None) -> Place:
        """The place of lines of the file, counted from 1."""
        return Place(
            self.path,
            f"L{first}" if last is None or last == first else f"L{first}-L{last}",
        )

    def reject(self, at: Place, reason: str) -> None:
        """Note something that cannot be used; the rest goes on."""
        problem = Reject(at, reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def sibling(self, pointer: str) -> tuple[str, str] | Reject | None:
        """The (path below the root, text) of the file that a relative path in this file points to.

        None for what is no relative path (a URL); a Reject when it leaves the root or cannot be read.
        What was read counts for this file's fingerprint.
        """
        if "://" in pointer or not pointer or self.source is None:
            return None
        path = joined(self.folder, pointer.partition("#")[0])
        if path is None:
            return Reject(self.at, f"{pointer!r} leads out of the ingested folder; not followed")
        text = self.source(path)
        return text if isinstance(text, Reject) else (path, text)


def joined(folder: str, relative: str) -> str | None:
    """`relative` seen from `folder`, normalised; None when absolute or above the root."""
    if not relative or relative.startswith(("/", "\\", "~")) or "\\" in relative or ":" in relative:
        return None
    parts: list[str] = [p for p in folder.split("/") if p]
    for part in relative.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts) or None


class Value:
    """A value in a document, with its place; asking it for what it is not notes a reject and gives an empty answer."""

    __slots__ = ("data", "document", "pointer")

    def __init__(self, document: Document, data: Data, pointer: str) -> None:
        self.document = document
        self.data = data
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"Value({self.data!r} @ {self.at})"

    @property
    def at(self) -> Place:
        return Place(self.document.path, self.pointer)

    def __bool__(self) -> bool:
        """Present, not empty and not false; a number is always true."""
        return bool(self.data) or (isinstance(self.data, (int, float)) and self.data is not False)

    def __getitem__(self, steps: str | int) -> Value:
        """The value further in: keys joined by `/` (use `get` for a key that holds a `/`)."""
        here = self
        for step in steps.split("/") if isinstance(steps, str) else (steps,):
            here = here.get(step)
        return here

    def get(self, key: str | int) -> Value:
        """The value under exactly this key or list position; absent is an empty Value."""
        data, inner = self.data, None
        if isinstance(data, dict):
            inner = cast("dict[Any, Data]", data).get(key)
        elif isinstance(data, list):
            items = cast("list[Data]", data)
            if isinstance(key, int) or key.isdecimal():
                position = int(key)
                inner = items[position] if position < len(items) else None
        elif data is not None and data != "":
            self._wrong("a mapping")
        return self._inner(inner, key)

    def _inner(self, data: Data, key: object) -> Value:
        return Value(self.document, data, f"{self.pointer}/{escaped(key)}")

    def __iter__(self) -> Iterator[Value]:
        """The items of a list; nothing for an absent value."""
        data = self.data
        if isinstance(data, list):
            for number, item in enumerate(cast("list[Data]", data)):
                yield self._inner(item, number)
        elif data is not None and data != "":
            self._wrong("a list")

    def one_or_many(self) -> Iterator[Value]:
        """The items of a list, or the value itself when it is no list (and not absent)."""
        if isinstance(self.data, list):
            yield from self
        elif self.data is not None and self.data != "":
            yield self

    def items(self) -> Iterator[tuple[str, Value]]:
        """A mapping's keys, as text, with their values; nothing for an absent value."""
        data = self.data
        if isinstance(data, dict):
            for key, inner in cast("dict[Any, Data]", data).items():
                yield str(key), self._inner(inner, key)
        elif data is not None and data != "":
            self._wrong("a mapping")

    @property
    def text(self) -> str:
        """A scalar as it was written, without surrounding blanks; "" when absent."""
        data = self.data
        if isinstance(data, str):
            return data.strip()
        if data is None:
            return ""
        if isinstance(data, bool):
            return "true" if data else "false"
        if isinstance(data, (int, float)):
            return getattr(data, "written", None) or str(data)
        self._wrong("a text")
        return ""

    @property
    def number(self) -> int | float | None:
        """A number, also one written as text; None when absent or no number."""
        data = self.data
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return data
        if isinstance(data, str):
            for read in (int, float):
                try:
                    return read(data)
                except ValueError:
                    continue
        return None

    @property
    def scalar(self) -> str | int | float | bool | None:
        """A scalar that a store can hold: a text, truth value or number; one that is too big is a text."""
        data = self.data
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            return (
                data if isinstance(data, bool) else (self.text or None) if self.is_scalar else None
            )
        if isinstance(data, int):
            return int(data) if -(2**63) <= data < 2**63 else str(data)
        return float(data) if isfinite(data) else str(data)

    @property
    def flag(self) -> bool:
        """Whether the value is true."""
        return self.data is True or (isinstance(self.data, str) and self.data.lower() == "true")

    @property
    def is_map(self) -> bool:
        return isinstance(self.data, Mapping)

    @property
    def is_list(self) -> bool:
        return isinstance(self.data, Sequence) and not isinstance(self.data, str)

    @property
    def is_scalar(self) -> bool:
        return self.data is not None and not isinstance(self.data, (dict, list))

    def texts(self) -> tuple[str, ...]:
        """The texts of a list (or of one scalar), without empty ones."""
        return tuple(text for item in self.one_or_many() if (text := item.text))

    def _wrong(self, expected: str) -> None:
        found = (
            "a mapping"
            if isinstance(self.data, dict)
            else "a list"
            if isinstance(self.data, list)
            else "a single value"
        )
        self.document.reject(self.at, f"expected {expected}, found {found}")


class Embedded(Value):
    """A value of a document that stands as text in another one; its place, and that of all in it, is the text's."""

    __slots__ = ()

    def _inner(self, data: Data, key: object) -> Value:
        del key
        return Embedded(self.document, data, self.pointer)
