"""The whole graph as arrays: what traversal runs on, made from a Landscape or from a store's scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from graph.facts import Provenance
from graph.landscape import Landscape
from graph.ontology import Ontology

__all__ = ["Bools", "Column", "EdgeRow", "Ints", "NodeRow", "Projection", "runs", "starts_of"]

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

# Kept in the store alone: bulky, or of use only to whoever shows one thing.
LEFT_OUT = frozenset(
    {
        "description",
        "disagreements",
        "first_observed",
        "first_seen",
        "keys",
        "last_observed",
        "name",
        "property_sources",
        "provenance",
        "sources",
        "urn",
    }
)
BY_QUERY = frozenset({Provenance.OBSERVED.value, Provenance.INFERRED.value})

NodeRow = tuple[str, str, Mapping[str, object]]  # urn, own label, properties
EdgeRow = tuple[str, str, str, Mapping[str, object]]  # start, relation, end, properties


@dataclass(frozen=True, slots=True)
class Column:
    """One property, of those nodes that have it: `rows` ascending, `values` in step."""

    rows: Ints
    values: Sequence[object]

    def __iter__(self) -> Iterator[tuple[int, object]]:
        return zip(self.rows.tolist(), self.values, strict=True)


@dataclass(frozen=True)
class Projection:
    """Nodes by URN and edges by (start, relation, end), both sorted; a node is its place in `urns`.

    labels, relations        names, to which `label` (a code per node) and `relation` (one per edge) point
    start, relation, end     the edges, in step
    by_query                 edges that a query or an event shows, not only a person's word
    incomplete               edges that say `columns_complete: false`
    columns                  small properties, sparse
    stating                  per relation the roots whose files state an edge of it
    version                  of the store that it was read from; empty for a Landscape
    """

    urns: Sequence[str]
    names: Sequence[str]
    labels: Sequence[str]
    label: Ints
    relations: Sequence[str]
    start: Ints
    relation: Ints
    end: Ints
    by_query: Bools
    incomplete: Bools
    columns: Mapping[str, Column]
    version: str = ""
    stating: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @classmethod
    def of(cls, landscape: Landscape) -> Projection:
        return cls.from_rows(
            ((t.urn, t.label, t.props) for t in landscape.things.values()),
            ((k.start, k.relation, k.end, k.props) for k in landscape.links.values()),
        )

    @classmethod
    def from_rows(
        cls, nodes: Iterable[NodeRow], edges: Iterable[EdgeRow], *, version: str = ""
    ) -> Projection:
        """Both in any order; an edge with an end that is no node is left out."""
        things = sorted(nodes, key=lambda row: row[0])
        urns = [row[0] for row in things]
        place = {urn: i for i, urn in enumerate(urns)}
        labels = sorted({row[1] for row in things})
        code = {name: i for i, name in enumerate(labels)}
        relations: dict[str, int] = {}
        packed: list[tuple[int, int, int, bool, bool]] = []
        roots: dict[str, set[str]] = {}
        for start, relation, end, props in edges:
            s, e = place.get(start), place.get(end)
            if s is None or e is None:
                continue
            r = relations.setdefault(relation, len(relations))
            _note_roots(roots.setdefault(relation, set()), props)
            packed.append((s, r, e, _by_query(props), props.get("columns_complete") is False))
        names = sorted(relations)
        renumber = np.zeros(len(names), np.int32)
        for i, name in enumerate(names):
            renumber[relations[name]] = i
        table = np.array(packed, np.int32).reshape(-1, 5)
        table[:, 1] = renumber[table[:, 1]] if len(table) else table[:, 1]
        table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0]))]
        return cls(
            urns=urns,
            names=[str(row[2].get("name", "")) for row in things],
            labels=labels,
            label=np.array([code[row[1]] for row in things], np.int32),
            relations=names,
            start=np.ascontiguousarray(table[:, 0]),
            relation=np.ascontiguousarray(table[:, 1]),
            end=np.ascontiguousarray(table[:, 2]),
            by_query=table[:, 3].astype(np.bool_),
            incomplete=table[:, 4].astype(np.bool_),
            columns=_columns([row[2] for row in things]),
            version=version,
            stating={name: tuple(sorted(found)) for name, found in sorted(roots.items())},
        )

    def __len__(self) -> int:
        return len(self.urns)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where a URN stands in `urns`."""
        return {urn: i for i, urn in enumerate(self.urns)}

    @cached_property
    def relation_code(self) -> Mapping[str, int]:
        return {name: i for i, name in enumerate(self.relations)}

    @cached_property
    def out_starts(self) -> Ints:
        """Edges of node i: `out_starts[i]:out_starts[i + 1]`."""
        return starts_of(self.start, len(self))

    @cached_property
    def incoming(self) -> Ints:
        """Edges sorted by (end, relation, start)."""
        return np.lexsort((self.start, self.relation, self.end)).astype(np.int32)

    @cached_property
    def in_starts(self) -> Ints:
        """Edges into node i: `incoming[in_starts[i]:in_starts[i + 1]]`."""
        return starts_of(self.end[self.incoming], len(self))

    def edges(self, relation: str) -> Ints:
        """All edges of a relation."""
        code = self.relation_code.get(relation)
        if code is None:
            return np.zeros(0, np.int32)
        return np.flatnonzero(self.relation == code).astype(np.int32)

    def out_of(self, node: int, relation: str | None = None) -> Ints:
        found = np.arange(self.out_starts[node], self.out_starts[node + 1], dtype=np.int32)
        return self._only(found, relation)

    def into(self, node: int, relation: str | None = None) -> Ints:
        found = self.incoming[self.in_starts[node] : self.in_starts[node + 1]]
        return self._only(found, relation)

    def around(self, nodes: Ints) -> tuple[Ints, Bools]:
        """The edges out of each node and then into it, node by node, and which of them lead out."""
        out, _ = runs(self.out_starts, nodes)
        into, _ = runs(self.in_starts, nodes)
        edges = np.concatenate([out, self.incoming[into]])
        forward = np.arange(len(edges)) < len(out)
        near = np.concatenate([self.start[out], self.end[self.incoming[into]]])
        order = np.lexsort((~forward, np.searchsorted(nodes, near)))
        return edges[order], forward[order]

    def _only(self, edges: Ints, relation: str | None) -> Ints:
        if relation is None:
            return edges
        return edges[self.relation[edges] == self.relation_code.get(relation, -1)]

    def urns_of(self, nodes: Ints) -> list[str]:
        return [self.urns[int(node)] for node in nodes]

    def label_of(self, node: int) -> str:
        return self.labels[int(self.label[node])]

    def of_labels(self, labels: Iterable[str]) -> Bools:
        """A mask over the nodes: those whose own label is one of these."""
        wanted = frozenset(labels)
        return np.array([name in wanted for name in self.labels], np.bool_)[self.label]

    def of_kinds(self, ontology: Ontology, *kinds: str) -> Bools:
        """A mask over the nodes: those of these classes or below; labels that the ontology lacks are of none."""
        known = [kind for kind in kinds if kind in ontology.classes]
        return self.of_labels(label for kind in known for label in ontology.descendants(kind))

    def value(self, node: int, name: str) -> object | None:
        """A property of a node, None when it has none or when only the store keeps it."""
        if name == "name":
            return self.names[node]
        column = self.columns.get(name)
        if column is None:
            return None
        at = int(np.searchsorted(column.rows, node))
        return column.values[at] if at < len(column.rows) and column.rows[at] == node else None

    @cached_property
    def placeholder(self) -> Bools:
        return self._flag("placeholder")

    @cached_property
    def stale(self) -> Bools:
        return self._flag("stale")

    def _flag(self, name: str) -> Bools:
        found = np.zeros(len(self), np.bool_)
        for row, value in self.columns.get(name, ()):
            found[row] = bool(value)
        return found


