"""What Serverless Workflow documents of DSL 1.0 say, counted by the specification alone
(https://github.com/serverlessworkflow/specification/blob/main/dsl-reference.md).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HOST = re.compile(r"https?://[a-z][\w-]*(\.[a-z][\w-]*(\.svc[\w.]*)?)?(:\d+)?(/|$)")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml"), *root.rglob("*.json")]):
        text = file.read_text("utf-8")
        if "dsl" not in text or "document" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for data in documents:
            head = data.get("document") if isinstance(data, dict) else None
            if isinstance(head, dict) and str(head.get("dsl", "")).startswith("1."):
                found += of_workflow(data)
    return +found


def of_workflow(data: dict[str, Any]) -> Counter[str]:
    functions = (data.get("use") or {}).get("functions") or {}
    tasks = list(named(data.get("do")))
    metadata = {**(data["document"].get("metadata") or {}), **(data["document"].get("tags") or {})}
    found = Counter({"node Workflow": 1, "node Task": len(tasks), "edge PART_OF": len(tasks)})
    for task in tasks:
        found += called(functions.get(str(task.get("call")), task))
    found["edge OWNS"] += sum(key in ("owner", "team") for key in metadata)
    return found


def named(tasks: Any) -> Iterator[dict[str, Any]]:
    """Every task of a list of mappings of one name each, at any depth; of two names the first counts."""
    for entry in tasks if isinstance(tasks, list) else []:
        for task in list(entry.values())[:1] if isinstance(entry, dict) else []:
            yield task
            yield from named(task.get("do"))
            yield from named(task.get("try"))
            yield from named((task.get("catch") or {}).get("do"))
            yield from named((task.get("fork") or {}).get("branches"))
            listening = task.get("foreach") or (task.get("listen") or {}).get("foreach") or {}
            yield from named(listening.get("do"))


def called(task: dict[str, Any]) -> Counter[str]:
    kind, given = task.get("call"), task.get("with") or {}
    if "workflow" in (task.get("run") or {}) or kind in ("grpc", "a2a"):
        return Counter({"edge INVOKES": 1})
    if kind in ("http", "mcp"):
        endpoint = given.get("endpoint") or ""
        uri = endpoint.get("uri") or "" if isinstance(endpoint, dict) else endpoint
        return Counter({"edge INVOKES": HOST.match(uri) is not None})
    if kind == "openapi":
        where = (given.get("document") or {}).get("endpoint") or ""
        where = where.get("uri") or "" if isinstance(where, dict) else where
        return Counter({"edge INVOKES": bool(where) and ":" not in where})
    if kind == "asyncapi" and "channel" in given:
        relation = "SUBSCRIBES_TO" if "subscription" in given else "PUBLISHES_TO"
        return Counter({f"edge {relation}": 1})
    return Counter()
