"""What the models of OSCAL have in common: titles, properties, links into the back matter, components.

https://pages.nist.gov/OSCAL/resources/concepts/layer/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.controls import control
from ingest.documents import Document, Value, joined
from ingest.oscal_xml import NAMESPACE
from ingest.properties import Props
from ingest.sniff import Condition, Syntax, xml_root

__all__ = [
    "OWNER",
    "Component",
    "Oscal",
    "back_matter",
    "components",
    "file_key",
    "implements",
    "of_path",
    "owners",
    "plain",
    "prop",
]

LABELS = {
    "system": Label.SYSTEM,
    "this-system": Label.SYSTEM,
    **dict.fromkeys(("service", "software", "application"), Label.SERVICE),
    **dict.fromkeys(
        ("guidance", "plan", "policy", "procedure", "process", "process-procedure", "standard"),
        Label.POLICY,
    ),
}
NEEDS = frozenset({"depends-on", "uses-service", "uses-network", "provided-by"})
OWNER = re.compile(r"(?:\w+-)?owner\Z")
ENDINGS = (".json", ".yaml", ".yml", ".xml")


@dataclass(frozen=True, slots=True)
class Oscal(Condition):
    """A document whose one top key is the model, with metadata that names the version of OSCAL."""

    model: str

    def matches(self, doc: Document) -> bool:
        if doc.xml is not None:
            return xml_root(NAMESPACE, self.model).matches(doc)
        data: Any = doc.data
        inner: Any = data.get(self.model) if isinstance(data, dict) else None
        metadata: Any = inner.get("metadata") if isinstance(inner, dict) else None
        return isinstance(metadata, dict) and "oscal-version" in cast("dict[str, Any]", metadata)

    def claims(self, path: str) -> bool:
        return path.lower().endswith(".xml")

    def syntax(self, path: str) -> Syntax | None:
        return "xml" if self.claims(path) else None

    def __str__(self) -> str:
        return f"key {self.model} with metadata/oscal-version, or XML {self.model} of OSCAL"


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a definition or a system, by the UUID that other parts of the document use."""

    uuid: str
    ref: Ref
    value: Value


def plain(text: str) -> str:
    """A title without its marks of emphasis and with the names of parameters that it inserts."""
    text = re.sub(r"\{\{\s*insert:\s*param,\s*([^}\s]+)\s*\}\}", r"[\1]", text)
    return re.sub(r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", "", text).strip()


def prop(value: Value, name: str) -> Value:
    """The value of the property (`props`) of that name."""
    return next((p["value"] for p in value["props"] if p["name"].text == name), value["props/-"])


def back_matter(model: Value, href: str) -> Value | None:
    """The resource that `#uuid` points to; None for other addresses and for what is not there."""
    if not href.startswith("#"):
        return None
    return next(
        (r for r in model["back-matter/resources"] if r["uuid"].text == href[1:]),
        None,
    )


def file_key(model: Value, href: str) -> str | None:
    """The key of the file that an address names, straight or through the back matter; endings do not count."""
    resource = back_matter(model, href)
    links = [link["href"].text for link in resource["rlinks"]] if resource is not None else [href]
    ending = next((e for e in ENDINGS if model.document.path.endswith(e)), ".json")
    for link in sorted(links, key=lambda text: not text.endswith(ending)):
        path = joined(model.document.folder, link) if link.endswith(ENDINGS) else None
        if path is not None:
            return of_path(path)
    return None


def of_path(path: str) -> str:
    return f"oscal-file:{path.rpartition('.')[0]}"


def components(
    model: Value, listed: Value, within: Ref | None = None
) -> Iterator[Component | Node | Edge | Reject]:
    """Each component of the list, first by its UUID and then as what it says; `within` is its system."""
    found: list[Component] = []
    for value in listed:
        kind, title = value["type"].text, plain(value["title"].text)
        if kind == "this-system" and within is not None:
            found.append(Component(value["uuid"].text, within, value))
        elif not title:
            yield Reject(value.at, "a component needs a title")
        else:
            key = f"oscal:{value['uuid'].text}" if value["uuid"].text else None
            label = LABELS.get(kind, Label.RESOURCE)
            group = Ref(label, "oscal") if label is Label.POLICY else None
            ref = Ref(label, title, within=group, key=key)
            found.append(Component(value["uuid"].text, ref, value))
            yield _node(value, ref, key)
    yield from found
    known = {component.uuid: component.ref for component in found}
    for component in found:
        yield from _links(component, known)
        yield from _parties(model, component)
        ref = component.ref
        if within is not None and ref.label != Label.SYSTEM and ref is not within:
            policy = ref.label == Label.POLICY
            ends = (ref, Rel.GOVERNS, within) if policy else (ref, Rel.PART_OF, within)
            yield Edge(*ends, component.value.at)


def _node(value: Value, ref: Ref, key: str | None) -> Node:
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    props.text("purpose", value["purpose"])
    props.text(Prop.TYPE, value["type"])
    props.text(Prop.STATUS, value["status/state"])
    props.text(Prop.VERSION, prop(value, "version"))
    asset = prop(value, "asset-id").text
    return Node(
        ref, value.at, props.values, props.places, (key,) if key else (), (asset,) if asset else ()
    )


def _links(component: Component, known: dict[str, Ref]) -> Iterator[Edge]:
    start = component.ref
    for link in component.value["links"]:
        end = known.get(link["href"].text.removeprefix("#"))
        if end is None or end is start:
            continue
        rel = link["rel"].text
        if rel in NEEDS and Label.POLICY not in (start.label, end.label):
            yield Edge(start, Rel.DEPENDS_ON, end, link.at)
        elif end.label == Label.POLICY and start.label != Label.POLICY:
            yield Edge(end, Rel.GOVERNS, start, link.at)


def _parties(model: Value, component: Component) -> Iterator[Edge]:
    for role in component.value["responsible-roles"]:
        if OWNER.match(role["role-id"].text):
            yield from owners(model, role["party-uuids"], component.ref)


def owners(model: Value, uuids: Value, thing: Ref) -> Iterator[Edge]:
    """The parties of these UUIDs OWN the thing."""
    parties = {party["uuid"].text: party for party in model["metadata/parties"]}
    for uuid in uuids:
        party = parties.get(uuid.text)
        if party is not None and (name := party["name"].text or party["short-name"].text):
            label = Label.PERSON if party["type"].text == "person" else Label.TEAM
            yield Edge(Ref(label, name, loose=True), Rel.OWNS, thing, uuid.at)


def implements(thing: Ref, requirement: Value, said: Value | None = None) -> Iterator[Fact]:
    """The thing IMPLEMENTS the requirement's control; `said` is what says so of this thing."""
    text = requirement["control-id"].text
    if not text:
        requirement.document.reject(
            requirement.at, "a requirement needs the control-id that it implements"
        )
        return
    said = requirement if said is None else said
    state = (said["implementation-status/state"] or prop(said, "implementation-status")).text
    props = {"status": state} if state else {}
    yield Edge(thing, Rel.IMPLEMENTS, control(text), said.at, props)
