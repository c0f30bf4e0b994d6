"""An API's definition that stands as text in a catalog entity: OpenAPI, AsyncAPI, GraphQL or Protocol Buffers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.facts import Fact, Node, Ref, Reject
from ingest import asyncapi, graphql_schema, openapi, protobuf
from ingest.documents import Value
from ingest.embedded import embedded
from ingest.properties import Props

__all__ = ["described_by"]

SERVICE: Final = re.compile(r"^\s*service\s+\w+\s*\{", re.MULTILINE)
SCHEMA: Final = re.compile(
    r"^\s*(?:extend\s+)?(?:type|schema|interface|union|input|enum|directive)\b"
)


def described_by(definition: Value, node: Node) -> Iterator[Fact | Reject]:
    """The API of the node with what its definition adds (the entity's own word comes first), and its contents."""
    spec, api = embedded(definition), node.ref
    if spec is not None and (spec["openapi"] or spec["swagger"]):
        yield _with(node, openapi.api_props(spec))
        yield from openapi.operations_of(spec, api)
    elif spec is not None and spec["asyncapi"] and asyncapi.known_version(spec):
        yield _with(node, asyncapi.api_props(spec))
        yield from asyncapi.contents_of(spec, api)
    else:
        yield node
        yield from _sources(definition, api)


def _with(node: Node, props: Props) -> Node:
    return replace(
        node,
        props={**props.values, **node.props},
        places={k: v for k, v in props.places.items() if k not in node.props} | dict(node.places),
    )


def _sources(definition: Value, api: Ref) -> Iterator[Fact | Reject]:
    """The operations of a text that is neither YAML nor JSON."""
    text = definition.data if isinstance(definition.data, str) else ""
    if SERVICE.search(text):
        file = protobuf.parse_proto(text)
        if isinstance(file, str):
            yield Reject(definition.at, file)
            return
        for service in file.services:
            yield from protobuf.operations_of(service, api, definition)
    elif SCHEMA.search(text):
        schema = graphql_schema.parse_graphql(text)
        if isinstance(schema, str):
            yield Reject(definition.at, schema)
        elif schema is not None:
            yield from graphql_schema.operations_of(schema, api, definition)
