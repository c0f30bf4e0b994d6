"""OSCAL system security plans: https://pages.nist.gov/OSCAL-Reference/models/latest/system-security-plan/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.test_ingest.counts.oscal_catalog import models

RULES = ("policy", "process", "process-procedure", "plan", "guidance", "standard", "validation")
CLASSES = {
    "system": "System",
    "software": "Service",
    "service": "Service",
    "application": "Service",
}
OWNERS = ("system-owner", "asset-owner", "owner")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for plan in models(root, "system-security-plan"):
        parts = {
            c["uuid"]: "Policy" if c["type"] in RULES else CLASSES.get(c["type"], "Resource")
            for c in plan["system-implementation"].get("components") or []
            if c["type"] != "this-system"
        }
        found += Counter(f"node {label}" for label in parts.values())
        found["node System"] += 1
        found["edge PART_OF"] += sum(
            1 for label in parts.values() if label in ("Service", "Resource")
        )
        found["edge GOVERNS"] += list(parts.values()).count("Policy")
        found["edge GOVERNS"] += "import-profile" in plan
        found["edge OWNS"] += owners(plan["metadata"].get("responsible-parties"))
        for component in plan["system-implementation"].get("components") or []:
            found["edge OWNS"] += owners(component.get("responsible-roles"))
        for required in plan["control-implementation"].get("implemented-requirements") or []:
            found["edge IMPLEMENTS"] += 1 + len(by_components(required) & parts.keys())
    return +found


def owners(said: list[dict[str, Any]] | None) -> int:
    return sum(len(s.get("party-uuids") or []) for s in said or [] if s["role-id"] in OWNERS)


def by_components(required: dict[str, Any]) -> set[str]:
    """The components that a requirement, or one of its statements, says fulfil it."""
    parts = [required, *(required.get("statements") or [])]
    return {each["component-uuid"] for p in parts for each in p.get("by-components") or []}
