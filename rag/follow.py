"""What holds other things stands for them: a system for its members, a table for its columns, a server for
what it keeps, a workflow for its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graph.ontology import Flow, Ontology
from rag.algebra import Entity, Hop, Image, Named, OfParts, RelExpr, SetExpr, Union
from rag.cell import Cell
from rag.meaning import Meaning
from rag.predicate import Among, Both, Pred, Rel

__all__ = ["column_felt", "followed", "needed_by"]


def followed(meaning: Meaning, relations: tuple[RelExpr, ...], noun: Cell) -> Iterator[Pred]:
    """The predicate of being related to what is held, where what holds it may have no such relation of its own."""
    if not isinstance(noun.sem, SetExpr):
        return
    single = tuple(r for r in relations if isinstance(r, Hop))
    flowing = tuple(r for r in relations if _of_family(meaning, r, "data"))
    if noun.kind == "ent" and isinstance(noun.sem, Entity):
        yield from column_felt(meaning, relations, noun)
        yield from _by_keepers(meaning, single, noun)
        yield from _by_parts(meaning, single, noun)
        yield from _by_members(meaning, (*single, *flowing), noun)
    moved = tuple(r for r in single if r.relation in meaning.containers.moving)
    if noun.kind not in ("ent", "rel", "cls"):
        return
    needing = tuple(r for r in relations if _of_family(meaning, r, "dependency"))
    for part, inner in meaning.containers.inside(noun.mask):
        kept = tuple(
            r
            for r in (*(moved if isinstance(part, Hop) else needing), *flowing)
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


def column_felt(meaning: Meaning, relations: tuple[RelExpr, ...], noun: Cell) -> Iterator[Pred]:
    """A column feeds no more than columns: it gets where its table feeds and a change to it is felt."""
    if not isinstance(noun.sem, SetExpr) or noun.mask & ~meaning.containers.parts:
        return
    derived = sorted(meaning.ontology.derived.items())
    felt = tuple(Named(n) for n, d in derived if d.family == "impact")
    forward = tuple(Named(n) for n, d in derived if d.family == "data")
    if not any(_takes(meaning, r) for r in relations):
        return
    for holder, (name, inner) in sorted(meaning.containers.parts_of.items()):
        if felt and inner & noun.mask:
            fed_too = tuple(Image(r, noun.sem, meaning.labels(inner)) for r in forward)
            columns = Union((noun.sem, *fed_too))
            table = Image(Hop(name, forward=False), columns, meaning.labels(holder))
            fed = Rel(forward, table, holder)
            yield Both((fed, Rel(felt, noun.sem, noun.mask)))


def _takes(meaning: Meaning, relation: RelExpr) -> bool:
    """Whether it is said of what takes data from the other end, or needs it."""
    if isinstance(relation, Named):
        families = ("data", "dependency")
        return relation.forward and meaning.ontology.derived[relation.name].family in families
    if not isinstance(relation, Hop) or not relation.forward:
        return False
    flows = {row.data for row in meaning.ontology.relations[relation.relation].rows}
    return flows == {Flow.BACKWARD}


def _by_keepers(meaning: Meaning, relations: tuple[Hop, ...], noun: Cell) -> Iterator[Pred]:
    """What is kept nowhere is kept in what it depends on, of what keeps things."""
    keepers, kept = meaning.containers.keepers, meaning.containers.kept.values()
    if any(r == Hop(name, forward=False) for name, _ in kept for r in relations):
        needed = tuple(r for r in needed_by(meaning.ontology) if meaning.firsts(r, noun.mask))
        if needed and isinstance(noun.sem, SetExpr):
            rel = Rel(needed, noun.sem, noun.mask)
            yield Both((rel, Among(meaning.listed(keepers), keepers)))


def _of_family(meaning: Meaning, relation: RelExpr, family: str) -> bool:
    derived = meaning.ontology.derived
    return isinstance(relation, Named) and derived[relation.name].family == family


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
