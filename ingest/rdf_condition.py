"""Whether a file is RDF that tells of a landscape: by its syntax, and by a class that the ontology is aligned with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from graph.ontology import Ontology
from ingest.documents import Document
from ingest.json_ld import Terms
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
        if doc.path.lower().endswith(TEXT):
            return OWN not in doc.text and _mentions(doc.ontology).search(doc.text) is not None
        if doc.xml is not None:
            return doc.xml.namespace == RDF
        tops = cast("list[Any]", doc.data)[:100] if isinstance(doc.data, list) else [doc.data]
        if not any(isinstance(top, dict) and "@context" in top for top in tops):
            return False
        names = _names(doc.ontology)
        return _linked(tops, alignments(doc.ontology).terms) and any(
            t in names for t in _types(doc.data)
        )

    def claims(self, path: str) -> bool:
        return path.lower().endswith((*TEXT, *JSON, ".rdf", ".owl", ".xml"))

    def syntax(self, path: str) -> Syntax | None:
        lower = path.lower()
        if lower.endswith(TEXT):
            return "text"
        return "json" if lower.endswith(JSON) else "xml" if self.claims(path) else None

    def __str__(self) -> str:
        return f"RDF ({', '.join((*TEXT, '.rdf', '.owl', *JSON))}, JSON with @context) with an aligned class"


@cache
def _names(ontology: Ontology) -> frozenset[str]:
    """The last words of the aligned classes."""
    return frozenset(re.split(r"[/#]", iri)[-1] for iri in alignments(ontology).classes)


@cache
def _mentions(ontology: Ontology) -> re.Pattern[str]:
    return re.compile(rf"[:/#](?:{'|'.join(sorted(_names(ontology)))})\b")


def _linked(tops: list[Any], known: Terms) -> bool:
    """Whether a context, of the file or a known remote one, leads to an aligned vocabulary."""
    return any(
        known.explain(text) or text.startswith(known.spaces)
        for top in tops
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
