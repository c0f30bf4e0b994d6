"""Pairs of references labelled by hand, held against what the resolver makes of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph.identity import folded, parse_urn
from graph.landscape import Thing
from graph.ontology import Ontology
from graph.vocabulary import Rel
from ingest.reading import read_root
from ingest.resolve import Resolution, resolve
from ingest.update import update

__all__ = ["PAIRS", "Outcome", "Pair", "Reference", "outcomes", "resolved_folders"]

PAIRS = Path(__file__).parent / "golden" / "identity" / "pairs.yaml"
NOW = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Reference:
    label: str
    name: str
    file: str


@dataclass(frozen=True)
class Pair:
    landscape: tuple[str, ...]
    one: Reference
    other: Reference
    same: bool
    why: str


@dataclass(frozen=True)
class Outcome:
    """What became of a pair: one, suggested, two, or absent (no thing found for one of them)."""

    pair: Pair
    became: str
    things: tuple[str, ...]

    @property
    def right(self) -> bool:
        if self.pair.same:
            return self.became in ("one", "suggested")
        return self.became != "one"

    def __str__(self) -> str:
        p = self.pair
        wanted = "one" if p.same else "two"
        ends = f"{p.one.label} {p.one.name} [{p.one.file}] / {p.other.label} {p.other.name} [{p.other.file}]"
        return f"{self.became}, wanted {wanted}: {ends}: {', '.join(self.things)}"


def read_pairs() -> list[Pair]:
    loaded: list[dict[str, Any]] = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
    return [
        Pair(
            tuple(group["landscape"]),
            Reference(*pair["one"]),
            Reference(*pair["other"]),
            pair["same"],
            pair["why"],
        )
        for group in loaded
        for pair in group["pairs"]
    ]


@cache
def resolved_folders(
    corpus: Path, folders: tuple[str, ...], ontology: Ontology, landscape: str = ""
) -> Resolution:
    """What ingesting these folders together into an empty store would give, the roots named by their path."""
    records: list[Any] = []
    for folder in folders:
        reading = read_root(corpus / folder, ontology, (), {}, all_again=True, workers=1)
        change = update(
            folder, landscape, {}, reading.results, (), run_id="run", now=NOW, last_run=NOW
        )
        records += change.put
    return resolve(records, ontology)


def outcomes(corpus: Path, ontology: Ontology) -> list[Outcome]:
    return [_outcome(corpus, pair, ontology) for pair in read_pairs()]


def _outcome(corpus: Path, pair: Pair, ontology: Ontology) -> Outcome:
    found = resolved_folders(corpus, pair.landscape, ontology)
    ones, others = _things(found, pair.one), _things(found, pair.other)
    if not ones or not others:
        missing = [n for n, t in (("one", ones), ("other", others)) if not t]
        return Outcome(pair, "absent", tuple(missing))
    pair_of = {(s.one, s.other) for s in found.suggestions}
    both = {t.urn for t in ones} & {t.urn for t in others}
    all_of_them = sorted({t.urn for t in (*ones, *others)})
    if both if pair.same else len(all_of_them) == 1:
        return Outcome(pair, "one", tuple(sorted(both)))
    if any(tuple(sorted((a.urn, b.urn))) in pair_of for a in ones for b in others):
        return Outcome(pair, "suggested", tuple(all_of_them))
    return Outcome(pair, "two", tuple(all_of_them))


def _things(found: Resolution, wanted: Reference) -> list[Thing]:
    """The things of that class and name that the file speaks of."""
    there = _in_file(found).get(wanted.file.partition("#")[0], [])
    return [t for t in there if t.label == wanted.label and _called(t, wanted.name)]


_files: dict[int, dict[str, list[Thing]]] = {}


def _in_file(found: Resolution) -> dict[str, list[Thing]]:
    """Things by the files that declare them or state a relation of theirs."""
    if id(found) in _files:
        return _files[id(found)]
    graph = found.landscape
    index: dict[str, dict[str, Thing]] = {}
    for thing in graph.things.values():
        for place in _places(thing.props.get("sources")):
            index.setdefault(place, {})[thing.urn] = thing
    for link in graph.links.values():
        if link.relation == Rel.SAME_AS:
            continue
        for place in _places(link.props.get("sources")):
            for urn in (link.start, link.end):
                index.setdefault(place, {})[urn] = graph.things[urn]
    _files[id(found)] = {file: list(things.values()) for file, things in index.items()}
    return _files[id(found)]


def _places(sources: object) -> set[str]:
    return {str(s).partition("#")[0] for s in sources} if isinstance(sources, tuple) else set()


def _called(thing: Thing, name: str) -> bool:
    if name.startswith("key:"):
        keys = thing.props.get("keys", ())
        patterns = name.removeprefix("key:").split("|")
        return isinstance(keys, tuple) and any(
            fnmatchcase(str(key), pattern) for key in keys for pattern in patterns
        )
    aliases = thing.props.get("aliases", ())
    names = {thing.name, str(thing.props.get("title", ""))}
    names |= {str(a) for a in aliases} if isinstance(aliases, tuple) else set()
    space = parse_urn(thing.urn)
    wanted = folded(name)
    if space is not None and "/" in wanted:
        names.add(f"{space.namespace}/{thing.name}")
    return any(folded(n) == wanted or folded(n).endswith(f"/{wanted}") for n in names)
