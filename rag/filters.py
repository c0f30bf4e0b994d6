"""Property filters in the store: which stored values meet a test, and which things state them.

Which values meet a test is decided once, on the values that there are (`rag.properties.holds`), and
the store is asked for those values: so a filter means the same on every store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from graph.ontology import Ontology
from graph.projection import LEFT_OUT, Projection
from graph.store.schema import ROOT, quoted
from graph.vocabulary import Label, Prop, Rel
from rag.algebra import Op, Where
from rag.cypher import Condition, Statement, properties
from rag.properties import Scalar, degree, holds, values_of
from rag.typing import Labels

__all__ = ["Filters"]

Rows = Callable[[Statement], list[dict[str, object]]]
LabelOf = Callable[[str], str]
Stating = tuple[tuple[Scalar, ...], tuple[str, ...]]  # values, and the things that state them


class Filters:
    def __init__(
        self,
        rows: Rows,
        ontology: Ontology,
        projection: Projection,
        read: dict[tuple[str, str], tuple[Scalar, ...]] | None = None,
    ) -> None:
        self._rows = rows
        self._ontology = ontology
        self._projection = projection
        self.read = read if read is not None else {}  # what the store has told
        self._known: dict[str, tuple[frozenset[str] | None, Mapping[str, tuple[str, ...]]]] = {}

    def condition(self, test: Where, number: int, labels: Labels | None) -> Condition | None:
        """The test on `x` as Cypher, None where it takes more than a look at x."""
        name, op = test.property, test.op
        if self._pooled(name) and (labels is None or Label.DATASET in labels):
            return None
        here = f"x.{quoted(name)}"
        if op is Op.KNOWN:
            return Condition(f"{here} IS NOT NULL")
        if op is Op.UNKNOWN:
            return Condition(f"{here} IS NULL")
        values = self._values(name)
        if values is None:
            return None
        if op is Op.NE:
            met = [v for v in values if holds(self._ontology, name, Op.EQ, v, test.value)]
            return Condition(f"({here} IS NULL OR NOT {here} IN $v{number})", {f"v{number}": met})
        met = [v for v in values if holds(self._ontology, name, op, v, test.value)]
        return Condition(f"{here} IN $v{number}", {f"v{number}": met})

    def _pooled(self, name: str) -> bool:
        """A dataset's sensitivity is the highest of its own and its fields' (design.md §2)."""
        return name == Prop.SENSITIVITY

    def _values(self, name: str) -> list[Scalar] | None:
        """The different values that things state, None when they are lists or only the store has them."""
        if name == Prop.NAME:
            return sorted(set(self._projection.names))
        if name in LEFT_OUT:
            return None
        column = self._projection.columns.get(name)
        if column is None:
            return []
        found: dict[tuple[str, object], Scalar] = {}
        for value in column.values:
            if not isinstance(value, (str, int, float, bool)):
                return None
            found[(type(value).__name__, value)] = value
        return [found[key] for key in sorted(found, key=str)]

    def known(self, urn: str, name: str) -> bool:
        at = self._projection.place.get(urn)
        if at is None:
            return False
        if name in LEFT_OUT:
            return True
        return bool(values_of(self._projection.value(at, name)))

    def holding(
        self, test: Where, given: Collection[str], label: LabelOf
    ) -> Mapping[str, tuple[str, ...]]:
        """Those of the given that meet the test, with the things that state the value."""
        stated = self.stated(test.property, given, label)
        return {
            x: by
            for x in sorted(given)
            for values, by in (stated.get(x, ((), ())),)
            if holds(self._ontology, test.property, test.op, values, test.value)
        }

    def likely(self, test: Where) -> Collection[str] | None:
        """Things that meet the test, by the arrays, for the store to confirm; None when it may be any."""
        own, through = self._stating(test.property)
        if own is None or test.op in (Op.UNKNOWN, Op.NE):
            return None
        graph = self._projection
        found: set[str] = set()
        for x in own | through.keys():
            at = [graph.place[x], *(graph.place[f] for f in through.get(x, ()))]
            if any(
                test.op in (Op.LT, Op.LE)
                or holds(
                    self._ontology,
                    test.property,
                    test.op,
                    graph.value(i, test.property),
                    test.value,
                )
                for i in at
            ):
                found.add(x)
        return found

    def _stating(self, name: str) -> tuple[frozenset[str] | None, Mapping[str, tuple[str, ...]]]:
        """The things that state a property, by the arrays (None: only the store knows), and the datasets
        whose fields do, with those."""
        if name not in self._known:
            self._known[name] = self._find_stating(name)
        return self._known[name]

    def _find_stating(
        self, name: str
    ) -> tuple[frozenset[str] | None, Mapping[str, tuple[str, ...]]]:
        graph = self._projection
        if name in LEFT_OUT:
            return None, {}
        column = graph.columns.get(name)
        rows = [int(row) for row in column.rows] if column is not None else []
        through: dict[str, tuple[str, ...]] = {}
        if self._pooled(name):
            for row in rows:
                if graph.label_of(row) == Label.FIELD:
                    for edge in graph.out_of(row, Rel.PART_OF).tolist():
                        holder = graph.urns[int(graph.end[edge])]
                        through[holder] = (*through.get(holder, ()), graph.urns[row])
        return frozenset(graph.urns[row] for row in rows), through

    def stated(self, name: str, given: Collection[str], label: LabelOf) -> Mapping[str, Stating]:
        """What the given state of a property, straight from the store."""
        if not given:
            return {}
        found: dict[str, Stating] = {}
        own, through = self._stating(name)
        asked = sorted(given if own is None else own.intersection(given))
        for row in self._rows(properties((name,), asked)) if asked else ():
            x = str(row["x"])
            if values := values_of(row["p0"]):
                found[x] = (values, (x,))
                self.read[(x, name)] = values
        datasets = [x for x in sorted(through.keys() & set(given)) if label(x) == Label.DATASET]
        if datasets:
            self._highest(name, found, self._of_fields(name, datasets))
        return found

    def _of_fields(self, name: str, datasets: Sequence[str]) -> Iterable[tuple[str, str, object]]:
        prop = quoted(name)
        text = (
            f"UNWIND $given AS u MATCH (x:{quoted(ROOT)} {{urn: u}}) "
            f"MATCH (x)<-[:{quoted(Rel.PART_OF)}]-(f:{quoted(Label.FIELD)}) WHERE f.{prop} IS NOT NULL "
            f"RETURN x.urn AS x, f.urn AS f, f.{prop} AS p0"
        )
        rows = self._rows(Statement(text, {"given": list(datasets)}))
        return sorted((str(row["x"]), str(row["f"]), row["p0"]) for row in rows)

    def _highest(
        self, name: str, found: dict[str, Stating], inner: Iterable[tuple[str, str, object]]
    ) -> None:
        """What a dataset states is raised to the highest that a field of it states."""
        known = self._ontology.properties[name]
        best: dict[str, tuple[tuple[int, float, str], Scalar, list[str]]] = {}
        own = [(x, x, values) for x, (values, _) in found.items()]
        for x, urn, raw in (*own, *inner):
            for value in values_of(raw):
                rank = degree(known, value)
                if rank is None:
                    continue
                if x not in best or rank > best[x][0]:
                    best[x] = (rank, value, [urn])
                elif rank == best[x][0]:
                    best[x][2].append(urn)
        for x, (_, value, urns) in best.items():
            found[x] = ((value,), tuple(urns))
