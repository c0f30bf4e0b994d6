"""What A2A agent cards say, counted by the specification alone (https://a2a-protocol.org/latest/specification/)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            card = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if (
            isinstance(card, dict)
            and isinstance(card.get("skills"), list)
            and "capabilities" in card
            and {"url", "supportedInterfaces"} & card.keys()
        ):
            skills, supplied = len(card["skills"]), "organization" in card.get("provider", {})
            # the organisation owns the agent when it is a known team, else it supplies it: one of two holds
            found += Counter(
                {
                    "node Agent": 1,
                    "node Tool": skills,
                    "edge PROVIDES": skills,
                    "edge SUPPLIED_BY": supplied,
                    "edge OWNS": supplied,
                }
            )
    return +found
