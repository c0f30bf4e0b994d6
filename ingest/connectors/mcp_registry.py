"""MCP `server.json` files, and lists of servers that a registry gave: servers, their packages and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.mcp import MCP_SERVER, address_key, address_of, described_here, package_key
from ingest.properties import Props
from ingest.sniff import Condition, is_schema

NAME: Final = re.compile(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+\Z")
GONE: Final = {"deprecated": "deprecated", "deleted": "retired"}
_REPOSITORY: Final = re.compile(r"https?://(?P<slug>[^/]+/[^/]+/[^/#?]+?)(?:\.git)?/?\Z")


@dataclass(frozen=True, slots=True)
class ServerCards(Condition):
    """A server by the registry's schema, or a list of such servers."""

    def matches(self, doc: Document) -> bool:
        return any(_is_server(_inner(item)) for item in _listed(doc.data))

    def __str__(self) -> str:
        return "an MCP server with packages or remotes, or a list of servers"


@connector(
    title="MCP server (server.json, registry)",
    reads=ServerCards(),
    nodes={Label.SERVICE},
    edges=(),
    authority="catalog",
)
def mcp_registry(doc: Document) -> Iterator[Fact | Reject]:
    """https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json"""
    alone = isinstance(doc.data, dict) and _is_server(cast("Any", doc.data))
    entries = [doc.root] if alone else list(doc.root if doc.root.is_list else doc["servers"])
    by_name: dict[str, list[Value]] = {}
    for entry in entries:
        server = entry["server"] if _has(entry, "server") else entry
        name = server["name"].text
        if NAME.match(name):
            by_name.setdefault(name, []).append(entry)
        else:
            yield Reject(server["name"].at, f"{name!r} is no server's name; write namespace/name")
    for name, versions in by_name.items():
        latest = next((v for v in reversed(versions) if _official(v, "latest")), versions[-1])
        node = _node(name, latest, versions)
        yield node
        if alone:
            yield from described_here(node.ref, doc, doc.at)


def _node(name: str, entry: Value, versions: list[Value]) -> Node:
    server = entry["server"] if _has(entry, "server") else entry
    props = Props(entry.document)
    props.put(Prop.TYPE, MCP_SERVER, server["name"].at)
    props.text(Prop.TITLE, server["title"])
    props.text(Prop.DESCRIPTION, server["description"])
    props.text(Prop.VERSION, _version(server))
    if len(versions) > 1:
        each = (_version(v["server"] if _has(v, "server") else v).text for v in versions)
        props.put("versions", tuple(dict.fromkeys(t for t in each if t)), server.at)
    status = server["status"].text or _official(entry, "status")
    props.put(Prop.LIFECYCLE, GONE.get(status, ""), server.at)
    props.text(Prop.URL, server["websiteUrl"])
    repository = server["repository"]
    props.text(Prop.REPOSITORY, repository["url"])
    packages, keys = list(server["packages"]), [f"mcp:{name.lower()}"]
    shown = [found for package in packages if (found := _package(package))[1]]
    props.put(
        "packages",
        tuple(f"{r}:{n}@{v}" if v else f"{r}:{n}" for r, n, v in shown),
        server["packages"].at,
    )
    keys += [key for registry, called, _ in shown if (key := package_key(registry, called))]
    remotes = [remote["url"] for remote in server["remotes"]]
    addresses = [found for url in remotes if (found := address_of(url.text))]
    props.put("remotes", tuple(addresses), server["remotes"].at)
    keys += [key for address in addresses for key in address_key(address)]
    asked = [
        v["name"].text
        for p in packages
        for v in _either(p, "environmentVariables", "environment_variables")
    ]
    props.put(
        "environment_variables", tuple(sorted({a for a in asked if a})), server["packages"].at
    )
    found = _REPOSITORY.match(repository["url"].text)
    below = repository["subfolder"].text.strip("/")
    location = "/".join(part for part in (found["slug"], below) if part) if found else None
    return Node(
        Ref(Label.SERVICE, name, key=keys[0]),
        server.at,
        props.values,
        props.places,
        keys=tuple(dict.fromkeys(keys)),
        location=location,
    )


def _package(package: Value) -> tuple[str, str, str]:
    """Registry, name and version, in the words of each year's schema."""
    registry = next(
        (
            t
            for k in ("registryType", "registry_type", "registry_name")
            if (t := package.get(k).text)
        ),
        "unknown",
    )
    return registry, package["identifier"].text or package["name"].text, package["version"].text


def _either(value: Value, *names: str) -> Value:
    return next((found for name in names if (found := value.get(name))), value.get(names[-1]))


def _version(server: Value) -> Value:
    return server["version"] if _has(server, "version") else server["version_detail/version"]


def _official(entry: Value, name: str) -> str:
    """What the registry itself says of an entry: `latest` ("yes" or "") or `status`."""
    server = entry["server"] if _has(entry, "server") else entry
    extra = [server["version_detail"]]
    for holder in (entry, server):
        extra += [holder["_meta"].get("io.modelcontextprotocol.registry/official")]
    extra += [entry.get("x-io.modelcontextprotocol.registry")]
    said = [place for place in extra if place.is_map]
    if name == "latest":
        return "yes" if any(s["isLatest"].flag or s["is_latest"].flag for s in said) else ""
    return next((text for place in said if (text := place[name].text)), "")


def _has(value: Value, key: str) -> bool:
    return value.is_map and bool(value.get(key).data)


def _listed(data: Any) -> list[Any]:
    if isinstance(data, dict):
        inner = cast("dict[Any, Any]", data).get("servers")
        return [cast("Any", data), *(cast("list[Any]", inner) if isinstance(inner, list) else [])]
    return cast("list[Any]", data) if isinstance(data, list) else []


def _inner(item: Any) -> Any:
    if isinstance(item, Mapping) and isinstance(
        inner := cast("dict[Any, Any]", item).get("server"), dict
    ):
        return cast("Any", inner)
    return item


def _is_server(item: Any) -> bool:
    if not isinstance(item, dict) or is_schema(cast("Any", item)):
        return False
    said = cast("dict[Any, Any]", item)
    name, schema = said.get("name"), said.get("$schema")
    if not isinstance(name, str):
        return False
    if isinstance(schema, str) and "modelcontextprotocol" in schema and "server" in schema:
        return True
    described = isinstance(said.get("description"), str) and "/" in name
    return (described and any(isinstance(said.get(k), list) for k in ("packages", "remotes"))) or (
        described and isinstance(said.get("version_detail"), dict)
    )
