"""What OpenAPI 2 and 3 documents say, counted by the specification alone (https://spec.openapis.org/oas/latest.html)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".yaml", ".yml", ".json")):
        text = file.read_text("utf-8", errors="ignore")
        if "openapi" not in text and "swagger" not in text:
            continue
        try:
            documents = list(yaml.load_all(text, yaml.CBaseLoader))
        except yaml.YAMLError:
            continue
        for document in documents:
            if (
                isinstance(document, dict)
                and {"openapi", "swagger"} & document.keys()
                and "info" in document
            ):
                found += document_count(document)
    return +found


def document_count(document: dict[str, Any]) -> Counter[str]:
    items = [*document.get("paths", {}).values(), *document.get("webhooks", {}).values()]
    operations = sum(len(METHODS & item.keys()) for item in items)
    info = document["info"]
    owners = sum("x-owner" in place for place in (document, info))
    contact = info.get("contact", {})
    named = sum(bool(contact.get(key)) for key in ("name", "email"))  # owners where they are known
    return Counter(
        {
            "node API": 1,
            "node Operation": operations,
            "edge PART_OF": operations,
            "edge OWNS": owners + named,
        }
    )
