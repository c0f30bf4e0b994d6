"""Why two things are one or are not, and why an edge is there: told from the record, with the places that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.facts import Alias, Edge, Fact, Node, OwnsPath, Place, RunEvent, Selects
from graph.identity import folded
from graph.ledger import FileHead, Ledger, Root
from graph.ontology import Ontology
from graph.vocabulary import Label
from ingest.decisions import Entry, entries
from ingest.identity import exact, exclusive, identifies, joins, loose, rooted, rules, under

__all__ = ["Assertion", "Claimed", "Record", "Thing", "apart", "assertions", "together"]

SHOWN: Final = 200
"""Claims that are compared; what is said more often than that is not told in full."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as the store has it."""

    urn: str
    label: str
    name: str
    props: Mapping[str, Any]

    def texts(self, name: str) -> list[str]:
        value = self.props.get(name)
        return [str(item) for item in value] if isinstance(value, list | tuple) else []

    @property
    def urns(self) -> set[str]:
        """Its own and those that it had."""
        return {self.urn, *self.texts("other_urns")}


@dataclass(frozen=True, slots=True)
class Claimed:
    """One source names a thing in one place."""

    root: str
    connector: str
    node: Node

    @property
    def place(self) -> str:
        return f"{self.root}/{self.node.at}"

    @property
    def keys(self) -> set[str]:
        """Its native keys, as they hold across roots."""
        ref = self.node.ref
        own = {k for k in (ref.key, *self.node.keys) if k is not None}
        return {rooted(self.root, key, ref.label) for key in own}

    @property
    def called(self) -> str:
        ref = self.node.ref
        inside = f" of {ref.within.name}" if ref.within is not None else ""
        space = f" in {ref.namespace}" if ref.namespace else ""
        return f"{ref.label} {ref.name}{inside}{space}"

    def json(self) -> dict[str, object]:
        return {
            "place": self.place,
            "connector": self.connector,
            "provenance": self.node.provenance.value,
            "called": self.called,
            "keys": sorted(self.keys),
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that makes two one, or keeps them two."""

    kind: str
    text: str
    places: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        return {"kind": self.kind, "text": self.text, "places": list(self.places)}


@dataclass(frozen=True, slots=True)
class Assertion:
    """One place that says an edge is there, and what is written in it."""

    place: str
    provenance: str
    connector: str = ""
    says: str = ""

    def json(self) -> dict[str, object]:
        return {
            "place": self.place,
            "provenance": self.provenance,
            "connector": self.connector,
            "says": self.says,
        }


@dataclass
class Record:
    """What is on record, file by file, read when asked for."""

    ledger: Ledger
    ontology: Ontology
    read: dict[tuple[str, str], list[tuple[str, Fact]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[str, Fact]]]
    )

    def __post_init__(self) -> None:
        self.roots: dict[str, Root] = self.ledger.roots()
        self.names = sorted(self.roots, key=lambda n: (-len(n), n))
        self.heads: dict[str, dict[str, list[FileHead]]] = {}

    def split(self, place: str) -> tuple[str, str, str] | None:
        """Root, path and pointer of a place of the graph."""
        whole, _, pointer = place.partition("#")
        root = next((n for n in self.names if whole.startswith(f"{n}/")), None)
        return None if root is None else (root, whole[len(root) + 1 :], pointer)

    def at(self, place: str) -> Iterator[tuple[str, str, Fact]]:
        """The facts stated there: root, connector, fact."""
        found = self.split(place)
        if found is None:
            return
        root, path, pointer = found
        for connector, fact in self.file(root, path):
            if fact.at == Place(path, pointer):
                yield root, connector, fact

    def file(self, root: str, path: str) -> list[tuple[str, Fact]]:
        if (root, path) not in self.read:
            if root not in self.heads:
                by_path: dict[str, list[FileHead]] = {}
                for head in self.ledger.heads(root):
                    by_path.setdefault(head.path, []).append(head)
                self.heads[root] = by_path
            heads = self.heads[root].get(path, [])
            self.read[(root, path)] = [
                (record.connector, fact)
                for record in self.ledger.records(root=root, heads=heads)
                for fact in record.facts
            ]
        return self.read[(root, path)]

    def claims(self, thing: Thing) -> list[Claimed]:
        """Who names the thing, in the order of its places."""
        found: list[Claimed] = []
        for place in thing.texts("sources")[:SHOWN]:
            for root, connector, fact in self.at(place):
                if isinstance(fact, Node) and self._names(fact, thing):
                    found.append(Claimed(root, connector, fact))
        return found

    def _names(self, node: Node, thing: Thing) -> bool:
        """Whether a node fact in one of the thing's places is of it: one place may state several."""
        ref = node.ref
        names = {folded(thing.name), *(folded(a) for a in thing.texts("aliases"))}
        last = folded(thing.name).rpartition(".")[2]
        keys = set(thing.texts("keys"))
        return folded(ref.name) in {*names, last} or any(k in keys for k in (ref.key, *node.keys))

    def decisions(self) -> list[tuple[str, Entry]]:
        """Every decision that is obeyed, with the file that has it."""
        return [
            (f"{root.name}/cartulary.decisions.yaml", entry)
            for root in self.roots.values()
            for entry in (entries(root.decisions) if root.decisions else ())
        ]


def together(record: Record, thing: Thing) -> list[Reason]:
    """What made one thing of all that is claimed of it: as few reasons as join every claim."""
    with under(record.ontology.identity):
        claims = record.claims(thing)
        joined = list(range(len(claims)))
        reasons: list[Reason] = []
        for kind, text, members in _bonds(claims, thing, record):
            groups = {joined[m] for m in members}
            if len(groups) < 2:
                continue
            first = min(groups)
            joined = [first if group in groups else group for group in joined]
            places = tuple(dict.fromkeys(claims[m].place for m in members))
            reasons.append(Reason(kind, text, places))
        left = {group: claims[joined.index(group)] for group in set(joined)}
        if len(left) > 1:
            places = tuple(claim.place for claim in left.values())
            text = "rules for parts and datasets, which go by what they are in and where that is stored"
            reasons.append(Reason("rule", text, places))
        return reasons


def _bonds(
    claims: Sequence[Claimed], thing: Thing, record: Record
) -> Iterator[tuple[str, str, list[int]]]:
    """What may join claims, strongest first."""
    yield from _grouped(claims, "source", _by_source)
    holders: dict[str, list[int]] = {}
    for number, claim in enumerate(claims):
        for key in claim.keys:
            holders.setdefault(key, []).append(number)
    shared = {key: held for key, held in holders.items() if len(held) > 1 and joins(key)}
    for sure in (True, False):
        for key in sorted(shared):
            if identifies(key) is sure:
                kind = "native key" if sure else "link"
                yield kind, f"{kind} {key}", shared[key]
    yield from _grouped(claims, "name", _by_name)
    yield from _other_names(claims)
    for file, entry in record.decisions():
        if entry.decision == "same" and len(thing.urns & set(entry.things)) > 1:
            why = f": {entry.reason}" if entry.reason else ""
            yield "decision", f"a person said so in {file}{why}", list(range(len(claims)))


def _by_source(claim: Claimed) -> tuple[object, str]:
    ref = claim.node.ref
    key = (
        claim.root,
        claim.connector,
        ref.label,
        exact(ref.label, ref.name),
        ref.scope,
        ref.within,
    )
    return key, f"{claim.connector} of {claim.root} calls it {ref.name} in each of these places"


def _by_name(claim: Claimed) -> tuple[object, str]:
    ref = claim.node.ref
    return (ref.label, loose(ref.label, ref.name)), f"class and name agree: {ref.label} {ref.name}"


def _grouped(
    claims: Sequence[Claimed], kind: str, key: Any
) -> Iterator[tuple[str, str, list[int]]]:
    groups: dict[object, tuple[str, list[int]]] = {}
    for number, claim in enumerate(claims):
        of, text = key(claim)
        groups.setdefault(of, (text, []))[1].append(number)
    for text, members in groups.values():
        if len(members) > 1:
            yield kind, text, members


def _other_names(claims: Sequence[Claimed]) -> Iterator[tuple[str, str, list[int]]]:
    for number, claim in enumerate(claims):
        for alias in claim.node.aliases:
            for other, them in enumerate(claims):
                ref = them.node.ref
                if other != number and loose(ref.label, ref.name) == loose(ref.label, alias):
                    yield "name", f"{claim.node.ref.name} is also called {alias}", [number, other]
        for other, them in enumerate(claims):
            long, short = folded(claim.node.ref.name), folded(them.node.ref.name)
            if claim.node.ref.label == Label.DATASET and long.endswith(f".{short}"):
                text = f"{them.node.ref.name} is the end of {claim.node.ref.name}"
                yield "name", text, [number, other]


def apart(record: Record, one: Thing, other: Thing, suggested: str) -> list[Reason]:
    """What keeps two things two; `suggested` is the evidence that they may be one."""
    with under(record.ontology.identity):
        return list(_apart(record, one, other, suggested))


def _apart(record: Record, one: Thing, other: Thing, suggested: str) -> Iterator[Reason]:
    if one.label != other.label:
        yield Reason("class", f"they are of two classes, {one.label} and {other.label}")
        return
    spaces = [str(t.props.get("landscape") or "") for t in (one, other)]
    if spaces[0] != spaces[1]:
        named = [space or "no name" for space in spaces]
        yield Reason("landscape", f"they are of two landscapes, {named[0]} and {named[1]}")
        return
    for file, entry in record.decisions():
        if (
            entry.decision == "different"
            and one.urns & set(entry.things)
            and (other.urns & set(entry.things) or entry.together)
        ):
            why = f": {entry.reason}" if entry.reason else ""
            yield Reason("decision", f"a person told them apart in {file}{why}", (file,))
    yield from _keys_apart(one, other)
    mine, theirs = record.claims(one), record.claims(other)
    yield from _sources_apart(mine, theirs)
    yield from _names_apart(one, other, mine, theirs)
    if suggested:
        yield Reason("suggestion", f"they are suspected to be one: {suggested}")


def _keys_apart(one: Thing, other: Thing) -> Iterator[Reason]:
    own: list[dict[str, list[str]]] = []
    for thing in (one, other):
        found: dict[str, list[str]] = {}
        for key in thing.texts("keys"):
            if (scheme := exclusive(key)) is not None:
                found.setdefault(scheme, []).append(key)
        own.append(found)
    for scheme in sorted(set(own[0]) & set(own[1])):
        if not set(own[0][scheme]) & set(own[1][scheme]):
            what = rules().schemes[scheme].comment.rstrip(".")
            a, b = own[0][scheme][0], own[1][scheme][0]
            yield Reason("native key", f"{a} and {b} differ, and only one thing has each ({what})")


def _sources_apart(mine: Sequence[Claimed], theirs: Sequence[Claimed]) -> Iterator[Reason]:
    """One source that names both tells them apart."""
    by_source = {(c.root, c.connector): c for c in reversed(mine)}
    for claim in theirs:
        known = by_source.pop((claim.root, claim.connector), None)
        if known is not None:
            text = f"{claim.connector} of {claim.root} tells them apart: {known.called}, {claim.called}"
            scopes = known.node.ref.scope, claim.node.ref.scope
            if scopes[0] != scopes[1]:
                text += f" ({scopes[0] or 'no namespace'}, {scopes[1] or 'no namespace'})"
            yield Reason("source", text, (known.place, claim.place))


def _names_apart(
    one: Thing, other: Thing, mine: Sequence[Claimed], theirs: Sequence[Claimed]
) -> Iterator[Reason]:
    if loose(one.label, one.name) != loose(other.label, other.name):
        yield Reason("name", f"their names do not agree: {one.name}, {other.name}")
    spaces = [
        sorted({c.node.ref.namespace for c in said if c.node.ref.namespace})
        for said in (mine, theirs)
    ]
    if spaces[0] != spaces[1] and (spaces[0] or spaces[1]):
        what = "hosts" if one.label == Label.DATASET else "namespaces"
        named = [", ".join(space) or "none" for space in spaces]
        yield Reason("namespace", f"their {what} differ: {named[0]}; {named[1]}")


def assertions(record: Record, props: Mapping[str, Any]) -> list[Assertion]:
    """Who says an edge: each place with what is written there."""
    places, kinds = props.get("sources") or [], props.get("provenance") or []
    found: list[Assertion] = []
    for place, kind in list(zip(places, kinds, strict=False))[:SHOWN]:
        said = [(c, _says(fact)) for _, c, fact in record.at(str(place))]
        said = [(c, text) for c, text in said if text]
        if not said:
            found.append(Assertion(str(place), str(kind)))
        for connector, text in dict.fromkeys(said):
            found.append(Assertion(str(place), str(kind), connector, text))
    return found


def _says(fact: Fact) -> str:
    """What a fact that makes edges says, as its source does."""
    match fact:
        case Edge():
            more = ", ".join(f"{k}={v}" for k, v in sorted(fact.props.items()))
            return f"{fact}{f' ({more})' if more else ''}"
        case Selects():
            s = fact.selector
            given = {
                "class": s.labels,
                "name": s.names,
                "tag": s.tags,
                "system": s.system,
                "namespace": s.scope,
                "pod labels": s.pods,
                "folder": s.folder,
                "mentioned in": s.mentioned_in,
                **dict(s.props),
            }
            texts = [f"{k} {_text(v)}" for k, v in given.items() if v not in (None, (), "")]
            return (
                f"rule: {fact.source} {fact.relation} whatever has {', '.join(texts) or 'any name'}"
            )
        case OwnsPath():
            return f"path rule: {fact}"
        case Alias():
            return str(fact)
        case Node(ref=ref) if ref.within is not None:
            return f"{ref} is named within {ref.within}"
        case RunEvent():
            return str(fact)
        case _:
            return ""


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
