"""What Kyverno policies match, counted by the API's own terms (https://kyverno.io/docs/writing-policies/match-exclude/)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.test_ingest.counts.kubernetes import documents

KINDS = {"ClusterPolicy", "Policy", "ValidatingPolicy", "ClusterCleanupPolicy", "CleanupPolicy"}


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for policy in documents(root):
        if policy["apiVersion"].startswith("kyverno.io/") and policy["kind"] in KINDS:
            found["node Policy"] += 1
            found["selects GOVERNS"] += sum(1 for _ in kinds(policy))
    return +found


def kinds(policy: dict[str, Any]) -> Iterator[str]:
    """Each kind that a filter of a rule names."""
    for rule in policy["spec"].get("rules") or [policy["spec"]]:
        match = rule["match"]
        for block in match.get("any") or match.get("all") or [match]:
            yield from (block.get("resources") or {}).get("kinds") or []
