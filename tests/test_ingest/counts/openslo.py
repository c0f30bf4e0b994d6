"""What OpenSLO objects say, counted by the specification alone (https://github.com/OpenSLO/OpenSLO)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml"), *root.rglob("*.json")]):
        text = file.read_text("utf-8")
        if "openslo" not in text.lower():
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            if isinstance(data, dict) and str(data.get("apiVersion")).lower().startswith("openslo"):
                found += of_object(data)
    return +found


def of_object(data: dict[str, Any]) -> Counter[str]:
    if data.get("kind") == "SLO":
        service = (data.get("spec") or {}).get("service")
        return Counter({"node Objective": 1, "edge MEASURES": bool(service)})
    if data.get("kind") == "Service":
        labels = (data.get("metadata") or {}).get("labels") or {}
        owners = [labels[key] for key in ("owner", "team") if key in labels]
        number = sum(len(o) if isinstance(o, list) else 1 for o in owners)
        return Counter({"node Service": 1, "edge OWNS": number})
    return Counter()
