"""What Serverless Workflow documents before 1.0 say, counted by the specification alone
(https://github.com/serverlessworkflow/specification/blob/0.8.x/specification.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml"), *root.rglob("*.json")]):
        text = file.read_text("utf-8")
        if "specVersion" not in text or "states" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            if (
                isinstance(data, dict)
                and "specVersion" in data
                and isinstance(data.get("states"), list)
            ):
                found += of_workflow(data)
    return +found


def of_workflow(data: dict[str, Any]) -> Counter[str]:
    states = data["states"]
    return Counter({"node Workflow": 1, "node Task": len(states), "edge PART_OF": len(states)})
