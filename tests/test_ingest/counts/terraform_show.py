"""What `terraform show -json` prints of states and plans (https://developer.hashicorp.com/terraform/internals/json-format)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWNER = ("owner", "team")


def shown(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if not isinstance(data, dict) or "format_version" not in data:
            continue
        if {"planned_values", "values"} & data.keys():
            yield data


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in shown(root):
        values = document.get("planned_values") or document["values"]
        resources = [r for r in inside(values["root_module"]) if r["mode"] == "managed"]
        for resource in resources:
            found["node Resource"] += 1
            found["edge SUPPLIED_BY"] += 1
            tags = resource["values"].get("tags")
            owners = tags.items() if isinstance(tags, dict) else ()
            found["edge OWNS"] += len({v for k, v in owners if k.lower() in OWNER and v})
            found["edge DEPENDS_ON"] += len(resource.get("depends_on") or [])
        module = (document.get("configuration") or {}).get("root_module") or {}
        known = {r["address"] for r in resources}
        for resource in module.get("resources") or []:
            named = set(references(resource.get("expressions")))
            named |= set(resource.get("depends_on") or [])
            found["edge DEPENDS_ON"] += len(named & (known - {resource["address"]}))
    return +found


def inside(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources") or []
    for child in module.get("child_modules") or []:
        yield from inside(child)


def references(value: Any) -> Iterator[str]:
    """Every `references` at any depth: `type.name.attribute`, and `type.name` too."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from inner if key == "references" else references(inner)
