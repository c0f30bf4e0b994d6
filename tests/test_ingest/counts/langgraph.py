"""What LangGraph projects say: an agent for every graph (https://docs.langchain.com/langgraph-platform/cli)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("langgraph.json")):
        found["node Agent"] += len(json.loads(file.read_text("utf-8"))["graphs"])
    return +found
