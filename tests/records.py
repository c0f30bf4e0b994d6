"""Facts and records made by hand, and a record kept over a history of runs in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.facts import Edge, Fact, Node, Place, PropValue, Provenance, Ref
from graph.landscape import Landscape
from graph.ontology import Ontology
from graph.record import FileRecord, decode, encode
from graph.vocabulary import Label
from ingest.decisions import Decision
from ingest.read import FileResult, Status
from ingest.reading import read_root
from ingest.resolve import Resolution, resolve
from ingest.update import age, alive, update

NOW = "2026-01-01T00:00:00+00:00"


def node(
    ref: Ref,
    path: str = "a.yaml",
    *,
    keys: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    location: str | None = None,
    observed: str | None = None,
    **props: PropValue,
) -> Node:
    kind = Provenance.OBSERVED if observed else Provenance.DECLARED
    return Node(ref, Place(path, "0"), props, {}, keys, aliases, location, kind, observed)


def edge(start: Ref, relation: str, end: Ref, path: str = "a.yaml", pointer: str = "0/x") -> Edge:
    return Edge(start, relation, end, Place(path, pointer))


def record(
    facts: Iterable[Fact],
    *,
    root: str = "shop",
    connector: str = "backstage",
    path: str = "a.yaml",
    landscape: str = "",
    since: str = NOW,
    status: str = "current",
) -> FileRecord:
    said = tuple(facts)
    return FileRecord(
        root,
        connector,
        path,
        landscape,
        "0",
        status,
        "run",
        said,
        (since,) * len(said),
        ("",) * len(said),
    )


def graph(
    ontology: Ontology, *records: FileRecord, decisions: tuple[Decision, ...] = ()
) -> Landscape:
    return resolved(ontology, *records, decisions=decisions).landscape


def resolved(
    ontology: Ontology, *records: FileRecord, decisions: tuple[Decision, ...] = ()
) -> Resolution:
    return resolve(records, ontology, decisions=decisions)


def names(landscape: Landscape) -> dict[str, str]:
    """URN to name, of what is declared."""
    return {t.urn: t.name for t in landscape.things.values() if not t.placeholder}


def of_folder(folder: Path, ontology: Ontology, landscape: str = "") -> Landscape:
    """What one ingestion of a folder would put into an empty store."""
    reading = read_root(folder, ontology, (), {}, all_again=True, workers=1)
    change = update(
        folder.name, landscape, {}, reading.results, (), run_id="run", now=NOW, last_run=NOW
    )
    return resolve(change.put, ontology).landscape


@dataclass
class Keeper:
    """The record of some roots, kept by runs as an ingestion keeps it."""

    records: dict[str, FileRecord] = field(default_factory=dict[str, FileRecord])
    last_runs: dict[str, str] = field(default_factory=dict[str, str])
    now: str = NOW

    def run(
        self,
        root: str,
        files: Mapping[str, Mapping[str, tuple[Fact, ...]] | None],
        *,
        now: str = NOW,
        days: int = 90,
    ) -> None:
        """One run over a root: what each connector reads in each file; None for an unreadable file."""
        before = {(r.connector, r.path): r for r in self.records.values() if r.root == root}
        results = [
            FileResult(path, "", Status.REJECTED)
            if said is None
            else FileResult(path, repr(said), Status.READ, said)
            for path, said in files.items()
        ]
        gone = {path for _, path in before} - set(files)
        change = update(
            root,
            "",
            before,
            results,
            gone,
            run_id=now,
            now=now,
            last_run=self.last_runs.get(root, now),
        )
        self._apply(change.put, change.drop)
        self.last_runs[root] = now
        self.now = now
        aged = age(self.records.values(), now=now, days=days)
        self._apply(aged.put, aged.drop)

    def _apply(self, put: Iterable[FileRecord], drop: Iterable[FileRecord]) -> None:
        for each in drop:
            del self.records[each.id]
        for each in put:
            self.records[each.id] = each

    def graph(self, ontology: Ontology, *, days: int = 90, timeless: bool = False) -> Landscape:
        """The graph; `timeless`: as if all that counts had been said first in one run."""
        counting = alive(self.records.values(), self.last_runs, now=self.now, days=days)
        if timeless:
            counting = [replace(r, stated=(NOW,) * len(r.facts)) for r in counting]
        found = resolve(counting, ontology)
        kept = [replace(r, facts=decode(encode(r.facts))) for r in reversed(counting)]
        assert resolve(kept, ontology) == found, "what a store gives back resolves to the same"
        return found.landscape


def service(name: str, **more: object) -> Ref:
    return Ref(Label.SERVICE, name, **more)  # type: ignore[arg-type]


def dataset(name: str, host: str | None = None) -> Ref:
    return Ref(Label.DATASET, name, namespace=host)
