"""What Terraform code says, counted by its blocks alone (https://developer.hashicorp.com/terraform/language/syntax/configuration)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

BLOCK = re.compile(r'^\s*resource\s+"?([\w-]+)"?\s+"?([\w-]+)"?\s*\{(.*?)^\}', re.M | re.S)
OWNER = re.compile(r'^\s*"?(?:owner|team)"?\s*[=:]\s*"[^"$]+"', re.M | re.I)


def count(root: Path) -> Counter[str]:
    """Resources, whom they come from, and the other resources of the folder that their blocks name."""
    found: Counter[str] = Counter()
    files = [*root.rglob("*.tf"), *root.rglob("*.tofu")]
    for folder in sorted({file.parent for file in files}):
        code = "\n".join(f.read_text("utf-8") for f in sorted(files) if f.parent == folder)
        blocks = BLOCK.findall(code)
        names = {f"{kind}.{name}" for kind, name, _ in blocks}
        for kind, name, body in blocks:
            found["node Resource"] += 1
            found["edge SUPPLIED_BY"] += 1
            found["edge OWNS"] += len(OWNER.findall(body))
            others = names - {f"{kind}.{name}"}
            found["edge DEPENDS_ON"] += sum(
                bool(re.search(rf"\b{re.escape(o)}\b", body)) for o in others
            )
    return +found
