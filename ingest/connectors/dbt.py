"""dbt artifacts: models, seeds, snapshots, sources and exposures, what each is made of, and who owns it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.dbt_catalog import catalog_tables, version_of
from ingest.dbt_manifest import Manifest, manifest_of
from ingest.dbt_properties import column_props, dataset_props, owner_ref, owners, tests_of
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import Condition, Keys


@dataclass(frozen=True, slots=True)
class Artifact(Condition):
    """A manifest or catalog by the version of its schema; an early manifest, which has none, by its keys."""

    def matches(self, doc: Document) -> bool:
        if Keys(("nodes", "macros", "docs"), without=("apiVersion",)).matches(doc):
            return True
        return (
            Keys(("metadata", "nodes")).matches(doc)
            and doc["metadata"].is_map
            and any(version_of(doc, name) is not None for name in ("manifest", "catalog"))
        )

    def __str__(self) -> str:
        return "metadata.dbt_schema_version of a manifest or catalog"


@connector(
    title="dbt manifest and catalog",
    reads=Artifact(),
    nodes={Label.DATASET, Label.FIELD, Label.REPORT, Label.TEAM},
    edges={Rel.DERIVED_FROM, Rel.OWNS, Rel.PART_OF, Rel.READS},
)
def dbt(doc: Document) -> Iterator[Fact | Reject]:
    if version_of(doc, "catalog") is not None:
        yield from catalog_tables(doc)
        return
    if version_of(doc, "manifest") is None:
        reason = (
            "a dbt manifest before v1, or of an unknown version; write it with dbt 0.19 or newer"
        )
        yield Reject(doc["metadata/dbt_schema_version"].at, reason)
        return
    manifest = manifest_of(doc)
    groups = dict(_groups(doc))
    for unique_id, ref in groups.items():
        yield _team(doc["groups"].get(unique_id), ref)
    tests = tests_of(manifest)
    by_name = {ref.name: ref for ref in groups.values()}
    for unique_id, value in manifest.nodes.items():
        yield from _dataset(manifest, unique_id, value, tests)
        yield from owners(value, manifest.refs[unique_id], by_name)
    from ingest.dbt_columns import column_lineage  # sqlglot takes a while to load

    lineage = column_lineage(manifest)
    for unique_id, value in manifest.nodes.items():
        own = manifest.refs[unique_id]
        said = {"columns_complete": False} if unique_id in lineage.incomplete else {}
        for source, item in manifest.datasets(value):
            if manifest.ref(source) != own:
                yield Edge(own, Rel.DERIVED_FROM, manifest.ref(source), item.at, said)
    yield from lineage.facts
    for unique_id, value in doc["exposures"].items():
        yield from _exposure(manifest, unique_id, value)


def _groups(doc: Document) -> Iterator[tuple[str, Ref]]:
    for unique_id, value in doc["groups"].items():
        if name := value["name"].text:
            yield unique_id, Ref(Label.TEAM, name)


def _team(value: Value, ref: Ref) -> Node:
    """A group is the team; its owner's name and address are that team's."""
    props = Props(value.document)
    owner = value["owner"]
    props.text(Prop.TITLE, owner["name"])
    props.text(Prop.DESCRIPTION, value["description"])
    for address in owner["email"].one_or_many():
        props.text(Prop.EMAIL, address)
    return Node(ref, value.at, props.values, props.places)


def _dataset(
    manifest: Manifest, unique_id: str, value: Value, tests: dict[str, dict[str, list[str]]]
) -> Iterator[Fact | Reject]:
    ref = manifest.refs[unique_id]
    found = tests.get(unique_id, {})
    props = dataset_props(value, found.get("", []))
    last = ref.name.rpartition(".")[2]
    name = value["name"].text
    older = value["latest_version"].text not in ("", value["version"].text)
    other = (name,) if name.casefold() != last.casefold() and not older else ()
    yield Node(
        ref,
        value.at,
        props.values,
        props.places,
        (f"dbt:{unique_id}",),
        other,
        location=manifest.location(value),
    )
    for key, column in value["columns"].items():
        if not (name := column["name"].text or key):
            continue
        part = Ref(Label.FIELD, name, within=ref)
        props = column_props(column, found.get(name.casefold(), []))
        yield Node(part, column.at, props.values, props.places)
        yield Edge(part, Rel.PART_OF, ref, column.at)


def _exposure(manifest: Manifest, unique_id: str, value: Value) -> Iterator[Fact | Reject]:
    name = value["name"].text
    if not name:
        yield Reject(value.at, "an exposure without a name")
        return
    report = Ref(Label.REPORT, name)
    props = dataset_props(value, [])
    props.text(Prop.TITLE, value["label"])
    props.text(Prop.URL, value["url"])
    props.text("maturity", value["maturity"])
    label = value["label"].text
    yield Node(
        report,
        value.at,
        props.values,
        props.places,
        (f"dbt:{unique_id}",),
        (label,) if label and label != name else (),
        location=manifest.location(value),
    )
    if (actor := owner_ref(value["owner"])) is not None:
        yield Edge(actor, Rel.OWNS, report, value["owner"].at)
    for source, item in manifest.datasets(value):
        yield Edge(report, Rel.READS, manifest.ref(source), item.at)
