"""What is asked of each of some things: a row for every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from graph.ontology import Ontology
from rag.algebra import Answer, AtLeast, Count, Grouped, Image, In, Listing, OfClass, SetExpr, Top
from rag.holes import has_hole
from rag.predicate import HOLE, inverse
from rag.typing import kinds_of

__all__ = ["Each"]


@dataclass(frozen=True, slots=True)
class Each:
    """`lifted` is a grouping in which containers stand for their parts."""

    ontology: Ontology
    lifted: Callable[[Grouped], Grouped]

    def per(self, answer: Answer, of: SetExpr) -> Answer | None:
        """ "What each of them owns": by the things that "they" are."""
        if not isinstance(answer, Listing | Count):
            return None
        parts = answer.of.parts if isinstance(answer.of, In) else (answer.of,)
        open_ = [p for p in parts if isinstance(p, Image) and p.of == HOLE]
        rest = tuple(p for p in parts if p not in open_)
        if len(open_) != 1 or any(map(has_hole, rest)):
            return None
        labels = kinds_of(of, self.ontology)
        if not labels:
            return None
        image = replace(open_[0], of=of)
        made = Grouped(image, image.relation, labels, isinstance(answer, Count), of)
        lifted = self.lifted(made)
        image = replace(image, relation=lifted.relation)
        return replace(lifted, of=In((*rest, image)) if rest else image)

    def tallied(self, known: Answer) -> Answer | None:
        """ "Which teams have members, and how many each": counted for each of those that have any, or the most."""
        if isinstance(known, Listing) and isinstance(known.of, Top):
            relation, target = known.of.key.relation, known.of.key.target
            if relation is None:
                return None
            return self.per(Count(_met(Image(inverse(relation), HOLE), target)), known.of)
        if not isinstance(known, Listing) or not isinstance(known.of, AtLeast):
            return None
        some = known.of
        turned = inverse(some.relation)
        labels = kinds_of(some.of, self.ontology)
        counted = some.target or OfClass(kinds_of(Image(turned, some.of), self.ontology))
        return self.lifted(Grouped(counted, turned, labels, True, some)) if labels else None


def _met(image: SetExpr, target: SetExpr | None) -> SetExpr:
    return image if target is None else In((image, target))
