"""Suspected duplicates: what may be one thing though no rule says so, for a person to decide."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph.facts import Provenance
from graph.landscape import Link
from graph.ontology import Ontology
from graph.vocabulary import Label, Rel
from ingest.alike import Features, Likeness, likeness
from ingest.datasets import bare_names
from ingest.decisions import Decision, refused
from ingest.identity import exact, rules
from ingest.links import Links
from ingest.population import Population
from ingest.things import Cluster

__all__ = ["Suggestion", "suggest"]

MOST: Final = 4  # a name that more things share says nothing
MOST_ALIKE: Final = 12  # of things whose names begin or end alike, as many are compared
SHORTEST: Final = 8  # letters of a name that may be another with a letter changed
PIECE: Final = "piece"
Block: TypeAlias = tuple[str, Hashable]
APART: Final = frozenset({Label.DOCUMENT, Label.POLICY, Label.OBJECTIVE, Label.CONTROL})
"""Classes whose things are told apart by where they stand; two of one name mean nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """Two URNs that may be one thing, how likely (0 to 1), and why."""

    one: str
    other: str
    score: float
    evidence: str


def suggest(
    population: Population, links: Links, ontology: Ontology, decisions: Sequence[Decision]
) -> tuple[list[Suggestion], list[Link]]:
    """Suggestions that nobody has refused, and the SAME_AS links that show them."""
    no = refused(decisions)
    found: dict[tuple[str, str], tuple[Suggestion, Cluster, Cluster]] = {}
    named: dict[Cluster, set[str]] = {}
    for (start, _, end), sayings in links.found.items():
        for thing in (start, end):
            if not thing.declared:
                named.setdefault(thing, set()).update(saying.place for saying in sayings)
    there = [c for c in population.everything() if c.declared or c in named]
    for a, b, found_alike in (*_alike(there, links, ontology), *_tables(there)):
        one, other = (a, b) if a.urn < b.urn else (b, a)
        pair = (one.urn, other.urn)
        if pair not in no and (pair not in found or found[pair][0].score < found_alike.score):
            found[pair] = (Suggestion(*pair, found_alike.score, found_alike.why), one, other)
    suggestions = [found[pair][0] for pair in sorted(found)]
    same = [
        _link(*found[pair], named)
        for pair in sorted(found)
        if ontology.row(found[pair][1].label, Rel.SAME_AS, found[pair][2].label)
    ]
    return suggestions, same


def _alike(
    things: Sequence[Cluster], links: Links, ontology: Ontology
) -> Iterator[tuple[Cluster, Cluster, Likeness]]:
    """Pairs of one class that share a block and are alike."""
    parts: dict[Cluster, set[str]] = {}
    owners: dict[Cluster, set[int]] = {}
    for start, relation, end in links.found:
        if relation == Rel.PART_OF and ontology.classes[start.label].part:
            parts.setdefault(end, set()).add(exact(start.label, start.name))
        elif relation == Rel.OWNS:
            owners.setdefault(end, set()).add(id(start))
    labels: dict[str, list[Cluster]] = {}
    for c in things:
        if c.container is None and not ontology.classes[c.label].part and c.label not in APART:
            labels.setdefault(c.label, []).append(c)
    for clusters in labels.values():  # one class at a time, since what is compared takes room
        yield from _pairs(
            Features(c, frozenset(parts.get(c, ())), frozenset(owners.get(c, ()))) for c in clusters
        )


def _pairs(features: Iterable[Features]) -> Iterator[tuple[Cluster, Cluster, Likeness]]:
    """A block is as small as what it goes by is telling, so that the whole stays near-linear."""
    blocks: dict[Block, list[Features]] = {}
    for each in features:
        for key in dict.fromkeys(_blocks(each)):
            blocks.setdefault(key, []).append(each)
    seen: set[tuple[int, int]] = set()
    for (kind, _), block in blocks.items():
        if not 1 < len(block) <= (MOST_ALIKE if kind == PIECE else MOST):
            continue
        for number, one in enumerate(block):
            for other in block[number + 1 :]:
                pair = (id(one), id(other))
                if pair in seen or (kind == PIECE and one.cores & other.cores):
                    continue  # those of one name are compared where few enough have it
                seen.add(pair)
                alike = likeness(one, other)
                if alike is not None and not _told_apart(one.cluster, other.cluster):
                    yield one.cluster, other.cluster, alike


def _blocks(each: Features) -> Iterator[Block]:
    for core in each.cores:
        yield "name", core
    if each.cluster.label == Label.DATASET:
        yield "table", each.table
        return
    if each.initials:
        yield "initials", each.initials
    if len(each.words) == 1:
        yield "initials", each.words[0]
    size = len(each.core)
    for length in (
        (size, size - 1) if size > SHORTEST else ()
    ):  # a letter or two apart: one end is alike
        yield PIECE, ("start", each.core[: length // 2])
        yield PIECE, ("end", each.core[-(length // 2) :])


def _told_apart(a: Cluster, b: Cluster) -> bool:
    """One source knows both, and calls them differently, or tells them apart by namespaces or native keys."""
    if not a.sources & b.sources:
        return False
    if exact(a.label, a.name) != exact(b.label, b.name) or a.namespace != b.namespace:
        return True
    mine, theirs = _ids(a), _ids(b)
    return any(mine[scheme].isdisjoint(theirs[scheme]) for scheme in mine.keys() & theirs.keys())


def _ids(cluster: Cluster) -> dict[str, set[str]]:
    """Its native keys by scheme; paths do not count, since a copy has another."""
    found: dict[str, set[str]] = {}
    for key in cluster.keys:
        scheme = rules().scheme(key)
        if scheme.name and scheme.joins and not scheme.per_root and not scheme.address:
            found.setdefault(scheme.name, set()).add(key)
    return found


def _tables(things: Sequence[Cluster]) -> Iterator[tuple[Cluster, Cluster, Likeness]]:
    for short, long in bare_names(c for c in things if c.label == Label.DATASET):
        yield (
            short,
            long,
            Likeness(0.5, f"{long.name} is the only dataset that ends in {short.name}"),
        )


def _link(
    suggestion: Suggestion, one: Cluster, other: Cluster, named: dict[Cluster, set[str]]
) -> Link:
    """The edge that shows a suggestion; its sources are where the two are declared, or only named."""
    places = sorted({place for c in (one, other) for place in _places(c) | named.get(c, set())})
    since = max(min(c.since for c in cluster.claims) for cluster in (one, other))
    return Link(
        suggestion.one,
        Rel.SAME_AS,
        suggestion.other,
        {
            "sources": tuple(places),
            "provenance": (Provenance.INFERRED.value,) * len(places),
            "first_seen": since,
            "score": suggestion.score,
            "evidence": suggestion.evidence,
        },
    )


def _places(cluster: Cluster) -> set[str]:
    return {f"{c.source.root}/{c.node.at}" for c in cluster.claims if c.node is not None}
