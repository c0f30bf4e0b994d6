"""Whether a file is RDF that tells of a landscape: by its syntax, and by a class that the ontology is aligned with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from ingest.documents import Document
from ingest.json_ld import KNOWN_REMOTE
from ingest.rdf_things import alignments
from ingest.sniff import Condition, Syntax
from ingest.triples import RDF

__all__ = ["TEXT", "Aligned"]

TEXT = (".ttl", ".turtle", ".nt")
JSON = (".jsonld",)
OWN = "urn:cartulary:"  # the ontology of the catalog itself, which is no landscape
MAX_NODES = 2_000  # of a JSON text, looked through for a type


@dataclass(frozen=True, slots=True)
class Aligned(Condition):
    """RDF that mentions a class that the ontology is aligned with."""

    def matches(self, doc: Document) -> bool:
        classes = alignments(doc.ontology).classes
        names = {re.split(r"[/#]", iri)[-1] for iri in classes}
        if doc.path.lower().endswith(TEXT):
            return OWN not in doc.text and _mentions(names).search(doc.text) is not None
        if doc.xml is not None:
            return doc.xml.namespace == RDF
        return _linked_data(doc.data, classes) and any(t in names for t in _types(doc.data))

    def claims(self, path: str) -> bool:
        return path.lower().endswith((*TEXT, *JSON, ".rdf", ".owl", ".xml"))

    def syntax(self, path: str) -> Syntax | None:
        lower = path.lower()
        if lower.endswith(TEXT):
            return "text"
        return "json" if lower.endswith(JSON) else "xml" if self.claims(path) else None

    def __str__(self) -> str:
        return f"RDF ({', '.join((*TEXT, '.rdf', '.owl', *JSON))}, JSON with @context) with an aligned class"


def _mentions(names: set[str]) -> re.Pattern[str]:
    return re.compile(rf"[:/#](?:{'|'.join(sorted(names))})\b")


def _linked_data(data: Any, classes: Iterable[str]) -> bool:
    """Whether a context, of the file or a known remote one, leads to an aligned vocabulary."""
    tops = cast("list[Any]", data) if isinstance(data, list) else [data]
    spaces = {re.split(r"(?<=[/#])[^/#]*\Z", iri)[0] for iri in classes}
    return any(
        KNOWN_REMOTE.search(text) or any(text.startswith(space) for space in spaces)
        for top in tops[:100]
        if isinstance(top, dict)
        for text in _texts(cast("dict[str, Any]", top).get("@context"))
    )


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for inner in cast("dict[str, Any]", data).values():
            yield from _texts(inner)
    elif isinstance(data, list):
        for inner in cast("list[Any]", data):
            yield from _texts(inner)


def _types(data: Any) -> Iterator[str]:
    """The last words of the types that a JSON text states, near its top."""
    waiting, seen = [data], 0
    while waiting and seen < MAX_NODES:
        here, seen = waiting.pop(0), seen + 1
        if isinstance(here, dict):
            mapping = cast("dict[str, Any]", here)
            for key in ("@type", "type"):
                stated = mapping.get(key)
                for each in cast("list[Any]", stated) if isinstance(stated, list) else [stated]:
                    if isinstance(each, str):
                        yield re.split(r"[:/#]", each)[-1]
            waiting += [
                v for k, v in mapping.items() if k != "@context" and isinstance(v, (dict, list))
            ]
        elif isinstance(here, list):
            waiting += cast("list[Any]", here)
