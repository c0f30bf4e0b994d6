"""What saved replies to `tools/list` say (https://modelcontextprotocol.io/specification/2025-06-18/server/tools)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any


def listed(data: Any) -> list[Any]:
    if isinstance(data, dict) and isinstance(data.get("result"), dict):
        data = data["result"]
    tools = data.get("tools") if isinstance(data, dict) else data
    return tools if isinstance(tools, list) else []


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        tools = [
            t for t in listed(data) if isinstance(t, dict) and t.keys() >= {"name", "inputSchema"}
        ]
        found += Counter(
            {"node Tool": len(tools), "edge PART_OF": len(tools), "edge PROVIDES": len(tools)}
        )
    return +found
