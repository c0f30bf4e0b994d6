"""Relations on one store: pairs of things, each with the path from the one to the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import assert_never

from graph.ontology import Ontology
from rag.algebra import (
    But,
    Chain,
    Depth,
    EitherOf,
    Hop,
    Mutual,
    Named,
    OfParts,
    Onto,
    RelExpr,
    Then,
)
from rag.cypher import Condition, Statement, hops, of_class
from rag.derivation import Reachable
from rag.evaluate import Asked, Steps
from rag.predicate import inverse
from rag.typing import Labels, below, label_in_urn

__all__ = ["Pairs", "PathTo", "Relations", "computed", "nearest", "restricted", "walks"]

FEW_ENDS = 40
PathTo = Callable[[], Steps]
Pairs = dict[str, dict[str, PathTo]]
Rows = Callable[[Statement], list[dict[str, object]]]


class Relations:
    """One hop at a time by Cypher, derived relations on the arrays."""

    def __init__(self, rows: Rows, ontology: Ontology, reachable: Reachable) -> None:
        self.rows = rows
        self.ontology = ontology
        self.reachable = reachable
        self._label_in_urn = label_in_urn(ontology)

    def label(self, urn: str) -> str:
        graph = self.reachable.projection
        at = graph.place.get(urn)
        return graph.label_of(at) if at is not None else self._label_in_urn(urn) or ""

    @cached_property
    def everything(self) -> Labels:
        """Every label: nothing is left out for not having been named."""
        return frozenset(self.ontology.classes)

    def own_labels(self, urns: Iterable[str]) -> Labels:
        return frozenset(label for urn in urns if (label := self.label(urn)))

    def scan(
        self, relation: Hop, xs: Labels | None, ys: Labels | None, conditions: Sequence[Condition]
    ) -> Pairs:
        """All pairs of a relation between two classes."""
        if (xs is not None and not xs) or (ys is not None and not ys):
            return {}
        statement = hops(
            relation.relation,
            relation.forward,
            xs=None,
            ys=None,
            x_labels="" if xs is None else of_class(xs, self.ontology),
            y_labels="" if ys is None else of_class(ys, self.ontology),
            conditions=conditions,
        )
        return self._hop_pairs(relation, self.rows(statement))

    def pairs(
        self,
        relation: RelExpr,
        *,
        xs: Collection[str] | None = None,
        ys: Collection[str] | None = None,
        labels: Labels | None = None,
        x_labels: Labels | None = None,
        conditions: Sequence[Condition] = (),
    ) -> Pairs:
        """The relation's pairs whose x (or else y) is given, with the path from x to y."""
        match relation:
            case Hop():
                narrow = "" if x_labels is None or ys is None else of_class(x_labels, self.ontology)
                statement = hops(
                    relation.relation,
                    relation.forward,
                    xs=None if xs is None else sorted(xs),
                    ys=None if ys is None else sorted(ys),
                    x_labels=narrow,
                    conditions=conditions if ys is not None else (),
                )
                return self._hop_pairs(relation, self.rows(statement)) if xs or ys else {}
            case Named():
                return self._derived(relation, xs, ys, labels)
            case Then():
                return self._through(relation, xs, ys, labels)
            case EitherOf(parts):
                found: Pairs = {}
                for part in parts:
                    for x, ends in self.pairs(part, xs=xs, ys=ys, labels=labels).items():
                        found[x] = {**ends, **found.get(x, {})}
                return found
            case But(kept, without):
                stay = self.pairs(kept, xs=xs, ys=ys, labels=labels)
                if isinstance(without, Then):
                    return self._unlinked(stay, without)
                gone = self.pairs(without, xs=xs, ys=ys, labels=labels)
                return _nonempty(
                    {
                        x: {y: p for y, p in ends.items() if y not in gone.get(x, {})}
                        for x, ends in stay.items()
                    }
                )
            case Mutual(inner):
                return self._mutual(inner, xs, ys)
            case Chain(step):
                return self._chains(step, xs, ys)
            case OfParts():
                return self.pairs(relation.spelled, xs=xs, ys=ys, labels=labels)
            case Onto(inner, ends):
                found = self.pairs(inner, xs=xs, ys=ys, labels=labels if ys is not None else ends)
                return self._ending_in(below(ends, self.ontology), found)
            case _:
                assert_never(relation)

    def _ending_in(self, labels: Labels, pairs: Pairs) -> Pairs:
        """The pairs whose second is of these own labels."""
        return _nonempty(
            {
                x: {y: path for y, path in ends.items() if self.label(y) in labels}
                for x, ends in pairs.items()
            }
        )

    def _through(
        self,
        relation: Then,
        xs: Collection[str] | None,
        ys: Collection[str] | None,
        labels: Labels | None,
    ) -> Pairs:
        """Two relations one after the other, from the end that is given."""
        if xs is not None:
            near = self.pairs(relation.first, xs=xs)
            middles = {m for ends in near.values() for m in ends}
            return _chained(near, self.pairs(relation.second, xs=middles, labels=labels))
        far = self.pairs(relation.second, ys=ys)
        return _chained(self.pairs(relation.first, ys=far, labels=labels), far)

    def _unlinked(self, stay: Pairs, by: Then) -> Pairs:
        """The pairs without those that two relations join: of all that have one owner, few stand in a pair."""
        near = self.pairs(by.first, xs=sorted(stay))
        ends = sorted({y for found in stay.values() for y in found})
        back = self.pairs(inverse(by.second), xs=ends)
        return _nonempty(
            {
                x: {y: p for y, p in ends.items() if not near.get(x, {}).keys() & back.get(y, {})}
                for x, ends in stay.items()
            }
        )

    def bounds(
        self, relation: RelExpr, xs: Collection[str], labels: Labels | None
    ) -> Mapping[str, int] | None:
        """How many things each is related to at most, where that is known without its closure."""
        if not isinstance(relation, Named) or relation.forward:
            return None
        return self.reachable.impact_counts(Asked(relation.name, relation.depth), xs, labels)

    def closes(self, relation: RelExpr) -> bool:
        """Whether it is a closure, which is dear to work out for each of many things."""
        if not isinstance(relation, Named):
            return False
        derived = self.ontology.derived[relation.name]
        deep = relation.depth is Depth.ANY or (relation.depth is None and derived.depth == "any")
        return deep and derived.function in ("impact", "dependency", "lineage")

    def reaching(
        self, relation: Named, labels: Labels, ys: Collection[str] | None
    ) -> Mapping[str, PathTo]:
        """Things of the labels with a y, among those given if any are: each with one path from that y."""
        given = self.reachable.projection.urns if ys is None else ys
        asked = Asked(relation.name, relation.depth, relation.severity)
        return self.reachable.pooled(asked, given, labels, forward=not relation.forward)

    def _hop_pairs(self, relation: Hop, rows: Iterable[Mapping[str, object]]) -> Pairs:
        found: Pairs = {}
        for row in rows:
            x, y = str(row["x"]), str(row["y"])
            step: Steps = ((x, relation.relation, y, relation.forward),)
            found.setdefault(x, {})[y] = lambda step=step: step
        return found

    def _mutual(
        self, inner: RelExpr, xs: Collection[str] | None, ys: Collection[str] | None
    ) -> Pairs:
        """Pairs that stand both ways; the path leads there and back."""
        there = self.pairs(inner, xs=xs, ys=ys)
        if xs is not None:
            ends = {y for found in there.values() for y in found}.difference(xs)
            back = {**self.pairs(inner, xs=ends), **there}
        else:
            back = self.pairs(inner, ys=set(there))
        return _nonempty(
            {
                x: {
                    y: lambda out=path, home=back[y][x]: (*out(), *home())
                    for y, path in found.items()
                    if y != x and x in back.get(y, {})
                }
                for x, found in there.items()
            }
        )

    def _chains(self, step: Hop, xs: Collection[str] | None, ys: Collection[str] | None) -> Pairs:
        """One or more steps, followed on the arrays."""
        found: Pairs = {}
        for given in sorted(xs if xs is not None else ys or ()):
            ends = self.reachable.chain(step.relation, step.forward == (xs is not None), given)
            for end, path in ends.items():
                if xs is not None:
                    found.setdefault(given, {})[end] = path
                else:
                    found.setdefault(end, {})[given] = _turned(path)
        return found

    def _derived(
        self,
        named: Named,
        xs: Collection[str] | None,
        ys: Collection[str] | None,
        labels: Labels | None,
    ) -> Pairs:
        firsts, seconds = (xs, ys) if named.forward else (ys, xs)
        asked = Asked(named.name, named.depth, named.severity)
        found: Pairs = {}
        for pair in self.reachable.related(asked, firsts, seconds, labels):
            if named.forward:
                found.setdefault(pair.first, {})[pair.second] = pair.path
            else:
                found.setdefault(pair.second, {})[pair.first] = _turned(pair.path)
        return found


