"""The record: what each source said in each file, as values, and as the compact text that a store keeps."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.errors import CartularyError
from graph.facts import (
    Alias,
    Edge,
    Fact,
    Node,
    OwnsPath,
    Passage,
    Place,
    PropValue,
    Provenance,
    Ref,
    Reject,
    RunEvent,
    Selector,
    Selects,
)

__all__ = ["CURRENT", "GONE", "STALE", "FileRecord", "decode", "encode", "record_id", "subject"]

FORMAT: Final = 1
CURRENT: Final = "current"
STALE: Final = "stale"  # the file cannot be read; what it said last is kept
GONE: Final = "gone"  # the file is no more; what was observed is kept until it is too old


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What one connector read in one file of one root.

    since   in step with `facts`: the time of the run in which this source first said so
    stated  in step with `facts`: the time of the run in which it first said exactly this, with these
            properties; empty for "as `since`"
    shown   in step with `facts`: "" while the file says so, else the time of the last run that showed it
            (observed facts only; others are not kept when no file says them)
    lines   the line of every place in the file that is said by a pointer
    """

    root: str
    connector: str
    path: str
    landscape: str
    fingerprint: str
    status: str
    read_run: str
    facts: tuple[Fact, ...]
    since: tuple[str, ...]
    shown: tuple[str, ...]
    rejects: tuple[Reject, ...] = ()
    also_read: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def id(self) -> str:
        return record_id(self.root, self.connector, self.path)


def record_id(root: str, connector: str, path: str) -> str:
    """What tells one record from all others."""
    return f"{root}\n{connector}\n{path}"


def subject(fact: Fact) -> tuple[object, ...]:
    """What a fact is about, whatever it says of it and wherever it stands."""
    match fact:
        case Node(ref=ref):
            return ("node", ref)
        case Edge():
            return ("edge", fact.start, fact.relation, fact.end, fact.group)
        case Alias():
            return ("alias", fact.ref, fact.name, fact.key)
        case Selects():
            return ("selects", fact.source, fact.relation)
        case OwnsPath():
            return ("owns", fact.pattern, fact.base)
        case Passage():
            return ("passage", fact.document, fact.number)
        case RunEvent():
            return ("run", fact.job, fact.group, fact.state, fact.event_time)


def encode(facts: Sequence[Fact]) -> str:
    """Facts as text: a JSON list, compressed, in base 64."""
    writer = _Writer()
    rows = [writer.fact(fact) for fact in facts]
    text = json.dumps([FORMAT, writer.texts, rows], ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 1)).decode("ascii")


def decode(text: str) -> tuple[Fact, ...]:
    """The facts that `encode` wrote."""
    raw = zlib.decompress(base64.b64decode(text)).decode("utf-8", "surrogatepass")
    version, texts, rows = json.loads(raw)
    if version != FORMAT:
        raise CartularyError(
            f"the store's record has format {version}, this Cartulary reads {FORMAT}; "
            "ingest into a new store"
        )
    reader = _Reader(texts)
    return tuple(reader.fact(row) for row in rows)


