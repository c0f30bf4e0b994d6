"""What a store keeps besides the graph, as values: roots, heads of files, runs, and the state of the graph."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.facts import Node, Provenance, Ref
from graph.ontology import Ontology
from graph.record import FileRecord
from graph.store import Schema

__all__ = [
    "FileHead",
    "Own",
    "Root",
    "Run",
    "State",
    "catalog_schema",
    "pack",
    "things_of",
    "unpack",
]


class Own(StrEnum):
    """Cartulary's own labels."""

    FILE = "CartularyFile"
    PASSAGE = "CartularyPassage"
    PIECE = "CartularyPiece"
    ROOT = "CartularyRoot"
    RUN = "CartularyRun"
    STATE = "CartularyState"


def catalog_schema(ontology: Ontology) -> Schema:
    """What a store must be prepared for."""
    return Schema(
        labels={name: kind.ancestors for name, kind in ontology.classes.items()},
        relations=tuple(ontology.relations),
        private=dict.fromkeys(Own, "id"),
        fulltext=("name", "title", "description", "aliases"),
        passage=(Own.PASSAGE, "text"),
    )


@dataclass(frozen=True, slots=True)
class Root:
    """What was ingested as one: a folder, or what was fetched into one.

    `edition` is that of the program and ontology that read its files last; `path` the folder, file or
    archive, or the address without credentials.
    """

    name: str
    path: str
    landscape: str
    repository: str = ""
    last_run: str = ""
    edition: str = ""
    decisions: str = ""  # the text of its decisions file, when last it could be read
    problem: str = ""  # why it cannot be read now, as `path: reason`
    files: int = 0  # how many there were, whatever they hold
    no_format: int = 0  # of these, of no catalog format
    plain: str = ""  # packed: fingerprints of files that were opened and are of no catalog format
    connectors: str = ""  # those that read something in it, with blanks between
    kind: str = ""  # what it was read from: git, zip, schema_registry …; "" for a folder
    commit: str = ""  # of a Git repository, the commit that was read
    web: str = ""  # the web page of a file, with {path}, {line} and {last}; "" when not known
    unlike: str = ""  # packed: paths of files that are not as that web page shows them
    max_age: int = 0  # days after which it should have been read again; 0 for no such wish
    failed: str = ""  # why it could not be read when last that was tried; "" when it could
    failed_at: str = ""  # when that was


@dataclass(frozen=True, slots=True)
class FileHead:
    """What tells whether a file must be read again."""

    connector: str
    path: str
    fingerprint: str
    status: str
    also_read: tuple[str, ...]
    things: int  # how many it declares
    facts: int
    rejects: int


@dataclass(frozen=True, slots=True)
class State:
    """How the graph in the store came about.

    writing    a load began and has not ended: what the graph holds is not what the record says
    basis      digest of all that the graph is a function of, besides the record
    next_age   when something observed will be too old (ISO 8601), "" for never
    """

    writing: bool = False
    basis: str = ""
    next_age: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One ingestion and what it did to the graph (numbers of things and links)."""

    id: str
    time: str
    roots: tuple[str, ...]
    landscape: str
    action: str  # ingest or forget
    added: int = 0
    changed: int = 0
    removed: int = 0
    counts: Mapping[str, int] | None = None


def things_of(record: FileRecord) -> frozenset[Ref]:
    """What the record declares (what was observed does not count: it ages)."""
    return frozenset(
        fact.ref
        for fact in record.facts
        if isinstance(fact, Node) and fact.provenance is Provenance.DECLARED
    )


def pack(value: object) -> str:
    """Anything JSON can say, as compressed text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 1)).decode("ascii")


def unpack(text: str) -> Any:
    """What `pack` wrote."""
    return json.loads(zlib.decompress(base64.b64decode(text)).decode("utf-8", "surrogatepass"))
