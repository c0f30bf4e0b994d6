"""How many documents Markdown files are: one a file that has text and is no model card or licence."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from tests.test_ingest.counts.model_card import MARKS


def front_and_body(text: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("---\n"):
        return {}, text
    front, _, body = text[4:].partition("\n---")
    data = yaml.load(front, yaml.BaseLoader)
    return (data if isinstance(data, dict) else {}), body


def superseding(front: dict[str, Any], body: str) -> int:
    """Other records that a decision record names as older or newer than itself: here only in plain forms."""
    said = [front.get(k) for k in ("supersedes", "superseded-by", "superseded_by", "replaces")]
    lines = re.findall(
        r"(?im)^\W*(?:status\W+)?supersede[sd](?: by)? \[[^\]]*\]\([^)]*\.md\)", body
    )
    numbered = re.findall(
        r"(?i)^superseded by (?:adr[- ]?)?\d+\W*$", str(front.get("status") or "")
    )  # "status: superseded by 0007"
    return sum(len(s) if isinstance(s, list) else 1 for s in said if s) + len(lines) + len(numbered)


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.md")):
        front, body = front_and_body(file.read_text("utf-8"))
        if MARKS & front.keys() or not body.strip() or file.stem.lower() == "license":
            continue
        stated = [front.get("service"), front.get("applies_to")]
        named = sum(len(s) if isinstance(s, list) else 1 for s in stated if s)
        found += Counter(
            {
                "node Document": 1,
                "edge DOCUMENTS": named,
                "edge OWNS": int("owner" in front),
                "edge SUPERSEDES": superseding(front, body),
                # without that, the entity of its folder, and what its title mentions
                "selects DOCUMENTS": 0 if named else 2,
            }
        )
    return +found
