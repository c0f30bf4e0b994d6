"""What a document is: small conditions on its content (and on file names where a format has nothing else)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Literal, TypeAlias, cast

from ingest.documents import Data, Document

__all__ = [
    "AnyOf",
    "Both",
    "Condition",
    "Filename",
    "FrontMatter",
    "Keys",
    "Kind",
    "Syntax",
    "XmlRoot",
    "filename",
    "front_matter",
    "is_schema",
    "keys",
    "kind",
    "suffix",
    "xml_root",
]

Syntax: TypeAlias = Literal["yaml", "json", "json-lines", "xml", "text"]
XML = (".xml", ".bpmn", ".bpmn2", ".archimate", ".rdf", ".owl")


def is_schema(data: Data) -> bool:
    """Whether a mapping is a JSON Schema, and so describes a format instead of being in it."""
    if not isinstance(data, dict):
        return False
    found = cast("dict[Any, Any]", data)
    stated = found.get("$schema")
    return (
        isinstance(stated, str)
        and "schema" in stated
        and any(
            isinstance(found.get(key), (dict, list))
            for key in ("properties", "definitions", "$defs", "oneOf", "anyOf", "allOf")
        )
    )


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """A condition on a document; `a | b` holds when either does, `a & b` when both do."""

    @abstractmethod
    def matches(self, doc: Document) -> bool:
        """Whether the document is one that the connector reads."""

    def claims(self, path: str) -> bool:
        """Whether the file of this name must be read as text for the condition's sake."""
        del path
        return False

    def syntax(self, path: str) -> Syntax | None:
        """How the text of a file that is claimed is to be parsed, where its name does not say."""
        del path
        return None

    def __or__(self, other: Condition) -> Condition:
        return AnyOf((self, other))

    def __and__(self, other: Condition) -> Condition:
        return Both(self, other)


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    parts: tuple[Condition, ...]

    def matches(self, doc: Document) -> bool:
        return any(part.matches(doc) for part in self.parts)

    def claims(self, path: str) -> bool:
        return any(part.claims(path) for part in self.parts)

    def syntax(self, path: str) -> Syntax | None:
        return next((found for part in self.parts if (found := part.syntax(path))), None)

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Kind(Condition):
    """`apiVersion` like the pattern and, where kinds are given, `kind` one of them."""

    api_version: str
    kinds: frozenset[str] = frozenset()

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        version, stated = data.get("apiVersion"), data.get("kind")
        return (
            isinstance(version, str)
            and isinstance(stated, str)
            and fnmatchcase(version, self.api_version)
            and (not self.kinds or stated in self.kinds)
        )

    def __str__(self) -> str:
        kinds = f", kind: {' | '.join(sorted(self.kinds))}" if self.kinds else ""
        return f"apiVersion: {self.api_version}{kinds}"


@dataclass(frozen=True, slots=True)
class Keys(Condition):
    """A mapping that has `every` key, at least one of `some` (when given) and none of `without`.

    With `items`, a list of which at least one item is such a mapping, too.
    """

    every: tuple[str, ...]
    some: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    items: bool = False

    def matches(self, doc: Document) -> bool:
        if isinstance(doc.data, list):
            return self.items and any(self._holds(item) for item in cast("list[Any]", doc.data))
        return self._holds(doc.data)

    def _holds(self, data: Data) -> bool:
        if not isinstance(data, Mapping) or is_schema(data):
            return False
        found = cast("Mapping[Any, Any]", data)
        return (
            all(key in found for key in self.every)
            and (not self.some or any(key in found for key in self.some))
            and not any(key in found for key in self.without)
        )

    def __str__(self) -> str:
        text = "keys " + ", ".join(self.every)
        if self.some:
            text += f"{', ' if self.every else ''}at least one of {', '.join(self.some)}"
        return text + (f" and not {', '.join(self.without)}" if self.without else "")


@lru_cache(maxsize=8192)  # each document of a file asks again
def _called(patterns: tuple[str, ...], path: str) -> bool:
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(path, p)
        or fnmatchcase(path, f"*/{p}")
        or ("/" not in p and fnmatchcase(name, p))
        for p in patterns
    )


