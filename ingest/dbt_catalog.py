"""dbt's catalog, which lists the tables as the warehouse has them, and how dbt's artifacts name a relation.

https://docs.getdbt.com/reference/artifacts/catalog-json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from graph.facts import Edge, Fact, Node, Place, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.dataset_naming import qualified
from ingest.documents import Document, Value
from ingest.parse import Unreadable, json_data
from ingest.properties import Props

__all__ = ["catalog_beside", "catalog_tables", "is_ephemeral", "relation_of", "version_of"]

EPHEMERAL = "ephemeral"
_VERSION = re.compile(r"/dbt/(manifest|catalog)/v(\d+)\.json")
_PART = re.compile(r"""[`"\[]([^`"\]]*)[`"\]]|([^.`"\[\]]+)""")


def version_of(doc: Document, artifact: str) -> int | None:
    """The version of the artifact's schema; None for what is no such artifact."""
    if not doc["metadata"].is_map:
        return None
    found = _VERSION.search(doc["metadata/dbt_schema_version"].text)
    return int(found.group(2)) if found and found.group(1) == artifact else None


def is_ephemeral(value: Value) -> bool:
    return value["config/materialized"].text == EPHEMERAL


def relation_of(value: Value) -> str:
    """`database.schema.alias`, as the warehouse calls it; a model that is never built has its name alone."""
    if not value.is_map:
        return ""
    name = value["name"].text
    if is_ephemeral(value):
        return name
    stated = value["relation_name"]
    if stated.is_scalar and stated.text:
        parts = [quoted or bare for quoted, bare in _PART.findall(stated.text)]
        parts = [part.strip() for part in parts if part.strip()]
        while len(parts) > 1 and parts[0].lower() in ("none", "null"):
            parts = parts[1:]
        if parts:
            return ".".join(parts)
    own = value["alias"].text or value["identifier"].text or name
    before = (value["database"].text, value["schema"].text)
    return qualified((b for b in before if b.lower() not in ("none", "null")), own) if own else ""


def catalog_beside(doc: Document) -> dict[str, list[str]]:
    """Columns by unique id of the catalog that was written with the manifest, when there is one."""
    names = [doc.filename.replace("manifest", "catalog"), "catalog.json", "target/catalog.json"]
    for name in dict.fromkeys(names):
        if name == doc.filename:
            continue
        text = doc.sibling(name)
        if text is None or isinstance(text, Reject):
            continue
        problems: list[tuple[str, str]] = []
        try:
            data = json_data(text[1], problems)
        except Unreadable as error:
            doc.reject(Place(text[0], error.pointer), f"the catalog is not used: {error.reason}")
            continue
        found = _columns(data)
        if found:
            return found
    return {}


def _columns(data: Any) -> dict[str, list[str]]:
    """Column names by unique id, in the order of the warehouse."""
    found: dict[str, list[str]] = {}
    if not isinstance(data, dict):
        return found
    for section in ("nodes", "sources"):
        tables = cast("dict[str, Any]", data).get(section)
        for unique_id, value in (
            cast("dict[str, Any]", tables).items() if isinstance(tables, dict) else ()
        ):
            columns = (
                cast("dict[str, Any]", value).get("columns") if isinstance(value, dict) else None
            )
            if isinstance(columns, dict) and columns:
                named = cast("dict[str, Any]", columns)
                found[unique_id] = sorted(named, key=lambda c: _index(named[c]))
    return found


def _index(column: Any) -> float:
    place = cast("dict[str, Any]", column).get("index") if isinstance(column, dict) else None
    return float(place) if isinstance(place, (int, float)) else float("inf")


def catalog_tables(doc: Document) -> Iterator[Fact | Reject]:
    """Tables as the warehouse has them, with the types of their columns."""
    for section in ("nodes", "sources"):
        for unique_id, value in doc[section].items():
            name = relation_of(value["metadata"])
            if not name:
                yield Reject(value.at, "a table without a name")
                continue
            ref = Ref(Label.DATASET, name)
            props = Props(doc)
            props.text(Prop.DESCRIPTION, value["metadata/comment"])
            props.text("table_type", value["metadata/type"])
            yield Node(ref, value.at, props.values, props.places, (f"dbt:{unique_id}",))
            for key, column in value["columns"].items():
                if not (column_name := column["name"].text or key):
                    continue
                part = Ref(Label.FIELD, column_name, within=ref)
                props = Props(doc)
                props.text(Prop.TYPE, column["type"])
                props.text(Prop.DESCRIPTION, column["comment"])
                yield Node(part, column.at, props.values, props.places)
                yield Edge(part, Rel.PART_OF, ref, column.at)
