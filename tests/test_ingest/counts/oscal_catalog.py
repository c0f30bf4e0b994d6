"""Controls of OSCAL catalogs: https://pages.nist.gov/OSCAL-Reference/models/latest/catalog/json-reference/."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def models(root: Path, model: str) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            said = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(said, dict) and isinstance(said.get(model), dict):
            found = said[model]
            if "oscal-version" in found.get("metadata", {}):
                yield found


def count(root: Path) -> Counter[str]:
    return +Counter({"node Control": sum(controls(each) for each in models(root, "catalog"))})


def controls(part: dict[str, Any]) -> int:
    """Controls, those inside controls, and those inside groups."""
    own = part.get("controls") or []
    return len(own) + sum(controls(p) for p in (*own, *(part.get("groups") or [])))
