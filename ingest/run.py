"""One ingestion from start to end: read, keep the record, resolve, load what differs, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.errors import RunRefused, UnknownName, UsageError
from graph.ledger import Root, catalog_schema
from graph.load import Progress
from graph.ontology import Ontology
from graph.store import Store
from ingest.connector import discover
from ingest.edition import edition
from ingest.reading import Crew
from ingest.report import Failure, RootReport, RunReport
from ingest.roots import top_of
from ingest.session import Reader, RootRun, decided_one, failed_one, read_one
from ingest.sources.opening import Failed, opened
from ingest.sources.source import Kind, Opened, Source
from ingest.store_run import StoreRun
from ingest.turn import turn, uncollected
from ingest.update import Change

__all__ = ["KEEP_DAYS", "forget", "ingest", "ingest_sources", "redecide"]

KEEP_DAYS: Final = 90


def ingest(
    paths: Sequence[Path],
    store: Store,
    ontology: Ontology,
    *,
    now: str,
    run_id: str,
    landscape: str = "",
    dry_run: bool = False,
    allow_removal: bool = False,
    keep_days: int = KEEP_DAYS,
    workers: int = 2,
    progress: Progress | None = None,
) -> RunReport:
    """Bring the graph in step with what the files below `paths` say, each path being a root.

    As `ingest_sources`, but for folders alone, and the first that cannot be read ends the run: raises
    UsageError for a path that is no root, RunRefused when too much of a source would go.
    """
    sources = [Source(Kind.FOLDER, str(top_of(path)), landscape=landscape) for path in paths]
    return ingest_sources(
        sources,
        store,
        ontology,
        now=now,
        run_id=run_id,
        environ={},
        alone=False,
        dry_run=dry_run,
        allow_removal=allow_removal,
        keep_days=keep_days,
        workers=workers,
        progress=progress,
    )


def ingest_sources(
    sources: Sequence[Source],
    store: Store,
    ontology: Ontology,
    *,
    now: str,
    run_id: str,
    environ: Mapping[str, str],
    alone: bool = True,
    dry_run: bool = False,
    allow_removal: bool = False,
    keep_days: int = KEEP_DAYS,
    workers: int = 2,
    progress: Progress | None = None,
) -> RunReport:
    """Bring the graph in step with what the sources say, each being a root.

    `now` is the time of this run (ISO 8601 in UTC, as `datetime.isoformat` writes it); `environ` holds the
    secrets that sources name. A source that cannot be read, or of which more than 30 % and more than 20
    things would go while `allow_removal` is off, fails `alone`: the others land, what it said before is
    kept and stale, and the report names it; or else its error is raised and nothing is changed. Raises
    StoreUnavailable when the store goes away; the next run then finishes what this one began.
    """
    store.prepare(catalog_schema(ontology))
    _tell_of_fetching(sources, progress)
    with (
        opened(sources, environ, now) as found,
        turn(store),
        uncollected(),
        Crew(ontology, workers) as crew,
    ):
        session = StoreRun(store, ontology, now, run_id, keep_days, progress)
        reader = Reader(
            session.ledger,
            ontology,
            edition(ontology.fingerprint, tuple(c.name for c in discover())),
            run_id,
            now,
            allow_removal,
            crew,
            progress,
        )
        done: dict[str, RootRun] = {}
        failures: list[Failure] = []
        for each in found:
            if isinstance(each, Opened):
                each = _read(each, session.roots, reader)
            if isinstance(each, Failed):
                if not alone:
                    raise each.reason
                failures.append(Failure(each.source.called, str(each.reason)))
                each = failed_one(each, session.roots, now)
            if each is not None:
                session.roots[each.root.name] = each.root
                done.pop(each.root.name, None)
                done[each.root.name] = each
        landscape = next((s.landscape for s in sources), "")
        report = session.finish(list(done.values()), "ingest", landscape, dry_run=dry_run)
        return replace(report, failures=tuple(failures))


def _tell_of_fetching(sources: Sequence[Source], progress: Progress | None) -> None:
    here = (Kind.FOLDER, Kind.FILE, Kind.SETTINGS)
    if progress is not None and any(source.kind not in here for source in sources):
        progress("fetch", 0, 0)


def _read(source: Opened, roots: dict[str, Root], reader: Reader) -> RootRun | Failed:
    try:
        return read_one(source, roots, reader)
    except (UsageError, RunRefused) as error:
        return Failed(source.source, error)


def forget(
    name: str,
    store: Store,
    ontology: Ontology,
    *,
    now: str,
    run_id: str,
    keep_days: int = KEEP_DAYS,
    progress: Progress | None = None,
) -> RunReport:
    """Take back all that a root (by its name or its folder) said. Raises UnknownName."""
    store.prepare(catalog_schema(ontology))
    with turn(store), uncollected():
        session = StoreRun(store, ontology, now, run_id, keep_days, progress)
        root = session.roots.get(name)
        if root is None:
            folder = str(Path(name).expanduser().resolve())
            root = next((r for r in session.roots.values() if r.path in (name, folder)), None)
        if root is None:
            known = ", ".join(sorted(session.roots)) or "none"
            raise UnknownName(f"no root is called {name}; ingested are: {known}")
        change = Change((), tuple(session.ledger.records(root=root.name)))
        del session.roots[root.name]
        report = RootReport(
            root.name, root.path, root.landscape, "forgotten", 0, 0, 0, 0, 0, {}, ()
        )
        run = RootRun(root, change, report, True)
        return session.finish([run], "forget", root.landscape, dry_run=False)


def redecide(
    names: Sequence[str],
    store: Store,
    ontology: Ontology,
    *,
    now: str,
    run_id: str,
    keep_days: int = KEEP_DAYS,
    progress: Progress | None = None,
) -> RunReport:
    """Obey the decisions files of these roots as they are now; no other file is read."""
    store.prepare(catalog_schema(ontology))
    with turn(store), uncollected():
        session = StoreRun(store, ontology, now, run_id, keep_days, progress)
        runs = [decided_one(session.roots[name]) for name in names]
        session.roots |= {run.root.name: run.root for run in runs}
        return session.finish(runs, "decide", runs[0].root.landscape if runs else "", dry_run=False)
