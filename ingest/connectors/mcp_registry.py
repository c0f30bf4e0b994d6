"""MCP `server.json` files, and lists of servers that a registry gave: servers, their packages and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, cast

from graph.facts import Fact, Reject
from graph.vocabulary import Label
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.mcp import described_here
from ingest.mcp_server import ServerCards, has, is_server, official, server_node

NAME: Final = re.compile(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+\Z")


@connector(
    title="MCP server (server.json, registry)",
    reads=ServerCards(),
    nodes={Label.SERVICE},
    edges=(),
    authority="catalog",
)
def mcp_registry(doc: Document) -> Iterator[Fact | Reject]:
    """https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json"""
    alone = isinstance(doc.data, dict) and is_server(cast("Any", doc.data))
    entries = [doc.root] if alone else list(doc.root if doc.root.is_list else doc["servers"])
    by_name: dict[str, list[Value]] = {}
    for entry in entries:
        server = entry["server"] if has(entry, "server") else entry
        name = server["name"].text
        if NAME.match(name):
            by_name.setdefault(name, []).append(entry)
        else:
            yield Reject(server["name"].at, f"{name!r} is no server's name; write namespace/name")
    for name, versions in by_name.items():
        latest = next((v for v in reversed(versions) if official(v, "latest")), versions[-1])
        server = server_node(name, latest, versions)
        yield server
        if alone:
            yield from described_here(server.ref, doc, doc.at)
