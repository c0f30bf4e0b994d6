"""Gatekeeper's templates and constraints (https://open-policy-agent.github.io/gatekeeper/website/docs/howto)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.kubernetes import documents


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in documents(root):
        group = document["apiVersion"].split("/")[0]
        if group == "templates.gatekeeper.sh" and document["kind"] == "ConstraintTemplate":
            found["node Policy"] += 1
        elif group == "constraints.gatekeeper.sh":
            found["node Policy"] += 1
            kinds = (document.get("spec") or {}).get("match", {}).get("kinds") or [{}]
            found["selects GOVERNS"] += sum(len(k.get("kinds") or ["*"]) for k in kinds)
    return +found
