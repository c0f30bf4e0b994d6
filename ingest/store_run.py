"""One run against one store: the record written, the graph made what it then is, and what that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from graph.cache import keep_projection
from graph.ledger import Ledger, Run, State
from graph.load import Difference, Progress, apply, difference, passages_difference
from graph.ontology import Ontology
from graph.record import STALE, FileRecord
from graph.store import Store
from ingest.decisions import Decision, read_decisions
from ingest.edition import edition
from ingest.report import RunReport, disagreements_in
from ingest.resolve import Resolution, resolve
from ingest.session import RootRun
from ingest.update import Change, age, alive, observed

__all__ = ["StoreRun"]


@dataclass(frozen=True, slots=True)
class _Graph:
    """What the graph is to be."""

    resolution: Resolution
    aged: Change
    next_age: str


class StoreRun:
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
                *(f"decision without effect: {d}" for d in resolution.stale),
            ),
        )
