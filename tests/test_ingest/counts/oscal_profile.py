"""OSCAL profiles, a policy each: https://pages.nist.gov/OSCAL-Reference/models/latest/profile/json-reference/."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.oscal_catalog import models


def count(root: Path) -> Counter[str]:
    """A profile chooses controls; who fulfils them is said elsewhere."""
    return +Counter({"node Policy": sum(1 for _ in models(root, "profile"))})