def computed(relation: RelExpr) -> bool:
    """Whether a derived relation takes part, which leaves out parts that are not named."""
    match relation:
        case Hop():
            return False
        case Named():
            return True
        case Then(first, second) | But(first, second):
            return computed(first) or computed(second)
        case EitherOf(parts):
            return any(map(computed, parts))
        case Onto(inner) | Mutual(inner):
            return computed(inner)
        case Chain() | OfParts():
            return False
        case _:
            assert_never(relation)


def walks(relation: RelExpr) -> bool:
    """Whether its pairs can be joined by paths of several lengths."""
    match relation:
        case Chain() | OfParts():
            return True
        case Then(first, second) | But(first, second):
            return walks(first) or walks(second)
        case EitherOf(parts):
            return any(map(walks, parts))
        case Onto(inner) | Mutual(inner):
            return walks(inner)
        case _:
            return False


def nearest(relation: RelExpr, ends: Mapping[str, PathTo]) -> list[str]:
    """The ends in the order in which they are cited: the nearest first."""
    closed = isinstance(relation, Named) and len(ends) <= FEW_ENDS  # paths of closures are dear
    if not walks(relation) and not closed:
        return sorted(ends)
    return sorted(ends, key=lambda y: (len(ends[y]()), y))


def _turned(path: PathTo) -> PathTo:
    return lambda: tuple((b, r, a, not forward) for a, r, b, forward in reversed(path()))


def _chained(near: Pairs, far: Pairs) -> Pairs:
    found: Pairs = {}
    for x, middles in near.items():
        for m, first in middles.items():
            for y, second in far.get(m, {}).items():
                found.setdefault(x, {}).setdefault(y, lambda a=first, b=second: (*a(), *b()))
    return found


def _nonempty(pairs: Pairs) -> Pairs:
    return {x: ends for x, ends in pairs.items() if ends}


def restricted(pairs: Pairs, ends: Collection[str]) -> Pairs:
    return _nonempty(
        {x: {y: p for y, p in found.items() if y in ends} for x, found in pairs.items()}
    )
