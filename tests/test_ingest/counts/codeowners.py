"""How many rules CODEOWNERS files hold: the lines that are neither blank, nor comment, nor a section's heading."""

from __future__ import annotations

from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    lines = [
        line.split("#")[0].strip()
        for file in root.rglob("CODEOWNERS")
        for line in file.read_text("utf-8").splitlines()
    ]
    return Counter({"path": sum(bool(line) and not line.startswith(("[", "^[")) for line in lines)})
