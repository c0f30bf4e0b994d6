"""What manifests of Temporal workers say, counted by what they list alone: workflows, activities, who runs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

QUEUES = ("taskQueue", "task_queue", "taskList", "task_list")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml"), *root.rglob("*.json")]):
        text = file.read_text("utf-8")
        if not any(queue in text for queue in QUEUES) or "workflows" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            for worker in workers(data):
                found += of_worker(worker)
    return +found


def workers(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        for worker in data.get("workers") or [data]:
            if isinstance(worker, dict) and any(queue in worker for queue in QUEUES):
                yield worker


def of_worker(worker: dict[str, Any]) -> Counter[str]:
    workflows = [w for w in worker.get("workflows") or [] if named(w)]
    activities = [a for a in worker.get("activities") or [] if named(a)]
    inside = [
        a for w in workflows if isinstance(w, dict) for a in w.get("activities") or [] if named(a)
    ]
    known = bool(worker.get("service") or worker.get("name"))
    tasks = len(activities) + len(inside)
    owners = [
        w for w in (worker, *workflows) if isinstance(w, dict) and (w.get("owner") or w.get("team"))
    ]
    return Counter(
        {
            "node Service": known,
            "node Workflow": len(workflows),
            "node Task": tasks,
            "edge PART_OF": len(inside) + (len(activities) if len(workflows) == 1 else 0),
            "edge RUNS_ON": known * (len(workflows) + tasks),
            "edge OWNS": len(owners),
        }
    )


def named(entry: Any) -> bool:
    name = entry.get("name") if isinstance(entry, dict) else entry
    return bool(name) and "{{" not in name
