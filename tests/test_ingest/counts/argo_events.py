"""What Argo Events say, counted by the specification alone (https://argoproj.github.io/argo-events/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

TOPICS = {
    "kafka": "topic",
    "nats": "subject",
    "mqtt": "topic",
    "amqp": "routingKey",
    "sns": "topicArn",
    "sqs": "queue",
    "pubSub": "topic",
    "pulsar": "topics",
}


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml"), *root.rglob("*.json")]):
        text = file.read_text("utf-8")
        if "argoproj.io" not in text or not ("Sensor" in text or "EventSource" in text):
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            if isinstance(data, dict) and (data.get("metadata") or {}).get("name"):
                if data.get("kind") == "EventSource":
                    found += of_source(data)
                elif data.get("kind") == "Sensor":
                    found += of_sensor(data)
    return +found


def of_source(data: dict[str, Any]) -> Counter[str]:
    topics = sum(
        "{{" not in str(event.get(key) or "{{")
        for kind, key in TOPICS.items()
        for event in (data["spec"].get(kind) or {}).values()
    )
    return Counter({"node Service": 1, "edge SUBSCRIBES_TO": topics, "edge OWNS": owners(data)})


def owners(data: dict[str, Any]) -> int:
    said = data["metadata"]
    keys = [key for part in ("labels", "annotations") for key in said.get(part) or {}]
    return sum(key.rpartition("/")[2] in ("owner", "team") for key in keys)


def of_sensor(data: dict[str, Any]) -> Counter[str]:
    spec = data["spec"]
    sources = {d["eventSourceName"] for d in spec.get("dependencies") or []}
    templates = [t.get("template") or {} for t in spec.get("triggers") or []]
    named = [t for t in templates if t.get("name")]
    started = [t for t in named if "argoWorkflow" in t or "k8s" in t]
    return Counter(
        {
            "node Workflow": 1,
            "node Task": len(named),
            "edge PART_OF": len(named),
            "edge DEPENDS_ON": len(sources),
            "edge INVOKES": len(started) + sum("http" in t for t in named),
            "edge PUBLISHES_TO": sum(kind in t for t in named for kind in TOPICS),
            "edge OWNS": owners(data),
        }
    )
