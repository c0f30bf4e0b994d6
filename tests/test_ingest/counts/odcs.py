"""What data contracts say, counted by the two specifications alone.

Open Data Contract Standard 3 (https://bitol-io.github.io/open-data-contract-standard/) and Data Contract
Specification (https://datacontract.com/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

BROKERS = {"kafka", "pubsub", "kinesis", "sqs", "sns", "pulsar", "eventhubs", "rabbitmq", "amqp"}


def documents(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        try:
            found = list(yaml.load_all(file.read_text("utf-8"), yaml.BaseLoader))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        yield from (document for document in found if isinstance(document, dict))


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in documents(root):
        if document.get("kind") == "DataContract":
            found += standard(document)
        elif "dataContractSpecification" in document:
            found += specification(document)
    return +found


def thing(servers: list[dict[str, Any]]) -> str:
    """What a table of the contract is: of several servers the production one counts."""
    production = [s for s in servers if s.get("environment", "").startswith("prod")]
    first = (production or servers or [{}])[0]
    return "Topic" if first.get("type", "").lower() in BROKERS else "Dataset"


def standard(contract: dict[str, Any]) -> Counter[str]:
    if not contract.get("id") and not contract.get("name"):
        return Counter({"reject": 1})
    found = Counter({"node DataContract": 1})
    found["edge PART_OF"] += bool(contract.get("domain"))
    found["edge GUARANTEES"] += bool(contract.get("dataProduct"))
    team = contract.get("team") or []
    if isinstance(team, dict):
        found["edge OWNS"] += bool(team.get("name"))
    else:
        found["edge OWNS"] += sum(
            m.get("role", "").lower() == "owner" and not m.get("dateOut") for m in team
        )
    for table in contract.get("schema") or []:
        label = (
            "Topic"
            if table.get("physicalType") == "topic"
            else thing(contract.get("servers") or [])
        )
        found[f"node {label}"] += 1
        found["edge GUARANTEES"] += 1
        for column in table.get("properties") or []:
            found += of_property(column)
    return found


def of_property(column: dict[str, Any]) -> Counter[str]:
    found = Counter({"node Field": 1, "edge PART_OF": 1})
    found["edge DERIVED_FROM"] += len(column.get("transformSourceObjects") or [])
    found["edge DERIVED_FROM"] += sum(
        "deriv" in relation.get("type", "").lower()
        for relation in column.get("relationships") or []
    )
    items = column.get("items") or {}
    for inner in [*(column.get("properties") or []), *(items.get("properties") or [])]:
        found += of_property(inner)
    return found


def specification(contract: dict[str, Any]) -> Counter[str]:
    found = Counter({"node DataContract": 1})
    info = contract.get("info") or {}
    found["edge OWNS"] += bool(info.get("owner"))
    found["edge PART_OF"] += bool(info.get("domain"))
    label = thing(list((contract.get("servers") or {}).values()))
    for model in (contract.get("models") or {}).values():
        found[f"node {label}"] += 1
        found["edge GUARANTEES"] += 1
        for field in (model.get("fields") or {}).values():
            found += of_field(field)
    return found


def of_field(field: dict[str, Any]) -> Counter[str]:
    found = Counter({"node Field": 1, "edge PART_OF": 1})
    found["edge DERIVED_FROM"] += len((field.get("lineage") or {}).get("inputFields") or [])
    inner = {**(field.get("fields") or {}), **((field.get("items") or {}).get("fields") or {})}
    for each in inner.values():
        found += of_field(each or {})
    return found
