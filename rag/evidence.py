"""Evidence fetched again from the store, by (urn, type, urn), before a reply leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.cypher import Statement, edges_again, edges_of_any, nodes_again
from rag.derivation import EdgeKey
from rag.reply import Citation
from rag.witness import Trail

__all__ = ["Evidence", "NodeFact", "gather"]

FEW = 400  # edges that are fetched in one statement whatever their relations
Rows = Callable[[Statement], list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class NodeFact:
    """A node as the store has it now."""

    urn: str
    name: str
    placeholder: bool
    sources: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]  # of properties that have a place of their own
    stale: bool


@dataclass(frozen=True)
class Evidence:
    """What the store says now of the edges and nodes that an answer rests on."""

    nodes: Mapping[str, NodeFact]
    edges: Mapping[EdgeKey, tuple[tuple[str, ...], bool]]
    missing_edges: frozenset[EdgeKey]
    missing_nodes: frozenset[str]

    @property
    def whole(self) -> bool:
        return not self.missing_edges and not self.missing_nodes

    def bears(self, trail: Trail) -> bool:
        """Whether all of the trail is there."""
        return all(edge in self.edges for edge in trail.edges) and all(
            n in self.nodes for n in trail.nodes
        )

    def sources(self, trail: Trail) -> tuple[tuple[str, ...], ...]:
        """One list of places a relation; of one node the places that declare it, or state its property."""
        if trail.relations:
            return tuple(self.edges[edge][0] for edge in trail.edges)
        node = self.nodes[trail.nodes[0]]
        if trail.stated is not None and trail.stated in node.places:
            return (node.places[trail.stated],)
        return (node.sources,)

    def citation(self, n: int, trail: Trail) -> Citation:
        return Citation(
            n, trail.nodes, trail.relations, trail.forward, self.sources(trail), trail.absent
        )

    def stale(self) -> tuple[str, ...]:
        """Files that could not be read lately and alone still say some of this."""
        places = [
            *(place for node in self.nodes.values() if node.stale for place in node.sources),
            *(place for sources, stale in self.edges.values() if stale for place in sources),
        ]
        return tuple(sorted({place.split("#", 1)[0] for place in places}))


def gather(trails: Iterable[Trail], also: Collection[str], rows: Rows) -> Evidence:
    """Fetch all edges and nodes of the trails, and the nodes of `also`: one statement a relation."""
    by_relation: dict[str, dict[tuple[str, str], None]] = {}
    urns: dict[str, None] = dict.fromkeys(also)
    for trail in trails:
        urns.update(dict.fromkeys(trail.nodes))
        if trail.absent is not None and trail.absent.target is not None:
            urns[trail.absent.target] = None
        for start, relation, end in trail.edges:
            by_relation.setdefault(relation, {})[(start, end)] = None
    edges: dict[EdgeKey, tuple[tuple[str, ...], bool]] = {}
    few = len(by_relation) > 2 and sum(map(len, by_relation.values())) <= FEW
    for statement in _statements(by_relation, together=few):
        for row in rows(statement):
            key = (str(row["start"]), str(row["type"]), str(row["end"]))
            edges[key] = (_texts(row["sources"]), bool(row["stale"]))
    nodes = {fact.urn: fact for fact in map(_fact, rows(nodes_again(sorted(urns))) if urns else ())}
    asked = {
        (start, relation, end) for relation, pairs in by_relation.items() for start, end in pairs
    }
    return Evidence(
        nodes, edges, frozenset(asked - edges.keys()), frozenset(urns.keys() - nodes.keys())
    )


def _statements(
    by_relation: Mapping[str, Mapping[tuple[str, str], None]], *, together: bool
) -> Iterator[Statement]:
    """A statement a relation, or one for all where few edges are of many relations."""
    if together:
        yield edges_of_any(
            [(s, r, e) for r in sorted(by_relation) for s, e in sorted(by_relation[r])]
        )
        return
    for relation in sorted(by_relation):
        yield edges_again(relation, sorted(by_relation[relation]))


def _texts(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,)
    return tuple(str(item) for item in raw) if isinstance(raw, Sequence) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _fact(row: Mapping[str, object]) -> NodeFact:
    places: dict[str, list[str]] = {}
    for said in _texts(row["property_sources"]):
        name, _, place = said.partition("=")
        places.setdefault(name, []).append(place)
    return NodeFact(
        str(row["urn"]),
        str(row["name"] or ""),
        bool(row["placeholder"]),
        _texts(row["sources"]),
        {name: tuple(found) for name, found in places.items()},
        bool(row["stale"]),
    )
