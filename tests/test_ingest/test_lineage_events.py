"""From OpenLineage files to the graph: events of one job complement each other, whatever each of them says."""

from __future__ import annotations

import json
from pathlib import Path

from graph.landscape import Landscape
from graph.ontology import load_ontology, shipped_files
from ingest.read import read_file
from tests.records import record, resolved

ONTOLOGY = load_ontology(shipped_files())
PARENT = {"parent": {"run": {"runId": "p"}, "job": {"namespace": "n", "name": "dag"}}}


def event(kind: str, **said: object) -> dict[str, object]:
    return {
        "eventType": kind,
        "eventTime": "2024-05-01T08:00:00Z",
        "job": {"namespace": "n", "name": "load"},
        "run": {"runId": "r"},
        **said,
    }


def table(name: str) -> list[dict[str, str]]:
    return [{"namespace": "postgres://h:1", "name": name}]


def graph(tmp_path: Path, *events: dict[str, object]) -> Landscape:
    (tmp_path / "e.jsonl").write_text("\n".join(json.dumps(e) for e in events))
    result = read_file(tmp_path, "e.jsonl", ONTOLOGY)
    facts = result.by_connector["openlineage"]
    return resolved(ONTOLOGY, record(facts, connector="openlineage", path="e.jsonl")).landscape


def links(landscape: Landscape) -> set[str]:
    return {f"{s.split(':')[2]} {r} {e.split(':')[2]}" for s, r, e in landscape.links}


def test_a_start_without_the_parent_is_of_the_same_task(tmp_path: Path) -> None:
    landscape = graph(
        tmp_path,
        event("START", inputs=table("a.b.c")),
        event("COMPLETE", run={"runId": "r", "facets": PARENT}, outputs=table("a.b.d")),
    )
    tasks = [t for t in landscape.things.values() if ":task:" in t.urn]
    assert [t.placeholder for t in tasks] == [False]
    assert links(landscape) == {
        "task READS dataset",
        "task WRITES dataset",
        "dataset DERIVED_FROM dataset",
        "task PART_OF workflow",
    }


def test_only_the_newest_run_that_completed_counts(tmp_path: Path) -> None:
    def run(number: int, kind: str, name: str) -> dict[str, object]:
        time = f"2024-05-0{number}T00:00:00Z"
        return event(kind, eventTime=time, run={"runId": str(number)}, inputs=table(name))

    landscape = graph(
        tmp_path,
        run(1, "COMPLETE", "a.b.old"),
        run(2, "COMPLETE", "a.b.new"),
        run(3, "FAIL", "a.b.x"),
    )
    assert [end.rpartition(":")[2] for _, _, end in landscape.links] == ["a.b.new"]
