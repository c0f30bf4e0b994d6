"""What Terraform states say, counted by their format alone (version 4; a version 3 has `modules`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWNER = ("owner", "team")


def states(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.json"), *root.rglob("*.tfstate")]):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if not isinstance(data, dict) or not isinstance(data.get("version"), int):
            continue
        if {"resources", "modules"} & data.keys():
            yield data


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for state in states(root):
        found += of_state(state)
    return +found


def of_state(state: dict[str, Any]) -> Counter[str]:
    """A resource has as many instances as its count says, and is one thing."""
    found: Counter[str] = Counter()
    managed = [r for r in state.get("resources") or [] if r.get("mode") == "managed"]
    for resource in {address(r): r for r in managed}.values():  # one listed twice is one
        instances = resource.get("instances") or []
        found["node Resource"] += 1
        found["edge SUPPLIED_BY"] += 1
        needed = {d for i in instances for d in i.get("dependencies") or i.get("depends_on") or []}
        found["edge DEPENDS_ON"] += len(
            {d for d in needed if ".data." not in f".{d}"} - {address(resource)}
        )
        stated = [(i.get("attributes") or {}).get("tags") for i in instances]
        tags = [t for t in stated if isinstance(t, dict)]
        owners = {v for t in tags for k, v in t.items() if k.lower() in OWNER and v}
        found["edge OWNS"] += len(owners)
    return found


def address(resource: dict[str, Any]) -> str:
    inside = f"{resource['module']}." if "module" in resource else ""
    return f"{inside}{resource['type']}.{resource['name']}"
