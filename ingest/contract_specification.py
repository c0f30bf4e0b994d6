"""The Data Contract Specification (0.9 to 1.2): contracts with `models` by name, `fields` by name.

https://datacontract.com/
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.contract import (
    Server,
    column,
    contract_ref,
    owned_by,
    production,
    promised,
    quality,
    server_props,
    table,
    table_ref,
)
from ingest.dataset_naming import by_openlineage
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props

__all__ = ["contract_specification"]

PII = "pii"


def contract_specification(doc: Document) -> Iterator[Fact | Reject]:
    name = doc["id"].text or doc["info/title"].text
    if not name or unrendered(name):
        yield Reject(doc.at, "a data contract without id and title")
        return
    contract = contract_ref(name, doc["id"].text)
    servers = _servers(doc)
    props = _props(doc)
    server_props(props, servers)
    yield Node(contract, doc.at, props.values, props.places, location=doc.folder)
    owner, domain = doc["info/owner"], doc["info/domain"]
    if owner.text:
        yield owned_by(owner, Label.TEAM, contract)
    if domain.text:
        yield Edge(
            contract, Rel.PART_OF, Ref(Label.DOMAIN, domain.text), domain.at, known_only=True
        )
    server = production(servers)
    models = list(doc["models"].items())
    for name, value in models:
        topic = server.value["topic"].text if server is not None and len(models) == 1 else ""
        physical = topic if topic and "{" not in topic else name
        ref = table_ref(server, physical, topic=value["type"].text.lower() == "topic")
        yield from _model(contract, ref, value, (name,) if physical != name else ())


def _servers(doc: Document) -> list[Server]:
    """Servers by name; since 1.2 they may be a list."""
    if doc["servers"].is_list:
        return [Server(value["server"].text, value) for value in doc["servers"]]
    return [Server(name, value) for name, value in doc["servers"].items()]


def _props(doc: Document) -> Props:
    props = Props(doc)
    info = doc["info"]
    props.text(Prop.TITLE, info["title"])
    props.text(Prop.VERSION, info["version"])
    props.text(Prop.STATUS, info["status"])
    if info["status"].text.lower() in ("deprecated", "retired"):
        props.text(Prop.LIFECYCLE, info["status"])
    props.text(Prop.DESCRIPTION, info["description"])
    contact = info["contact"]
    named = contact["email"].text or contact["url"].text if contact.is_map else contact.text
    props.put(Prop.CONTACT, named, contact.at)
    props.texts(Prop.TAGS, doc["tags"])
    for name in ("usage", "limitations", "billing"):
        props.text(name, doc["terms"][name])
    props.text("notice_period", doc["terms/noticePeriod"])
    levels = [
        (name, text, level[key])
        for name, level in doc["servicelevels"].items()
        for key in ("percentage", "threshold", "period", "interval")
        if (text := level[key].text)
    ]
    props.put("sla", tuple(f"{name}={text}" for name, text, _ in levels), doc["servicelevels"].at)
    promised(props, levels)
    props.put(
        "links", tuple(v.text for _, v in doc["links"].items() if v.is_scalar), doc["links"].at
    )
    return props


def _model(
    contract: Ref, ref: Ref, value: Value, aliases: tuple[str, ...]
) -> Iterator[Fact | Reject]:
    if unrendered(ref.name):
        yield Reject(value.at, f"unrendered template: {ref.name}")
        return
    props = Props(value.document)
    props.text(Prop.TITLE, value["title"])
    props.text(Prop.DESCRIPTION, value["description"])
    props.text(Prop.TYPE, value["type"])
    props.texts(Prop.TAGS, value["tags"])
    quality(props, value["quality"])
    yield from table(contract, ref, value, props, aliases)
    for name, field in value["fields"].items():
        yield from _field(ref, name, field)


def _field(owner: Ref, name: str, value: Value) -> Iterator[Fact | Reject]:
    if not name or unrendered(name):
        yield Reject(value.at, "a field without a usable name")
        return
    field = Ref(Label.FIELD, name, within=owner)
    yield from column(owner, name, value, _field_props(value))
    for source in value["lineage/inputFields"]:
        dataset = by_openlineage(source["namespace"].text, source["name"].text)
        if source["field"].text and dataset.name:
            origin = Ref(dataset.label, dataset.name, namespace=dataset.namespace)
            end = Ref(Label.FIELD, source["field"].text, within=origin)
            yield Edge(field, Rel.DERIVED_FROM, end, source.at)
    for holder in (value, value["items"], value["values"]):
        for inner, inner_value in holder["fields"].items() if holder.is_map else ():
            yield from _field(owner, f"{name}.{inner}", inner_value)


def _field_props(value: Value) -> Props:
    """What the field says itself, then what the definition says that it refers to."""
    props = Props(value.document)
    if not value.is_map:
        return props
    for said in (value, *_definition(value)):
        props.text(Prop.TITLE, said["title"])
        props.text(Prop.DESCRIPTION, said["description"])
        props.text(Prop.TYPE, said["type"])
        props.text(Prop.SENSITIVITY, said["classification"])
        if said["pii"].flag:
            props.put(Prop.SENSITIVITY, PII, said["pii"].at)
        props.texts(Prop.TAGS, said["tags"])
        props.flag(Prop.REQUIRED, said["required"])
        props.flag("unique", said["unique"])
        props.flag("primary_key", said["primaryKey"])
        props.flag("primary_key", said["primary"])
    if value["references"].is_scalar:
        props.texts("references", value["references"])
    quality(props, value["quality"])
    return props


def _definition(value: Value) -> Iterator[Value]:
    """The definition of the same contract that `$ref: '#/definitions/order_id'` points to."""
    pointer = value["$ref"].text
    if pointer.startswith("#/"):
        found = value.document.root
        for step in pointer[2:].split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~"))
        if found.is_map:
            yield found
