"""The Open Data Contract Standard 3.x: a contract, its team, its tables and columns.

https://bitol-io.github.io/open-data-contract-standard/
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.backstage_entity import SETS_PROPERTY
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
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props

__all__ = ["contract_standard"]

OWNER = "owner"
STEWARD = "steward"


def contract_standard(doc: Document) -> Iterator[Fact | Reject]:
    id_, name = doc["id"].text, doc["name"].text or doc["id"].text
    if not name or unrendered(name):
        yield Reject(doc.at, "a data contract without name and id")
        return
    contract = contract_ref(name, id_)
    servers = [Server(value["server"].text, value) for value in doc["servers"]]
    props = _props(doc)
    server_props(props, servers)
    yield Node(contract, doc.at, props.values, props.places, location=doc.folder)
    if domain := doc["domain"].text:
        yield Edge(
            contract, Rel.PART_OF, Ref(Label.DOMAIN, domain), doc["domain"].at, known_only=True
        )
    if product := doc["dataProduct"].text:
        yield Edge(
            contract, Rel.GUARANTEES, Ref(Label.DATA_PRODUCT, product), doc["dataProduct"].at
        )
    yield from _owners(doc, contract)
    server = production(servers)
    tables = {v["name"].text: _table_ref(server, v) for v in doc["schema"] if v["name"].text}
    for value in doc["schema"]:
        yield from _table(contract, value, tables)


def _props(doc: Document) -> Props:
    props = Props(doc)
    status = doc["status"]
    props.text(Prop.VERSION, doc["version"])
    props.text(Prop.STATUS, status)
    if status.text.lower() in ("deprecated", "retired"):
        props.text(Prop.LIFECYCLE, status)
    description = doc["description"]
    props.text(Prop.DESCRIPTION, description if description.is_scalar else description["purpose"])
    if description.is_map:
        props.text("usage", description["usage"])
        props.text("limitations", description["limitations"])
    props.texts(Prop.TAGS, doc["tags"])
    for name in ("domain", "tenant", "context"):
        if doc[name].is_scalar:
            props.text(name, doc[name])
    for custom in doc["customProperties"]:
        sets = SETS_PROPERTY.get(custom["property"].text.lower())
        if sets is not None and custom["value"].is_scalar:
            props.text(sets, custom["value"])
    _links(props, doc["authoritativeDefinitions"])
    promises = tuple(
        f"{p['property'].text}={p['value'].text}{p['unit'].text}"
        for p in doc["slaProperties"]
        if p["value"].is_scalar
    )
    props.put("sla", promises, doc["slaProperties"].at)
    promised(
        props,
        (
            (p["property"].text, f"{p['value'].text}{p['unit'].text}", p["value"])
            for p in doc["slaProperties"]
            if p["value"].is_scalar
        ),
    )
    stewards = tuple(
        m["username"].text
        for m in _members(doc)
        if STEWARD in m["role"].text.lower() and not m["dateOut"].text and m["username"].text
    )
    props.put(Prop.STEWARD, stewards, doc["team"].at)
    contacts = tuple(t for s in doc["support"] if (t := s["url"].text or s["channel"].text))
    props.put("support", contacts, doc["support"].at)
    return props


def _links(props: Props, definitions: Value) -> None:
    links = tuple(url for each in definitions if (url := each["url"].text))
    props.put("links", links, definitions.at)


def _owners(doc: Document, contract: Ref) -> Iterator[Fact | Reject]:
    """The team by its name (3.1); of a list of members (3.0) the owners who have not left."""
    if doc["owner"].is_scalar and doc["owner"].text:
        yield owned_by(doc["owner"], Label.TEAM, contract)
    team = doc["team"]
    if team.is_scalar:
        yield owned_by(team, Label.TEAM, contract)
    elif team.is_map and team["name"].text:
        yield owned_by(team["name"], Label.TEAM, contract)
    else:
        for member in _members(doc):
            left = member["dateOut"].text
            if member["role"].text.lower() == OWNER and not left and member["username"].text:
                yield owned_by(member["username"], Label.PERSON, contract)


def _members(doc: Document) -> Iterator[Value]:
    """Who works on the contract, each in a role; none where only a team is named."""
    team = doc["team"]
    yield from () if team.is_scalar else team["members"] if team.is_map else team


def _physical(value: Value) -> str:
    return value["physicalName"].text or value["name"].text


def _table_ref(server: Server | None, value: Value) -> Ref:
    return table_ref(server, _physical(value), topic=value["physicalType"].text.lower() == "topic")


def _table(contract: Ref, value: Value, tables: dict[str, Ref]) -> Iterator[Fact | Reject]:
    name = value["name"].text
    ref = tables.get(name)
    if ref is None or unrendered(ref.name):
        yield Reject(value.at, "an object of the schema without a usable name")
        return
    props = Props(value.document)
    props.text(Prop.TITLE, value["businessName"])
    props.text(Prop.DESCRIPTION, value["description"])
    props.text(Prop.TYPE, value["physicalType"])
    props.texts(Prop.TAGS, value["tags"])
    props.text("granularity", value["dataGranularityDescription"])
    props.text(Prop.SENSITIVITY, value["classification"])
    _links(props, value["authoritativeDefinitions"])
    _references(props, value["relationships"])
    quality(props, value["quality"])
    yield from table(contract, ref, value, props, _other(name, ref.name))
    for inner in value["properties"]:
        yield from _column(ref, inner, tables, "")


def _other(logical: str, physical: str) -> tuple[str, ...]:
    """The contract's own word for a table, where it is another than the physical name's last part."""
    last = physical.rpartition(".")[2]
    return (logical,) if logical and logical.casefold() != last.casefold() else ()


def _column(
    owner: Ref, value: Value, tables: dict[str, Ref], before: str
) -> Iterator[Fact | Reject]:
    name = _physical(value)
    if not name or unrendered(name):
        yield Reject(value.at, "a property without a usable name")
        return
    field = Ref(Label.FIELD, before + name, within=owner)
    yield from column(
        owner, before + name, value, _column_props(value), _other(value["name"].text, name)
    )
    for relation in value["relationships"]:
        if "deriv" in relation["type"].text.lower():
            for target in relation["to"].one_or_many():
                yield Edge(field, Rel.DERIVED_FROM, _target(target.text, tables), target.at)
    for source in value["transformSourceObjects"].one_or_many():
        if source.text:
            known = tables.get(source.text, Ref(Label.DATASET, source.text))
            yield Edge(field, Rel.DERIVED_FROM, known, source.at)
    yield from _inner(owner, value, tables, f"{before}{name}.")


def _inner(
    owner: Ref, value: Value, tables: dict[str, Ref], before: str
) -> Iterator[Fact | Reject]:
    """The properties of an object, and of the objects in an array."""
    for inner in value["properties"]:
        yield from _column(owner, inner, tables, before)
    if value["items"].is_map:
        yield from _inner(owner, value["items"], tables, before)


def _target(text: str, tables: dict[str, Ref]) -> Ref:
    """`table.column` of the contract, or of another."""
    name, _, last = text.rpartition(".")
    if not name:
        return Ref(Label.DATASET, text)
    return Ref(Label.FIELD, last, within=tables.get(name, Ref(Label.DATASET, name)))


def _references(props: Props, relations: Value) -> None:
    targets = tuple(t for relation in relations for t in relation["to"].texts())
    props.put("references", targets, relations.at)


def _column_props(value: Value) -> Props:
    props = Props(value.document)
    props.text(Prop.TITLE, value["businessName"])
    props.text(Prop.DESCRIPTION, value["description"])
    props.text(Prop.TYPE, value["logicalType"])
    props.text("physical_type", value["physicalType"])
    props.text(Prop.SENSITIVITY, value["classification"])
    props.texts(Prop.TAGS, value["tags"])
    for name, key in (
        (Prop.REQUIRED, "required"),
        ("critical_data_element", "criticalDataElement"),
        ("primary_key", "primaryKey"),
        ("unique", "unique"),
    ):
        props.flag(name, value[key])
    props.text("transformation", value["transformLogic"])
    _links(props, value["authoritativeDefinitions"])
    _references(props, value["relationships"])
    quality(props, value["quality"])
    return props
