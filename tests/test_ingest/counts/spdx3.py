"""What SPDX 3 documents say, counted by the specification alone (https://spdx.github.io/spdx-spec/v3.0.1/)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

RUNS = ("application", "container", "device", "firmware", "operatingSystem")
CLASSES = {"ai_AIPackage": "Model", "dataset_DatasetPackage": "Dataset"}
NEEDS = ("dependsOn", "hasDynamicLink", "hasStaticLink", "hasPrerequisite", "hasOptionalDependency")
SUPPLIERS = ("Organization", "Agent")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(data, dict) and "spdx.org/rdf/3" in str(data.get("@context")):
            found += of_graph(data["@graph"])
    return +found


def of_graph(graph: list[dict[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    things = {e["spdxId"]: e for e in graph if "spdxId" in e}
    packages = {k: e for k, e in things.items() if e["type"] in ("software_Package", *CLASSES)}
    roots = {i for e in graph if e["type"] == "SpdxDocument" for i in listed(e.get("rootElement"))}
    for relation in graph:
        if relation.get("relationshipType") == "describes":
            roots |= set(relation["to"])
    for key, package in packages.items():
        label = CLASSES.get(package["type"], "Library")
        # the one thing that a document is about runs, unless its purpose says something else
        purpose = package.get("software_primaryPurpose") or (RUNS[0] if len(roots) == 1 else "")
        if label == "Library" and purpose in RUNS and key in roots:
            label = "Service"
        found[f"node {label}"] += 1
        supplier = things.get(package.get("suppliedBy", ""), {})
        found["edge SUPPLIED_BY"] += supplier.get("type") in SUPPLIERS
    holders = {
        to: r["from"]
        for r in graph
        if r.get("relationshipType") == "contains" and r["from"] in packages
        for to in r["to"]
        if to not in packages
    }
    for relation in graph:
        kind = relation.get("relationshipType")
        if kind in NEEDS or kind == "contains":
            start = holders.get(relation["from"], relation["from"])
            for to in relation["to"]:
                end = to if kind == "contains" else holders.get(to, to)
                known = all(e in packages or e not in things for e in (start, end))
                found["edge DEPENDS_ON"] += known and start != end
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
