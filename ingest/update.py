"""What the record becomes when files are read again: kept, replaced, marked stale, or aged out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graph.facts import Edge, Fact, Node, Provenance, Reject, RunEvent
from graph.record import CURRENT, GONE, STALE, FileRecord, subject
from ingest.read import FileResult, Status

__all__ = ["UNREAD", "Change", "age", "alive", "observed", "rejects_of", "update"]

UNREAD: Final = ""
"""The connector of a record that holds only why a file could not be read."""

Records = Mapping[tuple[str, str], FileRecord]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference that a run makes to the record of one root, by (connector, path)."""

    put: tuple[FileRecord, ...]
    drop: tuple[FileRecord, ...]


def update(
    root: str,
    landscape: str,
    before: Records,
    results: Iterable[FileResult],
    gone: Iterable[str],
    *,
    run_id: str,
    now: str,
    last_run: str,
) -> Change:
    """From the records of the files concerned and what was read now, the records as they will be.

    `before` holds the records of every path in `results` and `gone`; `now` and `last_run` are the
    times of this run and of the one before it.
    """
    known = _Known(before.values())
    by_path: dict[str, list[FileRecord]] = {}
    for record in before.values():
        by_path.setdefault(record.path, []).append(record)
    put: list[FileRecord] = []
    drop: list[FileRecord] = []

    def settle(old: FileRecord | None, new: FileRecord | None) -> None:
        if old is not None and new is not None and replace(new, read_run=old.read_run) == old:
            return
        if new is not None:
            put.append(new)
        elif old is not None:
            drop.append(old)

    for result in results:
        olds = {record.connector: record for record in by_path.pop(result.path, ())}
        for connector, new in _read(root, landscape, result, olds, run_id):
            old = olds.pop(connector, None)
            settle(old, _kept(new, old, known, now, last_run))
        for old in olds.values():
            stale = result.status is Status.REJECTED and old.connector != UNREAD
            settle(old, _stale(old, result) if stale else _remains(old, last_run))
    for path in sorted(set(gone)):
        for old in by_path.pop(path, ()):
            settle(old, _remains(old, last_run))
    return Change(tuple(sorted(put, key=lambda r: r.id)), tuple(sorted(drop, key=lambda r: r.id)))


def _read(
    root: str, landscape: str, result: FileResult, olds: Mapping[str, FileRecord], run_id: str
) -> Iterable[tuple[str, FileRecord]]:
    """A record for every connector that read the file, and one for why it was not read."""
    for connector in sorted({*result.by_connector, *result.rejects_by}):
        rejects = tuple(result.rejects_by.get(connector, ()))
        facts = tuple(result.by_connector.get(connector, ()))
        old = olds.get(connector)
        if old is not None and connector != UNREAD and any(r.whole_file for r in rejects):
            yield connector, _stale(old, result)
            continue
        yield (
            connector,
            FileRecord(
                root=root,
                connector=connector,
                path=result.path,
                landscape=landscape,
                fingerprint=result.fingerprint,
                status=CURRENT,
                read_run=run_id,
                facts=facts,
                since=(),
                shown=(),
                rejects=rejects,
                also_read=result.also_read,
                lines=result.lines,
            ),
        )


def _stale(old: FileRecord, result: FileResult) -> FileRecord:
    """What the file said last, kept while it cannot be read."""
    rejects = tuple(result.rejects_by.get(old.connector, ()))
    return replace(old, status=STALE, fingerprint=result.fingerprint, rejects=rejects)


def _kept(
    new: FileRecord,
    old: FileRecord | None,
    known: _Known,
    now: str,
    last_run: str,
) -> FileRecord:
    """The new record with the times of what was known, and with what was observed before."""
    if new.status == STALE:
        return new
    since = tuple(known.since(new.connector, fact, now) for fact in new.facts)
    stated = tuple(known.stated(new.connector, fact, now) for fact in new.facts)
    facts, shown = new.facts, ("",) * len(new.facts)
    if old is not None:
        here = {_event(fact) for fact in new.facts}
        left = [
            (number, old.shown[number] or last_run)
            for number, fact in enumerate(old.facts)
            if observed(fact) and _event(fact) not in here
        ]
        facts += tuple(old.facts[n] for n, _ in left)
        since += tuple(old.since[n] for n, _ in left)
        stated += tuple((old.stated or old.since)[n] for n, _ in left)
        shown += tuple(last for _, last in left)
    return replace(
        new, facts=facts, since=since, shown=shown, stated=() if stated == since else stated
    )


