"""OSCAL component definitions: https://pages.nist.gov/OSCAL-Reference/models/latest/component-definition/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.oscal_catalog import models


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for definition in models(root, "component-definition"):
        for component in definition.get("components") or []:
            implemented = [
                requirement["control-id"]
                for part in component.get("control-implementations") or []
                for requirement in part.get("implemented-requirements") or []
            ]
            makers = {
                party
                for role in component.get("responsible-roles") or []
                if role["role-id"] in ("supplier", "provider", "manufacturer")
                for party in role.get("party-uuids") or []
            }
            policy = component["type"] in (
                "policy",
                "process-procedure",
                "plan",
                "guidance",
                "standard",
            )
            found += Counter(
                {
                    "node Policy" if policy else "node Service": 1,
                    "edge IMPLEMENTS": len(implemented),
                    "edge SUPPLIED_BY": len(makers),
                }
            )
    return +found
