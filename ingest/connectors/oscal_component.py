"""OSCAL component definitions: products and policies, and the controls that they implement."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.oscal import Component, Oscal, components, implements, plain
from ingest.oscal_xml import model_of
from ingest.properties import Props

SUPPLIERS = frozenset({"provider", "supplier", "vendor", "manufacturer"})


@connector(
    title="OSCAL component definition",
    reads=Oscal("component-definition"),
    nodes={Label.SERVICE, Label.RESOURCE, Label.POLICY, Label.SYSTEM, Label.CAPABILITY},
    edges={Rel.IMPLEMENTS, Rel.SUPPLIED_BY, Rel.OWNS, Rel.DEPENDS_ON, Rel.GOVERNS, Rel.SUPPORTS},
    authority="contract",
)
def oscal_component(doc: Document) -> Iterator[Fact | Reject]:
    """https://pages.nist.gov/OSCAL/resources/concepts/layer/implementation/component-definition/"""
    model = model_of(doc, "component-definition")
    known: dict[str, Ref] = {}
    for said in components(model, model["components"]):
        if isinstance(said, Component):
            known[said.uuid] = said.ref
            yield from _requirements(said.ref, said.value)
            yield from _supplier(model, said)
        else:
            yield said
    for value in model["capabilities"]:
        yield from _capability(value, known)


def _requirements(thing: Ref, value: Value) -> Iterator[Fact]:
    for implementation in value["control-implementations"]:
        for requirement in implementation["implemented-requirements"]:
            yield from implements(thing, requirement)


def _supplier(model: Value, component: Component) -> Iterator[Edge]:
    if component.ref.label == Label.POLICY:
        return
    parties = {party["uuid"].text: party for party in model["metadata/parties"]}
    for role in component.value["responsible-roles"]:
        if role["role-id"].text in SUPPLIERS:
            for uuid in role["party-uuids"]:
                party = parties.get(uuid.text)
                name = party["name"].text if party and party["type"].text == "organization" else ""
                if name:
                    yield Edge(component.ref, Rel.SUPPLIED_BY, Ref(Label.VENDOR, name), uuid.at)


def _capability(value: Value, known: dict[str, Ref]) -> Iterator[Fact | Reject]:
    """A capability, which the components that it incorporates support."""
    name = plain(value["name"].text)
    if not name:
        yield Reject(value.at, "a capability needs a name")
        return
    this = Ref(Label.CAPABILITY, name)
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    yield Node(this, value.at, props.values, props.places)
    for part in value["incorporates-components"]:
        ref = known.get(part["component-uuid"].text)
        if ref is not None and ref.label != Label.POLICY:
            yield Edge(ref, Rel.SUPPORTS, this, part.at)
    yield from _requirements(this, value)
