"""What Sloth's files say, counted by the specification alone (https://sloth.dev/specs/default/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        text = file.read_text("utf-8")
        if "prometheus/v1" not in text and "sloth.slok.dev" not in text:
            continue
        for data in yaml.load_all(text, yaml.CBaseLoader):
            if not isinstance(data, dict):
                continue
            spec = data.get("spec") if data.get("kind") == "PrometheusServiceLevel" else data
            if (
                isinstance(spec, dict)
                and isinstance(spec.get("slos"), list)
                and spec.get("service")
            ):
                number = len(spec["slos"])
                found += Counter({"node Objective": number, "edge MEASURES": number})
    return +found
