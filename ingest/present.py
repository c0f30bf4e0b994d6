"""Things and links as values, from what was put together."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import folded
from graph.landscape import Link, Thing
from graph.ontology import Ontology
from ingest.gather import of_claim
from ingest.links import Links
from ingest.naming import own_urn, shown_name
from ingest.population import Population
from ingest.shape import Saying, described, evidence
from ingest.things import Cluster

__all__ = ["links_of", "things_of"]


def links_of(links: Links, same: list[Link]) -> Iterator[Link]:
    """Every link once, with all that is said for it."""
    for (start, relation, end), sayings in links.found.items():
        props = {**described(sayings, disagreements=False), **evidence(sayings)}
        yield Link(start.urn, relation, end.urn, props)
    yield from same


def things_of(
    population: Population, links: Links, landscape: str, ontology: Ontology
) -> Iterator[Thing]:
    """Everything declared, and what is only named at the end of some link or holds such a thing."""
    mentioned: dict[Cluster, list[Saying]] = {}
    for (start, _, end), sayings in links.found.items():
        for thing in (start, end):
            if not thing.declared:
                mentioned.setdefault(thing, []).extend(sayings)
    former = _former_urns(population, landscape)
    for cluster in population.everything():
        said = [of_claim(c).saying(c.node) for c in cluster.claims if c.node is not None]
        if said or cluster in mentioned:
            yield _thing(cluster, said, mentioned.get(cluster, []), former, landscape, ontology)


def _thing(
    cluster: Cluster,
    said: list[Saying],
    mentions: list[Saying],
    former: dict[Cluster, set[str]],
    landscape: str,
    ontology: Ontology,
) -> Thing:
    props = described(said) if said else {}
    props |= evidence(said or mentions)
    props["name"] = shown_name(cluster, ontology)
    if not said:
        props["placeholder"] = True
    if aliases := _aliases(cluster, str(props["name"])):
        props["aliases"] = aliases
    if cluster.keys:
        props["keys"] = tuple(sorted(cluster.keys))
    if cluster in former:
        props["other_urns"] = tuple(sorted(former[cluster]))
    if landscape:
        props["landscape"] = landscape
    return Thing(cluster.urn, cluster.label, props)


def _aliases(cluster: Cluster, name: str) -> tuple[str, ...]:
    """What else it is called: other spellings in files, and names that were given on purpose."""
    found: set[str] = set()
    whole = folded(name)
    for claim in cluster.claims:
        if claim.ref.within is None and folded(claim.ref.name) != whole:
            found.add(claim.ref.name)
        if claim.node is not None:
            found.update(a for a in claim.node.aliases if a and folded(a) != whole)
    if cluster.qualified and folded(cluster.name) != whole:
        found.add(cluster.name)
    return tuple(sorted(found))


def _former_urns(population: Population, landscape: str) -> dict[Cluster, set[str]]:
    """What each thing would be called by one source alone: such names, once given, still resolve."""
    taken = {cluster.urn for cluster in population.everything()}
    found: dict[str, set[Cluster]] = {}
    for cluster in population.everything():
        for claim in cluster.claims:
            urn = own_urn(claim.ref, cluster, landscape)
            if urn is not None and urn not in taken:
                found.setdefault(urn, set()).add(cluster)
    for (_, ref), meant in population.meaning.items():
        if len(meant) == 1:
            cluster = meant[0].found
            urn = own_urn(ref, cluster, landscape)
            if urn is not None and urn not in taken:
                found.setdefault(urn, set()).add(cluster)
    former: dict[Cluster, set[str]] = {}
    for cluster in population.everything():
        if kept := cluster.former - taken:
            former[cluster] = kept
    for urn, clusters in found.items():
        if len(clusters) == 1:
            former.setdefault(next(iter(clusters)), set()).add(urn)
    return former