@dataclass(frozen=True, slots=True)
class Filename(Condition):
    """A file called so: patterns on the name, or on the path below the root where they hold a `/`.

    `stated` says how its text is parsed where the ending of the name does not (`OWNERS` is YAML).
    """

    patterns: tuple[str, ...]
    stated: Syntax | None = None

    def matches(self, doc: Document) -> bool:
        return self._fits(doc.path)

    def claims(self, path: str) -> bool:
        return self._fits(path)

    def syntax(self, path: str) -> Syntax | None:
        return self.stated if self._fits(path) else None

    def _fits(self, path: str) -> bool:
        return _called(self.patterns, path)

    def __str__(self) -> str:
        return "file " + ", ".join(self.patterns)


@dataclass(frozen=True, slots=True)
class XmlRoot(Condition):
    """An XML file whose top element has this namespace (a pattern) and, where names are given, one of them."""

    namespace: str
    names: frozenset[str] = frozenset()

    def matches(self, doc: Document) -> bool:
        return (
            doc.xml is not None
            and fnmatchcase(doc.xml.namespace, self.namespace)
            and (not self.names or doc.xml.name in self.names)
        )

    def claims(self, path: str) -> bool:
        return path.lower().endswith(XML)

    def syntax(self, path: str) -> Syntax | None:
        return "xml" if self.claims(path) else None

    def __str__(self) -> str:
        names = f" {' | '.join(sorted(self.names))}" if self.names else ""
        return f"XML{names} in namespace {self.namespace}"


@dataclass(frozen=True, slots=True)
class Both(Condition):
    """Both conditions hold (a content that has nothing of its own, and the name or folder it stands in)."""

    one: Condition
    other: Condition

    def matches(self, doc: Document) -> bool:
        return self.one.matches(doc) and self.other.matches(doc)

    def claims(self, path: str) -> bool:
        return self.one.claims(path) or self.other.claims(path)

    def syntax(self, path: str) -> Syntax | None:
        return self.one.syntax(path) or self.other.syntax(path)

    def __str__(self) -> str:
        return f"{self.one}, and {self.other}"


@dataclass(frozen=True, slots=True)
class FrontMatter(Condition):
    """Markdown whose front matter has `some` of the keys (any, when none are given) and none of `without`."""

    some: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def matches(self, doc: Document) -> bool:
        if not _is_markdown(doc.path):
            return False
        data = cast("dict[Any, Any]", doc.data) if isinstance(doc.data, dict) else {}
        return (not self.some or any(key in data for key in self.some)) and not any(
            key in data for key in self.without
        )

    def claims(self, path: str) -> bool:
        return _is_markdown(path)

    def __str__(self) -> str:
        text = f"Markdown with front matter {' or '.join(self.some)}" if self.some else "Markdown"
        return text + (f" without {', '.join(self.without)}" if self.without else "")


def _is_markdown(path: str) -> bool:
    return path.lower().endswith((".md", ".markdown"))


def kind(api_version: str, *kinds: str) -> Kind:
    """A document with an `apiVersion` like the pattern (`backstage.io/*`) and one of the kinds, if any given."""
    return Kind(api_version, frozenset(kinds))


def keys(
    *every: str,
    some: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    items: bool = False,
) -> Keys:
    """A mapping (no JSON Schema) that has these keys; see `Keys`."""
    return Keys(every, some, without, items)


def filename(*patterns: str, syntax: Syntax | None = None) -> Filename:
    """A file of this name, whatever it holds; `syntax` where the name's ending does not say how to parse it."""
    return Filename(patterns, syntax)


def xml_root(namespace: str, *names: str) -> XmlRoot:
    """An XML file whose top element has a namespace like the pattern (`*` any) and one of the names, if any given."""
    return XmlRoot(namespace, frozenset(names))


def suffix(*suffixes: str, syntax: Syntax | None = None) -> Filename:
    """A file whose name ends so (`.rego`)."""
    return Filename(tuple(f"*{s}" for s in suffixes), syntax)


def front_matter(*some: str, without: tuple[str, ...] = ()) -> FrontMatter:
    """A Markdown file whose front matter has one of the keys (if any given) and none of `without`."""
    return FrontMatter(some, without)
