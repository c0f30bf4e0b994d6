"""What must hold of everything that a connector says, and the golden files to try it on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graph.facts import (
    Alias,
    Edge,
    Fact,
    Node,
    OwnsPath,
    Passage,
    Ref,
    Reject,
    RunEvent,
    Selects,
)
from graph.ontology import load_ontology, shipped_files
from ingest.connector import Connector, discover
from ingest.documents import Document
from ingest.parse import Unreadable
from ingest.properties import RESERVED
from ingest.read import documents_of, syntax_of
from tests.notation import EXPECTED, GOLDENS

__all__ = ["CONNECTORS", "ONTOLOGY", "check", "documents", "parsed", "run", "samples"]

ONTOLOGY = load_ontology(shipped_files())
CONNECTORS = discover()


@cache
def samples(name: str) -> tuple[tuple[str, str], ...]:
    """(path, text) of the files of the connector's goldens."""
    files = [p for p in sorted((GOLDENS / name).rglob("*")) if p.is_file() and p.name != EXPECTED]
    return tuple(
        (str(p.relative_to(GOLDENS / name)), p.read_text("utf-8", "replace")) for p in files
    )


def parsed(path: str, text: str) -> Iterator[Document]:
    """The documents of a text; none when it cannot be read."""
    try:
        yield from documents_of(path, text, ONTOLOGY, syntax=syntax_of(path, CONNECTORS))
    except Unreadable:
        return


@cache
def documents(connector: Connector) -> tuple[Document, ...]:
    """The documents of its goldens that the connector reads."""
    return tuple(
        doc
        for path, text in samples(connector.name)
        for doc in parsed(path, text)
        if connector.reads.matches(doc)
    )


def run(connector: Connector, doc: Document) -> list[Fact | Reject]:
    """What the connector says of the document, if it is of its format, checked."""
    if not connector.reads.matches(doc):
        return []
    said = [*connector.read(doc), *doc.problems]
    for each in said:
        check(each)
    return said


def check(said: Fact | Reject) -> None:
    """What is said is in the ontology's terms, is allowed by it, and can be stored."""
    match said:
        case Reject():
            assert said.reason
            assert "connector failed" not in said.reason
        case Node():
            known(said.ref)
            assert said.ref.name, said
            storable(said.props)
            assert set(said.places) <= set(said.props), said
        case Edge():
            known(said.start)
            known(said.end)
            assert said.relation in ONTOLOGY.relations
            storable(said.props)
            allowed(said)
        case Selects():
            known(said.source)
            assert said.relation in ONTOLOGY.relations
        case Alias():
            known(said.ref)
        case OwnsPath():
            for owner in said.owners:
                known(owner)
        case Passage():
            known(said.document)
            assert said.text
        case RunEvent():
            known(said.job)


def allowed(edge: Edge) -> None:
    """Some of the classes that the ends may have are allowed to be joined so."""
    starts, ends = leaves(edge.start), leaves(edge.end)
    assert any(ONTOLOGY.row(s, edge.relation, e) for s in starts for e in ends), edge


def leaves(ref: Ref) -> set[str]:
    return {leaf for label in ref.among or (ref.label,) for leaf in ONTOLOGY.leaves(label)}


def known(ref: Ref) -> None:
    assert ref.label in ONTOLOGY.classes
    assert set(ref.among) <= set(ONTOLOGY.classes)
    assert isinstance(ref.name, str), ref
    if ref.within is not None:
        known(ref.within)


def storable(props: Any) -> None:
    assert not set(props) & RESERVED, props
    for name, value in props.items():
        assert isinstance(name, str)
        values = value if isinstance(value, tuple) else (value,)
        assert all(isinstance(v, (str, int, float, bool)) for v in values), (name, value)
        assert not any(isinstance(v, int) and abs(v) >= 2**63 for v in values), (name, value)


assert Path(GOLDENS).is_dir()
