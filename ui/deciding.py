"""Decisions about identity, taken by a person: into the file of the root that they concern, and out of it again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import UsageError
from graph.facts import Reject
from graph.identity import folded, parse_urn
from graph.ledger import Ledger, Root
from graph.store import Store
from ingest.decisions import DECISIONS_FILE, Entry, entries, read_decisions
from ingest.decisions_text import with_entry, without_entries

__all__ = ["Kept", "Suspicion", "decide", "kept_decisions", "meant_by", "suspicions", "undo"]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two things that may be one, with where each is said to be."""

    one: str
    other: str
    label: str
    names: tuple[str, str]
    score: float
    evidence: str
    places: tuple[tuple[str, ...], tuple[str, ...]]

    def json(self) -> dict[str, object]:
        return {
            "things": [
                {"urn": urn, "label": self.label, "name": name, "places": list(places)}
                for urn, name, places in zip(
                    (self.one, self.other), self.names, self.places, strict=True
                )
            ],
            "score": self.score,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision in the file of a root; `known` says of each URN whether it is or was that of a thing."""

    root: str
    entry: Entry
    known: tuple[bool, ...]

    def json(self) -> dict[str, object]:
        said = self.entry.model_dump(exclude_defaults=True)
        return {"root": self.root, **said, "stale": not all(self.known)}


def suspicions(store: Store) -> list[Suspicion]:
    """What the catalog holds, best first."""
    rows = store.rows(
        "MATCH (a)-[r:SAME_AS]->(b) RETURN a.urn AS one, b.urn AS other, a.name AS name, "
        "b.name AS called, labels(a) AS labels, r.score AS score, r.evidence AS evidence, "
        "a.sources AS places, b.sources AS places_too"
    )
    found = [
        Suspicion(
            row["one"],
            row["other"],
            _label(row["one"], row["labels"]),
            (row["name"], row["called"]),
            float(row["score"] or 0),
            row["evidence"] or "",
            (tuple(row["places"] or ()), tuple(row["places_too"] or ())),
        )
        for row in rows
    ]
    return sorted(found, key=lambda s: (-s.score, s.one, s.other))


def _label(urn: str, labels: Iterable[str]) -> str:
    parts = parse_urn(urn)
    return next((x for x in labels if parts and x.lower() == parts.label), "")


def kept_decisions(store: Store, known: Callable[[str], bool]) -> list[Kept]:
    """The decisions of all roots as they were read last, in the order of their files."""
    found: list[Kept] = []
    for root in Ledger(store).roots().values():
        for entry in entries(root.decisions) if root.decisions else ():
            found.append(Kept(root.name, entry, tuple(known(urn) for urn in entry.things)))
    return found


def decide(store: Store, entry: Entry, places: Sequence[str], *, root: str = "") -> list[str]:
    """Write a decision into the file of the first root of the places that is a folder here (or of `root`);
    what was decided otherwise about the same things goes. Returns the roots whose files were changed.
    """
    roots = Ledger(store).roots()
    home = roots.get(root) if root else _home(roots, places)
    if home is None or not _here(home):
        known = ", ".join(n for n, r in sorted(roots.items()) if _here(r)) or "none"
        raise UsageError(
            f"no folder to keep the decision in; name one with --root (folders here: {known})"
        )
    changed = _take_out(roots, lambda e: set(e.things) == set(entry.things))
    file = Path(home.path) / DECISIONS_FILE
    _write(file, with_entry(_read(file), entry))
    return sorted({*changed, home.name})


def undo(store: Store, texts: Sequence[str], urns: Sequence[str | None]) -> tuple[list[str], int]:
    """Take out the decisions about all of these things: the roots concerned, and how many there were.

    `texts` are URNs or names as typed, `urns` what they are in the catalog now, if anything.
    """
    roots = Ledger(store).roots()

    def meant(entry: Entry) -> bool:
        if len(texts) == 1 and len(entry.things) > 1:
            return False
        pairs = zip(texts, urns, strict=True)
        return all(any(meant_by(t, urn, thing) for thing in entry.things) for t, urn in pairs)

    found = [
        (root.name, entry)
        for root in roots.values()
        if _here(root)
        for entry in _entries(root)
        if meant(entry)
    ]
    if len({frozenset(entry.things) for _, entry in found}) > 1:
        listed = "\n".join(f"  {' and '.join(e.things)} ({name})" for name, e in found)
        raise UsageError(f"several decisions are about these; name them by URN:\n{listed}")
    return sorted(_take_out(roots, meant)), len(found)


def meant_by(text: str, urn: str | None, thing: str) -> bool:
    """Whether a URN in a file is what was typed."""
    if thing in (text, urn):
        return True
    parts = parse_urn(thing)
    return parts is not None and folded(text) in (parts.name, "/".join(parts.path))


def _take_out(roots: dict[str, Root], wanted: Callable[[Entry], bool]) -> set[str]:
    changed: set[str] = set()
    for root in roots.values():
        file = Path(root.path) / DECISIONS_FILE
        if _here(root) and any(wanted(entry) for entry in _entries(root)):
            text, _ = without_entries(_read(file), wanted)
            _write(file, text)
            changed.add(root.name)
    return changed


def _home(roots: dict[str, Root], places: Sequence[str]) -> Root | None:
    for place in places:
        fits = [r for r in roots.values() if place.startswith(f"{r.name}/") and _here(r)]
        if fits:
            return max(fits, key=lambda r: len(r.name))
    return None


def _here(root: Root) -> bool:
    """Whether it is a folder of this machine, whose file a person keeps."""
    return not root.kind and Path(root.path).is_dir()


def _entries(root: Root) -> list[Entry]:
    file = Path(root.path) / DECISIONS_FILE
    text = _read(file)
    said = read_decisions(text)
    if isinstance(said, Reject):
        raise UsageError(f"{file}: {said.reason}; correct it first")
    return entries(text)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    if isinstance(said := read_decisions(text), Reject):
        raise UsageError(f"{file}: {said.reason}; nothing was written")
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".decisions")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
            if file.exists():
                Path(name).chmod(file.stat().st_mode & 0o777)
            else:
                Path(name).chmod(0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
