"""MCP client configurations: the servers that an assistant, an editor or an agent is connected to."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document, unrendered
from ingest.mcp import agent_here
from ingest.mcp_launch import ServersByName, client_server, stated_servers
from ingest.sniff import keys


@connector(
    title="MCP client configuration",
    reads=keys("mcpServers") | keys("context_servers") | ServersByName(),
    nodes={Label.SERVICE},
    edges={Rel.DEPENDS_ON},
)
def mcp_client(doc: Document) -> Iterator[Fact | Reject]:
    """Environment, headers and arguments may hold secrets: none of them is kept."""
    agent = agent_here(doc)
    for name, server in stated_servers(doc):
        if not server.is_map or not name.strip() or unrendered(name):
            yield Reject(server.at, "a server needs a name and a mapping with command or url")
            continue
        found = client_server(name.strip(), server)
        yield found
        yield Edge(agent, Rel.DEPENDS_ON, found.ref, server.at, known_only=True)
