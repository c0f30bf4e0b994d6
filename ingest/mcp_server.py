"""MCP servers as the registry describes them, in the words of each year's schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Node, Ref
from graph.vocabulary import Label, Prop
from ingest.documents import Document, Value
from ingest.mcp import MCP_SERVER, address_key, address_of, package_key
from ingest.properties import Props
from ingest.sniff import Condition, is_schema

__all__ = ["ServerCards", "has", "is_server", "official", "server_node"]

GONE: Final = {"deprecated": "deprecated", "deleted": "retired"}
_REPOSITORY: Final = re.compile(r"https?://(?P<slug>[^/]+/[^/]+/[^/#?]+?)(?:\.git)?/?\Z")


@dataclass(frozen=True, slots=True)
class ServerCards(Condition):
    """A server by the registry's schema, or a list of such servers."""

    def matches(self, doc: Document) -> bool:
        return any(is_server(_inner(item)) for item in _listed(doc.data))

    def __str__(self) -> str:
        return "an MCP server with packages or remotes, or a list of servers"


def server_node(name: str, entry: Value, versions: list[Value]) -> Node:
    server = entry["server"] if has(entry, "server") else entry
    props = Props(entry.document)
    props.put(Prop.TYPE, MCP_SERVER, server["name"].at)
    props.text(Prop.TITLE, server["title"])
    props.text(Prop.DESCRIPTION, server["description"])
    props.text(Prop.VERSION, _version(server))
    if len(versions) > 1:
        each = (_version(v["server"] if has(v, "server") else v).text for v in versions)
        props.put("versions", tuple(dict.fromkeys(t for t in each if t)), server.at)
    status = server["status"].text or official(entry, "status")
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
    return server["version"] if has(server, "version") else server["version_detail/version"]


def official(entry: Value, name: str) -> str:
    """What the registry itself says of an entry: `latest` ("yes" or "") or `status`."""
    server = entry["server"] if has(entry, "server") else entry
    extra = [server["version_detail"]]
    for holder in (entry, server):
        extra += [holder["_meta"].get("io.modelcontextprotocol.registry/official")]
    extra += [entry.get("x-io.modelcontextprotocol.registry")]
    said = [place for place in extra if place.is_map]
    if name == "latest":
        return "yes" if any(s["isLatest"].flag or s["is_latest"].flag for s in said) else ""
    return next((text for place in said if (text := place[name].text)), "")


def has(value: Value, key: str) -> bool:
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


def is_server(item: Any) -> bool:
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
