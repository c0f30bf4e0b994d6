"""The graph that people see, as a function of all that sources say: `resolve(records, …) -> Resolution`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.facts import Passage, PropValue, Reject
from graph.landscape import Landscape, Link, Thing
from graph.ontology import Ontology
from graph.record import FileRecord
from ingest.connector import discover
from ingest.decisions import Decision, refused, splits
from ingest.gather import Gathered, gather
from ingest.identity import RANKS, under
from ingest.links import Links
from ingest.naming import name_all
from ingest.population import Population, populate
from ingest.present import links_of, things_of
from ingest.split import has_effect, told_apart
from ingest.suggest import Suggestion, suggest

__all__ = ["Resolution", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What all records say together.

    rejects    facts that the ontology forbids, by root: the file read well, but not this in it
    passages   (URN of the document, passage, root) in order
    stale      decisions about what is not there any more
    """

    landscape: Landscape
    rejects: tuple[tuple[str, Reject], ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    passages: tuple[tuple[str, Passage, str], ...] = field(default_factory=tuple)
    stale: tuple[Decision, ...] = ()


def resolve(
    records: Iterable[FileRecord],
    ontology: Ontology,
    *,
    decisions: Sequence[Decision] = (),
    repositories: dict[str, str] | None = None,
) -> Resolution:
    """Decide what is one thing, join everything, and leave out what the ontology forbids.

    The order of `records` does not matter. `repositories` gives the slug (`github.com/org/repo`) of
    the roots that are checkouts of one.
    """
    with under(ontology.identity):
        return _resolve(records, ontology, decisions, repositories or {})


def _resolve(
    records: Iterable[FileRecord],
    ontology: Ontology,
    decisions: Sequence[Decision],
    repositories: Mapping[str, str],
) -> Resolution:
    ranks = {connector.name: RANKS[connector.authority] for connector in discover()}
    by_landscape: dict[str, list[FileRecord]] = {}
    for record in sorted(records, key=lambda r: (r.root, r.connector, r.path)):
        by_landscape.setdefault(record.landscape, []).append(record)
    things: list[Thing] = []
    links: list[Link] = []
    rejects: set[tuple[str, Reject]] = set()
    suggestions: list[Suggestion] = []
    passages: list[tuple[str, Passage, str]] = []
    for name in sorted(by_landscape):
        said = gather(by_landscape[name], ontology.classes, ranks)
        population = populate(said, name, ontology, decisions)
        if splits(decisions) or refused(decisions):
            name_all(population.everything(), name, ontology)
            if (parted := told_apart(said, population, name, decisions)) is not None:
                said = parted
                population = populate(said, name, ontology, decisions)
        joined = Links(said, population, ontology, repositories)
        name_all(population.everything(), name, ontology)
        rejects |= joined.rejects | said.rejects
        found, same = suggest(population, joined, ontology, decisions)
        suggestions += found
        things += things_of(population, joined, name, ontology)
        links += links_of(joined, same)
        passages += _passages(said, population)
    graph = Landscape.of(things, links)
    return Resolution(
        graph,
        tuple(sorted(rejects)),
        tuple(sorted(suggestions)),
        tuple(passages),
        tuple(_stale(graph, decisions)),
    )


def _stale(graph: Landscape, decisions: Sequence[Decision]) -> Iterator[Decision]:
    """Those about URNs that nothing has or had, that tell nothing apart any more, or would join two classes."""
    if not decisions:
        return
    urns = set(graph.things)
    known = set(urns)
    keys: set[str] = set()
    for thing in graph.things.values():
        known.update(_texts(thing.props.get("other_urns")))
        keys.update(_texts(thing.props.get("keys")))
    for decision in decisions:
        there = decision.one in known and (not decision.other or decision.other in known)
        idle = decision.together and not has_effect(decision, keys)
        if not there or idle or (decision.same and {decision.one, decision.other} <= urns):
            yield decision


def _texts(value: PropValue | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _passages(said: Gathered, population: Population) -> list[tuple[str, Passage, str]]:
    found: dict[tuple[str, int], tuple[str, Passage, str]] = {}
    for root, passage in said.passages:
        for document in population.meant(root, passage.document):
            found.setdefault((document.urn, passage.number), (document.urn, passage, root))
    return [found[key] for key in sorted(found)]
