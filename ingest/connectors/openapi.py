"""OpenAPI 2 and 3 documents: an API with its operations, and whom to ask about it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.openapi import operations_of
from ingest.properties import Props
from ingest.sniff import keys


@connector(
    title="OpenAPI",
    reads=keys("info", some=("openapi", "swagger")),
    nodes={Label.API, Label.OPERATION},
    edges={Rel.PART_OF, Rel.OWNS},
)
def openapi(doc: Document) -> Iterator[Fact | Reject]:
    version = doc["openapi"].text or doc["swagger"].text
    if not version.startswith(("2.", "3.")):
        yield Reject(doc.at, f"version {version!r} of OpenAPI is not known; 2.x and 3.x are read")
        return
    title = doc["info/title"].text
    if not title or unrendered(title):
        title = doc.folder.rpartition("/")[2] or doc.filename.partition(".")[0]
    api = Ref(Label.API, title, key=f"openapi:{doc.path}", scope=doc.folder or None)
    yield _node(doc, api)
    yield from operations_of(doc.root, api)


def _node(doc: Document, api: Ref) -> Node:
    info, props = doc["info"], Props(doc)
    for name in (Prop.TITLE, Prop.DESCRIPTION, Prop.VERSION):
        props.text(name, info.get(name))
    for name in (Prop.LIFECYCLE, Prop.TIER, Prop.SENSITIVITY):
        props.text(name, info.get(f"x-{name}"))
    if info["deprecated"].flag or info["x-deprecated"].flag or doc["x-deprecated"].flag:
        props.put(Prop.LIFECYCLE, "deprecated", info.at)
    props.put(Prop.TYPE, "openapi", doc.at)
    props.text(Prop.LICENSE, info["license/name"])
    contact = info["contact"]
    words = [contact[part].text for part in ("name", "email", "url")]
    props.put(Prop.CONTACT, ", ".join(word for word in words if word), contact.at)
    props.text(Prop.URL, doc["servers/0/url"])
    props.put(Prop.URL, _address(doc.root), doc["host"].at)
    return Node(
        api,
        doc.at,
        props.values,
        props.places,
        keys=(f"openapi:{doc.path}", f"file:{doc.path}"),
        location=doc.folder,
    )


def _address(spec: Value) -> str:
    """The address of an OpenAPI 2 document."""
    host, schemes = spec["host"].text, spec["schemes"].texts()
    if not host or ("https" not in schemes and "http" not in schemes):
        return host and host + spec["basePath"].text
    return f"{'https' if 'https' in schemes else 'http'}://{host}{spec['basePath'].text}"
