"""What holds other things stands for them: a system for its members, a table for its columns, a server for
what it keeps, a workflow for its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.ontology import Ontology
from rag.algebra import Entity, Hop, Image, Named, OfParts, RelExpr, SetExpr
from rag.cell import Cell
from rag.meaning import Meaning
from rag.predicate import Among, Both, Pred, Rel

__all__ = ["followed", "needed_by"]


def followed(meaning: Meaning, relations: tuple[RelExpr, ...], noun: Cell) -> Iterator[Pred]:
    """The predicate of being related to what is held, where what holds it may have no such relation of its own."""
    if not isinstance(noun.sem, SetExpr):
        return
    single = tuple(r for r in relations if isinstance(r, Hop))
    flowing = tuple(r for r in relations if _of_data(meaning, r))
    if noun.kind == "ent" and isinstance(noun.sem, Entity):
        yield from _by_keepers(meaning, single, noun)
        yield from _by_parts(meaning, single, noun)
        yield from _by_members(meaning, (*single, *flowing), noun)
    moved = tuple(r for r in single if r.relation in meaning.containers.moving)
    if noun.kind not in ("ent", "rel", "cls"):
        return
    for part, inner in meaning.containers.inside(noun.mask):
        kept = tuple(
            r
            for r in (*(moved if isinstance(part, Hop) else ()), *flowing)
            if r != part and meaning.firsts(r, inner)
        )
        if kept:
            held = Image(part, noun.sem, labels=meaning.labels(inner))
            yield Rel(kept, held, inner)


@lru_cache(maxsize=4)
def needed_by(ontology: Ontology) -> tuple[RelExpr, ...]:
    """From a thing to what it depends on."""
    families = sorted(ontology.derived.items())
    return tuple(Named(n, forward=False) for n, d in families if d.family == "dependency")


def _by_keepers(meaning: Meaning, relations: tuple[Hop, ...], noun: Cell) -> Iterator[Pred]:
    """What is kept nowhere is kept in what it depends on, of what keeps things."""
    keepers, kept = meaning.containers.keepers, meaning.containers.kept.values()
    if any(r == Hop(name, forward=False) for name, _ in kept for r in relations):
        needed = tuple(r for r in needed_by(meaning.ontology) if meaning.firsts(r, noun.mask))
        if needed and isinstance(noun.sem, SetExpr):
            rel = Rel(needed, noun.sem, noun.mask)
            yield Both((rel, Among(meaning.listed(keepers), keepers)))


def _of_data(meaning: Meaning, relation: RelExpr) -> bool:
    """Whether it is everything along the data."""
    derived = meaning.ontology.derived
    return isinstance(relation, Named) and derived[relation.name].family == "data"


def _by_members(meaning: Meaning, relations: tuple[RelExpr, ...], noun: Cell) -> Iterator[Pred]:
    """A group without the relation of its own stands for what is in it."""
    groups = noun.mask & meaning.groups
    if not relations or not groups or not isinstance(noun.sem, SetExpr):
        return
    for bridge in meaning.bridges(meaning.everything, groups):
        path = isinstance(bridge, Named) and meaning.ontology.derived[bridge.name].path
        if isinstance(bridge, Named) and bridge.forward and path:
            mask = meaning.firsts(bridge, noun.mask)
            kept = tuple(r for r in relations if meaning.firsts(r, mask))
            if kept:
                yield Rel(kept, Image(bridge, noun.sem), mask)


def _by_parts(meaning: Meaning, relations: tuple[Hop, ...], noun: Cell) -> Iterator[Pred]:
    """A table without the relation of its own stands for its columns."""
    containers = meaning.containers
    held = containers.held(noun.mask)
    if held is None or noun.mask & containers.whole or not isinstance(noun.sem, SetExpr):
        return
    kept = tuple(
        OfParts(r, Hop(held[0]), far=True)
        for r in relations
        if r.relation in containers.moving and meaning.firsts(r, held[1])
    )
    if kept:
        yield Rel(kept, noun.sem, noun.mask)
