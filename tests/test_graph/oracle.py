"""Owners, dependents, lineage and impact over again, in plain networkx, straight from design.md §2.

Shares nothing with `graph.reach` but the ontology's rows and the Landscape. Slow, and written to be
read next to the specification: states are made by hand, paths are looked for by networkx.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import networkx as nx

from graph.landscape import Landscape, Link
from graph.ontology import Container, Flow, Ontology, Row, Severity
from graph.vocabulary import Label, Rel

__all__ = ["Found", "Oracle", "Way"]

How: TypeAlias = Literal["whole", "touched"]


class State(NamedTuple):
    """A thing as it was reached; `since` is the touched dataset whose columns alone a task passes on."""

    urn: str
    how: How
    since: str | None = None


class Way(NamedTuple):
    """One step of impact or data: from a thing to another over a link."""

    source: str
    target: str
    link: Link
    row: Row


@dataclass(frozen=True, slots=True)
class Found:
    hops: int
    severity: Severity | None
    length: int  # of the path that is cited
    whole: bool


class Oracle:
    def __init__(self, landscape: Landscape, ontology: Ontology) -> None:
        self.landscape = landscape
        self.ontology = ontology
        self.links = list(landscape.links.values())
        self._known: dict[str, nx.DiGraph[State]] = {}

    # ------------------------------------------------------------ the graph in words

    def label(self, urn: str) -> str:
        return self.landscape.things[urn].label

    def is_a(self, urn: str, *kinds: str) -> bool:
        return any(self.ontology.is_a(self.label(urn), kind) for kind in kinds)

    def row(self, link: Link) -> Row | None:
        return self.ontology.row(self.label(link.start), link.relation, self.label(link.end))

    def holds(self) -> Iterator[tuple[str, str, Row]]:
        """(part, container, row) of containment; groupings are none."""
        for link in self.links:
            row = self.row(link)
            if row and row.container in (Container.WHOLE_AND_PARTS, Container.PART_TO_WHOLE):
                yield link.start, link.end, row

    def parts(self, container: str) -> set[str]:
        return {part for part, whole, _ in self.holds() if whole == container}

    def ends(self, start: str, relation: str) -> set[str]:
        return {link.end for link in self.links if (link.start, link.relation) == (start, relation)}

    def starts(self, end: str, relation: str) -> set[str]:
        return {link.start for link in self.links if (link.end, link.relation) == (end, relation)}

    def members(self, group: str) -> set[str]:
        """PART_OF at any depth."""
        graph = nx.DiGraph()
        graph.add_node(group)
        graph.add_edges_from((k.end, k.start) for k in self.links if k.relation == Rel.PART_OF)
        reached = set(nx.descendants(graph, group))
        if any(nx.has_path(graph, child, group) for child in graph.successors(group)):
            reached.add(group)  # a grouping that is part of itself
        return reached

    # ------------------------------------------------------------ owners

    def owners(self, urn: str) -> tuple[set[str], bool]:
        """(owners, whether they are inherited)"""
        near, distance = self._nearest(urn)
        if near:
            return near, distance > 0
        tables: set[str] = set()
        if self.is_a(urn, Label.DATASET, Label.TOPIC):
            tables = {urn}
        elif self.is_a(urn, Label.FIELD):
            tables = {
                t for t in self.ends(urn, Rel.PART_OF) if self.is_a(t, Label.DATASET, Label.TOPIC)
            }
        promised: set[str] = set()
        for table in tables:
            for contract in self.starts(table, Rel.GUARANTEES):
                promised |= self._nearest(contract)[0]
        return promised, True

    def _nearest(self, urn: str) -> tuple[set[str], int]:
        up = nx.DiGraph()
        up.add_node(urn)
        up.add_edges_from((k.start, k.end) for k in self.links if k.relation == Rel.PART_OF)
        away = nx.single_source_shortest_path_length(up, urn)
        for distance in sorted(set(away.values())):
            found = {
                owner
                for thing, d in away.items()
                if d == distance
                for owner in self.starts(thing, Rel.OWNS)
            }
            if found:
                return found, distance
        return set(), 0

    def owned(self, actor: str, named: frozenset[str] = frozenset()) -> set[str]:
        left_out = {Label.FIELD, Label.OPERATION, Label.TASK} - named
        return {
            urn
            for urn in self.landscape.things
            if self.is_a(urn, Label.ASSET)
            and self.label(urn) not in left_out
            and actor in self.owners(urn)[0]
        }

    # ------------------------------------------------------------ direct dependents

    def dependents(self, x: str) -> dict[str, int]:
        """Direct dependents of a thing that is no grouping, with the length of the path."""
        within = nx.DiGraph()
        within.add_nodes_from(self.landscape.things)
        within.add_edges_from((part, whole) for part, whole, _ in self.holds())
        steps = [w for w in self.ways("impact") if w.row.container is None]
        found: dict[str, int] = {}
        for first in steps:
            if first.source != x:
                continue
            found[first.target] = 1
            passes = first.link.relation in (Rel.PROVIDES, Rel.WRITES, Rel.PUBLISHES_TO)
            if passes and first.link.start == x:
                for second in steps:
                    if second.source == first.target:
                        found.setdefault(second.target, 2)
        return {
            y: min(n, 1 if any(s.source == x and s.target == y for s in steps) else 2)
            for y, n in found.items()
            if y != x and not nx.has_path(within, x, y) and not nx.has_path(within, y, x)
        }

    # ------------------------------------------------------------ ways

    def ways(self, family: Literal["impact", "data"]) -> Iterator[Way]:
        for link in self.links:
            row = self.row(link)
            if row is None:
                continue
            flow = row.impact if family == "impact" else row.data
            if flow in (Flow.FORWARD, Flow.BOTH):
                yield Way(link.start, link.end, link, row)
            if flow in (Flow.BACKWARD, Flow.BOTH):
                yield Way(link.end, link.start, link, row)
            if family == "impact" and row.container is Container.PART_TO_WHOLE:
                yield Way(
                    link.end, link.start, link, row
                )  # the Fields of a whole Dataset go with it

    # ------------------------------------------------------------ column links

    def settled(self, source: str, output: str) -> bool:
        """Whether `output` derives from columns of `source` by a query that resolved them all."""
        mine = {f for f in self.parts(source) if self.is_a(f, Label.FIELD)}
        theirs = {f for f in self.parts(output) if self.is_a(f, Label.FIELD)} | {output}
        links = [
            link
            for link in self.links
            if link.relation == Rel.DERIVED_FROM and link.end in mine and link.start in theirs
        ]
        between = [k for k in self.links if {k.start, k.end} == {source, output}]
        if source == output:
            between = [k for k in self.links if k.start == k.end == source]
        if any(k.props.get("columns_complete") is False for k in (*links, *between)):
            return False
        return any(_by_query(link) for link in links)

    def withheld(self, source: str, task: str) -> set[str]:
        """What a task does not pass on of a dataset that is only touched."""
        if not self.is_a(task, Label.TASK, Label.WORKFLOW):
            return set()
        reads = [
            k
            for k in self.links
            if (k.start, k.end) == (task, source) and k.relation in (Rel.READS, Rel.SUBSCRIBES_TO)
        ]
        writes = [
            k
            for k in self.links
            if k.start == task and k.relation in (Rel.WRITES, Rel.PUBLISHES_TO)
        ]
        if not any(k.props.get("columns_complete") is not False for k in reads):
            return set()
        return {
            k.end
            for k in writes
            if k.props.get("columns_complete") is not False
            and self.is_a(k.end, Label.DATASET, Label.TOPIC)
            and self.settled(source, k.end)
        }

    # ------------------------------------------------------------ closures

    def states(self, family: Literal["impact", "data"]) -> nx.DiGraph[State]:
        """Every state and where it goes on to, with the rank of the step."""
        if family not in self._known:
            self._known[family] = self._states(family)
        return self._known[family]

    def _states(self, family: Literal["impact", "data"]) -> nx.DiGraph[State]:
        graph = nx.DiGraph()
        leaving: dict[str, list[Way]] = {}
        for way in self.ways(family):
            leaving.setdefault(way.source, []).append(way)
        ahead: list[State] = [State(urn, "whole") for urn in self.landscape.things]
        graph.add_nodes_from(ahead)
        seen = set(ahead)
        while ahead:
            state = ahead.pop()
            if self.is_a(state.urn, Label.SYSTEM, Label.DOMAIN):
                continue
            for way in leaving.get(state.urn, ()):
                after = self._after(state, way, family)
                if after is None:
                    continue
                rank = way.row.severity.rank if way.row.severity and family == "impact" else 1
                known = graph.get_edge_data(state, after, {"rank": 0})["rank"]
                graph.add_edge(state, after, rank=max(rank, known))
                if after not in seen:
                    seen.add(after)
                    ahead.append(after)
        return graph

    def _after(self, state: State, way: Way, family: str) -> State | None:
        into_container = way.row.container is not None and way.target == way.link.end
        if way.row.container is not None and way.link.start == way.link.end:
            into_container = True
        if into_container:
            return State(way.target, "touched")
        if state.how == "touched":
            if way.target in self.parts(state.urn):
                return None
            if family == "impact":
                if self._table(state.urn) and self._table(way.target):
                    if self.settled(state.urn, way.target):
                        return None
                elif self._table(state.urn) and self.withheld(state.urn, way.target):
                    return State(way.target, "whole", state.urn)
        if (
            state.since is not None
            and way.row.container is None
            and way.target in self.withheld(state.since, state.urn)
        ):
            return None
        return State(way.target, "whole")

    def _table(self, urn: str) -> bool:
        return self.is_a(urn, Label.DATASET, Label.TOPIC)

    def impact(
        self, xs: Iterable[str], family: Literal["impact", "data"] = "impact"
    ) -> dict[str, Found]:
        """Everything reached, parts of what is listed not yet left out; element by element."""
        graph = self.states(family)
        found: dict[str, Found] = {}
        for x in xs:
            for urn, one in self._from(graph, x, family).items():
                found[urn] = _better(found[urn], one) if urn in found else one
        return found

    def _from(self, graph: nx.DiGraph[State], x: str, family: str) -> dict[str, Found]:
        begin, hidden = {x}, {x}
        if self.is_a(x, Label.SYSTEM, Label.DOMAIN):
            begin = self.members(x)
            hidden = begin | {x}
        sources = {State(urn, "whole") for urn in begin}
        found: dict[str, Found] = {}
        reach: dict[int, dict[State, int]] = {}
        for rank in (3, 2, 1):
            strong = nx.DiGraph()
            strong.add_nodes_from(graph)
            strong.add_edges_from((a, b) for a, b, r in graph.edges(data="rank") if r >= rank)
            lengths = (
                nx.multi_source_dijkstra_path_length(strong, sources, weight=None)
                if sources
                else {}
            )
            reach[rank] = {state: int(length) for state, length in lengths.items()}
        for urn in {state.urn for state in reach[1]} - hidden:
            near = {r: [d for s, d in way.items() if s.urn == urn] for r, way in reach.items()}
            best = max(r for r, lengths in near.items() if lengths)
            severity = next(s for s in Severity if s.rank == best)
            found[urn] = Found(
                min(near[1]),
                severity if family == "impact" else None,
                min(near[best]),
                any(s.urn == urn and s.how == "whole" for s in reach[1]),
            )
        return found

    def listed(self, xs: Iterable[str], named: frozenset[str] = frozenset()) -> dict[str, Found]:
        """An impact as a list: parts of what is in it go unless their class is named."""
        asked = set(xs)
        found: dict[str, Found] = {}
        graph = self.states("impact")
        for x in asked:
            mine = self._from(graph, x, "impact")
            begin = self.members(x) if self.is_a(x, Label.SYSTEM, Label.DOMAIN) else {x}
            entire = {urn for urn, one in mine.items() if one.whole} | begin
            for urn, one in mine.items():
                if self.label(urn) not in named and self._repeats(urn, set(mine), entire):
                    continue
                found[urn] = _better(found[urn], one) if urn in found else one
        return found

    def _repeats(self, urn: str, listed: set[str], entire: set[str]) -> bool:
        if self.is_a(urn, Label.FIELD):
            return any(part == urn and whole in entire for part, whole, _ in self.holds())
        if self.is_a(urn, Label.OPERATION, Label.TASK):
            return any(part == urn and whole in listed for part, whole, _ in self.holds())
        return False

    def upstream(self, x: str) -> dict[str, int]:
        """Everything from which x is reached along the data, with the distance."""
        graph = self.states("data")
        found: dict[str, int] = {}
        for urn in self.landscape.things:
            away = nx.single_source_shortest_path_length(graph, State(urn, "whole"))
            lengths = [d for state, d in away.items() if state.urn == x]
            if lengths and urn != x:
                found[urn] = min(lengths)
        return found


def _better(one: Found, other: Found) -> Found:
    ranked = [(f.severity.rank if f.severity else 0, -f.length, f) for f in (one, other)]
    best = max(ranked, key=lambda r: r[:2])[2]
    return Found(min(one.hops, other.hops), best.severity, best.length, one.whole or other.whole)


def _by_query(link: Link) -> bool:
    said = link.props.get("provenance", ())
    return isinstance(said, tuple) and ("observed" in said or "inferred" in said)
