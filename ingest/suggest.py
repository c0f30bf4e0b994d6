"""Suspected duplicates: what may be one thing though no rule says so, for a person to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.facts import Provenance
from graph.identity import folded
from graph.landscape import Link
from graph.ontology import Ontology
from graph.vocabulary import Label, Rel
from ingest.datasets import bare_names
from ingest.decisions import Decision, refused
from ingest.identity import exact
from ingest.links import Links
from ingest.population import Population
from ingest.things import Cluster

__all__ = ["Suggestion", "suggest"]

ENDINGS: Final = re.compile(r"[-_. ]?(service|svc|server|app|api)$")
HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
BARE: Final = re.compile(r"[^a-z0-9]+")
MOST: Final = 4  # a name that more things share says nothing


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
    for a, b, score, why in (*_alike(there, ontology), *_tables(there)):
        one, other = (a, b) if a.urn < b.urn else (b, a)
        pair = (one.urn, other.urn)
        if one.apart_from(other):
            continue
        if pair not in no and (pair not in found or found[pair][0].score < score):
            found[pair] = (Suggestion(*pair, score, why), one, other)
    suggestions = [found[pair][0] for pair in sorted(found)]
    same = [
        _link(*found[pair], named)
        for pair in sorted(found)
        if ontology.row(found[pair][1].label, Rel.SAME_AS, found[pair][2].label)
    ]
    return suggestions, same


def _alike(
    things: list[Cluster], ontology: Ontology
) -> Iterator[tuple[Cluster, Cluster, float, str]]:
    groups: dict[tuple[str, str], list[Cluster]] = {}
    for cluster in things:
        whole = cluster.container is None and not ontology.classes[cluster.label].part
        if whole and cluster.label not in (Label.DOCUMENT, Label.POLICY):
            groups.setdefault((cluster.label, _bare(cluster.name)), []).append(cluster)
    for (_, bare), group in groups.items():
        if not bare or not 1 < len(group) <= MOST:
            continue
        for number, a in enumerate(group):
            for b in group[number + 1 :]:
                equal = exact(a.label, a.name) == exact(b.label, b.name)
                if a.sources & b.sources and not (equal and a.namespace == b.namespace):
                    continue  # one source knows both, and calls them differently
                yield (
                    a,
                    b,
                    0.7 if equal else 0.5,
                    (
                        f"both are called {a.name}, in different places"
                        if equal
                        else f"{a.name} and {b.name} differ only in spelling or ending"
                    ),
                )


def _tables(things: list[Cluster]) -> Iterator[tuple[Cluster, Cluster, float, str]]:
    for short, long in bare_names(c for c in things if c.label == Label.DATASET):
        yield short, long, 0.5, f"{long.name} is the only dataset that ends in {short.name}"


def _bare(name: str) -> str:
    spread = HUMP.sub("-", name)
    text = folded(spread)
    return BARE.sub("", ENDINGS.sub("", text)) or BARE.sub("", text)


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
