"""Who owns what: owners as stated, else those of the nearest owned container, else of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.closure import Path, Step, step_over
from graph.ontology import Container, Ontology
from graph.projection import Projection
from graph.vocabulary import Label, Rel

__all__ = ["Owner", "Ownership"]


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """`path` leads from the thing owned to its owner; more than one step when `inherited`."""

    urn: str
    inherited: bool
    path: Path


class Ownership:
    """Owners by design.md §2, worked out once for each thing that is asked about."""

    def __init__(self, projection: Projection, ontology: Ontology) -> None:
        self._projection = projection
        self._ontology = ontology
        self._owners = self._ends(Rel.OWNS, outward=False)
        self._above = self._ends(Rel.PART_OF, outward=True)
        self._contracts = self._ends(Rel.GUARANTEES, outward=False)
        self._tables = projection.of_kinds(ontology, Label.DATASET, Label.TOPIC)
        self._known: dict[int, tuple[Owner, ...]] = {}

    def _ends(self, relation: str, *, outward: bool) -> Mapping[int, list[tuple[int, int]]]:
        """Per thing the (other end, edge) of its edges, ascending."""
        found: dict[int, list[tuple[int, int]]] = {}
        edges = self._projection.edges(relation)
        starts = self._projection.start[edges].tolist()
        ends = self._projection.end[edges].tolist()
        for edge, start, end in zip(edges.tolist(), starts, ends, strict=True):
            here, there = (start, end) if outward else (end, start)
            found.setdefault(here, []).append((there, edge))
        return found

    def of(self, node: int) -> tuple[Owner, ...]:
        """Sorted by URN; none for a thing that is unowned."""
        if node not in self._known:
            found = self._nearest(node) or self._promised(node)
            self._known[node] = tuple(sorted(found.values(), key=lambda o: o.urn))
        return self._known[node]

    def _step(self, edge: int, *, forward: bool) -> Step:
        return step_over(self._projection, edge, forward=forward)

    def _stated(self, node: int, path: Path) -> dict[int, Owner]:
        return {
            owner: Owner(
                self._projection.urns[owner],
                bool(path),
                (*path, self._step(edge, forward=False)),
            )
            for owner, edge in self._owners.get(node, ())
        }

    def _nearest(self, node: int) -> dict[int, Owner]:
        """Up PART_OF, a level at a time; the first level with an owner gives all of its owners."""
        level: dict[int, Path] = {node: ()}
        seen = {node}
        while level:
            found: dict[int, Owner] = {}
            for here, path in sorted(level.items()):
                for owner, by in self._stated(here, path).items():
                    found.setdefault(owner, by)
            if found:
                return found
            above: dict[int, Path] = {}
            for here, path in sorted(level.items()):
                for there, edge in self._above.get(here, ()):
                    if there not in seen:
                        seen.add(there)
                        above[there] = (*path, self._step(edge, forward=True))
            level = above
        return {}

    def _promised(self, node: int) -> dict[int, Owner]:
        """From the contracts of a dataset or topic, or of that which a field is part of."""
        found: dict[int, Owner] = {}
        for here, path in self._guaranteed(node):
            for contract, edge in self._contracts.get(here, ()):
                reach = (*path, self._step(edge, forward=False))
                for owner, by in self._nearest(contract).items():
                    whole = Owner(by.urn, True, (*reach, *by.path))
                    if owner not in found or len(whole.path) < len(found[owner].path):
                        found[owner] = whole
        return found

    def _guaranteed(self, node: int) -> list[tuple[int, Path]]:
        if self._tables[node]:
            return [(node, ())]
        found: list[tuple[int, Path]] = []
        for there, edge in self._above.get(node, ()):
            row = self._ontology.row(
                self._projection.label_of(node),
                Rel.PART_OF,
                self._projection.label_of(there),
            )
            if row is not None and row.container is Container.PART_TO_WHOLE:
                found.append((there, (self._step(edge, forward=True),)))
        return found

    def owned_by(self, actors: Iterable[int]) -> dict[int, tuple[Owner, ...]]:
        """Everything whose owner is one of the actors, with the owners among them."""
        found: dict[int, list[Owner]] = {}
        for actor in sorted(set(actors)):
            for node, owner in self._by_owner.get(actor, ()):
                found.setdefault(node, []).append(owner)
        return {node: tuple(sorted(found[node], key=lambda o: o.urn)) for node in sorted(found)}

    @cached_property
    def _by_owner(self) -> Mapping[int, list[tuple[int, Owner]]]:
        """Per actor what is theirs, worked out for all things at once."""
        found: dict[int, list[tuple[int, Owner]]] = {}
        place = self._projection.place
        for node in range(len(self._projection)):
            for owner in self.of(node):
                found.setdefault(place[owner.urn], []).append((node, owner))
        return found
