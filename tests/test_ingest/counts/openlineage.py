"""What OpenLineage events say, counted by the specification alone (https://openlineage.io/docs/spec/object-model)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BROKERS = (
    "kafka",
    "kinesis",
    "pulsar",
    "rabbitmq",
    "amqp",
    "mqtt",
    "nats",
    "pubsub",
    "sqs",
    "sns",
    "eventhubs",
)


def events(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.json"), *root.rglob("*.jsonl"), *root.rglob("*.ndjson")]):
        text = file.read_text("utf-8", errors="replace")
        try:
            documents = [json.loads(text)]
        except json.JSONDecodeError:
            try:
                documents = [json.loads(line) for line in text.splitlines() if line.strip()]
            except json.JSONDecodeError:
                continue
        for document in documents:
            for event in document if isinstance(document, list) else [document]:
                if isinstance(event, dict) and is_event(event):
                    yield event


def is_event(event: dict[str, Any]) -> bool:
    if "$schema" in event and "$defs" in event:
        return False
    if "eventType" in event and {"job", "inputs", "outputs"} & event.keys():
        return True
    run = isinstance(event.get("job"), dict) and "run" in event
    return run or ("schemaURL" in event and ("dataset" in event or "job" in event))


def topic(dataset: dict[str, Any]) -> bool:
    return dataset.get("namespace", "").split("://")[0].lower() in BROKERS


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for event in events(root):
        found += of_event(event)
    return +found


def of_event(event: dict[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    inputs, outputs = named(event.get("inputs")), named(event.get("outputs"))
    about = [] if "job" in event else named([event.get("dataset") or {}])
    for dataset in [*inputs, *outputs, *about]:
        found += of_dataset(dataset)
    named_nothing = [*(event.get("inputs") or []), *(event.get("outputs") or [])]
    found["reject"] += sum(not dataset.get("name") for dataset in named_nothing)
    job = event.get("job") or {}
    if not job.get("name") and ("job" in event or "dataset" not in event):
        found["reject"] += 1
    elif job:
        facets = job.get("facets") or {}
        is_dag = (facets.get("jobType") or {}).get("jobType") == "DAG"
        found["node Workflow" if is_dag else "node Task"] += 1
        found["edge OWNS"] += owners(facets)
        found["edge READS"] += sum(not topic(d) for d in inputs)
        found["edge SUBSCRIBES_TO"] += sum(topic(d) for d in inputs)
        found["edge WRITES"] += sum(not topic(d) for d in outputs)
        found["edge PUBLISHES_TO"] += sum(topic(d) for d in outputs)
        parent = ((event.get("run") or {}).get("facets") or {}).get("parent") or {}
        if parent.get("job") and identity(parent["job"]) != identity(job):
            found["node Workflow"] += 1
            found["edge PART_OF"] += 1
    for output in outputs:
        if not topic(output):
            found["edge DERIVED_FROM"] += sum(identity(i) != identity(output) for i in inputs)
    return found


def identity(thing: dict[str, Any]) -> tuple[str, str]:
    return thing.get("namespace", ""), thing["name"]


def named(datasets: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Datasets that have a name; the namespace is required too, but tests leave it out."""
    return [d for d in datasets or [] if d.get("name")]


def owners(facets: dict[str, Any]) -> int:
    return len((facets.get("ownership") or {}).get("owners") or [])


def of_dataset(dataset: dict[str, Any]) -> Counter[str]:
    facets = dataset.get("facets") or {}
    found = Counter({"node Topic" if topic(dataset) else "node Dataset": 1})
    found["edge OWNS"] += owners(facets)
    columns = fields((facets.get("schema") or {}).get("fields") or [])
    found["node Field"] += columns
    found["edge PART_OF"] += columns
    lineage = facets.get("columnLineage") or {}
    for name, column in (lineage.get("fields") or {}).items():
        for source in column.get("inputFields") or []:
            if (*identity(source), source.get("field")) == (*identity(dataset), name):
                continue  # a column is not derived from itself
            kinds = {t.get("type", "DIRECT") for t in source.get("transformations") or []} or {
                "DIRECT"
            }
            found["edge DERIVED_FROM"] += len(kinds)
    found["edge DERIVED_FROM"] += len(lineage.get("dataset") or [])
    return found


def fields(stated: list[dict[str, Any]]) -> int:
    return sum(1 + fields(field.get("fields") or []) for field in stated)
