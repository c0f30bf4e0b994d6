"""AsyncAPI 2 and 3 documents: an API, its topics with the fields of their messages, who sends and who receives."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.asyncapi import api_props, contents_of, known_version
from ingest.connector import connector
from ingest.documents import Document
from ingest.interface import folder_scope, title_of, untitled
from ingest.sniff import keys


@connector(
    title="AsyncAPI",
    reads=keys("asyncapi", some=("info", "channels", "operations", "components")),
    nodes={Label.API, Label.FIELD, Label.OPERATION, Label.TOPIC},
    edges={Rel.OWNS, Rel.PART_OF, Rel.PUBLISHES_TO, Rel.SUBSCRIBES_TO},
)
def asyncapi(doc: Document) -> Iterator[Fact | Reject]:
    if not known_version(doc.root):
        version = doc["asyncapi"].text
        yield Reject(doc.at, f"version {version!r} of AsyncAPI is not known; 2.x and 3.x are read")
        return
    yield from untitled(doc)
    key = f"asyncapi:{doc.path}"
    api = Ref(Label.API, title_of(doc), key=key, scope=folder_scope(doc))
    props = api_props(doc.root)
    keys_ = (key, f"file:{doc.path}")
    yield Node(api, doc.at, props.values, props.places, keys=keys_, location=doc.folder)
    yield from contents_of(doc.root, api)
