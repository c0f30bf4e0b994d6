"""Kubernetes OWNERS files: https://www.kubernetes.dev/docs/guide/owners/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml


def count(root: Path) -> Counter[str]:
    """One path a file that names approvers, and one a filter that does."""
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("OWNERS")):
        said = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        if isinstance(said, dict):
            filters = (said.get("filters") or {}).values()
            found["path"] += sum(1 for part in (said, *filters) if part.get("approvers"))
    return +found
