"""What CrewAI's configuration says, counted by its documentation alone (https://docs.crewai.com/concepts)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

AGENT, TASK = {"role", "goal"}, {"description", "expected_output"}


def files(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        try:
            data = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        except yaml.YAMLError:
            continue
        if isinstance(data, dict) and data and all(isinstance(v, dict) for v in data.values()):
            yield data


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for data in files(root):
        entries = list(data.values())
        if all(entry.keys() >= AGENT for entry in entries):
            found["node Workflow"] += 1  # each of the two files is of the crew
            found["node Agent"] += len(entries)
            for entry in entries:
                found["edge USES_TOOL"] += len(entry.get("tools") or [])
                found["edge USES_MODEL"] += bool(entry.get("llm"))
                if entry.get("allow_delegation") == "true":
                    found["edge DELEGATES_TO"] += len(entries) - 1
        elif all(entry.keys() >= TASK for entry in entries):
            found["node Workflow"] += 1
            found["node Task"] += len(entries)
            found["edge PART_OF"] += len(entries)
            found["edge INVOKES"] += sum(bool(entry.get("agent")) for entry in entries)
    return +found
