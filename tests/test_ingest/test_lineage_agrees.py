"""Where an event holds both a query and what its engine says of its columns, the query read here says the same."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.facts import Edge, Node
from graph.ontology import load_ontology, shipped_files
from ingest.connector import discover
from ingest.read import read_file
from ingest.sql_lineage import Lineage, lineage_of
from ingest.sql_parse import Unparsed, statements
from ingest.sql_relation import Kind, Tables

CORPUS = Path(
    os.environ.get("CARTULARY_CORPUS") or Path(__file__).parents[2].parent / "shared" / "corpus"
)
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not CORPUS.is_dir(), reason=f"no folder of public files: set CARTULARY_CORPUS ({CORPUS})"
    ),
]
QUERY_WORDS = ("create", "insert", "with", "merge", "update")
# an engine that knows a column to be constant (`where b = '1'`) no longer takes it from its table
FOLDED_CONSTANTS = {"cllComplexQueryCTEJoinsComplete.json": {("b", "b"), ("c", "c")}}


@dataclass(frozen=True)
class Pair:
    file: str
    sql: str
    schema: dict[str, list[str]]
    output: str
    facet: dict[str, Any]


def pairs() -> Iterator[Pair]:
    seen: set[tuple[str, str]] = set()
    for file in sorted(CORPUS.rglob("*.json")):
        text = file.read_text("utf-8", "replace")
        if "columnLineage" not in text:
            continue
        data = json.loads(text)
        for event in data if isinstance(data, list) else [data]:
            job = event.get("job", {}) if isinstance(event, dict) else {}
            sql = job.get("facets", {}).get("sql", {}).get("query", "").strip()
            for output in event.get("outputs", []) if sql else []:
                facet = output.get("facets", {}).get("columnLineage")
                if not facet or (sql, output["name"]) in seen:
                    continue
                if sql.split()[0].lower() in QUERY_WORDS:
                    seen.add((sql, output["name"]))
                    yield Pair(file.name, sql, schemas(event), output["name"], facet)


def schemas(event: dict[str, Any]) -> dict[str, list[str]]:
    """The tables' columns by their bare names, as the queries write them."""
    found: dict[str, list[str]] = {}
    for dataset in (*event.get("inputs", ()), *event.get("outputs", ())):
        fields = dataset.get("facets", {}).get("schema", {}).get("fields", [])
        if fields:
            found[last(dataset["name"])] = [field["name"] for field in fields]
    return found


def last(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def lineage(pair: Pair) -> Lineage:
    tables = Tables()
    for name, columns in pair.schema.items():
        tables.add(name, columns, exact=True)
    found = statements(pair.sql, "hive")
    assert not isinstance(found, Unparsed), found
    read = [each for tree in found if (each := lineage_of(tree, "hive", tables))]
    (filled,) = [each for each in read if last(each.target) == last(pair.output)]
    return filled


@pytest.mark.parametrize("pair", list(pairs()) if CORPUS.is_dir() else [], ids=lambda p: p.file)
def test_columns_come_from_the_same_columns(pair: Pair) -> None:
    found = lineage(pair)
    expected = {
        (name.casefold(), last(source["name"]), source["field"].casefold()): max(kinds)
        for name, column in pair.facet["fields"].items()
        for source in column["inputFields"]
        if (kinds := [Kind[t["subtype"]] for t in source["transformations"] if is_direct(t)])
    }
    seen = {
        (out.casefold(), table.casefold(), column.casefold()): kind
        for (out, (table, column)), kind in found.direct.items()
        if (out, column) not in FOLDED_CONSTANTS.get(pair.file, ())
    }
    assert seen == expected


@pytest.mark.parametrize("pair", list(pairs()) if CORPUS.is_dir() else [], ids=lambda p: p.file)
def test_the_same_columns_decide_the_rows(pair: Pair) -> None:
    """What only a CASE asks for is an ingredient here, and decides there; a join filters what is null there."""
    found = lineage(pair)
    expected: dict[tuple[str, str], set[str]] = {}
    columns = [s for column in pair.facet["fields"].values() for s in column["inputFields"]]
    for source in (*pair.facet.get("dataset", ()), *columns):
        key = (last(source["name"]), source["field"].casefold())
        how = {t["subtype"] for t in source["transformations"] if not is_direct(t)}
        if how - {"CONDITIONAL"}:
            expected.setdefault(key, set()).update(how - {"CONDITIONAL"})
    seen = {
        (table.casefold(), column.casefold()): set(how)
        for (table, column), how in found.indirect.items()
    }
    assert seen.keys() == expected.keys()
    for source, how in seen.items():
        assert expected[source] - how <= ({"FILTER"} if "JOIN" in how else set())
        assert how <= expected[source]


def test_models_that_ran_agree_with_their_manifest() -> None:
    """dbt's events say of some columns what they were made of; the manifest's compiled code says so too."""
    ontology = load_ontology(shipped_files())
    said = {(job, *edge) for job, edges in of_events().items() for edge in edges}
    jobs = {job for job, *_ in said}
    seen: set[tuple[str, str, str, str]] = set()
    for file in sorted(CORPUS.rglob("manifest*.json")):
        path = str(file.relative_to(CORPUS))
        facts = read_file(CORPUS, path, ontology, [c for c in discover() if c.name == "dbt"]).facts
        named = {
            key: fact.ref
            for fact in facts
            if isinstance(fact, Node)
            for key in (key.removeprefix("dbt:") for key in fact.keys)
            if key in jobs
        }
        for job, ref in named.items():
            seen |= {
                (job, fact.start.name, last(fact.end.within.name), fact.end.name)
                for fact in facts
                if isinstance(fact, Edge) and fact.start.within == ref and fact.end.within
            }
    assert said
    assert said <= seen


def of_events() -> dict[str, set[tuple[str, str, str]]]:
    """By dbt's id of a model, (column, source table, source column)."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for file in sorted(CORPUS.rglob("*.json")):
        text = file.read_text("utf-8", "replace")
        if "columnLineage" not in text or '"model.' not in text:
            continue
        for event in json.loads(text):
            name = event.get("job", {}).get("name", "")
            for output in event.get("outputs", []) if name.startswith("model.") else []:
                facet = output.get("facets", {}).get("columnLineage", {})
                for column, value in facet.get("fields", {}).items():
                    sources = {(last(s["name"]), s["field"]) for s in value["inputFields"]}
                    found.setdefault(name, set()).update((column, *source) for source in sources)
    return found


def test_there_are_pairs() -> None:
    assert len(list(pairs())) >= 15


def is_direct(transformation: dict[str, Any]) -> bool:
    return transformation["type"] == "DIRECT"