class _Writer:
    """Facts to rows; references are written once and named by their index."""

    def __init__(self) -> None:
        self.texts: list[list[object]] = []
        self.index: dict[Ref, int] = {}

    def ref(self, ref: Ref | None) -> int | None:
        if ref is None:
            return None
        found = self.index.get(ref)
        if found is None:
            within = self.ref(ref.within)
            row: list[object] = [ref.label, ref.name]
            if ref.namespace or ref.key or ref.scope is not None or ref.among or ref.loose:
                row += [within, ref.namespace, ref.key, ref.scope, list(ref.among), int(ref.loose)]
            elif within is not None:
                row.append(within)
            found = self.index[ref] = len(self.texts)
            self.texts.append(row)
        return found

    def selector(self, s: Selector | None) -> object:
        if s is None:
            return None
        pods = None if s.pods is None else list(s.pods)
        return [
            list(s.labels),
            list(s.names),
            list(s.tags),
            dict(s.props),
            s.system,
            s.scope,
            pods,
            s.folder,
            s.mentioned_in,
            *([list(s.scopes)] if s.scopes else []),
        ]

    def fact(self, fact: Fact) -> list[object]:
        at = _place(fact.at)
        match fact:
            case Node():
                row: list[object] = ["n", self.ref(fact.ref), at, dict(fact.props)]
                rest = [
                    {k: _place(p) for k, p in fact.places.items()},
                    list(fact.keys),
                    list(fact.aliases),
                    fact.location,
                    fact.provenance.value,
                    fact.event_time,
                ]
                return row + rest
            case Edge():
                row = ["e", self.ref(fact.start), fact.relation, self.ref(fact.end), at]
                rest = [
                    dict(fact.props),
                    fact.provenance.value,
                    fact.event_time,
                    fact.group,
                    int(fact.known_only),
                    self.ref(fact.unless),
                ]
                plain = not fact.props and fact.provenance is Provenance.DECLARED
                bare = fact.group is None and not fact.known_only and fact.unless is None
                return row if plain and bare and fact.event_time is None else row + rest
            case Alias():
                chosen = self.selector(fact.selects)
                return ["a", self.ref(fact.ref), at, fact.name, fact.key, chosen]
            case Selects():
                chosen = self.selector(fact.selector)
                return ["s", self.ref(fact.source), fact.relation, chosen, at]
            case OwnsPath():
                owners = [self.ref(o) for o in fact.owners]
                row = ["o", fact.pattern, owners, fact.line, at, fact.base]
                return [*row, int(fact.catch_all)]
            case Passage():
                return ["p", self.ref(fact.document), fact.number, fact.text, at, fact.heading]
            case RunEvent():
                return ["r", self.ref(fact.job), fact.group, fact.state, at, fact.event_time]


class _Reader:
    """Rows to facts."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self.refs: list[Ref] = []
        for row in rows:
            self.refs.append(self._make(row))

    def _make(self, row: list[Any]) -> Ref:
        if len(row) == 2:
            return Ref(row[0], row[1])
        if len(row) == 3:
            return Ref(row[0], row[1], within=self.ref(row[2]))
        label, name, within, namespace, key, scope, among, loose = row
        return Ref(label, name, namespace, self.ref(within), key, scope, tuple(among), bool(loose))

    def ref(self, index: int | None) -> Ref | None:
        return None if index is None else self.refs[index]

    def fact(self, row: list[Any]) -> Fact:
        refs = self.refs
        match row[0]:
            case "n":
                _, ref, at, props, places, keys, aliases, location, provenance, time = row
                placed = {k: Place(*p) for k, p in places.items()}
                return Node(
                    refs[ref],
                    Place(*at),
                    _props(props),
                    placed,
                    tuple(keys),
                    tuple(aliases),
                    location,
                    Provenance(provenance),
                    time,
                )
            case "e":
                ends = refs[row[1]], row[2], refs[row[3]], Place(*row[4])
                if len(row) == 5:
                    return Edge(*ends)
                props, provenance, time, group, known, unless = row[5:]
                kind = Provenance(provenance)
                return Edge(*ends, _props(props), kind, time, group, bool(known), self.ref(unless))
            case "a":
                return Alias(refs[row[1]], Place(*row[2]), row[3], row[4], _selector(row[5]))
            case "s":
                chosen = _selector(row[3]) or Selector()
                return Selects(refs[row[1]], row[2], chosen, Place(*row[4]))
            case "o":
                owners = tuple(refs[o] for o in row[2])
                return OwnsPath(row[1], owners, row[3], Place(*row[4]), row[5], bool(row[6]))
            case "p":
                return Passage(refs[row[1]], row[2], row[3], Place(*row[4]), row[5])
            case _:
                return RunEvent(refs[row[1]], row[2], row[3], Place(*row[4]), row[5])


def _place(place: Place) -> list[str]:
    return [place.path, place.pointer] if place.pointer else [place.path]


def _props(props: Mapping[str, Any]) -> Mapping[str, PropValue]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in props.items()}


def _selector(row: list[Any] | None) -> Selector | None:
    if row is None:
        return None
    labels, names, tags, props, system, scope, pods, folder, mentioned, *scopes = row
    return Selector(
        tuple(labels),
        tuple(names),
        tuple(tags),
        _props(props),
        system,
        scope,
        None if pods is None else tuple(pods),
        folder,
        mentioned,
        tuple(scopes[0]) if scopes else (),
    )
