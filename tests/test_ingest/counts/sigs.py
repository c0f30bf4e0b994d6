"""Lists of community groups (`sigs.yaml` of the Kubernetes community and those who took it over)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

GROUPS = ("sigs", "workinggroups", "committees", "usergroups")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("sigs.yaml")):
        said = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        groups: list[dict[str, Any]] = [g for key in GROUPS for g in said.get(key) or []]
        people: set[str] = set()
        for group in groups:
            now = {k: v for k, v in group["leadership"].items() if not k.startswith("emeritus")}
            leaders = [p["github"].lower() for who in now.values() for p in who if "github" in p]
            people.update(leaders)
            projects = len(group.get("subprojects") or [])
            found += Counter(
                {
                    "node Team": 1,
                    "edge MEMBER_OF": len(leaders),
                    "node System": projects,
                    "edge OWNS": projects,
                }
            )
        found["node Person"] += len(people)
    return +found
