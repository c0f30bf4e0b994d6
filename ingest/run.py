"""One ingestion from start to end: read, keep the record, resolve, load what differs, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from graph.cache import keep_projection
from graph.errors import RunRefused, UnknownName, UsageError
from graph.ledger import Ledger, Root, Run, State, catalog_schema
from graph.load import Difference, Progress, apply, difference, passages_difference
from graph.ontology import Ontology
from graph.record import STALE, FileRecord
from graph.store import Store
from ingest.connector import discover
from ingest.decisions import Decision, read_decisions
from ingest.edition import edition
from ingest.reading import Crew
from ingest.report import Failure, RootReport, RunReport, disagreements_in
from ingest.resolve import Resolution, resolve
from ingest.roots import top_of
from ingest.session import Reader, RootRun, decided_one, failed_one, read_one
from ingest.sources.opening import Failed, opened
from ingest.sources.source import Kind, Opened, Source
from ingest.turn import turn, uncollected
from ingest.update import Change, age, alive, observed

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
    if progress is not None and any(
        s.kind not in (Kind.FOLDER, Kind.FILE, Kind.SETTINGS) for s in sources
    ):
        progress("fetch", 0, 0)
    with (
        opened(sources, environ, now) as found,
        turn(store),
        uncollected(),
        Crew(ontology, workers) as crew,
    ):
        session = _Session(store, ontology, now, run_id, keep_days, progress)
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
        session = _Session(store, ontology, now, run_id, keep_days, progress)
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
        session = _Session(store, ontology, now, run_id, keep_days, progress)
        runs = [decided_one(session.roots[name]) for name in names]
        session.roots |= {run.root.name: run.root for run in runs}
        return session.finish(runs, "decide", runs[0].root.landscape if runs else "", dry_run=False)


@dataclass(frozen=True, slots=True)
class _Graph:
    """What the graph is to be."""

    resolution: Resolution
    aged: Change
    next_age: str


class _Session:
    """One run against one store."""

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        now: str,
        run_id: str,
        keep_days: int,
        progress: Progress | None,
    ) -> None:
        self.store = store
        self.ontology = ontology
        self.now = now
        self.run_id = run_id
        self.keep_days = keep_days
        self.progress = progress
        self.ledger = Ledger(store)
        self.state = self.ledger.state()
        self.roots = self.ledger.roots()

    def finish(
        self, runs: Sequence[RootRun], action: str, landscape: str, *, dry_run: bool
    ) -> RunReport:
        """Write the record, and make the graph what it then is."""
        basis = self._basis()
        settled = not self.state.writing and self.state.basis == basis
        young = not self.state.next_age or self.now < self.state.next_age
        if settled and young and not any(run.changed for run in runs):
            if not dry_run:
                self._note(runs, action, landscape, Difference(), "", self.state)
            return self._report(runs, Difference(), None, dry_run)
        if dry_run:
            graph = self._resolve(runs)
        else:
            self.store.run([self.ledger.note(replace(self.state, writing=True))])
            with ThreadPoolExecutor(1) as beside:  # the store writes while we resolve
                kept = beside.submit(self._keep, runs)
                graph = self._resolve(runs)
                kept.result()
        change = self._difference(graph.resolution)
        if not dry_run:
            self._apply(runs, action, landscape, basis, graph, change)
        return self._report(runs, change, graph.resolution, dry_run)

    def _keep(self, runs: Sequence[RootRun]) -> None:
        """Write the record; the graph follows from it, whatever happens next."""
        for run in runs:
            self.ledger.write(run.change.put, run.change.drop)

    def _resolve(self, runs: Sequence[RootRun]) -> _Graph:
        """The graph of all that is on record, with what these runs change of it."""
        fresh = {r.id for run in runs for r in (*run.change.put, *run.change.drop)}
        records = [r for run in runs for r in run.change.put]
        self._tell("recall", 0, 0)
        records += self.ledger.records(without=fresh)
        aged = age(records, now=self.now, days=self.keep_days)
        old = {r.id for r in (*aged.put, *aged.drop)}
        records = [r for r in records if r.id not in old] + list(aged.put)
        last_runs = {name: root.last_run or self.now for name, root in self.roots.items()}
        counting = self._marked(alive(records, last_runs, now=self.now, days=self.keep_days))
        self._tell("resolve", 0, 0)
        resolution = resolve(
            counting,
            self.ontology,
            decisions=self._decisions(),
            repositories={r.name: r.repository for r in self.roots.values() if r.repository},
        )
        return _Graph(resolution, aged, self._next_age(records, last_runs))

    def _marked(self, records: list[FileRecord]) -> list[FileRecord]:
        """The records, those of a root that could not be read lately marked stale."""
        failed = {name for name, root in self.roots.items() if root.failed}
        if not failed:
            return records
        return [replace(r, status=STALE) if r.root in failed else r for r in records]

    def _next_age(self, records: Iterable[FileRecord], last_runs: dict[str, str]) -> str:
        """When the first observed thing will be too old."""
        shown: set[str] = set()
        for record in records:
            if any(observed(fact) for fact in record.facts):
                shown.update(t or last_runs.get(record.root, self.now) for t in record.shown)
        if not shown:
            return ""
        first = datetime.fromisoformat(min(shown))
        return (first + timedelta(days=self.keep_days, seconds=1)).isoformat()

    def _difference(self, resolution: Resolution) -> Difference:
        change = difference(self.store, resolution.landscape, self.progress)
        passages_difference(self.store, resolution.passages, change)
        return change

    def _apply(
        self,
        runs: Sequence[RootRun],
        action: str,
        landscape: str,
        basis: str,
        graph: _Graph,
        change: Difference,
    ) -> None:
        if change:
            self.store.bump()  # whoever reads from now on must not trust what they kept
        self.ledger.write(graph.aged.put, graph.aged.drop)
        apply(self.store, change, self.progress)
        state = State(writing=False, basis=basis, next_age=graph.next_age)
        packed = change.packed() if change else ""
        self._note(runs, action, landscape, change, packed, state)
        self.store.run(
            [
                self.ledger.note_forbidden(
                    name, [r for root, r in graph.resolution.rejects if root == name]
                )
                for name in sorted(self.roots)
            ]
        )
        if change:
            keep_projection(self.store, graph.resolution.landscape, self.store.bump())

    def _note(
        self,
        runs: Sequence[RootRun],
        action: str,
        landscape: str,
        change: Difference,
        packed: str,
        state: State,
    ) -> None:
        """The run's record, the roots as they are now, and that the graph is whole, in one transaction."""
        counts: dict[str, int] = {}
        for run in runs:
            for name in ("files", "read", "rejected", "no_format", "unchanged"):
                counts[name] = counts.get(name, 0) + int(getattr(run.report, name))
        run_record = Run(
            self.run_id,
            self.now,
            tuple(run.root.name for run in runs),
            landscape,
            action,
            change.added,
            change.changed,
            change.removed,
            counts,
        )
        roots = [
            self.ledger.note_root(run.root)
            if run.root.name in self.roots
            else self.ledger.forget_root(run.root.name)
            for run in runs
        ]
        self.store.run([self.ledger.note_run(run_record, packed), *roots, self.ledger.note(state)])

    def _basis(self) -> str:
        """All that the graph is a function of besides the facts on record."""
        parts = [edition(self.ontology.fingerprint, ()), str(self.keep_days)]
        for root in sorted(self.roots.values(), key=lambda r: r.name):
            parts += [root.name, root.landscape, root.repository, root.decisions]
            parts.append("failed" if root.failed else "")
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _decisions(self) -> tuple[Decision, ...]:
        found: set[Decision] = set()
        for root in self.roots.values():
            read = read_decisions(root.decisions) if root.decisions else ()
            if isinstance(read, tuple):
                found.update(read)
        return tuple(sorted(found))

    def _tell(self, what: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(what, done, total)

    def _report(
        self,
        runs: Sequence[RootRun],
        change: Difference,
        resolution: Resolution | None,
        dry_run: bool,
    ) -> RunReport:
        reports = [run.report for run in runs]
        if resolution is None:
            return RunReport(self.run_id, dry_run, tuple(reports), change, 0, 0, resolved=False)
        graph = resolution.landscape
        reports = [
            replace(
                report,
                rejects=tuple(
                    sorted(
                        {*report.rejects}
                        | {r for root, r in resolution.rejects if root == report.name}
                    )
                ),
            )
            for report in reports
        ]
        return RunReport(
            run_id=self.run_id,
            dry_run=dry_run,
            roots=tuple(reports),
            change=change,
            things=len(graph.things),
            links=len(graph.links),
            placeholders=tuple(t.urn for t in graph.things.values() if t.placeholder),
            disagreements=disagreements_in(graph),
            suggestions=resolution.suggestions,
            notes=(
                *(f"{r.name}: {r.note}" for r in reports if r.note),
                *(f"decision about what is not there any more: {d}" for d in resolution.stale),
            ),
        )
