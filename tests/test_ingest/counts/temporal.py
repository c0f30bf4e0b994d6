"""What Temporal and Cadence histories say, counted by their events alone (https://docs.temporal.io/references/events)."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        events = data.get("events") if isinstance(data, dict) else data
        if isinstance(events, list) and any(
            isinstance(e, dict) and "eventType" in e for e in events
        ):
            found += of_history([e for e in events if isinstance(e, dict)])
    return +found


def of_history(events: list[dict[str, Any]]) -> Counter[str]:
    started = [e for e in events if kind(e) == "WorkflowExecutionStarted"]
    own = type_of(started[0], "workflow") if started else None
    if not own:
        return Counter()
    activities = {type_of(e, "activity") for e in events if kind(e) == "ActivityTaskScheduled"} - {
        None
    }
    children = [e for e in events if kind(e) == "StartChildWorkflowExecutionInitiated"]
    again = [e for e in events if kind(e) == "WorkflowExecutionContinuedAsNew"]
    invoked = sum(bool(type_of(e, "workflow")) for e in children)
    invoked += sum(type_of(e, "workflow") not in (None, own) for e in again)
    invoked += sum(kind(e) == "NexusOperationScheduled" for e in events)
    return Counter(
        {
            "node Workflow": 1,
            "node Task": len(activities),
            "edge PART_OF": len(activities),
            "edge INVOKES": invoked,
        }
    )


def kind(event: dict[str, Any]) -> str:
    """`EVENT_TYPE_WORKFLOW_TASK_STARTED` and `WorkflowTaskStarted` are one."""
    text = str(event.get("eventType"))
    if text.startswith("EVENT_TYPE_"):
        return "".join(word.capitalize() for word in text.removeprefix("EVENT_TYPE_").split("_"))
    return text


def type_of(event: dict[str, Any], what: str) -> str | None:
    """The name of the activity's or workflow's type in the event's attributes."""
    for key, attributes in event.items():
        if re.search("attributes$", key, re.IGNORECASE) and isinstance(attributes, dict):
            stated = attributes.get(f"{what}Type")
            return stated.get("name") if isinstance(stated, dict) else stated
    return None
