"""Brokers, channels and who is told of their events (https://knative.dev/docs/eventing/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.kubernetes import documents

CHANNELS = ("Broker", "Channel", "InMemoryChannel", "KafkaChannel")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in documents(root):
        group, spec = document["apiVersion"].split("/")[0], document.get("spec") or {}
        if not group.endswith("knative.dev") or group == "serving.knative.dev":
            continue
        named = "name" in (document.get("metadata") or {})
        if document["kind"] in CHANNELS:
            found["node Topic"] += named
        elif document["kind"] in ("Trigger", "Subscription"):
            found["edge SUBSCRIBES_TO"] += "subscriber" in spec
            found["edge PUBLISHES_TO"] += "reply" in spec
        elif document["kind"] == "KafkaSource":
            found["edge SUBSCRIBES_TO"] += len(spec.get("topics") or [])
    return +found
