"""OSCAL catalogs: the controls of a standard, with their families and enhancements."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Reject
from graph.vocabulary import Label, Prop
from ingest.connector import connector
from ingest.controls import control, control_id, said_as
from ingest.documents import Document, Value
from ingest.oscal import Oscal, plain, prop
from ingest.oscal_xml import model_of
from ingest.properties import Props

MAX_DEPTH = 40


@connector(
    title="OSCAL catalog",
    reads=Oscal("catalog"),
    nodes={Label.CONTROL},
    edges=(),
    authority="catalog",
)
def oscal_catalog(doc: Document) -> Iterator[Fact | Reject]:
    """https://pages.nist.gov/OSCAL/resources/concepts/layer/control/catalog/"""
    catalog = model_of(doc, "catalog")
    title = plain(catalog["metadata/title"].text)
    yield from _inside(catalog, title, (), None)


def _inside(
    holder: Value, standard: str, families: tuple[str, ...], above: str | None
) -> Iterator[Fact | Reject]:
    if len(families) > MAX_DEPTH:
        yield Reject(holder.at, f"groups in groups, more than {MAX_DEPTH} deep")
        return
    for value in holder["controls"]:
        if value["id"].text:
            yield _control(value, standard, families, above)
            yield from _inside(value, standard, families, value["id"].text)
        else:
            yield Reject(value.at, "a control needs an id")
    for group in holder["groups"]:
        name = plain(group["title"].text) or group["id"].text
        yield from _inside(group, standard, (*families, name), None)


def _control(value: Value, standard: str, families: tuple[str, ...], above: str | None) -> Node:
    stated = value["id"].text
    ref = control(stated, standard)
    props = Props(value.document)
    props.put(Prop.TITLE, plain(value["title"].text), value["title"].at)
    props.put("standard", standard, value.at)
    props.put("family", families[-1] if families else "", value.at)
    props.put("groups", families[:-1], value.at)
    props.text("control_class", value["class"])
    props.put("enhances", said_as(above or ""), value.at)
    props.text(Prop.STATUS, prop(value, "status"))
    for part in value["parts"]:
        if part["name"].text in ("statement", "overview"):
            props.put(Prop.DESCRIPTION, plain("\n".join(_prose(part))), part.at)
    linked: dict[str, list[str]] = {}
    for link in value["links"]:
        if link["href"].text.startswith("#") and link["rel"].text != "reference":
            linked.setdefault(link["rel"].text or "related", []).append(
                said_as(link["href"].text[1:])
            )
    for rel, ids in sorted(linked.items()):
        props.put(rel.replace("-", "_"), tuple(ids), value["links"].at)
    labels = [p["value"].text for p in value["props"] if p["name"].text == "label"]
    other = dict.fromkeys((stated, control_id(stated), *labels))
    aliases = tuple(name for name in other if name and name != ref.name)
    return Node(ref, value.at, props.values, props.places, aliases=aliases)


def _prose(part: Value, depth: int = 0) -> Iterator[str]:
    """The text of a part and of its items, each after its label."""
    if text := part["prose"].text:
        yield " ".join(filter(None, (prop(part, "label").text, text)))
    if depth < MAX_DEPTH:
        for inner in part["parts"]:
            yield from _prose(inner, depth + 1)
