"""Kafka clusters and topics as Strimzi declares them (https://strimzi.io/docs/operators/latest/configuring)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.kubernetes import documents


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in documents(root):
        metadata = document.get("metadata") or {}
        if not document["apiVersion"].startswith("kafka.strimzi.io/") or "name" not in metadata:
            continue
        if document["kind"] == "Kafka":
            found["node Resource"] += 1
        elif document["kind"] == "KafkaTopic":
            found["node Topic"] += 1
            found["edge RUNS_ON"] += "strimzi.io/cluster" in (metadata.get("labels") or {})
    return +found
