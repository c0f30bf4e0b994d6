"""Servers in MCP client configurations: how they are started or reached, without their secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Node, Ref
from graph.vocabulary import Label, Prop
from ingest.documents import Document, Value
from ingest.mcp import MCP_SERVER, address_key, address_of, launched
from ingest.properties import Props
from ingest.sniff import Condition

__all__ = ["ServersByName", "client_server", "stated_servers"]

ADDRESSES: Final = ("url", "serverUrl", "httpUrl")
NAMED_BY_FILE: Final = ("mcp.json", ".mcp.json")


@dataclass(frozen=True, slots=True)
class ServersByName(Condition):
    """Servers by name, each with a command or an address: under `servers`, or bare in a file `mcp.json`."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        inner = data.get("mcp")
        settings = cast("dict[Any, Any]", inner) if isinstance(inner, dict) else data
        return _servers(settings.get("servers")) or (
            doc.filename in NAMED_BY_FILE and "mcpServers" not in data and _servers(data)
        )

    def __str__(self) -> str:
        return "servers by name with a command or a URL"


def stated_servers(doc: Document) -> Iterator[tuple[str, Value]]:
    """The servers of a configuration by name, or listed with their names."""
    held = doc.root
    if doc["mcp"].is_map and doc["mcp/servers"].is_map:  # an editor's settings
        held = doc["mcp"]
    for key in ("mcpServers", "context_servers", "servers"):
        if (found := held.get(key)).data is not None:
            if found.is_list:
                yield from ((item["name"].text if item.is_map else "", item) for item in found)
            else:
                yield from found.items()
            return
    yield from held.items()


def client_server(name: str, server: Value) -> Node:
    props = Props(server.document)
    props.put(Prop.TYPE, MCP_SERVER, server.at)
    command = server["command"]
    if command.is_map:  # Zed: command: {path, args}
        command, arguments = command["path"], command["args"]
    else:
        arguments = server["args"]
    found = list[str]()
    line = [word for word in command.text.split() if "=" not in word.partition("/")[0]]
    if line:  # without the variables that it may begin with
        props.put("command", line[0], command.at)
        if package := launched(line[0], (*line[1:], *_words(arguments))):
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
