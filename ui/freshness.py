"""What was read: each source with its files, facts, rejects, and whether what it says may be out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.ledger import Ledger, Root
from graph.store import Store

__all__ = ["FOLDER", "ConnectorLine", "SourceLine", "aged", "counts", "sources_of_store"]

FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class ConnectorLine:
    connector: str
    files: int
    facts: int
    rejects: int

    def json(self) -> dict[str, Any]:
        return {
            "connector": self.connector,
            "files": self.files,
            "facts": self.facts,
            "rejects": self.rejects,
        }


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One root. `age` is in seconds; `stale` says why it may be out of date, nothing for up to date."""

    root: Root
    age: float
    connectors: tuple[ConnectorLine, ...]
    stale: tuple[str, ...]
    rejects: tuple[tuple[str, str], ...]  # place, reason

    @property
    def facts(self) -> int:
        return sum(c.facts for c in self.connectors)

    def json(self) -> dict[str, Any]:
        root = self.root
        return {
            "name": root.name,
            "kind": root.kind or FOLDER,
            "from": root.path,
            "landscape": root.landscape,
            "last_read": root.last_run,
            "age_seconds": round(self.age),
            "max_age_days": root.max_age or None,
            "commit": root.commit,
            "web": root.web,
            "files": root.files,
            "no_format": root.no_format,
            "facts": self.facts,
            "connectors": [c.json() for c in self.connectors],
            "failed": {"at": root.failed_at, "reason": root.failed} if root.failed else None,
            "stale": list(self.stale),
            "rejects": [{"place": place, "reason": reason} for place, reason in self.rejects],
        }


def sources_of_store(store: Store, now: datetime) -> tuple[SourceLine, ...]:
    """Every source, by name; `now` is what ages are counted to."""
    ledger = Ledger(store)
    roots = ledger.roots()
    connectors: dict[str, list[ConnectorLine]] = {}
    for root, name, files, facts, rejects in ledger.facts_by_connector():
        if name:  # "" holds what no connector could read
            connectors.setdefault(root, []).append(ConnectorLine(name, files, facts, rejects))
    stale: dict[str, list[str]] = {}
    for root, path in ledger.stale_files():
        stale.setdefault(root, []).append(path)
    rejects_of: dict[str, list[tuple[str, str]]] = {}
    for root, reject in ledger.rejects():
        rejects_of.setdefault(root, []).append((f"{root}/{reject.at}", reject.reason))
    return tuple(
        _line(
            root,
            now,
            tuple(connectors.get(name, ())),
            stale.get(name, []),
            tuple(rejects_of.get(name, ())),
        )
        for name, root in sorted(roots.items())
    )


def _line(
    root: Root,
    now: datetime,
    connectors: tuple[ConnectorLine, ...],
    stale: list[str],
    rejects: tuple[tuple[str, str], ...],
) -> SourceLine:
    age = (now - datetime.fromisoformat(root.last_run)).total_seconds() if root.last_run else 0.0
    why: list[str] = []
    if root.failed:
        why.append(f"could not be read at {root.failed_at}: {root.failed}")
    if root.max_age and age > root.max_age * 86_400:
        why.append(f"last read {aged(age)} ago, to be read every {root.max_age} days")
    why += [f"{root.name}/{path} can no longer be read; what it said is kept" for path in stale]
    return SourceLine(root, max(age, 0.0), connectors, tuple(why), rejects)


def aged(seconds: float) -> str:
    """A time span as people say it."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "moments"


def counts(lines: tuple[SourceLine, ...]) -> Mapping[str, int]:
    """How many sources there are, are stale, and how many rejects they have."""
    return {
        "sources": len(lines),
        "stale": sum(bool(line.stale) for line in lines),
        "rejects": sum(len(line.rejects) for line in lines),
    }
