"""One root in a run: what its files say now, what becomes of its record, and whether that may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.errors import RunRefused
from graph.facts import Reject
from graph.ledger import FileHead, Ledger, Root, pack, things_of, unpack
from graph.load import Progress
from graph.ontology import Ontology
from graph.record import STALE, FileRecord
from ingest.checkout import differing
from ingest.decisions import DECISIONS_FILE, read_decisions
from ingest.files import Bytes, read_bytes, text_of
from ingest.read import Status
from ingest.reading import Crew, Reading, read_root
from ingest.report import RootReport
from ingest.roots import name_root
from ingest.sources.opening import Failed
from ingest.sources.source import Kind, Opened
from ingest.update import UNREAD, Change, update

__all__ = ["Reader", "RootRun", "decided_one", "failed_one", "read_one"]

REFUSE_SHARE: Final = 0.3
REFUSE_MORE_THAN: Final = 20


@dataclass(frozen=True, slots=True)
class RootRun:
    """A root in the middle of a run. `changed` when anything that the graph depends on is another."""

    root: Root
    change: Change
    report: RootReport
    changed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """What all roots of a run are read with."""

    ledger: Ledger
    ontology: Ontology
    edition: str
    run_id: str
    now: str
    allow_removal: bool
    crew: Crew
    progress: Progress | None


def failed_one(failed: Failed, roots: Mapping[str, Root], now: str) -> RootRun | None:
    """A source that cannot be read: what it said is kept, and is stale; one that never said anything is
    noted by its name. None when another root has that name, or it has none.
    """
    source = failed.source
    before = next((r for r in roots.values() if r.path == source.address), None)
    if before is None:
        if not source.name or source.name in roots:
            return None
        kind = "" if source.kind is Kind.FOLDER else source.kind
        before = Root(source.name, source.address, source.landscape, kind=kind)
    report = RootReport(
        before.name, before.path, before.landscape, "", before.files, 0, 0, 0, before.files, {}, ()
    )
    root = replace(before, failed=str(failed.reason), failed_at=now, max_age=source.max_age)
    return RootRun(root, Change((), ()), report, not before.failed)


def read_one(opened: Opened, roots: dict[str, Root], reader: Reader) -> RootRun:
    """Read a root. Raises UsageError for what is none, RunRefused when too much of it would go."""
    top = opened.top
    root, note = name_root(opened, roots)
    note = "; ".join(filter(None, (note, opened.note)))
    before = roots.get(root.name)
    moved = before is not None and before.landscape != root.landscape
    heads = reader.ledger.heads(root.name)
    progress = reader.progress
    reading = read_root(
        top,
        reader.ontology,
        heads,
        unpack(root.plain) if root.plain else {},
        all_again=root.edition != reader.edition or moved,
        crew=reader.crew,
        chosen=opened.paths,
        step=(lambda n, total: progress(f"read {root.name}", n, total)) if progress else None,
    )
    concerned = {r.path for r in reading.results} | set(reading.gone)
    olds = list(
        reader.ledger.records(root=root.name, heads=[h for h in heads if h.path in concerned])
    )
    change = update(
        root.name,
        root.landscape,
        {(r.connector, r.path): r for r in olds},
        reading.results,
        reading.gone,
        run_id=reader.run_id,
        now=reader.now,
        last_run=root.last_run or reader.now,
    )
    if not reader.allow_removal:
        _guard(root.name, heads, olds, change)
    decisions, problems = _decisions(top, root)
    report = _report(root, note, heads, reading, change, problems)
    return RootRun(
        replace(
            root,
            last_run=reader.now,
            edition=reader.edition,
            decisions=decisions,
            problem=str(problems[0]) if problems else "",
            files=reading.files,
            no_format=report.no_format,
            plain=pack(dict(sorted(reading.plain.items()))),
            connectors=" ".join(_connectors(heads, change)),
            unlike=_unlike(opened, heads, reading),
            failed="",
            failed_at="",
        ),
        change,
        report,
        bool(change.put or change.drop)
        or moved
        or before is None
        or bool(before.failed)
        or decisions != root.decisions,
    )


def _connectors(heads: Iterable[FileHead], change: Change) -> tuple[str, ...]:
    """Those that read something of the root, now or before."""
    names = {h.connector for h in heads} | {r.connector for r in change.put}
    return tuple(sorted(names - {UNREAD}))


def _unlike(opened: Opened, heads: Sequence[FileHead], reading: Reading) -> str:
    """Which files are not as the root's web page shows them: a line there may be another, or none."""
    if not opened.web or opened.blobs is None:
        return ""
    paths = {h.path for h in heads} - set(reading.gone)
    paths |= {r.path for r in reading.results if r.status is not Status.NO_FORMAT}
    changed, absent = differing(opened.top, paths, opened.blobs)
    return pack([changed, absent]) if changed or absent else ""


