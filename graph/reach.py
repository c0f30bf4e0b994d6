"""What reaches what: owners, dependents, lineage, impact, membership and tools, each with its path.

Every meaning is that of design.md §2. A path leads from the thing that is asked about to the thing found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.automaton import (
    Automaton,
    Sheet,
    Steps,
    data_steps,
    impact_steps,
    rows_of,
)
from graph.closure import Closure, Path, Reached, Step, close, step_over
from graph.counts import listed_counts
from graph.direct import Direct
from graph.errors import UnknownName
from graph.listing import listed_backward, listed_forward
from graph.ontology import Ontology
from graph.owners import Owner, Ownership
from graph.paths import Expression, Follower, Hop, Repeated, inverse, parse
from graph.projection import Bools, Ints, Projection
from graph.vocabulary import Label, Prop, Rel

__all__ = ["Owner", "Path", "Reach", "Reached", "Sensitivity", "Step"]

NONE: frozenset[str] = frozenset()
TOGETHER = 32  # things that are searched from one by one; more of them in halves


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The highest level, and the things that have it: the dataset itself or fields of it."""

    level: str
    urns: tuple[str, ...]


class Reach:
    """All traversal over one projection; what is worked out is kept for the next question."""

    def __init__(self, projection: Projection, ontology: Ontology) -> None:
        self.projection = projection
        self.ontology = ontology
        self._shown: dict[frozenset[str], Bools] = {}

    # -------------------------------------------------------------- shared

    @cached_property
    def _sheet(self) -> Sheet:
        return rows_of(self.projection, self.ontology)

    @cached_property
    def _impact_steps(self) -> Steps:
        return impact_steps(self.projection, self._sheet)

    @cached_property
    def _impact(self) -> Automaton:
        return Automaton.over(
            self.projection,
            self.ontology,
            self._impact_steps,
            columns=True,
            sheet=self._sheet,
        )

    @cached_property
    def _data(self) -> Automaton:
        return Automaton.over(
            self.projection,
            self.ontology,
            data_steps(self.projection, self._sheet),
            columns=False,
            sheet=self._sheet,
        )

    @cached_property
    def _direct(self) -> Direct:
        return Direct(self.projection, self.ontology, self._sheet, self._impact_steps)

    @cached_property
    def _ownership(self) -> Ownership:
        return Ownership(self.projection, self.ontology)

    @cached_property
    def _follower(self) -> Follower:
        return Follower(self.projection, self.ontology)

    @cached_property
    def _expressions(self) -> dict[str, Expression]:
        return {
            name: parse(derived.path, self.ontology)
            for name, derived in self.ontology.derived.items()
            if derived.path
        }

    @cached_property
    def _groupings(self) -> frozenset[int]:
        mask = self.projection.of_kinds(self.ontology, Label.SYSTEM, Label.DOMAIN)
        return frozenset(np.flatnonzero(mask).tolist())

    def _node(self, urn: str) -> int:
        node = self.projection.place.get(urn)
        if node is None:
            raise UnknownName(f"the catalog holds no {urn}")
        return node

    def _named(self, found: Mapping[int, Path]) -> dict[str, Path]:
        return {self.projection.urns[node]: path for node, path in sorted(found.items())}

    def _begin(self, node: int) -> tuple[frozenset[int], frozenset[int]]:
        """(where a search from the thing starts, what it does not list): a grouping stands for its members."""
        if node not in self._groupings:
            alone = frozenset((node,))
            return alone, alone
        inside = frozenset(self._follower.follow(Repeated(Hop(Rel.PART_OF, False)), node))
        return inside, inside | {node}

    # -------------------------------------------------------------- owners

    def owners(self, urn: str) -> tuple[Owner, ...]:
        return self._ownership.of(self._node(urn))

    def owners_of(self, urns: Iterable[str]) -> dict[str, tuple[Owner, ...]]:
        """Owners by thing, sorted; a thing without any has none."""
        return {urn: self.owners(urn) for urn in sorted(set(urns))}

    def owned_by(self, *actors: str, named: frozenset[str] = NONE) -> dict[str, tuple[Owner, ...]]:
        """The assets that the actors own; Fields, Operations and Tasks only when `named`."""
        found = self._ownership.owned_by(map(self._node, actors))
        shown = self._assets(named)
        urns = self.projection.urns
        return {urns[node]: owners for node, owners in sorted(found.items()) if shown[node]}

    def unowned(self, *, named: frozenset[str] = NONE) -> tuple[str, ...]:
        """Assets without an owner; placeholders left out, parts unless `named`."""
        shown = self._assets(named) & ~self.projection.placeholder
        return tuple(
            self.projection.urns[node]
            for node in np.flatnonzero(shown).tolist()
            if not self._ownership.of(node)
        )

    def _assets(self, named: frozenset[str]) -> Bools:
        if named not in self._shown:
            self._shown[named] = self._shown_assets(named)
        return self._shown[named]

    def _shown_assets(self, named: frozenset[str]) -> Bools:
        parts = {name for name, kind in self.ontology.classes.items() if kind.part}
        graph = self.projection
        return graph.of_kinds(self.ontology, Label.ASSET) & ~graph.of_labels(parts - named)

    # -------------------------------------------------------------- one step

    def dependents(self, *urns: str) -> dict[str, Path]:
        """Direct dependents; a System's or Domain's are those of its members."""
        return self._one_step(urns, self._direct.dependents)

    def dependencies(self, *urns: str) -> dict[str, Path]:
        """Direct dependencies; a System's or Domain's are those of its members."""
        return self._one_step(urns, self._direct.dependencies)

    def _one_step(
        self, urns: Iterable[str], step: Callable[[int], dict[int, Path]]
    ) -> dict[str, Path]:
        found: dict[int, Path] = {}
        for urn in sorted(set(urns)):
            node = self._node(urn)
            begin, hidden = self._begin(node)
            for source in sorted(begin | {node}):
                for end, path in step(source).items():
                    if end not in hidden and (end not in found or len(path) < len(found[end])):
                        found[end] = path
        return self._named(found)

    # -------------------------------------------------------------- closures

    def impact(self, *urns: str, named: frozenset[str] = NONE) -> Closure:
        """What a change to the things reaches, taken thing by thing.

        Parts of what is listed anyway are left out unless `named` has their label.
        """
        return self._closed(self._impact, urns, named, severities=True, backward=False)

    def impact_counts(self, urns: Iterable[str]) -> dict[str, int]:
        """The number of things that each one's impact lists (`len(self.impact(urn))`), all at once."""
        nodes = [self._node(urn) for urn in sorted(set(urns))]
        lone = [node for node in nodes if node not in self._groupings]
        counts = listed_counts(
            self.projection, self.ontology, self._impact, np.array(lone, np.int32)
        )
        found = dict(zip(lone, counts.tolist(), strict=True))
        return {
            urn: found[node] if node in found else len(self.impact(urn))
            for node in nodes
            if (urn := self.projection.urns[node])
        }

    def impact_pairs(self, among: Bools) -> tuple[Ints, Ints]:
        """Steps of impact between things of a mask, those between a container and its parts too."""
        steps = self._impact_steps
        keep = among[steps.source] & among[steps.target]
        return steps.source[keep], steps.target[keep]

    def required(self, *urns: str, named: frozenset[str] = NONE) -> Closure:
        """Everything whose change reaches the things: dependencies at any depth."""
        return self._closed(self._impact, urns, named, severities=True, backward=True)

    def downstream(self, *urns: str) -> Closure:
        return self._closed(self._data, urns, None, severities=False, backward=False)

    def upstream(self, *urns: str) -> Closure:
        return self._closed(self._data, urns, None, severities=False, backward=True)

    def _closed(
        self,
        automaton: Automaton,
        urns: Iterable[str],
        named: frozenset[str] | None,
        *,
        severities: bool,
        backward: bool,
    ) -> Closure:
        asked = [self._begin(self._node(urn)) for urn in sorted(set(urns))]

        def search(begin: frozenset[int], hidden: frozenset[int]) -> Closure:
            found = close(
                self.projection,
                automaton,
                _array(begin),
                hidden=_array(hidden),
                severities=severities,
                backward=backward,
            )
            if named is None:
                return found
            omit = listed_backward if backward else listed_forward
            return omit(found, self.ontology, named)

        if not asked:
            return search(frozenset(), frozenset())
        lone = [begin for begin, hidden in asked if begin == hidden]
        if len(lone) > TOGETHER:
            asked = [*_halves(lone), *(each for each in asked if each[0] != each[1])]
        first, *others = (search(begin, hidden) for begin, hidden in asked)
        return first.with_others(others) if others else first

    # -------------------------------------------------------------- the rest

    def members(self, *urns: str) -> dict[str, Path]:
        """What is part of the things, at any depth."""
        return self.follow(Repeated(Hop(Rel.PART_OF, False)), *urns)

    def groups(self, *urns: str) -> dict[str, Path]:
        """What the things are part of, at any depth."""
        return self.follow(Repeated(Hop(Rel.PART_OF)), *urns)

    def follow(self, expression: Expression, *urns: str) -> dict[str, Path]:
        """The ends of a path expression, with the shortest path to each."""
        found: dict[int, Path] = {}
        for urn in sorted(set(urns)):
            for end, path in self._follower.follow(expression, self._node(urn)).items():
                if end not in found or len(path) < len(found[end]):
                    found[end] = path
        return self._named(found)

    def derived(self, name: str, *urns: str, backward: bool = False) -> dict[str, Path]:
        """The ends of a derived relation that the ontology gives as a path."""
        expression = self._expressions[name]
        return self.follow(inverse(expression) if backward else expression, *urns)

    def tools(self, *agents: str, through_delegation: bool = False) -> dict[str, Path]:
        """The tools that the agents can reach."""
        return self.follow(self._tool_expression(through_delegation), *agents)

    def tool_users(self, *tools: str, through_delegation: bool = False) -> dict[str, Path]:
        """The agents that can reach the tools."""
        return self.follow(inverse(self._tool_expression(through_delegation)), *tools)

    def _tool_expression(self, through_delegation: bool) -> Expression:
        near = f"({Rel.USES_TOOL} | {Rel.DEPENDS_ON}/{Rel.PROVIDES}[{Label.TOOL}])"
        far = f"{near} | {Rel.DELEGATES_TO}+/{near}"
        return parse(far if through_delegation else near, self.ontology)

    def sensitivity(self, urn: str) -> Sensitivity | None:
        """The highest of the thing's own and its fields'; a level that the ontology does not rank is lowest."""
        described = self.ontology.properties.get(Prop.SENSITIVITY)
        ranks = {v.value: v.rank or 0 for v in described.values} if described else {}
        node = self._node(urn)
        fields = [self.projection.place[end] for end in self.follow(Hop(Rel.PART_OF, False), urn)]
        levels = {
            at: str(value)
            for at in (node, *fields)
            if (value := self.projection.value(at, Prop.SENSITIVITY)) is not None
            and (at == node or self.projection.label_of(at) == Label.FIELD)
        }
        if not levels:
            return None
        top = max(levels.values(), key=lambda level: (ranks.get(level, 0), level))
        return Sensitivity(
            top,
            tuple(self.projection.urns[at] for at, level in sorted(levels.items()) if level == top),
        )

    def path(self, start: str, end: str, family: str | None = None) -> Path | None:
        """The shortest path from one thing to another: `impact`, `data`, `dependency`, `part`, `delegation`, or any.

        `impact` gives the path that an impact is cited by; `dependency` leads from what depends to what is needed.
        """
        target = self._node(end)
        match family:
            case "impact" | "data" | "dependency":
                automaton = self._data if family == "data" else self._impact
                begin, hidden = self._begin(self._node(start))
                if family == "dependency" and target in self._groupings:
                    found = self.impact(end)
                    return _reversed(found.path(start)) if start in found else None
                closed = close(
                    self.projection,
                    automaton,
                    _array(begin),
                    hidden=_array(hidden),
                    severities=family != "data",
                    backward=family == "dependency",
                )
                return closed.path(end) if end in closed else None
            case "part":
                up = self.groups(start).get(end)
                return up if up is not None else self.members(start).get(end)
            case "delegation":
                return self.tools(start, through_delegation=True).get(end) or self.follow(
                    Repeated(Hop(Rel.DELEGATES_TO)), start
                ).get(end)
            case _:
                begin, actors = self._node(start), self._actors
                if (
                    not actors[begin] and not actors[target]
                ):  # one owner joins what has no other bond
                    found = self._any_path(begin, target, without=actors)
                    if found is not None:
                        return found
                return self._any_path(begin, target, without=np.zeros_like(actors))

    @cached_property
    def _actors(self) -> Bools:
        return self.projection.of_kinds(self.ontology, Label.ACTOR)

    def _any_path(self, start: int, end: int, *, without: Bools) -> Path | None:
        """Over all relations, either way, and not through the nodes left out; breadth-first from the start."""
        graph = self.projection
        edge = np.full(len(graph), -1, np.int32)
        along = np.zeros(len(graph), np.bool_)
        seen = without.copy()
        seen[start] = True
        level = np.array([start], np.int32)
        while len(level) and not seen[end]:
            edges, forward = graph.around(level)
            ends = np.where(forward, graph.end[edges], graph.start[edges])
            new = ~seen[ends]
            level, first = np.unique(ends[new], return_index=True)
            edge[level], along[level] = edges[new][first], forward[new][first]
            seen[level] = True
        if not seen[end] or start == end:
            return None
        steps: list[Step] = []
        while end != start:
            steps.append(step_over(graph, int(edge[end]), forward=bool(along[end])))
            end = int((graph.start if along[end] else graph.end)[edge[end]])
        return tuple(reversed(steps))


def _halves(
    things: Sequence[frozenset[int]],
) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Searches that find what each of many things reaches, the others of them included.

    Any two differ in some bit of their number, so that one is found by the half that holds the other;
    parts that are not listed beside a container are then judged by the list of a half.
    """
    found: list[frozenset[int]] = []
    for bit in range((len(things) - 1).bit_length()):
        found += [
            frozenset[int]().union(*(t for i, t in enumerate(things) if i >> bit & 1 == side))
            for side in (0, 1)
        ]
    return [(half, half) for half in found]


def _array(nodes: Iterable[int]) -> Ints:
    return np.array(sorted(nodes), np.int32)


def _reversed(path: Path) -> Path:
    return tuple(step._replace(forward=not step.forward) for step in reversed(path))
