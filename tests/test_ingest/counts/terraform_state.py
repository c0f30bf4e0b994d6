"""What Terraform states say, counted by their format alone (version 4; a version 3 has `modules`)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INDEX = re.compile(r"\[[^]]*\]")
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
    """A resource, and a module, has as many instances as its count says, and is one thing."""
    found: Counter[str] = Counter()
    blocks: dict[str, list[dict[str, Any]]] = {}
    for resource in state.get("resources") or []:
        if resource.get("mode") == "managed":
            instances = resource.get("instances") or []
            blocks.setdefault(address(resource), []).extend(instances)
    for name, instances in blocks.items():
        found["node Resource"] += 1
        found["edge SUPPLIED_BY"] += 1
        needed = {
            INDEX.sub("", d)
            for i in instances
            for d in i.get("dependencies") or i.get("depends_on") or []
        }
        found["edge DEPENDS_ON"] += len({d for d in needed if ".data." not in f".{d}"} - {name})
        stated = [(i.get("attributes") or {}).get("tags") for i in instances]
        tags = [t for t in stated if isinstance(t, dict)]
        owners = {v for t in tags for k, v in t.items() if k.lower() in OWNER and v}
        found["edge OWNS"] += len(owners)
    return found


def address(resource: dict[str, Any]) -> str:
    inside = f"{INDEX.sub('', resource['module'])}." if "module" in resource else ""
    return f"{inside}{resource['type']}.{resource['name']}"
