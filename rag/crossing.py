"""What predicates of two steps mean: over a border ("of another team"), and second in a ranking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.algebra import AtLeast, But, Key, Minus, NoneOf, Onto, RelExpr, SetExpr, Then, Top, Where
from rag.predicate import ALIKE, Across, Rel, inverse

if TYPE_CHECKING:
    from rag.meaning import Meaning

__all__ = ["alike", "crossing", "nth", "of_its_kind"]


def crossing(
    meaning: Meaning, pred: Across, of: SetExpr | None, mask: int, *, none: bool = False
) -> tuple[SetExpr, int] | None:
    """Those related to what lies on the other side of a border, or on this one; with `none` those that are not."""
    relation = meaning.meant(pred.relations, mask, pred.mask)
    border = meaning.meant(pred.borders, pred.mask, pred.of_mask)
    if relation is None or border is None:
        return None
    relation = meaning.containers.lifted(meaning.firsts, relation, mask, pred.mask, named=True)
    kept = mask & meaning.firsts(relation, pred.mask)
    sharing = Then(Onto(border, meaning.labels(pred.of_mask)), inverse(border))
    beyond: RelExpr = But(relation, sharing)
    target = pred.target
    base = of if of is not None else meaning.listed(kept)
    if pred.same:
        beyond = But(relation, beyond)
    elif pred.outside:
        base = AtLeast(base, border, 1, pred.of)
    else:
        inner = meaning.listed(pred.mask & meaning.firsts(border, pred.of_mask))
        target = AtLeast(target if target is not None else inner, border, 1, pred.of)
    if none:
        return NoneOf(base, beyond, target), mask
    return AtLeast(base, beyond, 1, target), kept


def nth(of: SetExpr, key: Key, n: int, highest: bool) -> SetExpr:
    """The first of those that are not among the n - 1 before it."""
    return Top(Minus(of, Top(of, key, n - 1, highest)), key, 1, highest)


def of_its_kind(target: SetExpr) -> bool:
    """Whether it is "another service", "a deprecated one": things of the subject's own class."""
    return target == ALIKE or (isinstance(target, Where) and of_its_kind(target.of))


def alike(meaning: Meaning, pred: Rel, mask: int) -> Rel | None:
    """The same of things of the subject's class, once that is known."""
    everything = meaning.everything
    if pred.target == ALIKE:
        if pred.mask != everything and (mask & ~pred.mask or mask == everything):
            return None  # "another team" of a service is another than its own
        return replace(pred, target=None if mask == everything else meaning.listed(mask), mask=mask)
    if mask == everything or pred.target is None:
        return None
    return replace(pred, target=_of(pred.target, meaning.listed(mask)), mask=mask)


def _of(target: SetExpr, of: SetExpr) -> SetExpr:
    return replace(target, of=_of(target.of, of)) if isinstance(target, Where) else of
