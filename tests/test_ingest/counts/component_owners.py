"""How many folders component owner files give owners to (https://github.com/dyladan/component-owners)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml


def count(root: Path) -> Counter[str]:
    files = [*root.rglob("component_owners.yml"), *root.rglob("component_owners.yaml")]
    listed = [yaml.safe_load(file.read_text("utf-8")).get("components", {}) for file in files]
    return +Counter({"path": sum(bool(owners) for each in listed for owners in each.values())})
