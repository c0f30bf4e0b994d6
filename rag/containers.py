"""Containers stand for their parts: what a workflow reads is what its tasks read, by the ontology's container rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from graph.ontology import Container, Flow, Ontology
from rag.algebra import Chain, EitherOf, Hop, Named, OfParts, RelExpr

__all__ = ["Containers"]

Firsts = Callable[[RelExpr, int], int]  # the classes of x that a relation may join to some y


@dataclass(frozen=True, slots=True)
class Containers:
    """Masks of the classes that hold others, and the relations that what is held may have in their place."""

    parts_of: Mapping[
        int, tuple[str, int]
    ]  # by container: the relation from part to it, and the parts
    whole: int  # containers that go with all their parts
    parts: int
    kept: Mapping[int, tuple[str, int]]  # by what keeps others: the relation to it, and the kept
    ways_in: Mapping[str, RelExpr]  # the names of relations that are followed to any depth
    moving: frozenset[
        str
    ]  # relations that carry data or impact: what things do, not what is said of them

    @staticmethod
    def of(ontology: Ontology, bit: Mapping[str, int]) -> Containers:
        found: dict[int, tuple[str, int]] = {}
        kept: dict[int, tuple[str, int]] = {}
        whole = 0
        for name, relation in sorted(ontology.relations.items()):
            for row in relation.rows:
                if row.keeps and (keeper := bit.get(row.range, 0)):
                    inner = kept.get(keeper, (name, 0))[1]
                    kept[keeper] = (name, inner | bit.get(row.domain, 0))
                if row.container not in (Container.WHOLE_AND_PARTS, Container.PART_TO_WHOLE):
                    continue
                part, holder = bit.get(row.domain, 0), bit.get(row.range, 0)
                if not holder or not (ontology.classes[row.domain].part or part == holder):
                    continue
                found[holder] = (name, found.get(holder, (name, 0))[1] | part)
                if row.container is Container.WHOLE_AND_PARTS:
                    whole |= holder
        ways = {
            name: Named(d.name)
            for name in sorted(ontology.relations)
            for d in ontology.derived.values()
            if d.path == f"{name}+"
        }
        moving = frozenset(
            name
            for name, relation in ontology.relations.items()
            if name not in {n for n, _ in found.values()}
            and any(r.impact is not Flow.NONE or r.data is not Flow.NONE for r in relation.rows)
        )
        inner = 0
        for _, mask in found.values():
            inner |= mask
        return Containers(found, whole, inner & ~whole, kept, ways, moving)

    def held_by(self, mask: int) -> str | None:
        """The relation from parts of these classes to what holds them."""
        names = {name for name, inner in self.parts_of.values() if inner & mask}
        return names.pop() if len(names) == 1 else None

    @property
    def columns(self) -> Mapping[str, tuple[int, int]]:
        """By the relation from part to container: what is touched by its parts alone, and these."""
        found: dict[str, tuple[int, int]] = {}
        for holder, (name, inner) in self.parts_of.items():
            if not holder & self.whole:
                holders, parts = found.get(name, (0, 0))
                found[name] = (holders | holder, parts | inner)
        return found

    @property
    def keepers(self) -> int:
        """The classes that keep what others read and write."""
        return sum(self.kept)

    def inside(self, mask: int) -> Iterator[tuple[RelExpr, int]]:
        """How what a thing of these classes keeps, or goes whole with, leads to it: the relation, and its start."""
        for keeper, (name, inner) in sorted(self.kept.items()):
            if keeper & mask and not mask & ~self.keepers:
                yield Hop(name), inner
        held = self.held(mask)
        if held is not None and not mask & ~self.whole:
            yield self.ways_in.get(held[0], Chain(Hop(held[0]))), held[1]

    def held(self, mask: int) -> tuple[str, int] | None:
        """The relation from part to container, and the parts, where all classes of the mask are containers."""
        names: set[str] = set()
        parts = rest = 0
        for holder, (name, inner) in self.parts_of.items():
            if holder & mask:
                names.add(name)
                parts |= inner
                rest |= holder
        return (names.pop(), parts) if mask and not mask & ~rest and len(names) == 1 else None

    def lifted(
        self, firsts: Firsts, relation: RelExpr, xs: int, ys: int, *, named: bool
    ) -> RelExpr:
        """The relation of containers and of their parts, where x or y are containers.

        `named` says that there is a y to be looked for; without it only x can stand for its parts.
        """
        if isinstance(relation, EitherOf):
            parts = (self.lifted(firsts, r, xs, ys, named=named) for r in relation.parts)
            return EitherOf(tuple(parts))
        if not isinstance(relation, Hop) or relation.relation not in self.moving:
            return relation
        near, far = self.held(xs), self.held(ys) if named else None
        if far is not None and ys & ~self.whole and xs & self.parts and xs & ~self.parts:
            far = None  # parts would stand beside their containers in the list
        outer = ys | (far[1] if far is not None else 0)
        inner = xs | (near[1] if near is not None else 0)
        if near is not None and not firsts(relation, outer) & near[1]:
            near = None
        if far is not None and not firsts(relation, far[1]) & inner:
            far = None
        held = near or far
        if held is None:
            return relation
        return OfParts(relation, Hop(held[0]), near is not None, far is not None)
