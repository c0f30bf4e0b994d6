"""What Backstage catalog files say, counted by the descriptor format alone (https://backstage.io/docs/features/software-catalog/descriptor-format)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

COMPONENTS = {
    "library": "Library",
    "dataset": "Dataset",
    "table": "Dataset",
    "workflow": "Workflow",
    "pipeline": "Workflow",
    "model": "Model",
    "agent": "Agent",
}
RESOURCES = {
    "topic": "Topic",
    "queue": "Topic",
    "dataset": "Dataset",
    "table": "Dataset",
    "model": "Model",
}
AI = {"skill": "Tool", "rule": "Policy"}
KINDS = {"api": "API", "system": "System", "domain": "Domain", "group": "Team", "user": "Person"}
RELATIONS = {
    "owner": "OWNS",
    "system": "PART_OF",
    "domain": "PART_OF",
    "subdomainOf": "PART_OF",
    "subcomponentOf": "PART_OF",
    "providesApis": "PROVIDES",
    "consumesApis": "CONSUMES",
    "dependsOn": "DEPENDS_ON",
    "dependencyOf": "DEPENDS_ON",
    "memberOf": "MEMBER_OF",
    "members": "MEMBER_OF",
    "parent": "SUBTEAM_OF",
    "children": "SUBTEAM_OF",
    "plugins": "DEPENDS_ON",
    "skills": "DEPENDS_ON",
}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def entities(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        try:
            documents = list(yaml.load_all(file.read_text("utf-8"), yaml.BaseLoader))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        for document in documents:
            if isinstance(document, dict) and str(document.get("apiVersion")).startswith(
                "backstage.io/"
            ):
                yield document


def label(kind: str, type_: str) -> str | None:
    if kind == "component":
        return COMPONENTS.get(type_, "Service")
    if kind == "resource":
        return RESOURCES.get(type_, "Resource")
    if kind == "airesource":
        return AI.get(type_, "Resource")
    return KINDS.get(kind)


def may(thing: str, key: str, relation: str, reference: str) -> bool:
    """A rule is no asset, so it is part of nothing and depends on nothing; what is no API is not provided or consumed."""
    if thing == "Policy":
        return relation == "OWNS"
    return (
        not key.endswith("Apis") or reference.split(":")[0].lower() == "api" or ":" not in reference
    )


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for entity in entities(root):
        spec = entity.get("spec") or {}
        thing = label(entity["kind"].lower(), str(spec.get("type", "")).lower())
        if thing is None:
            continue
        found[f"node {thing}"] += 1
        for key, relation in RELATIONS.items():
            said = spec.get(key) or []
            for reference in [said] if isinstance(said, str) else said:
                allowed = may(thing, key, relation, reference)
                found[f"edge {relation}" if allowed else "reject"] += 1
        if thing == "API" and isinstance(definition := spec.get("definition"), str):
            found += operations(definition)
    return +found


def operations(definition: str) -> Counter[str]:
    """What a definition adds that stands in the catalog file: OpenAPI, AsyncAPI 2, or a proto source."""
    if calls := re.findall(r"^\s*rpc\s+\w+\s*\(", definition, re.MULTILINE):
        return Counter({"node Operation": len(calls), "edge PART_OF": len(calls)})
    try:
        document = yaml.load(definition, yaml.BaseLoader)
    except yaml.YAMLError:
        return Counter()
    if not isinstance(document, dict):
        return Counter()
    if "asyncapi" in document:
        return asynchronous(document)
    if not {"openapi", "swagger"} & document.keys():
        return Counter()
    number = sum(len(METHODS & item.keys()) for item in document.get("paths", {}).values())
    return Counter({"node Operation": number, "edge PART_OF": number})


def asynchronous(document: dict[str, Any]) -> Counter[str]:
    """AsyncAPI 2: what a client may subscribe to, the application publishes, and the other way round."""

    def meant(value: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in value:
            steps, value = value["$ref"].removeprefix("#/").split("/"), document
            for step in steps:
                value = value[step]
        return value

    found: Counter[str] = Counter()
    for channel in document["channels"].values():
        found["node Topic"] += 1
        for action, relation in (("subscribe", "PUBLISHES_TO"), ("publish", "SUBSCRIBES_TO")):
            if action in channel:
                payload = meant(meant(channel[action]["message"])["payload"])
                fields = len(payload.get("properties", {}))
                found += Counter({"node Operation": 1, f"edge {relation}": 1})
                found += Counter({"node Field": fields, "edge PART_OF": fields + 1})
    return found
