"""What Bitol's data products say, counted by the standard alone (https://bitol-io.github.io/open-data-product-standard/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".yaml", ".yml", ".json")):
        text = file.read_text("utf-8", errors="ignore")
        if "DataProduct" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for document in documents:
            if isinstance(document, dict) and document.get("kind") == "DataProduct":
                found += product(document)
    return +found


def product(document: dict[str, Any]) -> Counter[str]:
    outputs, inputs = ports(document, "outputPorts"), ports(document, "inputPorts")
    made_of = [c for port in outputs for c in port.get("inputContracts") or ()]
    return Counter(
        {
            "node DataProduct": 1,
            "edge PART_OF": int(bool(document.get("domain"))),  # of a domain that is known
            "edge GUARANTEES": sum(bool(port.get("contractId")) for port in outputs),
            "edge CONSUMES": sum(contracts(port) for port in inputs) + len(made_of),
            "edge OWNS": owners(document.get("team") or {}),
        }
    )


def contracts(port: dict[str, Any]) -> int:
    """Version 1.1 lets a port name several."""
    return bool(port.get("contractId")) + len(port.get("contractIds") or ())


def ports(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [port for port in document.get(key) or [] if isinstance(port, dict)]


def owners(team: Any) -> int:
    """The team by its name, else the members who own and have not left."""
    if isinstance(team, dict) and team.get("name"):
        return 1
    members = team.get("members") or [] if isinstance(team, dict) else team
    return sum(str(m.get("role", "")).lower() == "owner" and not m.get("dateOut") for m in members)
