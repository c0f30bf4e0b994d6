"""What Airflow's DAGs as JSON say (serialised, or lists from its REST interface), counted by their format alone
(https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BROKERS = ("kafka:", "amqp:", "pubsub:", "sqs:", "sns:")


def documents(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        text = file.read_text("utf-8")
        if "dag_id" not in text:
            continue
        try:
            data = json.loads(text)
        except ValueError:
            continue
        if isinstance(data, dict):
            yield data


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for data in documents(root):
        if isinstance(data.get("dag"), dict):
            found += of_serialised(plain(data["dag"]))
        elif isinstance(data.get("dags"), list):
            found["node Workflow"] += sum("dag_id" in dag for dag in data["dags"])
    return +found


def plain(value: Any) -> Any:
    """Values without the wrapper that says their type."""
    if isinstance(value, dict):
        if "__var" in value:
            inner = plain(value["__var"])
            return {**inner, "__type": value["__type"]} if isinstance(inner, dict) else inner
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def of_serialised(dag: dict[str, Any]) -> Counter[str]:
    tasks = [task for task in dag.get("tasks") or [] if task.get("task_id")]
    number = len(tasks)
    found = Counter({"node Workflow": 1, "node Task": number, "edge PART_OF": number})
    for task in tasks:
        found["edge INVOKES"] += bool(task.get("trigger_dag_id"))
        found["edge DEPENDS_ON"] += bool(task.get("external_dag_id"))
        for side, reads in (("inlets", True), ("outlets", False)):
            for asset in task.get(side) or task.get(f"_{side}") or []:
                found += moved(asset, reads=reads)
    owners = {task.get("owner") for task in tasks} - {None, "airflow"}
    found["edge OWNS"] += len(owners)
    return found


def moved(asset: dict[str, Any], *, reads: bool) -> Counter[str]:
    """A data set or topic that is read or written; a name that stands for others is none."""
    uri = asset.get("uri") or asset.get("name") or ""
    if not uri or asset.get("__type") == "asset_alias":
        return Counter()
    if uri.startswith(BROKERS):
        return Counter({"node Topic": 1, f"edge {'SUBSCRIBES_TO' if reads else 'PUBLISHES_TO'}": 1})
    return Counter({"node Dataset": 1, f"edge {'READS' if reads else 'WRITES'}": 1})