def decided_one(root: Root) -> RootRun:
    """A root of which only the decisions file is read again."""
    decisions, problems = _decisions(Path(root.path), root)
    after = replace(root, decisions=decisions, problem=str(problems[0]) if problems else "")
    report = RootReport(root.name, root.path, root.landscape, "", 0, 0, 0, 0, 0, {}, problems)
    return RootRun(after, Change((), ()), report, decisions != root.decisions)


def _decisions(top: Path, root: Root) -> tuple[str, tuple[Reject, ...]]:
    """The text of the decisions file; the last good one while it cannot be read."""
    if not (top / DECISIONS_FILE).is_file():
        return "", ()
    content = read_bytes(top, DECISIONS_FILE)
    text = text_of(DECISIONS_FILE, content.content) if isinstance(content, Bytes) else content
    if isinstance(text, Reject):
        return root.decisions, (text,)
    found = read_decisions(text)
    return (root.decisions, (found,)) if isinstance(found, Reject) else (text, ())


def _guard(
    root: str, heads: Sequence[FileHead], olds: Sequence[FileRecord], change: Change
) -> None:
    """Refuse a run that would take away much of a source: more likely a mistake than a wish."""
    totals: dict[str, int] = {}
    for head in heads:
        totals[head.connector] = totals.get(head.connector, 0) + head.things
    new = {record.id: record for record in change.put}
    gone = {record.id for record in change.drop}
    for connector in sorted(totals):
        before: set[object] = set()
        after: set[object] = set()
        for old in olds:
            if old.connector == connector:
                things = things_of(old)
                before |= things
                if old.id not in gone and old.id not in new:
                    after |= things
        for record in change.put:
            if record.connector == connector:
                after |= things_of(record)
        removed = len(before - after)
        if removed > REFUSE_MORE_THAN and removed > REFUSE_SHARE * totals[connector]:
            raise RunRefused(
                f"this run would remove {removed} of the {totals[connector]} things that {root} "
                f"({connector}) declares; nothing was changed. If that is meant, run it again "
                "with --allow-removal"
            )


def _report(
    root: Root,
    note: str,
    heads: Sequence[FileHead],
    reading: Reading,
    change: Change,
    problems: tuple[Reject, ...],
) -> RootReport:
    facts: dict[str, int] = {}
    touched = {(r.connector, r.path) for r in (*change.put, *change.drop)}
    for head in heads:
        if (head.connector, head.path) not in touched:
            facts[head.connector] = facts.get(head.connector, 0) + head.facts
    for record in change.put:
        facts[record.connector] = facts.get(record.connector, 0) + len(record.facts)
    facts.pop(UNREAD, None)
    unchanged = set(reading.unchanged)
    by_path: dict[str, set[str]] = {}
    stale: set[str] = set()
    for head in heads:
        if head.path in unchanged:
            by_path.setdefault(head.path, set()).add(head.connector)
            if head.status == STALE:
                stale.add(head.path)
    rejected = sum(1 for r in reading.results if r.status is Status.REJECTED)
    rejected += sum(
        1 for path, connectors in by_path.items() if path in stale or connectors == {UNREAD}
    )
    opened = {r.path for r in reading.results if r.status is Status.NO_FORMAT}
    no_format = reading.never + len(opened | set(reading.plain))
    rejects = {reject for result in reading.results for reject in result.rejects} | set(problems)
    return RootReport(
        name=root.name,
        path=root.path,
        landscape=root.landscape,
        note=note,
        files=reading.files,
        read=reading.files - rejected - no_format,
        rejected=rejected,
        no_format=no_format,
        unchanged=len(reading.unchanged),
        facts=dict(sorted(facts.items())),
        rejects=tuple(sorted(rejects)),
    )
