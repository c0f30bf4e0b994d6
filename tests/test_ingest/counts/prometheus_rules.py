"""What Prometheus alerting rules say, counted by their format alone
(https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/).

An alert is tied to the runbook of its name; one that is labelled with a service, to that service.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        text = file.read_text("utf-8")
        if "groups:" not in text or "alert:" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            if isinstance(data, dict):
                found += of_document(data)
    return +found


def of_document(data: dict[str, Any]) -> Counter[str]:
    spec = data.get("spec") if data.get("kind") == "PrometheusRule" else data
    groups = spec.get("groups") if isinstance(spec, dict) else None
    if not isinstance(groups, list):
        return Counter()
    labels = (data.get("metadata") or {}).get("labels") or {}
    rules = [r for group in groups for r in group.get("rules") or [] if "alert" in r]
    services: dict[str, set[str]] = {}
    loose = 0
    for rule in rules:
        service = (rule.get("labels") or {}).get("service") or ""
        if service and "{{" not in service:
            services.setdefault(service, set()).add(rule["alert"])
        else:
            loose += "app.kubernetes.io/name" in labels
    return Counter(
        {
            "node Service": len(services),
            "edge DOCUMENTS": sum(map(len, services.values())) + loose,
        }
    )
