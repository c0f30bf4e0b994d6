"""The Open Data Product Standard (Bitol): a data product, the contracts of its ports, its team.

https://bitol-io.github.io/open-data-product-standard/ (v0.9.0, v1.0.0, v1.1.0)
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.backstage_entity import SETS_PROPERTY
from ingest.connector import connector
from ingest.contract import contract_ref, owned_by
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props
from ingest.sniff import kind

ENDED = ("deprecated", "retired")


@connector(
    title="Open Data Product Standard",
    reads=kind("v[0-9]*", "DataProduct"),
    nodes={Label.DATA_PRODUCT},
    edges={Rel.CONSUMES, Rel.GUARANTEES, Rel.OWNS, Rel.PART_OF},
    authority="contract",
)
def odps(doc: Document) -> Iterator[Fact | Reject]:
    id_, name = doc["id"].text, doc["name"].text or doc["id"].text
    if not name or unrendered(name):
        yield Reject(doc.at, "a data product without name and id")
        return
    product = Ref(Label.DATA_PRODUCT, name, key=f"product:{id_}" if id_ else None)
    props = _props(doc)
    synonyms = {t for s in doc["synonyms"] if (t := s["synonym"].text) and t != name}
    yield Node(
        product,
        doc.at,
        props.values,
        props.places,
        aliases=tuple(sorted(synonyms)),
        location=doc.folder,
    )
    if (domain := doc["domain"].text) and not unrendered(domain):
        in_domain = Ref(Label.DOMAIN, domain)
        yield Edge(product, Rel.PART_OF, in_domain, doc["domain"].at, known_only=True)
    for port in doc["inputPorts"]:
        for contract in _contracts(port):
            yield Edge(product, Rel.CONSUMES, _contract(contract), contract.at, _port(port))
    for port in doc["outputPorts"]:
        for contract in _contracts(port):
            yield Edge(_contract(contract), Rel.GUARANTEES, product, contract.at, _port(port))
        for needed in port["inputContracts"]:
            contract = needed["id"] if needed["id"] else needed["contractId"]
            if contract.text:
                said = {"version": v} if (v := needed["version"].text) else {}
                yield Edge(product, Rel.CONSUMES, _contract(contract), contract.at, said)
    yield from _owners(doc["team"], product)


def _contract(value: Value) -> Ref:
    return contract_ref(value.text, value.text)


def _contracts(port: Value) -> Iterator[Value]:
    """The contract of a port; some write several."""
    for name in ("contractId", "contractIds"):
        for value in port[name].one_or_many():
            if unrendered(value.text):
                port.document.reject(value.at, f"unrendered template: {value.text}")
            elif value.text:
                yield value


def _port(port: Value) -> dict[str, str]:
    said = {"port": port["name"].text, "version": port["version"].text}
    return {key: text for key, text in said.items() if text}


def _owners(team: Value, product: Ref) -> Iterator[Fact | Reject]:
    """The team by its name (1.0); of a list of members (0.9) the owners who have not left."""
    if team.is_scalar:
        yield owned_by(team, Label.TEAM, product)
    elif team.is_map and team["name"].text:
        yield owned_by(team["name"], Label.TEAM, product)
    else:
        for member in team["members"] if team.is_map else team:
            named = member["username"] if member["username"].text else member["name"]
            is_owner = member["role"].text.lower() in (
                "owner",
                "data product owner",
                "product owner",
            )
            if is_owner and named.text and not member["dateOut"].text:
                yield owned_by(named, Label.PERSON, product)


def _props(doc: Document) -> Props:
    props = Props(doc)
    props.text(Prop.VERSION, doc["version"])
    status = doc["status"]
    props.text(Prop.STATUS, status)
    if status.text.lower() in ENDED:
        props.text(Prop.LIFECYCLE, status)
    elif doc["deprecated"].flag:
        props.put(Prop.LIFECYCLE, "deprecated", doc["deprecated"].at)
    description = doc["description"]
    props.text(Prop.DESCRIPTION, description if description.is_scalar else description["purpose"])
    if description.is_map:
        props.text("usage", description["usage"])
        props.text("limitations", description["limitations"])
    props.text(Prop.TYPE, doc["type"])
    props.texts(Prop.TAGS, doc["tags"])
    for name in ("domain", "tenant"):
        props.text(name, doc[name])
    for custom in doc["customProperties"]:
        sets = SETS_PROPERTY.get(custom["property"].text.lower())
        if sets is not None and custom["value"].is_scalar:
            props.text(sets, custom["value"])
    for name, key in (
        ("input_ports", "inputPorts"),
        ("output_ports", "outputPorts"),
        ("management_ports", "managementPorts"),
    ):
        ports = (f"{p['name'].text} {p['version'].text}".strip() for p in doc[key] if p.is_map)
        props.put(name, tuple(dict.fromkeys(p for p in ports if p)), doc[key].at)
    contacts = tuple(t for s in doc["support"] if (t := s["url"].text or s["channel"].text))
    props.put("support", contacts, doc["support"].at)
    links = tuple(t for d in doc["authoritativeDefinitions"] if (t := d["url"].text))
    props.put("links", links, doc["authoritativeDefinitions"].at)
    return props
