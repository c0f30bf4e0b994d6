"""How many facts a second one core reads and checks, beside bare parsing of the same bytes, and how much memory.

    python -m benchmarks.reading [backstage | openlineage | dbt | dbt_sql]

Each format is measured in a process of its own, in time of the processor. `dbt_sql` is a smaller manifest whose models have compiled
SQL, so that the lineage of their columns is worked out too.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from benchmarks.entities import write_landscape
from graph.facts import Edge, Fact
from graph.ontology import Ontology, load_ontology
from ingest.connector import discover
from ingest.files import find_files
from ingest.read import Status, read_file

ENTITIES, EVENTS = 10_000, 10_000
MANIFEST = 50 * 1024 * 1024  # bytes
SQL_MODELS = 500
COLUMNS = 20


def _backstage(root: Path) -> None:
    write_landscape(root, ENTITIES)


def _openlineage(root: Path) -> None:
    """Runs of 500 jobs over 1,000 tables, with schemas and the lineage of columns."""
    rng = random.Random(7)
    for file in range(10):
        lines = [json.dumps(_event(n, rng)) for n in range(file * 1000, file * 1000 + 1000)]
        (root / f"events-{file}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _event(number: int, rng: random.Random) -> dict[str, Any]:
    source, target = (f"shop.public.table_{rng.randrange(1000)}" for _ in range(2))
    where = "postgres://db.example:5432"
    fields = [{"name": f"column_{n}", "type": "text"} for n in range(8)]
    taken = {
        f["name"]: {"inputFields": [{"namespace": where, "name": source, "field": f["name"]}]}
        for f in fields[:4]
    }
    facets = {"schema": {"fields": fields}, "columnLineage": {"fields": taken}}
    return {
        "eventType": ("START", "COMPLETE")[number % 2],
        "eventTime": f"2026-01-{number % 28 + 1:02d}T{number % 24:02d}:00:00Z",
        "run": {"runId": f"0190-{number // 2:08d}"},
        "job": {"namespace": "nightly", "name": f"job_{number // 2 % 500}"},
        "inputs": [{"namespace": where, "name": source, "facets": {"schema": {"fields": fields}}}],
        "outputs": [{"namespace": where, "name": target, "facets": facets}],
        "producer": "https://example.com/producer",
    }


def _dbt(root: Path) -> None:
    """A manifest of 50 MB: models with columns, and much that a catalog does not ask for."""
    some = len(json.dumps(_model(1, sql=False)))
    _manifest(root, MANIFEST // (some + 32), sql=False)


def _dbt_sql(root: Path) -> None:
    _manifest(root, SQL_MODELS, sql=True)


def _manifest(root: Path, models: int, *, sql: bool) -> None:
    nodes = {f"model.shop.m_{n}": _model(n, sql=sql) for n in range(models)}
    manifest = {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
            "adapter_type": "postgres",
            "project_name": "shop",
        },
        "nodes": nodes,
        **{key: {} for key in ("sources", "exposures", "groups", "macros", "docs", "metrics")},
    }
    (root / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _model(number: int, *, sql: bool) -> dict[str, Any]:
    needs = [f"m_{(number * k) // (k + 1)}" for k in (1, 2)] if number > 1 else []
    names = [f"column_{n}" for n in range(COLUMNS)]
    selected = (
        ", ".join(f"a.{n}" for n in names[:10]) + ", " + ", ".join(f"b.{n}" for n in names[10:])
    )
    tables = [f'"shop"."public"."{n}"' for n in needs]
    code = (
        f"select {selected} from {tables[0]} a join {tables[1]} b on a.column_0 = b.column_0"
        if needs
        else ""
    )
    return {
        "resource_type": "model",
        "unique_id": f"model.shop.m_{number}",
        "name": f"m_{number}",
        "alias": f"m_{number}",
        "database": "shop",
        "schema": "public",
        "relation_name": f'"shop"."public"."m_{number}"',
        "description": "A made-up model. " * 10,
        "columns": {
            n: {"name": n, "description": f"The {n}. " * 4, "data_type": "text"} for n in names
        },
        "depends_on": {"nodes": [f"model.shop.{n}" for n in needs], "macros": []},
        "config": {"enabled": True, "materialized": "table", "tags": ["made-up"]},
        "raw_code": "select 1 -- " + "x" * 1500,
        "compiled_code": code if sql else "",
        "checksum": {"name": "sha256", "checksum": "0" * 64},
        "language": "sql",
    }


def _bare_yaml(text: str) -> None:
    for _ in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        pass


def _bare_json(text: str) -> None:
    json.loads(text)


def _bare_lines(text: str) -> None:
    for line in text.splitlines():
        json.loads(line)


CASES: dict[str, tuple[Callable[[Path], None], Callable[[str], None]]] = {
    "backstage": (_backstage, _bare_yaml),
    "openlineage": (_openlineage, _bare_lines),
    "dbt": (_dbt, _bare_json),
    "dbt_sql": (_dbt_sql, _bare_json),
}


def _checked(ontology: Ontology, fact: Fact) -> bool:
    """Whether the ontology allows what the fact says, as far as its ends are certain."""
    if not isinstance(fact, Edge):
        return True
    if fact.start.among or fact.end.among:
        return fact.relation in ontology.relations
    return ontology.row(fact.start.label, fact.relation, fact.end.label) is not None


def _measure(name: str) -> None:
    write, bare = CASES[name]
    ontology, connectors = load_ontology(), discover()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root)
        paths = list(find_files(root))
        texts = [(root / path).read_text(encoding="utf-8") for path in paths]
        largest, size = max(map(len, texts)), sum(map(len, texts))
        start = time.process_time()
        for text in texts:
            bare(text)
        parsing = time.process_time() - start
        del texts
    _read(name, write, ontology, connectors, (parsing, largest, size))


def _read(
    name: str,
    write: Callable[[Path], None],
    ontology: Ontology,
    connectors: Any,
    beside: tuple[float, int, int],
) -> None:
    parsing, largest, size = beside
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, facts, wrong = time.process_time(), 0, 0
        for path in find_files(root):
            result = read_file(root, path, ontology, connectors)
            assert result.status is Status.READ, result.rejects
            facts += len(result.facts)
            wrong += sum(1 for fact in result.facts if not _checked(ontology, fact))
        spent = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{name:<12} {size / 2**20:6.1f} MiB  {facts:8,} facts  {facts / spent:8,.0f} a second"
        f"  {spent / parsing:5.2f} x bare parsing  memory {max(most - before, 0) / 1024:6,.0f} MiB more,"
        f" {most / 1024:6,.0f} in all, largest file {largest / 2**20:5.1f} MiB  {wrong} not allowed",
        flush=True,
    )


def main(*wanted: str) -> None:
    """Measure each format, or those named, one after the other."""
    for name in wanted or tuple(CASES):
        subprocess.run([sys.executable, "-m", "benchmarks.reading", name], check=True)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _measure(sys.argv[1])
    else:
        main(*sys.argv[1:])
