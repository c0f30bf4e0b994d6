"""A value of a query's answer in one short text: nodes, relationships and paths as Cypher draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from graph.ontology import Ontology

__all__ = ["cell"]


def cell(value: object, ontology: Ontology) -> str:
    """The text of a value as `Table` holds it; the JSON has the whole of it."""
    match value:
        case None:
            return ""
        case str():
            return value
        case {"urn": _, "labels": _, "properties": _}:
            return _node(cast(Mapping[str, Any], value), ontology)
        case {"type": kind, "start": start, "end": end, "properties": _}:
            return f"({_short(start)})-[:{kind}]->({_short(end)})"
        case {"nodes": list(), "relationships": list()}:
            return _path(cast(Mapping[str, Any], value), ontology)
        case list():
            return ", ".join(cell(item, ontology) for item in cast(list[object], value))
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _node(node: Mapping[str, Any], ontology: Ontology) -> str:
    label = max(
        (str(name) for name in node["labels"]),
        key=lambda name: len(ontology.classes[name].ancestors) if name in ontology.classes else -1,
        default="",
    )
    properties = node["properties"]
    name = properties.get("name") or node["urn"] or properties.get("id") or ""
    return f"(:{label} {name})"


def _path(path: Mapping[str, Any], ontology: Ontology) -> str:
    nodes = path["nodes"]
    parts = [_node(nodes[0], ontology)] if nodes else []
    for before, after, step in zip(nodes, nodes[1:], path["relationships"], strict=False):
        onward = step["start"] == before["urn"]
        parts.append(f"-[:{step['type']}]->" if onward else f"<-[:{step['type']}]-")
        parts.append(_node(after, ontology))
    return "".join(parts)


def _short(urn: object) -> str:
    return str(urn).removeprefix("urn:cartulary:")
