"""Containers stand for their parts: what a workflow reads is what its tasks read, by the ontology's container rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.ontology import Container, Flow, Ontology
from rag.algebra import EitherOf, Hop, OfParts, RelExpr

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
    moving: frozenset[
        str
    ]  # relations that carry data or impact: what things do, not what is said of them

    @staticmethod
    def of(ontology: Ontology, bit: Mapping[str, int]) -> Containers:
        found: dict[int, tuple[str, int]] = {}
        whole = 0
        for name, relation in sorted(ontology.relations.items()):
            for row in relation.rows:
                if row.container not in (Container.WHOLE_AND_PARTS, Container.PART_TO_WHOLE):
                    continue
                part, holder = bit.get(row.domain, 0), bit.get(row.range, 0)
                if not holder or not (ontology.classes[row.domain].part or part == holder):
                    continue
                found[holder] = (name, found.get(holder, (name, 0))[1] | part)
                if row.container is Container.WHOLE_AND_PARTS:
                    whole |= holder
        moving = frozenset(
            name
            for name, relation in ontology.relations.items()
            if name not in {n for n, _ in found.values()}
            and any(r.impact is not Flow.NONE or r.data is not Flow.NONE for r in relation.rows)
        )
        inner = 0
        for _, mask in found.values():
            inner |= mask
        return Containers(found, whole, inner & ~whole, moving)

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
