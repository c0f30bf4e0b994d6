"""Rules for the order of steps: what comes before or after one, and in which order they run."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import parse_urn
from rag.algebra import Entity, Hop, Image, Listing, Op, SetExpr, Value, Where
from rag.cell import Cell
from rag.grammar import Ground, binary, unary
from rag.predicate import HOLE
from rag.rules_question import question


def _orders(g: Ground, mask: int) -> str | None:
    """The property that names what comes before a thing of these classes, in the same container."""
    for name, p in sorted(g.ontology.properties.items()):
        if p.tells_before and mask & g.meaning.has_property(name):
            return name
    return None


@binary("PRECEDES NP", "FOLLOWS NP", "BEFORE NP", "AFTER NP")
def next_to_a_step(g: Ground, word: Cell, step: Cell) -> Iterator[Cell]:
    """ "Comes before S", "runs after S"."""
    ordered = _orders(g, step.mask)
    one = isinstance(step.sem, Entity) and step.sem != HOLE and len(step.sem.urns) == 1
    if one and not step.wh and step.q is None and ordered:
        before = word.cat in ("PRECEDES", "BEFORE")
        said = "" if word.cat in ("PRECEDES", "FOLLOWS") else "noun"
        yield step._replace(cat="BEFORESTEP" if before else "AFTERSTEP", wh=said)


@binary("NP BEFORESTEP")
def what_comes_before(g: Ground, noun: Cell, step: Cell) -> Iterator[Cell]:
    """ "Which step comes before S"."""
    name = _orders(g, step.mask)
    if not name or not noun.mask & step.mask or not isinstance(step.sem, Entity):
        return
    if noun.wh and not step.wh:
        yield question(Value(step.sem, name), noun.cost + step.cost + 0.16)
    elif step.wh and not noun.wh and noun.kind in ("cls", "def"):
        yield Cell("ORDERED", Value(step.sem, name), cost=noun.cost + step.cost)


@binary("NP AFTERSTEP")
def what_comes_after(g: Ground, noun: Cell, step: Cell) -> Iterator[Cell]:
    """ "Which step comes after S": those that name it as what is before them, in its container."""
    name = _orders(g, step.mask)
    if not name or not noun.mask & step.mask or not isinstance(step.sem, Entity):
        return
    (urn,) = step.sem.urns
    held = g.meaning.containers.held_by(step.mask)
    if held is None or urn not in g.containers:
        return
    inside = Image(Hop(held), Entity((g.containers[urn],)), g.meaning.labels(step.mask))
    known = parse_urn(urn)
    if known is None:
        return
    after = Where(inside, name, Op.EQ, known.name)
    if noun.wh and not step.wh:
        yield question(Listing(after), noun.cost + step.cost + 0.16)
    elif step.wh and not noun.wh and noun.kind in ("cls", "def"):
        yield Cell("NP", after, step.mask, noun.cost + step.cost + 0.05, kind="rel")


@binary("INORDER NP", "NP INTURN")
def in_which_order(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "In which order do the steps of W (run)", "the steps of W in the order they run"."""
    steps = left if left.cat == "NP" else right
    they = steps.sem == HOLE
    if they or (steps.kind in ("rel", "cls") and steps.many and isinstance(steps.sem, SetExpr)):
        name = _orders(g, g.meaning.parts if they else steps.mask)
        if name and (not steps.wh or steps.wh == "list"):
            assert isinstance(steps.sem, SetExpr)
            yield Cell("ORDERED", Value(steps.sem, name), cost=steps.cost)


@binary("ORDERED WORKS", "ORDERED V", "ORDERED PV")
def in_which_order_run(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    yield asked


@binary("LIST ORDERED", "TRACE ORDERED")
def list_in_order(g: Ground, word: Cell, asked: Cell) -> Iterator[Cell]:
    yield asked


@binary("BE ORDERED")
def is_the_one_before(g: Ground, aux: Cell, asked: Cell) -> Iterator[Cell]:
    yield asked._replace(cat="ISORDERED")


@binary("NP ISORDERED")
def what_is_the_one_before(g: Ground, noun: Cell, asked: Cell) -> Iterator[Cell]:
    """ "What is the step before S"."""
    if noun.wh and noun.kind == "univ" and isinstance(asked.sem, Value):
        yield question(asked.sem, noun.cost + asked.cost + 0.05)


@unary("ORDERED")
def order_of_steps(g: Ground, asked: Cell) -> Iterator[Cell]:
    if isinstance(asked.sem, Value):
        yield question(asked.sem, asked.cost + 0.05)
