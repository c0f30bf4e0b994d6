"""OpenAPI 2 and 3 documents: an API with its operations, and whom to ask about it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.interface import folder_scope, title_of, untitled
from ingest.openapi import api_props, operations_of, version_of
from ingest.sniff import keys


@connector(
    title="OpenAPI",
    reads=keys(some=("openapi", "swagger")) & keys(some=("info", "paths", "webhooks")),
    nodes={Label.API, Label.OPERATION},
    edges={Rel.PART_OF, Rel.OWNS},
)
def openapi(doc: Document) -> Iterator[Fact | Reject]:
    version = version_of(doc.root)
    if not version.startswith(("2.", "3.")):
        yield Reject(doc.at, f"version {version!r} of OpenAPI is not known; 2.x and 3.x are read")
        return
    yield from untitled(doc)
    key = f"openapi:{doc.path}"
    api = Ref(Label.API, title_of(doc), key=key, scope=folder_scope(doc))
    props = api_props(doc.root)
    keys_ = (key, f"file:{doc.path}")
    yield Node(api, doc.at, props.values, props.places, keys=keys_, location=doc.folder)
    yield from operations_of(doc.root, api)
