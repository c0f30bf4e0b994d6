"""Cedar policies, a statement each (https://docs.cedarpolicy.com/policies/syntax-grammar.html)."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

STATEMENT = re.compile(
    r"^\s*(?:@\w+(?:\(\"[^\"]*\"\))?\s*)*(?:permit|forbid)\s*\(([^)]*)\)", re.MULTILINE
)
ONE = re.compile(r"\bresource\s*(?:==|in|is\s+[\w:]+\s+in)\s*[\w:]+::\"[^\"]+\"")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.cedar")):
        text = re.sub(r"//[^\n]*", "", file.read_text("utf-8"))
        for scope in STATEMENT.findall(text):
            found["node Policy"] += 1
            found["edge GOVERNS"] += ONE.search(scope) is not None
    for file in sorted([*root.rglob("*.cedar.json"), *root.rglob("policies.json")]):
        said = json.loads(file.read_text("utf-8"))
        policies = said.get("staticPolicies", {}) if isinstance(said, dict) else {}
        found["node Policy"] += len(policies)
    return +found
