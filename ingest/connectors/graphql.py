"""GraphQL schemas: an API for each schema, with the queries, mutations and subscriptions that it offers."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.graphql_schema import operations_of, parse_graphql
from ingest.sniff import suffix

# names of files and folders that say what is in them, and not of which API it is
PLAIN = frozenset(
    [
        "api",
        "apollo",
        "app",
        "config",
        "definitions",
        "generated",
        "graph",
        "graphql",
        "graphqls",
        "gql",
        "index",
        "main",
        "operations",
        "public",
        "resolvers",
        "resources",
        "root",
        "schema",
        "schemas",
        "sdl",
        "server",
        "src",
        "supergraph",
        "subgraph",
        "type-defs",
        "typedefs",
        "types",
    ]
)


@connector(
    title="GraphQL schemas",
    reads=suffix(".graphql", ".graphqls", ".gql"),
    nodes={Label.API, Label.OPERATION},
    edges={Rel.PART_OF},
)
def graphql(doc: Document) -> Iterator[Fact | Reject]:
    schema = parse_graphql(doc.text)
    if schema is None:
        return  # a client's queries
    if isinstance(schema, str):
        yield Reject(doc.at, schema)
        return
    if not schema.fields:
        return  # types of a schema whose root stands in another file
    key = f"graphql:{doc.path}"
    api = Ref(Label.API, _name(doc, whole=schema.whole), scope=doc.folder or ".")
    props: dict[str, PropValue] = {Prop.TYPE: "graphql"}
    if schema.description:
        props[Prop.DESCRIPTION] = schema.description
    keys = (key, f"file:{doc.path}")
    yield Node(api, doc.at, props, dict.fromkeys(props, doc.at), keys=keys, location=doc.folder)
    yield from operations_of(schema, api, None, doc.path, doc.line - 1)


def _name(doc: Document, *, whole: bool) -> str:
    """The file's name where it says something; what only extends a root type belongs to its folder's schema."""
    stem = doc.filename.rpartition(".")[0].removesuffix(".schema")
    folders = [f for f in reversed(doc.folder.split("/")) if f and f.lower() not in PLAIN]
    if whole and stem.lower() not in PLAIN:
        return stem
    return folders[0] if folders else "graphql"
