"""How long an ingestion takes, beside sending the same graph by a bare `UNWIND … MERGE`, and how much memory.

    python -m benchmarks.loading [ENTITIES] [STORE]

With no STORE it uses an embedded one in a new folder. The store must be empty.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.entities import write_landscape
from graph.ontology import Ontology, load_ontology
from graph.store import Statement, Store, open_store, stop_embedded
from graph.store.schema import quoted
from ingest.report import RunReport
from ingest.run import ingest

WARM = 1000


class Peak:
    """The most memory that this process, its children and the store's process held together."""

    def __init__(self, folder: Path | None) -> None:
        self.most = 0
        self.most_store = 0
        self.folder = folder
        self.done = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.done.wait(0.5):
            servers = _servers(self.folder)
            store = sum(map(_memory, servers))
            own = psutil.Process()  # the store may be a child of it
            others = set(own.children(recursive=True)) - set(servers)
            here = _memory(own) + sum(map(_memory, others))
            self.most_store = max(self.most_store, store)
            self.most = max(self.most, here + store)


def _servers(folder: Path | None) -> list[psutil.Process]:
    if folder is None:
        return []
    name = str(folder)
    return [
        p
        for p in psutil.process_iter(["cmdline"])
        if name in (p.info["cmdline"] or []) and "graph.store.server" in (p.info["cmdline"] or [])
    ]


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss  # cheap to read: the watcher must not slow what it watches
    except psutil.Error:
        return 0


@contextmanager
def timed(what: str) -> Generator[list[float]]:
    """Say how long something took."""
    start, cell = time.perf_counter(), [0.0]
    yield cell
    cell[0] = time.perf_counter() - start
    print(f"{what:<28} {cell[0]:8.1f} s", flush=True)


def _load(root: Path, store: Store, ontology: Ontology, name: str) -> RunReport:
    now = datetime.now(UTC).isoformat()
    return ingest([root], store, ontology, now=now, run_id=name)


def _bare(
    store: Store,
    nodes: Sequence[dict[str, object]],
    edges: Sequence[tuple[str, str, str, object]],
) -> None:
    """The same nodes and edges, by one plain statement a label and a relation."""
    by_label: dict[str, list[dict[str, object]]] = {}
    for node in nodes:
        by_label.setdefault(str(node["label"]), []).append(node)
    for label, rows in by_label.items():
        merge = (
            f"MERGE (n:{quoted(label)} {{urn: row.urn}})"
            if store.kind == "arcadedb"
            else f"MERGE (n:Thing {{urn: row.urn}}) SET n:{quoted(label)}"
        )
        store.write_rows(f"UNWIND $rows AS row {merge} SET n += row.props", rows)
    by_relation: dict[str, list[dict[str, object]]] = {}
    for start, relation, end, props in edges:
        row = {"start": start, "end": end, "props": props}
        by_relation.setdefault(relation, []).append(row)
    for relation, links in by_relation.items():
        store.write_rows(
            "UNWIND $rows AS row MATCH (a:Thing {urn: row.start}) MATCH (b:Thing {urn: row.end}) "
            f"MERGE (a)-[r:{quoted(relation)}]->(b) SET r = row.props",
            links,
        )


def _empty(store: Store) -> None:
    while store.rows("MATCH (n) WHERE NOT n:CartularyStore RETURN count(n) AS n")[0]["n"]:
        store.run(
            [Statement("MATCH (n) WHERE NOT n:CartularyStore WITH n LIMIT 5000 DETACH DELETE n")]
        )


def main(entities: int = 10_000, url: str | None = None) -> None:
    """Measure with so many entities, on the store at `url`; without one, on an embedded one and a Neo4j.

    Each store has a process of its own, so that what one leaves in memory does not slow the other.
    """
    with tempfile.TemporaryDirectory() as folder:
        if url is not None:
            root, small = Path(folder) / "landscape", Path(folder) / "small"
            write_landscape(root, entities)
            write_landscape(small, WARM)
            _on(open_store(url, environ=os.environ), root, small, entities)
            return
        place = Path(folder) / "store"
        try:
            _apart(entities, f"embedded:{place}", os.environ)
        finally:
            stop_embedded(place)
        from tests.neo4j_server import DEFAULT_VERSION, NoNeo4j, running

        (Path(folder) / "neo4j").mkdir()
        try:
            with running(Path(folder) / "neo4j", DEFAULT_VERSION) as server:
                _apart(entities, server.url, {**os.environ, **server.environ()})
        except NoNeo4j as error:
            print(f"neo4j: NOT MEASURED: {error}")


def _apart(entities: int, url: str, environ: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "benchmarks.loading", str(entities), url]
    subprocess.run(command, env=dict(environ), check=True)


def _on(store: Store, root: Path, small: Path, entities: int) -> None:
    """On a store that has loaded something before, so that its code is compiled for both."""
    ontology = load_ontology()
    try:
        _load(small, store, ontology, "warm")
        _bare(store, list(store.scan_nodes()), list(store.scan_edges()))
        _empty(store)
        _measure(root, store, ontology, entities)
    finally:
        store.close()


def _measure(root: Path, store: Store, ontology: Ontology, entities: int) -> None:
    peak = Peak(store.folder)
    with timed("first ingestion") as first:
        report = _load(root, store, ontology, "first")
    print(f"{report.things} things, {report.links} links, on {store.kind}, of {entities} entities")
    print(
        f"memory at most: {peak.most / 2**30:.2f} GiB, of it the store {peak.most_store / 2**30:.2f}"
    )
    with timed("unchanged second ingestion") as second:
        _load(root, store, ontology, "second")
    some = root / "area-0" / "unit-0" / "catalog-info.yaml"
    text = some.read_text(encoding="utf-8")
    some.write_text(text.replace("production", "deprecated", 1), encoding="utf-8")
    with timed("ingestion of one change"):
        _load(root, store, ontology, "third")
    some.write_text(text, encoding="utf-8")
    nodes, edges = list(store.scan_nodes()), list(store.scan_edges())
    with timed("emptying the store"):
        _empty(store)
    with timed("bare UNWIND … MERGE") as bare:
        _bare(store, nodes, edges)
    peak.done.set()
    print(f"ingestion / bare {first[0] / bare[0]:.2f}, second / first {second[0] / first[0]:.2f}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        sys.argv[2] if len(sys.argv) > 2 else None,
    )
