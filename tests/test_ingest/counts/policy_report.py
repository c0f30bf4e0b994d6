"""Policy reports: a result that fails or errs is a violation of each resource that it is about.

https://github.com/kubernetes-sigs/wg-policy-prototypes (`PolicyReport`, `ClusterPolicyReport`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.kubernetes import documents


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for report in documents(root):
        group = report["apiVersion"].split("/")[0]
        if report["kind"].endswith("PolicyReport") and group == "wgpolicyk8s.io":
            for result in report.get("results") or []:
                if result.get("result") in ("fail", "error"):
                    about = result.get("resources") or [report.get("scope")]
                    found["edge VIOLATES"] += sum(1 for each in about if each)
    return +found
