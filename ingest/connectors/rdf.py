"""RDF (Turtle, N-Triples, RDF/XML, JSON-LD): datasets, services, products, organisations, by the ontology's alignments."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Place, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.json_ld import json_ld
from ingest.parse import Unreadable
from ingest.rdf_condition import TEXT, Aligned
from ingest.rdf_things import Things, alignments
from ingest.rdf_xml import rdf_xml
from ingest.triples import turtle


@connector(
    title="RDF",
    reads=Aligned(),
    nodes={Label.API, Label.DATASET, Label.DATA_PRODUCT, Label.PERSON, Label.SERVICE, Label.TASK}
    | {Label.TEAM},
    edges={
        *(Rel.CONSUMES, Rel.DEPENDS_ON, Rel.DERIVED_FROM, Rel.MEMBER_OF, Rel.OWNS, Rel.PART_OF),
        *(Rel.PROVIDES, Rel.READS, Rel.RUNS_ON, Rel.SUBTEAM_OF, Rel.SUPERSEDES, Rel.WRITES),
    },
    authority="catalog",
)
def rdf(doc: Document) -> Iterator[Fact | Reject]:
    unknown: tuple[str, ...] = ()
    try:
        if doc.path.lower().endswith(TEXT):
            triples = turtle(doc)
        elif doc.xml is not None:
            triples = rdf_xml(doc.xml)
        else:
            triples, unknown = json_ld(doc, alignments(doc.ontology).terms)
    except Unreadable as error:
        yield Reject(Place(doc.path, error.pointer), error.reason, True)
        return
    yield from Things(doc, triples).facts()
    if unknown:
        words = ", ".join(unknown[:20])
        yield Reject(doc.at, f"words of a remote context, which is not fetched: {words}")
