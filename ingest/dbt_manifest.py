"""dbt's manifest: its nodes by unique id, each called as its relation is, and what the catalog beside it lists.

https://docs.getdbt.com/reference/artifacts/manifest-json (schemas.getdbt.com/dbt/manifest/v1 to v12)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from graph.facts import Place, Ref, Reject
from graph.vocabulary import Label
from ingest.dataset_naming import qualified
from ingest.documents import Document, Value, joined, unrendered
from ingest.parse import Unreadable, json_data

__all__ = ["Manifest", "catalog_columns", "manifest_of", "relation_of", "version_of"]

DATASETS = frozenset(["model", "seed", "snapshot", "source"])
EPHEMERAL = "ephemeral"
_VERSION = re.compile(r"/dbt/(manifest|catalog)/v(\d+)\.json")
_PART = re.compile(r"""[`"\[]([^`"\]]*)[`"\]]|([^.`"\[\]]+)""")


def version_of(doc: Document, artifact: str) -> int | None:
    """The version of the artifact's schema; None for what is no such artifact."""
    if not doc["metadata"].is_map:
        return None
    found = _VERSION.search(doc["metadata/dbt_schema_version"].text)
    return int(found.group(2)) if found and found.group(1) == artifact else None


@dataclass(slots=True)
class Manifest:
    """One manifest.

    nodes      by unique id: models, seeds, snapshots and sources, in the file's order
    refs       by unique id, what each is called; a source and a seed of one relation are one dataset
    relations  unique ids by the folded name of the relation
    others     by unique id what stands between them and an exposure: metrics, semantic models, …
    catalog    column names by unique id, as the warehouse has them, where a catalog lists them
    """

    doc: Document
    project: str
    folder: str
    nodes: dict[str, Value] = field(default_factory=dict[str, Value])
    refs: dict[str, Ref] = field(default_factory=dict[str, Ref])
    relations: dict[str, str] = field(default_factory=dict[str, str])
    others: dict[str, Value] = field(default_factory=dict[str, Value])
    catalog: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def adapter(self) -> str:
        return self.doc["metadata/adapter_type"].text.lower()

    def ref(self, unique_id: str) -> Ref:
        """The dataset of this id, or what stands in for one that the manifest does not hold."""
        name = unique_id.rpartition(".")[2]
        return self.refs.get(unique_id) or Ref(Label.DATASET, name, key=f"dbt:{unique_id}")

    def datasets(self, value: Value) -> Iterator[tuple[str, Value]]:
        """The datasets that a node depends on, through metrics and semantic models; each once."""
        seen: set[str] = set()
        waiting = list(value["depends_on/nodes"])[::-1]
        while waiting:
            item = waiting.pop()
            unique_id = item.text
            if not unique_id or unique_id in seen:
                continue
            seen.add(unique_id)
            if unique_id.partition(".")[0] in DATASETS:
                yield unique_id, item
            elif unique_id in self.others:
                waiting += list(self.others[unique_id]["depends_on/nodes"])[::-1]

    def location(self, value: Value) -> str | None:
        """The file that the node is written in, below the root; None for that of an installed package."""
        path = value["original_file_path"].text.replace("\\", "/")
        package = value["package_name"].text
        if not path or (self.project and package and package != self.project):
            return None
        return joined(self.folder, path)


def manifest_of(doc: Document) -> Manifest:
    """The manifest with names given; what cannot be named is noted as a reject of the document."""
    folder = doc.folder
    if folder.rpartition("/")[2] == "target":
        folder = folder.rpartition("/")[0]
    found = Manifest(doc, doc["metadata/project_name"].text, folder)
    for section in ("nodes", "sources"):
        for unique_id, value in doc[section].items():
            kind = value["resource_type"].text or unique_id.partition(".")[0]
            if kind not in DATASETS:
                continue
            relation = relation_of(value)
            if not relation or unrendered(relation):
                doc.reject(value.at, f"a {kind} without a usable name: {relation[:200]!r}")
                continue
            hidden = _is_ephemeral(value)
            scope = f"dbt:{value['package_name'].text}" if hidden else None
            found.nodes[unique_id] = value
            found.refs[unique_id] = Ref(Label.DATASET, relation, scope=scope)
            if not hidden:
                found.relations.setdefault(relation.casefold(), unique_id)
    for section in ("metrics", "semantic_models", "saved_queries"):
        found.others.update(doc[section].items())
    found.catalog = _catalog_beside(doc)
    return found


def _is_ephemeral(value: Value) -> bool:
    return value["config/materialized"].text == EPHEMERAL


def relation_of(value: Value) -> str:
    """`database.schema.alias`, as the warehouse calls it; a model that is never built has its name alone."""
    if not value.is_map:
        return ""
    name = value["name"].text
    if _is_ephemeral(value):
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


def _catalog_beside(doc: Document) -> dict[str, list[str]]:
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
        found = catalog_columns(data)
        if found:
            return found
    return {}


def catalog_columns(data: Any) -> dict[str, list[str]]:
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