def starts_of(keys: Ints, size: int) -> Ints:
    """Where the run of each key 0 … size-1 begins in ascending `keys`; one more for the end of the last."""
    return np.searchsorted(keys, np.arange(size + 1)).astype(np.int32)


def runs(starts: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """The places of all keys' runs, one after the other, and where in them each begins."""
    begin = starts[keys]
    counts = starts[keys + 1] - begin
    first = np.cumsum(counts) - counts
    places = np.arange(int(counts.sum())) + np.repeat(begin - first, counts)
    return places.astype(np.int32), first.astype(np.int32)


def _by_query(props: Mapping[str, object]) -> bool:
    said = props.get("provenance")
    if isinstance(said, str):
        return said in BY_QUERY
    return isinstance(said, list | tuple) and any(one in BY_QUERY for one in said)


def _note_roots(roots: set[str], props: Mapping[str, object]) -> None:
    said = props.get("sources")
    for place in said if isinstance(said, list | tuple) else (said,) if said else ():
        roots.add(str(place).partition("/")[0])


def _columns(props: Sequence[Mapping[str, object]]) -> Mapping[str, Column]:
    rows: dict[str, list[int]] = {}
    values: dict[str, list[object]] = {}
    for i, all_of_it in enumerate(props):
        for name, value in all_of_it.items():
            if name in LEFT_OUT or value is None:
                continue
            rows.setdefault(name, []).append(i)
            values.setdefault(name, []).append(tuple(value) if isinstance(value, list) else value)
    return {
        name: Column(np.array(rows[name], np.int32), tuple(values[name])) for name in sorted(rows)
    }
