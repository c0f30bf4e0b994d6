"""ArchiMate models, as the Open Group's exchange format or as Archi keeps them: who does what with which software."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Reject
from graph.vocabulary import Prop, Rel
from ingest.archimate_files import model_of
from ingest.archimate_model import LABELS, Element, relations_of
from ingest.connector import connector
from ingest.documents import Document
from ingest.key_words import say
from ingest.properties import Props
from ingest.sniff import xml_root

RELATIONS = {
    *(Rel.CONSUMES, Rel.DEPENDS_ON, Rel.DERIVED_FROM, Rel.GOVERNS, Rel.IMPLEMENTS, Rel.OWNS),
    *(Rel.PART_OF, Rel.PROVIDES, Rel.PUBLISHES_TO, Rel.READS, Rel.RUNS_ON, Rel.SUBSCRIBES_TO),
    *(Rel.SUBTEAM_OF, Rel.SUPPORTS, Rel.WRITES),
}


@connector(
    title="ArchiMate model",
    reads=xml_root("http://www.opengroup.org/xsd/archimate*", "model")
    | xml_root("http://www.archimatetool.com/archimate", "model")
    | xml_root("http://www.bolton.ac.uk/archimate", "model"),
    nodes=set(LABELS.values()),
    edges=RELATIONS,
)
def archimate(doc: Document) -> Iterator[Fact | Reject]:
    if doc.xml is None:
        return
    model, rejects = model_of(doc.xml)
    yield from rejects
    for element in model.elements.values():
        yield from _element(doc, element)
    for each in model.joined():
        source, target = model.elements.get(each.source), model.elements.get(each.target)
        if source is None or target is None:
            missing = each.source if source is None else each.target
            if missing not in model.relations:  # a relationship to a relationship
                yield Reject(each.at, f"a relationship of {missing!r}, which is no element")
        elif source.ref is not None and target.ref is not None:
            props = {"access": " and ".join(each.ways)} if each.ways else {}
            props |= {"description": each.name} if each.name else {}
            for start, relation, end in relations_of(doc.ontology, each, source.ref, target.ref):
                yield Edge(start, relation, end, each.at, props)


def _element(doc: Document, element: Element) -> Iterator[Fact]:
    ref = element.ref
    if ref is None:
        return
    props = Props(doc)
    props.put(Prop.DESCRIPTION, element.text, element.at)
    props.put(Prop.TYPE, element.kind, element.at)
    edges = list(say(doc.ontology, ref, element.said, props))
    keys = (ref.key,) if ref.key else ()
    yield Node(ref, element.at, props.values, props.places, keys=keys)
    yield from edges
