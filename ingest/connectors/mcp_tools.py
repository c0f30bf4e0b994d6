"""Saved replies to MCP `tools/list`: the tools that the server or agent of this folder provides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.mcp import agent_here, server_here
from ingest.properties import Props
from ingest.sniff import Condition

HINTS: Final = {
    "readOnlyHint": "read_only",
    "destructiveHint": "destructive",
    "idempotentHint": "idempotent",
    "openWorldHint": "open_world",
}


@dataclass(frozen=True, slots=True)
class ToolsList(Condition):
    """Tools with an `inputSchema`: in a JSON-RPC result, or bare."""

    def matches(self, doc: Document) -> bool:
        data: Any = doc.data
        if isinstance(data, dict):
            said = cast("dict[Any, Any]", data)
            inner = said.get("result")
            held: Any = cast("dict[Any, Any]", inner) if isinstance(inner, dict) else said
            data = held.get("tools")
        return isinstance(data, list) and any(
            isinstance(t, dict) and "name" in t and "inputSchema" in t
            for t in cast("list[Any]", data)
        )

    def __str__(self) -> str:
        return "tools with a name and an inputSchema"


@connector(
    title="MCP tools list",
    reads=ToolsList(),
    nodes={Label.TOOL},
    edges={Rel.PART_OF, Rel.PROVIDES},
)
def mcp_tools(doc: Document) -> Iterator[Fact | Reject]:
    """https://modelcontextprotocol.io/specification/2025-06-18/server/tools"""
    tools = doc.root
    if tools.is_map:
        tools = tools["result/tools"] if tools["result"].is_map else tools["tools"]
    server, seen = server_here(doc), set[str]()
    for tool in tools:
        name = tool["name"].text
        if not name or unrendered(name):
            yield Reject(tool.at, "a tool needs a name")
        elif name in seen:
            yield Reject(
                tool["name"].at, f"the tool {name!r} is listed twice; the first one counts"
            )
        else:
            seen.add(name)
            yield from _tool(name, tool, server)


def _tool(name: str, tool: Value, server: Ref) -> Iterator[Fact]:
    props = Props(tool.document)
    notes = tool["annotations"]
    props.text(Prop.TITLE, tool["title"] if tool["title"] else notes["title"])
    props.text(Prop.DESCRIPTION, tool["description"])
    for key, said in HINTS.items():
        props.flag(said, notes.get(key))
    parameters = tuple(key for key, _ in tool["inputSchema/properties"].items())
    props.put("parameters", parameters, tool["inputSchema"].at)
    ref = Ref(Label.TOOL, name, within=server)
    yield Node(ref, tool.at, props.values, props.places)
    yield Edge(server, Rel.PROVIDES, ref, tool.at)
    yield Edge(ref, Rel.PART_OF, server, tool.at, unless=agent_here(tool.document))
