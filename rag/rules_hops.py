"""Rules for how far apart two things are: the number of steps of the shortest path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import Entity, PathOf, Union
from rag.cell import Cell
from rag.grammar import Ground, binary, unary
from rag.predicate import HOLE
from rag.rules_path import by_family


@binary("HOWMANY STEP")
def how_many_steps(g: Ground, word: Cell, step: Cell) -> Iterator[Cell]:
    yield Cell("HOPS")


@unary("HOWFAR")
def how_far(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("HOPS", kind="far")


@binary("NUMBEROF STEP")
def number_of_steps(g: Ground, word: Cell, step: Cell) -> Iterator[Cell]:
    yield Cell("LENGTH")


@binary("IN HOPS", "OF HOPS")
def in_how_many(g: Ground, word: Cell, hops: Cell) -> Iterator[Cell]:
    yield hops


@binary("HOPS STEPSARE")
def steps_are_there(g: Ground, hops: Cell, word: Cell) -> Iterator[Cell]:
    """ "How many hops is it", "how many steps does it take"."""
    yield hops


@binary("HOPS ENDS", "HOPS BEPATH", "LENGTH ENDS")
def hops_between(g: Ground, hops: Cell, ends: Cell) -> Iterator[Cell]:
    """ "How many hops from A to B", "of how many steps is the path from A to B", "the distance between A and B"."""
    assert isinstance(ends.sem, PathOf)
    asked = replace(ends.sem, length=True)
    if hops.cat == "LENGTH":
        yield ends._replace(cat="PATHNP", sem=asked)
    else:
        yield from by_family(asked, ends.cost, either=ends.kind == "either")


@binary("HOPS YN")
def hops_of(g: Ground, hops: Cell, subject: Cell) -> Iterator[Cell]:
    """ "How far is A", "in how many steps does A", "how many hops apart are A and B"."""
    if isinstance(subject.sem, Entity) and subject.sem != HOLE and subject.kind == "ent":
        yield subject._replace(cat="HOPSOF")
        if subject.wh != "BE":
            yield subject._replace(cat="HOWDOES", wh="hops")
    elif isinstance(subject.sem, Union) and len(subject.sem.parts) == 2:
        start, end = subject.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            asked = PathOf(start, end, length=True)
            yield from by_family(asked, subject.cost, either=True)


@binary("HOPSOF STEPSARE")
def hops_of_it_away(g: Ground, one: Cell, word: Cell) -> Iterator[Cell]:
    yield one


@binary("HOPSOF ENDFROM", "HOPSOF ENDTO")
def hops_of_one(g: Ground, one: Cell, other: Cell) -> Iterator[Cell]:
    """ "How far is A from B"."""
    if isinstance(one.sem, Entity) and isinstance(other.sem, Entity):
        ends = (other.sem, one.sem) if other.cat == "ENDFROM" else (one.sem, other.sem)
        yield from by_family(PathOf(*ends, length=True), one.cost + other.cost, either=True)


@binary("HOPS ENDFROM")
def hops_from(g: Ground, hops: Cell, start: Cell) -> Iterator[Cell]:
    yield start._replace(cat="HOPSFROM")


@binary("HOPSFROM YN")
def hops_from_one(g: Ground, start: Cell, end: Cell) -> Iterator[Cell]:
    """ "How many hops away from A is B"."""
    if isinstance(start.sem, Entity) and isinstance(end.sem, Entity) and end.sem != HOLE:
        asked = PathOf(start.sem, end.sem, length=True)
        yield from by_family(asked, start.cost + end.cost, either=True)
