"""What BPMN 2.0 models say, counted by the specification alone (https://www.omg.org/spec/BPMN/2.0.2/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ACTIVITIES = frozenset(
    [
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "manualTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "adHocSubProcess",
        "transaction",
    ]
)
GLOBAL = frozenset(
    [
        "globalTask",
        "globalUserTask",
        "globalManualTask",
        "globalScriptTask",
        "globalBusinessRuleTask",
    ]
)


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.bpmn"), *root.rglob("*.bpmn2"), *root.rglob("*.xml")]):
        try:
            top = etree.parse(str(file)).getroot()
        except etree.XMLSyntaxError:
            continue
        if top.tag == f"{MODEL}definitions":
            found += of_model(top)
    return +found


def of_model(top: Any) -> Counter[str]:
    elements = [e for e in top.iter() if isinstance(e.tag, str) and e.tag.startswith(MODEL)]
    by_id = {e.get("id"): e for e in elements if e.get("id")}
    kinds = {e: e.tag.removeprefix(MODEL) for e in elements}
    activities = [e for e in elements if kinds[e] in ACTIVITIES]
    tasks = len(activities)
    found = Counter(
        {
            "node Workflow": sum(kind == "process" for kind in kinds.values()),
            "node Task": tasks,
            "edge PART_OF": tasks,
            "edge INVOKES": sum(calls(e, by_id) for e in activities),
            "node Dataset": len({stored for e in elements if (stored := store(e, by_id))}),
        }
    )
    for activity in activities:
        for kind, end, relation in (
            ("dataInputAssociation", "sourceRef", "READS"),
            ("dataOutputAssociation", "targetRef", "WRITES"),
        ):
            for reference in activity.findall(f"{MODEL}{kind}/{MODEL}{end}"):
                held = by_id.get((reference.text or "").strip())
                found[f"edge {relation}"] += held is not None and bool(store(held, by_id))
    return found


def calls(activity: Any, by_id: dict[str, Any]) -> bool:
    """A call of a process (a global task is none), or of an operation of a service."""
    if activity.get("operationRef"):
        return True
    if activity.tag != f"{MODEL}callActivity":
        return False
    called = activity.get("calledElement")
    target = by_id.get((called or "").rpartition(":")[2])
    return bool(called) and (target is None or target.tag.removeprefix(MODEL) not in GLOBAL)


def store(element: Any, by_id: dict[str, Any]) -> str:
    """The name of a data store, or of the one that a reference is to."""
    if element.tag == f"{MODEL}dataStore":
        return named(element)
    if element.tag != f"{MODEL}dataStoreReference":
        return ""
    held = by_id.get(element.get("dataStoreRef"))
    return (named(held) if held is not None else "") or named(element)


def named(element: Any) -> str:
    return " ".join((element.get("name") or "").split())
