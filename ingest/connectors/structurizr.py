"""Structurizr workspaces (C4): software systems, containers, components, where they are deployed, who uses what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graph.facts import Edge, Fact, Node, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.key_words import say
from ingest.properties import Props
from ingest.sniff import Condition
from ingest.structurizr_documents import documents_of
from ingest.structurizr_model import Element, Model, model_of, relations_of

LISTS = ("people", "softwareSystems", "deploymentNodes", "customElements")
PLAIN = frozenset(
    ["Element", "Person", "Software System", "Container", "Component", "Deployment Node"]
    + ["Infrastructure Node", "Custom Element", "Relationship"]
)


@dataclass(frozen=True, slots=True)
class Workspace(Condition):
    """A `model` with a list of people, software systems, deployment nodes or custom elements."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        model = cast("dict[Any, Any]", doc.data).get("model")
        return isinstance(model, dict) and any(
            isinstance(cast("dict[Any, Any]", model).get(key), list) for key in LISTS
        )

    def __str__(self) -> str:
        return f"key model with {', '.join(LISTS)}"


@connector(
    title="Structurizr workspace",
    reads=Workspace(),
    nodes={
        Label.DOCUMENT,
        Label.LIBRARY,
        Label.PERSON,
        Label.RESOURCE,
        Label.SERVICE,
        Label.SYSTEM,
        Label.TOPIC,
    },
    edges={
        Rel.DEPENDS_ON,
        Rel.DOCUMENTS,
        Rel.OWNS,
        Rel.PART_OF,
        Rel.PUBLISHES_TO,
        Rel.READS,
        Rel.RUNS_ON,
        Rel.SUBSCRIBES_TO,
        Rel.SUPERSEDES,
        Rel.WRITES,
    },
)
def structurizr(doc: Document) -> Iterator[Fact | Reject]:
    model = model_of(doc)
    yield from model.rejects
    edges = [fact for e in model.elements.values() for fact in _relationships(model, e)]
    for element in model.elements.values():
        if element.ref is not None:
            yield from _element(element, element.ref)
            yield from documents_of(element.value["documentation"], element.ref)
        elif element.parent is not None:
            yield from _instance(model, element)
    yield from edges
    yield from documents_of(doc["documentation"], None)


def _element(element: Element, ref: Ref) -> Iterator[Fact | Reject]:
    value = element.value
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    props.text("technology", value["technology"])
    props.text(Prop.URL, value["url"])
    props.text(Prop.ENVIRONMENT, value["environment"])
    for name in ("group", "location", "metadata"):
        if (text := value[name].text) and text != "Unspecified":
            props.put(name, text, value[name].at)
    tags = tuple(t for tag in value["tags"].text.split(",") if (t := tag.strip()) not in PLAIN)
    props.put(Prop.TAGS, tuple(t for t in tags if t), value["tags"].at)
    props.put(Prop.TYPE, element.kind, value.at)
    seen = tuple(f"{p['name'].text}: {p['description'].text}" for p in value["perspectives"])
    props.put("perspectives", seen, value["perspectives"].at)
    props.put("users", tuple(dict.fromkeys(element.users)), value.at)
    pairs = (
        (key, inner.text, inner.at)
        for key, inner in value["properties"].items()
        if not key.startswith("structurizr.")
    )
    edges = list(say(value.document.ontology, ref, pairs, props))
    yield Node(ref, value.at, props.values, props.places, keys=(ref.key,) if ref.key else ())
    yield from edges
    if element.parent is not None and element.parent.ref is not None:
        inside = Rel.DEPENDS_ON if ref.label == Label.RESOURCE and _node(element) else Rel.PART_OF
        yield Edge(ref, inside, element.parent.ref, value.at)


def _node(element: Element) -> bool:
    return element.kind in ("DeploymentNode", "InfrastructureNode")


def _instance(model: Model, element: Element) -> Iterator[Fact | Reject]:
    """An instance says where what it is one of runs."""
    value, node = element.value, element.parent
    found = model.elements.get(element.of)
    if found is None or found.ref is None or node is None or node.ref is None:
        yield Reject(value.at, f"an instance of {element.of}, which is no element of the model")
        return
    row = value.document.ontology.row(found.ref.label, Rel.RUNS_ON, node.ref.label)
    yield Edge(found.ref, Rel.RUNS_ON if row else Rel.DEPENDS_ON, node.ref, value.at)


def _relationships(model: Model, start: Element) -> Iterator[Edge | Reject]:
    for value in start.relationships:
        end = model.elements.get(value["destinationId"].text)
        implied = bool(value["linkedRelationshipId"])
        if end is None:
            reason = f"a relationship to {value['destinationId'].text!r}, which is no element"
            yield Reject(value.at, reason)
        elif end.ref is None or start.ref is None:
            continue  # between instances: what the model says of the elements themselves
        elif start.ref.label == Label.PERSON:
            end.users.append(start.ref.name)
        elif end.ref.label != Label.PERSON and start is not end:
            yield from _said(value, start.ref, end.ref, implied)


def _said(value: Value, start: Ref, end: Ref, implied: bool) -> Iterator[Edge]:
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    props.text("technology", value["technology"])
    props.text("interaction_style", value["interactionStyle"])
    known = Provenance.INFERRED if implied else Provenance.DECLARED
    for one, relation, other in relations_of(start, end, value["description"].text):
        yield Edge(one, relation, other, value.at, props.values, known)
