"""MCP client configurations: the servers that an assistant, an editor or an agent is connected to."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document, unrendered
from ingest.mcp import agent_here
from ingest.mcp_launch import NAMED_BY_FILE, ServersByName, client_server
from ingest.sniff import keys


@connector(
    title="MCP client configuration",
    reads=keys("mcpServers") | keys("context_servers") | ServersByName(),
    nodes={Label.SERVICE},
    edges={Rel.DEPENDS_ON},
)
def mcp_client(doc: Document) -> Iterator[Fact | Reject]:
    """Environment, headers and arguments may hold secrets: none of them is kept."""
    stated = next(
        (
            doc.root.get(k)
            for k in ("mcpServers", "context_servers", "servers")
            if doc.root.get(k).is_map
        ),
        doc.root
        if doc.filename in NAMED_BY_FILE and "mcpServers" not in doc.data
        else doc["mcpServers"],
    )
    agent = agent_here(doc)
    for name, server in stated.items():
        if not server.is_map or not name.strip() or unrendered(name):
            yield Reject(server.at, "a server needs a name and a mapping with command or url")
            continue
        found = client_server(name.strip(), server)
        yield found
        yield Edge(agent, Rel.DEPENDS_ON, found.ref, server.at, known_only=True)
