"""MCP client configurations: the servers that an assistant, an editor or an agent is connected to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.mcp import MCP_SERVER, address_key, address_of, agent_here, launched
from ingest.properties import Props
from ingest.sniff import Condition, keys

ADDRESSES: Final = ("url", "serverUrl", "httpUrl")
NAMED_BY_FILE: Final = ("mcp.json", ".mcp.json")


@dataclass(frozen=True, slots=True)
class ServersByName(Condition):
    """Servers by name, each with a command or an address: under `servers`, or bare in a file `mcp.json`."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        return _servers(data.get("servers")) or (
            doc.filename in NAMED_BY_FILE and "mcpServers" not in data and _servers(data)
        )

    def __str__(self) -> str:
        return "servers by name with a command or a URL"


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
        node = _node(name.strip(), server)
        yield node
        yield Edge(agent, Rel.DEPENDS_ON, node.ref, server.at, known_only=True)


def _node(name: str, server: Value) -> Node:
    props = Props(server.document)
    props.put(Prop.TYPE, MCP_SERVER, server.at)
    command = server["command"]
    if command.is_map:  # Zed: command: {path, args}
        command, arguments = command["path"], command["args"]
    else:
        arguments = server["args"]
    found = list[str]()
    if command.text:
        props.put("command", command.text.split()[0] if command.text.strip() else "", command.at)
        words = (*command.text.split()[1:], *_words(arguments))
        if package := launched(command.text.split()[0], words):
            props.put("package", package.partition(":")[2], arguments.at)
            found.append(package)
    for key in ADDRESSES:
        url = server.get(key)
        if url.is_scalar and (address := address_of(url.text)):
            props.put(Prop.URL, address, url.at)
            found += address_key(address)
    stated = server["type"] if server["type"] else server["transport"]
    if stated.is_scalar:
        props.text("transport", stated)
    variables = tuple(key for key, _ in server["env"].items()) if server["env"].is_map else ()
    props.put("environment_variables", tuple(sorted(variables)), server["env"].at)
    return Node(
        Ref(Label.SERVICE, name, scope=found[0].partition(":")[2] if found else None),
        server.at,
        props.values,
        props.places,
        keys=tuple(dict.fromkeys(found)),
    )


def _words(value: Value) -> tuple[str, ...]:
    return tuple(item.text for item in value.one_or_many() if item.is_scalar)


def _servers(data: Any) -> bool:
    """Whether some value says how a server is started or reached, as MCP clients write it."""
    if not isinstance(data, Mapping):
        return False
    for server in cast("dict[Any, Any]", data).values():
        if isinstance(server, dict):
            said = cast("dict[Any, Any]", server)
            if isinstance(said.get("command"), str) and isinstance(said.get("args", []), list):
                return "image" not in said and "build" not in said  # no Compose service
            if isinstance(said.get("url"), str) and said.get("type") in (
                "http",
                "sse",
                "streamable-http",
            ):
                return True
    return False
