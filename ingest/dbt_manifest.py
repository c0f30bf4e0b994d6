"""dbt's manifest: its nodes by unique id, each called as its relation is, and what the catalog beside it lists.

https://docs.getdbt.com/reference/artifacts/manifest-json (schemas.getdbt.com/dbt/manifest/v1 to v12)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.facts import Ref
from graph.vocabulary import Label
from ingest.dbt_catalog import catalog_beside, is_ephemeral, relation_of
from ingest.documents import Document, Value, joined, unrendered

__all__ = ["Manifest", "manifest_of", "short_name"]

DATASETS = frozenset(["model", "seed", "snapshot", "source"])


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
    folder: str | None  # of the project, below the root; None where nothing tells
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
        stand_in = Ref(Label.DATASET, short_name(unique_id), key=f"dbt:{unique_id}")
        return self.refs.get(unique_id, stand_in)

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
        if self.folder is None or not path:
            return None
        if self.project and package and package != self.project:
            return None
        return joined(self.folder, path)


def manifest_of(doc: Document) -> Manifest:
    """The manifest with names given; what cannot be named is noted as a reject of the document."""
    found = Manifest(doc, doc["metadata/project_name"].text, _project_folder(doc))
    for section in ("nodes", "sources"):
        for unique_id, value in doc[section].items():
            kind = value["resource_type"].text or unique_id.partition(".")[0]
            if kind not in DATASETS:
                continue
            relation = relation_of(value)
            if not relation or unrendered(relation):
                doc.reject(value.at, f"a {kind} without a usable name: {relation[:200]!r}")
                continue
            hidden = is_ephemeral(value)
            scope = f"dbt:{value['package_name'].text}" if hidden else None
            found.nodes[unique_id] = value
            found.refs[unique_id] = Ref(Label.DATASET, relation, scope=scope)
            if not hidden:
                found.relations.setdefault(relation.casefold(), unique_id)
    for section in ("metrics", "semantic_models", "saved_queries"):
        found.others.update(doc[section].items())
    found.catalog = catalog_beside(doc)
    return found


def _project_folder(doc: Document) -> str | None:
    """The folder of the project: above `target`, or where its `dbt_project.yml` is."""
    above = doc.folder.rpartition("/")[0]
    if doc.folder.rpartition("/")[2] == "target":
        return above
    if isinstance(doc.sibling("dbt_project.yml"), tuple):
        return doc.folder
    if doc.folder and isinstance(doc.sibling("../dbt_project.yml"), tuple):
        return above
    return None


def short_name(unique_id: str) -> str:
    """A node's own name: `orders` of `model.shop.orders`, of `model.shop.orders.v2`, of `source.shop.raw.orders`."""
    parts = unique_id.split(".")
    place = 3 if parts[0] == "source" else 2
    return parts[place] if place < len(parts) else parts[-1]
