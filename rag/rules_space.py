"""Rules for what is called by a database or a schema together: the lake, raw tables, the columns of a mart."""

from __future__ import annotations

from collections.abc import Iterator

from rag.cell import Cell
from rag.grammar import Ground, binary, unary
from rag.predicate import Pred


@unary("SPACE")
def in_space(g: Ground, space: Cell) -> Iterator[Cell]:
    """ "The lake" is all that is in it; "raw tables", "lake data" are tables of it."""
    if not space.kind and isinstance(space.sem, Pred):
        yield space._replace(cat="ADJ")
        yield from _all_in(g, space)


@binary("SPACE LAYER", "LAYER SPACE")
def space_said(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "The raw layer", "schema marts"."""
    space = left if left.cat == "SPACE" else right
    found = space._replace(kind="", cost=0.0, cat="PLACED")
    yield found
    yield from _all_in(g, found)


def _all_in(g: Ground, space: Cell) -> Iterator[Cell]:
    assert isinstance(space.sem, Pred)
    for sem, mask, _ in g.meaning.apply(space.sem, None, space.mask):
        yield Cell("NP", sem, mask, space.cost + 0.05, kind="rel", many=True)


@binary("IN SPACE", "OF SPACE", "FROM SPACE", "IN PLACED", "OF PLACED", "FROM PLACED")
def of_space(g: Ground, word: Cell, space: Cell) -> Iterator[Cell]:
    """ "Tables in the lake", "datasets of the raw layer"."""
    if not space.kind:
        yield Cell("VP", space.sem, space.mask, space.cost, kind="p")
