"""What Avro schemas say, counted by the specification alone (https://avro.apache.org/docs/1.12.0/specification/)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any


def count(root: Path) -> Counter[str]:
    """A record is a dataset's schema; fields of records inside it are named by their path."""
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.avsc"), *root.rglob("*.avpr")]):
        try:
            schema = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        for each in records(schema):
            fields = fields_of(each, {}, ())
            found["node Dataset"] += 1
            found["node Field"] += fields
            found["edge PART_OF"] += fields
    return +found


def records(schema: Any) -> list[dict[str, Any]]:
    """The records that a file states: itself, those of its union, or the types of its protocol."""
    if isinstance(schema, list):
        return [each for each in schema if isinstance(each, dict) and each.get("type") == "record"]
    if isinstance(schema, dict) and "protocol" in schema:
        return records(schema.get("types") or [])
    return records([schema])


def fields_of(record: dict[str, Any], named: dict[str, Any], within: tuple[str, ...]) -> int:
    """All fields, those of nested records too; a record inside itself is not followed again."""
    name = record.get("name", "")
    named = {**named, name: record}
    total = 0
    for field in record.get("fields") or []:
        total += 1 + sum(
            fields_of(inner, named, (*within, name))
            for inner in inner_records(field["type"], named)
            if inner.get("name") not in (*within, name)
        )
    return total


def inner_records(schema: Any, named: dict[str, Any]) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [record for each in schema for record in inner_records(each, named)]
    if isinstance(schema, str):
        return [named[schema]] if schema in named else []
    kind = schema.get("type")
    if kind in ("record", "error"):
        return [schema]
    if kind in ("array", "map"):
        return inner_records(schema.get("items") or schema.get("values"), named)
    return inner_records(kind, named) if isinstance(kind, (dict, list)) else []
