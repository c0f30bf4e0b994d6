"""What SPDX 2 documents say, counted by the specification alone (https://spdx.github.io/spdx-spec/v2.3/)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

RUNS = ("APPLICATION", "CONTAINER", "DEVICE", "FIRMWARE", "OPERATING-SYSTEM", "OPERATING_SYSTEM")
NEEDS = ("DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE", "CONTAINS")
NEEDED = ("DEPENDENCY_OF", "PREREQUISITE_FOR", "CONTAINED_BY", "COMPONENT_OF")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(data, dict) and "spdxVersion" in data:
            found += of_document(data)
    return +found


def of_document(data: dict[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    packages = {p["SPDXID"]: p for p in data.get("packages") or []}
    described = described_by(data) & packages.keys()
    for package in packages.values():
        # the one thing that a document is about runs, unless its purpose says something else
        purpose = package.get("primaryPackagePurpose") or (RUNS[0] if len(described) == 1 else "")
        runs = purpose in RUNS and package["SPDXID"] in described
        found["node Service" if runs else "node Library"] += 1
        found["edge SUPPLIED_BY"] += supplied(package)
    edges = {edge for r in data.get("relationships") or [] if (edge := needs(r))}
    found["edge DEPENDS_ON"] += sum(
        is_package(a, packages) and is_package(b, packages) for a, b in edges
    )
    return found


def is_package(element: str, packages: dict[str, Any]) -> bool:
    """Of this document, or an element of another one, which these refer to for their packages."""
    return element in packages or element.startswith("DocumentRef-")


def described_by(data: dict[str, Any]) -> set[str]:
    told = {
        r["relatedSpdxElement"]
        for r in data.get("relationships") or []
        if r["relationshipType"] == "DESCRIBES"
    }
    return told | set(data.get("documentDescribes") or [])


def supplied(package: dict[str, Any]) -> bool:
    return (package.get("supplier") or "").startswith("Organization:")


def needs(relationship: dict[str, Any]) -> tuple[str, str] | None:
    """Who needs whom; None for a relationship of another kind."""
    one, other = relationship["spdxElementId"], relationship["relatedSpdxElement"]
    kind = relationship["relationshipType"]
    if kind in NEEDS:
        return one, other
    return (other, one) if kind.endswith(NEEDED) else None
