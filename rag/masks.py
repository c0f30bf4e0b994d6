"""An ontology as masks: one bit for each class that things carry as their own, and what relations may join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.ontology import Ontology
from rag.algebra import But, Chain, EitherOf, Hop, Mutual, Named, OfParts, Onto, RelExpr, Then

__all__ = ["Masks", "sum_masks"]


class Masks:
    """Classes and the ends of relations, as sets of bits."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.leaves = sorted(n for n in ontology.classes if len(ontology.descendants(n)) == 1)
        self.bit = {name: 1 << i for i, name in enumerate(self.leaves)}
        self.parts = sum(self.bit[n] for n in self.leaves if ontology.classes[n].part)
        self.everything = (1 << len(self.leaves)) - 1
        self.of_class = {
            name: sum(self.bit[x] for x in ontology.descendants(name) if x in self.bit)
            for name in ontology.classes
        }
        self._ends: dict[RelExpr, dict[int, int]] = {}
        self._firsts: dict[tuple[RelExpr, int], int] = {}
        self.inside: frozenset[tuple[int, int]] = (
            frozenset()
        )  # which classes are in which, in the graph

    # ------------------------------------------------------------ classes

    def mask(self, labels: Iterable[str]) -> int:
        found = 0
        for label in labels:
            found |= self.of_class[label]
        return found

    def bits(self, mask: int) -> Iterator[int]:
        return (b for b in self.bit.values() if b & mask)

    def labels(self, mask: int) -> frozenset[str]:
        """The own labels of a mask."""
        return frozenset(name for name in self.leaves if self.bit[name] & mask)

    # ------------------------------------------------------------ relations

    def _pairs(self, relation: RelExpr) -> dict[int, int]:
        """For each bit of y the mask of x."""
        found = self._ends.get(relation)
        if found is None:
            found = self._ends[relation] = self._read_pairs(relation)
        return found

    def _read_pairs(self, relation: RelExpr) -> dict[int, int]:
        found: dict[int, int] = {}
        match relation:
            case Hop(name, forward):
                for start, end in self.ontology.signatures(name):
                    if start not in self.bit or end not in self.bit:
                        continue
                    x, y = (start, end) if forward else (end, start)
                    found[self.bit[y]] = found.get(self.bit[y], 0) | self.bit[x]
            case Named(name, forward):
                derived = self.ontology.derived[name]
                xs, ys = self.mask(derived.domain), self.mask(derived.range)
                if not forward:
                    xs, ys = ys, xs
                found = {b: xs for b in self.bit.values() if b & ys}
                step = (derived.path or "").removesuffix("+")
                if step in self.ontology.relations:  # no farther than its steps lead
                    inner = self._pairs(Chain(Hop(step, forward)))
                    joined = {b: xs & inner.get(b, 0) for b, xs in found.items()}
                    found = {b: xs for b, xs in joined.items() if xs}
            case Then(first, second):
                inner, outer = self._pairs(second), self._pairs(first)
                for y, middles in inner.items():
                    xs = sum_masks(outer.get(b, 0) for b in self.bit.values() if b & middles)
                    if xs:
                        found[y] = xs
            case EitherOf(parts):
                for part in parts:
                    for y, xs in self._pairs(part).items():
                        found[y] = found.get(y, 0) | xs
            case But(kept, _):
                found = self._pairs(kept)
            case Mutual(inner):
                pairs = self._pairs(inner)
                for y, xs in pairs.items():
                    both = sum_masks(x for x in self.bits(xs) if pairs.get(x, 0) & y)
                    if both:
                        found[y] = both
            case Chain(step):
                found = dict(self._pairs(step))
                for _ in self.leaves:
                    for y, xs in list(found.items()):
                        found[y] = xs | sum_masks(found.get(b, 0) for b in self.bits(xs))
            case OfParts():
                found = self._pairs(relation.spelled)
            case Onto(inner, labels):
                ends = self.mask(labels)
                found = {y: xs for y, xs in self._pairs(inner).items() if y & ends}
        return found

    def firsts(self, relation: RelExpr, ys: int) -> int:
        """The classes of x that the relation may join to one of `ys`."""
        key = (relation, ys)
        found = self._firsts.get(key)
        if found is None:
            pairs = self._pairs(relation)
            found = self._firsts[key] = sum_masks(xs for y, xs in pairs.items() if y & ys)
        return found

    def learn_places(self, inside: Iterable[tuple[int, int]]) -> None:
        """Take in which classes (masks) are in which in the graph."""
        found = set(inside)
        while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
            found |= more
        self.inside = frozenset(found)

    def wordless(self, relation: RelExpr) -> bool:
        """Whether it joins two nouns that stand side by side: its owner, its system."""
        match relation:
            case Hop(name):
                return self.ontology.relations[name].words.juxtaposed
            case Named(name):
                return self.ontology.derived[name].words.juxtaposed
            case _:
                return False

    def seen(self, relation: RelExpr) -> bool:
        """Whether it is of single edges, and said by a word: no closure, no owner, nothing that holds it."""
        path = self.ontology.derived[relation.name].path if isinstance(relation, Named) else ""
        return path is not None and not (path and self.wordless(relation))

    def places(self, relations: Iterable[RelExpr]) -> bool:
        """Whether one of them is that of a thing and what it is in."""
        paths = (self.ontology.derived[r.name].path for r in relations if isinstance(r, Named))
        return any((path or "").endswith("+") for path in paths)

    def seconds(self, relation: RelExpr) -> int:
        return sum_masks(self._pairs(relation))


def sum_masks(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
