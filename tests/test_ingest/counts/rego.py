"""How many policies Rego files hold: one a package, by its `package` line (tests of policies are none)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    packages = [
        re.search(r"^package\s+([\w.\[\]\"]+)", file.read_text("utf-8"), re.MULTILINE)
        for file in root.rglob("*.rego")
    ]
    return Counter({"node Policy": sum(package is not None for package in packages)})
