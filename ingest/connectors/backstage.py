"""Backstage entities (`catalog-info.yaml`): components, APIs, resources, groups, and what they say of each other."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import kind

LABELS = {
    "component": Label.SERVICE,
    "api": Label.API,
    "resource": Label.RESOURCE,
    "system": Label.SYSTEM,
    "domain": Label.DOMAIN,
    "group": Label.TEAM,
    "user": Label.PERSON,
}


@connector(
    title="Backstage catalog",
    reads=kind("backstage.io/*"),
    nodes={
        Label.SERVICE,
        Label.API,
        Label.RESOURCE,
        Label.SYSTEM,
        Label.DOMAIN,
        Label.TEAM,
        Label.PERSON,
    },
    edges={Rel.OWNS, Rel.PROVIDES, Rel.CONSUMES, Rel.DEPENDS_ON},
)
def backstage(doc: Document) -> Iterator[Fact | Reject]:
    label = LABELS.get(doc["kind"].text.lower())
    name = doc["metadata/name"].text
    if label is None or not name:
        return
    entity = Ref(label, name, namespace=doc["metadata/namespace"].text or "default")
    props = Props(doc)
    props.text(Prop.TITLE, doc["metadata/title"])
    props.text(Prop.LIFECYCLE, doc["spec/lifecycle"])
    yield Node(entity, doc.at, props.values, props.places)
    if owner := doc["spec/owner"]:
        yield Edge(Ref(Label.TEAM, owner.text, loose=True), Rel.OWNS, entity, owner.at)
    for api in doc["spec/consumesApis"]:
        yield Edge(entity, Rel.CONSUMES, _reference(api), api.at)


def _reference(value: Value) -> Ref:
    return Ref(Label.API, value.text)
