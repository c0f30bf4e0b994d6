"""What dbt manifests say, counted by their schemas alone (https://schemas.getdbt.com/dbt/manifest)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot.errors import SqlglotError

from tests.plain_lineage import Tables, lineage

DATASETS = {"model", "seed", "snapshot", "source"}


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        text = file.read_text("utf-8", errors="ignore")
        if "dbt_schema_version" in text and "/dbt/manifest/" in text:
            beside = file.parent / "catalog.json"
            found += manifest(json.loads(text), read(beside) if beside.is_file() else {})
        elif "dbt_schema_version" in text and "/dbt/catalog/" in text:
            found += tables_of(json.loads(text))
    return +found


def read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError:
        return {}


def tables_of(catalog: dict[str, Any]) -> Counter[str]:
    """A catalog states tables and all of their columns, too."""
    tables = [*catalog["nodes"].values(), *catalog["sources"].values()]
    columns = sum(len(table["columns"]) for table in tables)
    return Counter({"node Dataset": len(tables), "node Field": columns, "edge PART_OF": columns})


def manifest(document: dict[str, Any], catalog: dict[str, Any]) -> Counter[str]:
    things = {**document.get("nodes", {}), **document.get("sources", {})}
    data = {key: node for key, node in things.items() if node.get("resource_type") in DATASETS}
    known = {**catalog.get("nodes", {}), **catalog.get("sources", {})}
    columns = {key: [c.lower() for c in node.get("columns") or {}] for key, node in data.items()}
    fields = sum(len(names) for names in columns.values())
    groups = document.get("groups") or {}
    exposures = document.get("exposures") or {}
    found = Counter(
        {
            "node Dataset": len(data),
            "node Field": fields,
            "node Report": len(exposures),
            "node Team": len(groups),
            "edge PART_OF": fields,
        }
    )
    steps = {**(document.get("metrics") or {}), **(document.get("semantic_models") or {})}
    for exposure in exposures.values():
        found["edge READS"] += len(data_below(exposure, steps))
        found["edge OWNS"] += bool(exposure.get("owner"))
    for node in data.values():
        found["edge OWNS"] += owners(node)
    whole = {
        relation(data[key]): [c.lower() for c in table["columns"]]
        for key, table in known.items()
        if key in data
    }
    some = {relation(node): columns[key] for key, node in data.items()}
    dialect = document["metadata"].get("adapter_type")
    for key in in_order(data):
        found["edge DERIVED_FROM"] += len(above(data[key]))
        found["edge DERIVED_FROM"] += from_columns(data[key], Tables(whole, some), dialect)
    return found


def owners(node: dict[str, Any]) -> int:
    """The group of a model, and the owner that its `meta` names (of a table, or else of its source)."""
    config = node.get("config") or {}
    metas = (node.get("meta"), config.get("meta"), node.get("source_meta"))
    stated = next((meta["owner"] for meta in metas if meta and meta.get("owner")), ())
    named = len(stated) if isinstance(stated, list) else bool(stated)
    return named + bool(node.get("group") or config.get("group"))


def data_below(node: dict[str, Any], steps: dict[str, Any]) -> set[str]:
    """What it reads, through metrics and semantic models."""
    found: set[str] = set()
    for key in node.get("depends_on", {}).get("nodes", ()):
        if key.split(".")[0] in DATASETS:
            found.add(key)
        elif key in steps:
            found |= data_below(steps[key], {k: v for k, v in steps.items() if k != key})
    return found


def above(node: dict[str, Any]) -> set[str]:
    stated = node.get("depends_on", {}).get("nodes", ())
    return {key for key in stated if key.split(".")[0] in DATASETS}


def in_order(data: dict[str, Any]) -> list[str]:
    """Each after those that it is made of."""
    done: dict[str, None] = {}
    waiting = list(data)
    while waiting:
        ready = [
            key for key in waiting if all(k in done or k not in data for k in above(data[key]))
        ]
        done |= dict.fromkeys(ready or waiting)
        waiting = [key for key in waiting if key not in done]
    return list(done)


def relation(node: dict[str, Any]) -> str:
    name = node.get("relation_name")
    if name:
        return name.replace('"', "").replace("`", "").lower()
    parts = (node["database"], node["schema"], node.get("alias") or node.get("identifier"))
    return ".".join(str(part) for part in parts if part).lower()


def from_columns(node: dict[str, Any], tables: Tables, dialect: str) -> int:
    """Columns that the compiled query makes columns of, and those that decide its rows."""
    text = node.get("compiled_code") or node.get("compiled_sql")
    if not text or node.get("resource_type") == "seed" or node.get("language") == "python":
        return 0
    try:
        query = sqlglot.parse_one(text, dialect=dialect)
    except SqlglotError:
        return 0
    result = lineage(query, tables)
    table = relation(node)
    if not result.open:
        tables.whole.setdefault(table, list(result.columns))
    columns = [column for made in result.columns.values() for column in made]
    return sum(below != table for below, _ in (*columns, *result.rows))
