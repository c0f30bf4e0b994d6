"""How many owners a `cartulary.yaml` names: the keys of `owners` that hold a name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("cartulary.yaml")):
        stated = yaml.safe_load(file.read_text("utf-8"))
        if stated["version"] == 1:
            for owner in stated.get("owners", {}):
                kind, colon, name = owner.partition(":")
                person = colon and kind == "person"
                if not colon or name:
                    found["node Person" if person else "node Team"] += 1
    return found
