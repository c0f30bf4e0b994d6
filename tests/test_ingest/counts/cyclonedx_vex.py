"""Which libraries the vulnerabilities of CycloneDX documents affect (https://cyclonedx.org/capabilities/vex/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.cyclonedx import boms, inside


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for bom in boms(root):
        main = (bom.get("metadata") or {}).get("component")
        own = [*([main] if main else []), *inside(bom.get("components"), "components")]
        affected = {
            each["ref"]
            for vulnerability in bom.get("vulnerabilities") or []
            for each in vulnerability.get("affects") or []
        }
        # what the document lists itself is told of by the bill of materials
        found["node Library"] += len(affected - {c.get("bom-ref") for c in own})
    return +found
