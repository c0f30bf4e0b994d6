"""What the elements and relationships of a Structurizr workspace say, as facts."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value
from ingest.key_words import say
from ingest.properties import Props
from ingest.structurizr_model import Element, Model, relations_of

__all__ = ["element_facts", "instance_facts", "relationships"]

PLAIN = frozenset(
    [
        "Element",
        "Person",
        "Software System",
        "Container",
        "Component",
        "Deployment Node",
        "Infrastructure Node",
        "Custom Element",
        "Relationship",
    ]
)  # tags that every element of its kind has


def element_facts(element: Element, ref: Ref) -> Iterator[Fact | Reject]:
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
        if value.document.ontology.row(ref.label, inside, element.parent.ref.label):
            yield Edge(ref, inside, element.parent.ref, value.at)


def _node(element: Element) -> bool:
    return element.kind in ("DeploymentNode", "InfrastructureNode")


def instance_facts(model: Model, element: Element) -> Iterator[Fact | Reject]:
    """An instance says where what it is one of runs."""
    value, node = element.value, element.parent
    found = model.elements.get(element.of)
    if found is None or found.ref is None or node is None or node.ref is None:
        yield Reject(value.at, f"an instance of {element.of}, which is no element of the model")
        return
    for relation in (Rel.RUNS_ON, Rel.DEPENDS_ON):
        if value.document.ontology.row(found.ref.label, relation, node.ref.label):
            yield Edge(found.ref, relation, node.ref, value.at)
            return


def relationships(model: Model, start: Element) -> Iterator[Edge | Reject]:
    for value in start.relationships:
        end = model.elements.get(value["destinationId"].text)
        implied = bool(value["linkedRelationshipId"])
        if end is None:
            reason = f"a relationship to {value['destinationId'].text!r}, which is no element"
            yield Reject(value.at, reason)
            continue
        one, other = _meant(model, start), _meant(model, end)
        if one is None or other is None or not (start.ref or end.ref):
            continue  # between instances: what the model says of the elements themselves
        if one.label == Label.PERSON:
            end.users.append(one.name)
        elif other.label != Label.PERSON and start is not end:
            yield from _said(value, one, other, implied)


def _meant(model: Model, element: Element) -> Ref | None:
    """The element, or what it is an instance of: a load balancer forwards to one of them."""
    of = model.elements.get(element.of) if element.ref is None else element
    return of.ref if of is not None else None


def _said(value: Value, start: Ref, end: Ref, implied: bool) -> Iterator[Edge]:
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    props.text("technology", value["technology"])
    props.text("interaction_style", value["interactionStyle"])
    known = Provenance.INFERRED if implied else Provenance.DECLARED
    for one, relation, other in relations_of(start, end, value["description"].text):
        yield Edge(one, relation, other, value.at, props.values, known)