def _remains(old: FileRecord, last_run: str) -> FileRecord | None:
    """What is left of a file that is no more: what was observed."""
    kept = [number for number, fact in enumerate(old.facts) if observed(fact)]
    if not kept:
        return None
    left = replace(_only(old, kept), status=GONE, fingerprint="", rejects=(), also_read=())
    return replace(left, shown=tuple(shown or last_run for shown in left.shown))


def observed(fact: Fact) -> bool:
    """Whether the fact is kept after its file stopped showing it."""
    match fact:
        case Node() | Edge():
            return fact.provenance is Provenance.OBSERVED
        case RunEvent():
            return True
        case _:
            return False


def _event(fact: Fact) -> tuple[object, ...]:
    """What happened, and when: an event of another time is another fact."""
    time = fact.event_time if isinstance(fact, Node | Edge | RunEvent) else None
    return (*subject(fact), time)


class _Known:
    """Since when each source says what, whichever of its files says so."""

    def __init__(self, records: Iterable[FileRecord]) -> None:
        self.subjects: dict[object, str] = {}
        self.contents: dict[object, str] = {}
        for record in records:
            times = zip(record.facts, record.since, record.stated or record.since, strict=True)
            for fact, since, stated in times:
                about = (record.connector, subject(fact))
                self.subjects[about] = min(self.subjects.get(about, since), since)
                exactly = (about, _content(fact))
                self.contents[exactly] = min(self.contents.get(exactly, stated), stated)

    def since(self, connector: str, fact: Fact, now: str) -> str:
        return self.subjects.get((connector, subject(fact)), now) if self.subjects else now

    def stated(self, connector: str, fact: Fact, now: str) -> str:
        if not self.contents:
            return now
        return self.contents.get(((connector, subject(fact)), _content(fact)), now)


def _content(fact: Fact) -> object:
    """What is said of the subject."""
    return tuple(sorted(fact.props.items())) if isinstance(fact, Node | Edge) else None


def age(records: Iterable[FileRecord], *, now: str, days: int) -> Change:
    """Let go of what no file says any more, and no run has shown for so many days."""
    limit = _before(now, days)
    put: list[FileRecord] = []
    drop: list[FileRecord] = []
    for record in records:
        kept = [n for n, shown in enumerate(record.shown) if not shown or shown >= limit]
        if len(kept) == len(record.facts):
            continue
        if not kept and record.status == GONE:
            drop.append(record)
        else:
            put.append(_only(record, kept))
    return Change(tuple(put), tuple(drop))


def alive(
    records: Iterable[FileRecord], last_runs: Mapping[str, str], *, now: str, days: int
) -> list[FileRecord]:
    """The records as they count now: what was observed in a root that has not run for so long does not."""
    limit = _before(now, days)
    found: list[FileRecord] = []
    for record in records:
        if last_runs.get(record.root, now) >= limit:
            found.append(record)
            continue
        kept = [n for n, fact in enumerate(record.facts) if not observed(fact)]
        found.append(record if len(kept) == len(record.facts) else _only(record, kept))
    return found


def _before(now: str, days: int) -> str:
    """The time so many days earlier, in the same form (ISO 8601, UTC), so that texts compare."""
    return (datetime.fromisoformat(now) - timedelta(days=days)).isoformat()


def _only(record: FileRecord, kept: Sequence[int]) -> FileRecord:
    return replace(
        record,
        facts=tuple(record.facts[n] for n in kept),
        since=tuple(record.since[n] for n in kept),
        shown=tuple(record.shown[n] for n in kept),
        stated=tuple(record.stated[n] for n in kept) if record.stated else (),
    )


def rejects_of(records: Iterable[FileRecord]) -> tuple[Reject, ...]:
    """All rejects on record, sorted."""
    return tuple(sorted(reject for record in records for reject in record.rejects))
