"""What Rego files say of their policies: one a package, with its METADATA block (https://www.openpolicyagent.org/docs/policy-language#metadata)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml

PACKAGE = re.compile(r"((?:^#.*\n)*)\s*^package\s+\S+", re.MULTILINE)


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.rego")):
        match = PACKAGE.search(file.read_text("utf-8"))
        if match is None:
            continue
        lines = [line.removeprefix("#").removeprefix(" ") for line in match[1].splitlines()]
        block = "\n".join(lines[lines.index("METADATA") + 1 :] if "METADATA" in lines else [])
        custom = (yaml.safe_load(block) or {}).get("custom", {})
        applies = custom.get("applies_to", [])
        found += Counter(
            {
                "node Policy": 1,
                "edge GOVERNS": sum(isinstance(each, str) for each in applies),
                "selects GOVERNS": sum(isinstance(each, dict) for each in applies),
                "edge IMPLEMENTS": len(custom.get("controls", [])),
            }
        )
    return +found
