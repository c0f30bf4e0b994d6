"""What service graph metrics show, counted by their text format alone
(https://grafana.com/docs/tempo/latest/metrics-from-traces/service_graphs/): a line, a call.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

SAMPLE = re.compile(
    r"traces_service_graph_request_total\{(?P<labels>.*)\} (?P<value>[0-9.eE+]+)( [0-9.]+)?\s*$"
)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.prom"), *root.rglob("*.txt"), *root.rglob("*.metrics")]):
        for line in file.read_text("utf-8", "replace").splitlines():
            if (sample := SAMPLE.match(line)) and float(sample["value"]) > 0:
                found += of_call(dict(LABEL.findall(sample["labels"])))
    return +found


def of_call(labels: dict[str, str]) -> Counter[str]:
    kind, client, server = labels.get("connection_type"), labels.get("client"), labels.get("server")
    if not client or not server:
        return Counter()
    if client == server:
        return Counter({"node Service": 1})
    if kind == "virtual_node" and client == "user":
        return Counter({"node Service": 1})
    if kind == "database":
        return Counter({"node Service": 1, "node Resource": 1, "edge DEPENDS_ON": 1})
    relation = "DEPENDS_ON" if kind == "messaging_system" else "CALLS"
    return Counter({"node Service": 2, f"edge {relation}": 1})
