"""What ArchiMate models say, counted by the layers and relationships of the standard (https://pubs.opengroup.org/architecture/archimate32-doc/).

Both ways of writing one down: the Open Group's exchange format and Archi's own file.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
BUSINESS = "Business"
LABELS = {
    "Capability": r"Business(Process|Function|Service|Interaction)|Capability|ValueStream",
    "Dataset": r"DataObject|BusinessObject",
    "Policy": r"Principle",
    "Resource": r"Device|Node|SystemSoftware|CommunicationNetwork|Technology\w+|Equipment|Facility|Artifact|Path",
    "Service": r"Application(Component|Function|Process|Service|Interaction|Collaboration)",
    "Team": r"Business(Actor|Role|Collaboration)",
}
# a change to the source reaches the target
SUPPLYING = {"Serving", "Realization", "Triggering", "Flow"}
READ, WRITE, BOTH = ("Read", "1"), ("Write", "0", ""), ("ReadWrite", "3")


def label_of(kind: str) -> str:
    return next((label for label, like in LABELS.items() if re.fullmatch(like, kind)), "")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.xml"), *root.rglob("*.archimate")]):
        text = file.read_text("utf-8", errors="replace")
        if "archimate" not in text[:2000]:
            continue
        kinds: dict[str, str] = {}
        relations: list[tuple[str, str, str, str]] = []
        for each in ElementTree.fromstring(text).iter():
            kind = each.get(TYPE, "").removeprefix("archimate:")
            kind = kind.removesuffix("Relationship")
            if each.get("source") and each.get("target"):
                access = each.get("accessType", "")
                relations.append((kind, each.get("source", ""), each.get("target", ""), access))
            elif each.tag.rpartition("}")[2] == "element" and label_of(kind):
                kinds[each.get("identifier") or each.get("id", "")] = label_of(kind)
        found.update(f"node {label}" for label in kinds.values())
        for kind, source, target, access in relations:
            if source in kinds and target in kinds:
                found.update(f"edge {r}" for r in said(kind, kinds[source], kinds[target], access))
    return +found


def said(kind: str, source: str, target: str, access: str) -> list[str]:
    """The catalog's relations for a relationship between things of two classes."""
    people = {source, target} & {"Team"}
    match kind:
        case "Aggregation" | "Composition" if source == target == "Team":
            return ["SUBTEAM_OF"]
        case "Aggregation" | "Composition" if not people:
            return ["PART_OF" if source == "Service" else "DEPENDS_ON"]
        case "Assignment" if source == "Team" and target != "Team":
            return ["OWNS"]
        case "Access" if source in ("Service", "Capability") and target == "Dataset":
            if source == "Capability":
                return ["DEPENDS_ON"]  # a capability has no relation of its own to data
            reads = ["READS"] if access in (*READ, *BOTH) else []
            return reads + (["WRITES"] if access in (*WRITE, *BOTH) else [])
        case "Serving" | "Realization" if target == "Capability" and not people:
            return ["SUPPORTS"]
        case "Realization" if (source, target) == ("Resource", "Service"):
            return ["RUNS_ON"]
        case _:
            return ["DEPENDS_ON"] if kind in SUPPLYING and not people else []
