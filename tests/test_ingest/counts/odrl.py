"""ODRL policies in JSON-LD: https://www.w3.org/TR/odrl-model/ (policies and their targets)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

POLICIES = {"Policy", "Set", "Offer", "Agreement", "Assertion", "Privacy", "Request", "Ticket"}
RULES = ("permission", "prohibition", "obligation")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.json"), *root.rglob("*.jsonld")]):
        text = file.read_text("utf-8")
        if "www.w3.org/ns/odrl" not in text:
            continue
        try:
            said = json.loads(text)
        except ValueError:
            continue
        for top in said if isinstance(said, list) else [said]:
            if isinstance(top, dict) and kind(top) in POLICIES and ident(top):
                found["node Policy"] += 1
                found["edge GOVERNS"] += len(set(targets(top)))
    return +found


def kind(value: dict[str, Any]) -> str:
    stated = value.get("@type", value.get("type", ""))
    return str(stated[0] if isinstance(stated, list) else stated).rpartition(":")[2]


def ident(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("uid") or value.get("@id") or value.get("id") or "")
    return str(value or "")


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def targets(policy: dict[str, Any]) -> Iterator[str]:
    for part in (policy, *(rule for key in RULES for rule in many(policy.get(key)))):
        if isinstance(part, dict):
            for target in many(part.get("target")):
                source = target.get("source") if isinstance(target, dict) else None
                yield ident(source or target)
