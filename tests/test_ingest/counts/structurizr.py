"""What Structurizr workspaces hold: systems, containers, components and their relationships (https://github.com/structurizr/json)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        model = data.get("model") if isinstance(data, dict) else None
        if not isinstance(model, dict) or "softwareSystems" not in model:
            continue
        for label, element, inside in elements(model):
            found[f"node {label}"] += 1
            found["edge PART_OF"] += inside
            # those that another one implies (`linkedRelationshipId`) are of the model too
            found["edge DEPENDS_ON"] += len(element.get("relationships", []))
    return +found


def elements(model: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    for system in model["softwareSystems"]:
        yield "System", system, False
        for container in system.get("containers", []):
            yield "Service", container, True
            for component in container.get("components", []):
                yield "Library", component, True
