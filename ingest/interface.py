"""What the documents that describe an interface (OpenAPI, AsyncAPI) share: what they say of it, and who owns it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props

__all__ = ["contacts", "folder_scope", "lifecycle", "owned", "said_of", "title_of", "untitled"]


def title_of(doc: Document) -> str:
    """What an interface is called: its title, else its folder or file."""
    title = doc["info/title"].text
    if not title or unrendered(title):
        return doc.folder.rpartition("/")[2] or doc.filename.partition(".")[0]
    return title


def untitled(doc: Document) -> Iterator[Reject]:
    """What is wrong with the document's title, if anything."""
    title = doc["info/title"]
    if not title.text or unrendered(title.text):
        why = f"unrendered template: {title.text}" if title.text else "info.title is required"
        yield Reject(title.at, f"{why}; named {title_of(doc)!r} after its folder or file")


def folder_scope(doc: Document) -> str:
    """What tells two things of one name in one root apart: the folder that they stand in."""
    return doc.folder or "."


def said_of(spec: Value, kind: str) -> Props:
    """The properties of an interface that its `info` (and extensions of the document) state."""
    info, props = spec["info"], Props(spec.document)
    for name in (Prop.TITLE, Prop.DESCRIPTION, Prop.VERSION):
        props.text(name, info.get(name))
    for holder in (info, spec):
        lifecycle(props, holder)
        for name in (Prop.TIER, Prop.SENSITIVITY):
            props.text(name, holder.get(f"x-{name}"))
    props.put(Prop.TYPE, kind, spec.at)
    licence = info["license"]
    props.text(Prop.LICENSE, licence["name"] if licence.is_map else licence)
    contact = info["contact"]
    if contact.is_map:
        words = [contact[part].text for part in ("name", "email", "url")]
        props.put(Prop.CONTACT, ", ".join(word for word in words if word), contact.at)
    if (more := spec["externalDocs"]).is_map:
        props.text("documentation", more["url"])
    return props


def lifecycle(props: Props, value: Value) -> None:
    """`deprecated: true`, or the extension, of a part."""
    for name in ("deprecated", "x-deprecated"):
        if value[name].flag:
            props.put(Prop.LIFECYCLE, "deprecated", value[name].at)
    props.text(Prop.LIFECYCLE, value["x-lifecycle"])


def owned(stated: Value, thing: Ref) -> Iterator[Fact]:
    """The owners that `x-owner` names."""
    for owner in stated.one_or_many():
        if owner.is_scalar and owner.text:
            yield Edge(Ref(Label.TEAM, owner.text, loose=True), Rel.OWNS, thing, owner.at)


def contacts(contact: Value, api: Ref) -> Iterator[Fact]:
    """The contact owns the API where it is a team or person that someone declares."""
    if not contact.is_map:
        return
    for part, label in (("name", Label.TEAM), ("email", Label.PERSON)):
        if text := contact[part].text:
            key = f"email:{text.lower()}" if part == "email" else None
            who = Ref(label, text, key=key, among=(Label.TEAM, Label.PERSON), loose=True)
            yield Edge(who, Rel.OWNS, api, contact[part].at, known_only=True)
