"""Rules for questions that ask how one thing reaches another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Answer,
    Entity,
    Listing,
    Named,
    PathOf,
    SetExpr,
    Union,
)
from rag.cell import Cell, Noun, Phrase
from rag.grammar import (
    Ground,
    binary,
    fill_answer,
    holes,
    unary,
)
from rag.predicate import HOLE, Rel
from rag.rules_noun import relational
from rag.rules_question import question


@binary("DO LIGHT", "DO SPEAKER", "MODAL SPEAKER", "MODAL LIGHT")
def does_it(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("DOESIT", word.cat)


@binary("HOW DOESIT")
def how_does_it(g: Ground, word: Cell, it: Cell) -> Iterator[Cell]:
    yield it._replace(cat="HOWIT")


@binary("HOW LIGHT")
def how_it(g: Ground, word: Cell, it: Cell) -> Iterator[Cell]:
    """ "How data gets from A to B", "the path by which …", as a clause."""
    yield Cell("HOWIT", it.cat)


@binary("HOWIT CONNECTED", "DOESIT CONNECTED", "HOWIT FLOWING", "DOESIT FLOWING")
def how_does_it_get(g: Ground, it: Cell, word: Cell) -> Iterator[Cell]:
    yield it._replace(cat="HOWITGETS" if it.cat == "HOWIT" else "ITGETS")


@binary("HOWITGETS ENDS", "ITGETS ENDS")
def how_it_gets(g: Ground, it: Cell, ends: Cell) -> Iterator[Cell]:
    """ "How does data get from A to B"."""
    assert isinstance(ends.sem, PathOf)
    family = "data" if it.sem == "LIGHT" else None
    yield question(replace(ends.sem, family=family, boolean=it.cat == "ITGETS"), ends.cost)


@binary("HOW YN", "WHY YN")
def how_does(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if isinstance(subject.sem, Entity) and subject.kind in ("ent", "chg"):
        yield subject._replace(cat="HOWDOES")


@binary("HOWDOES VP")
def how_related(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    found = pred.sem
    assert isinstance(subject.sem, Entity)
    if not isinstance(found, Rel) or not isinstance(found.target, Entity) or found.target == HOLE:
        return
    family = next((f for r in found.relations if (f := family_of(g, r)) is not None), None)
    start, end = subject.sem, found.target
    if family in ("impact", "data") and any(
        isinstance(r, Named) and r.forward for r in found.relations
    ):
        start, end = end, start  # what affects or feeds comes first
    length = subject.wh == "hops"
    yield question(PathOf(start, end, family, length=length), subject.cost + pred.cost)


def family_of(g: Ground, relation: object) -> str | None:
    return g.ontology.derived[relation.name].family if isinstance(relation, Named) else None


@binary("YN CONNECTED")
def is_connected(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="YNC")


@binary("HOWDOES CONNECTED")
def how_connected(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="HOWC")


@binary("HOWDOES FLOWING")
def how_flowing(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="HOWC", kind="data")


@binary("YN FLOWING")
def is_flowing(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="YNC", kind="data")


@binary("HOWC NP", "HOWC PP", "YNC NP", "YNC PP")
def connected_to(g: Ground, subject: Cell, other: Cell) -> Iterator[Cell]:
    inner = other.sem.noun if isinstance(other.sem, Phrase) else other
    if isinstance(subject.sem, Entity) and isinstance(inner.sem, Entity) and not inner.wh:
        boolean, length = subject.cat == "YNC", subject.wh == "hops"
        cost = subject.cost + other.cost + (0.2 if boolean else 0.1)
        if subject.kind == "data":
            yield question(PathOf(subject.sem, inner.sem, "data", boolean, length), cost)
            cost += 0.25
        yield question(PathOf(subject.sem, inner.sem, None, boolean, length), cost)


@binary("HOW YNPAIR", "WHY YNPAIR")
def how_pair(g: Ground, word: Cell, pair: Cell) -> Iterator[Cell]:
    if isinstance(pair.sem, PathOf):
        yield question(replace(pair.sem, boolean=False), pair.cost)


@binary("YN CONNECTED")
def pair_connected(g: Ground, pair: Cell, word: Cell) -> Iterator[Cell]:
    """ "Are A and B connected"."""
    if isinstance(pair.sem, Union) and pair.q is not None and len(pair.sem.parts) == 2:
        start, end = pair.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            path = PathOf(start, end, None, True)
            yield Cell("YNPAIR", path, cost=pair.cost)
            yield question(path, pair.cost)


@binary("BETWEEN NP", "FROM NP", "TO NP", "OF NP")
def path_ends(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "BETWEEN" and isinstance(noun.sem, Union) and len(noun.sem.parts) == 2:
        start, end = noun.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            yield Cell("ENDS", PathOf(start, end), cost=noun.cost, kind="either")
    elif (
        word.cat != "BETWEEN"
        and isinstance(noun.sem, Entity)
        and noun.kind == "ent"
        and word.cat in ("FROM", "TO")
    ):
        yield Cell("ENDFROM" if word.cat == "FROM" else "ENDTO", noun.sem, cost=noun.cost)


@binary("LINKS NP")
def links(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What connects A and B"."""
    if isinstance(noun.sem, Union) and len(noun.sem.parts) == 2 and noun.kind == "ent":
        start, end = noun.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            yield Cell("BEPATH", PathOf(start, end), cost=noun.cost + 0.1, kind="either")


@binary("LINKS NP")
def links_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and isinstance(noun.sem, Entity):
        yield noun._replace(cat="LINKED")


@binary("LINKED WITH", "LINKED TO", "LINKED AND")
def links_with(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="LINKEDTO")


@binary("LINKEDTO NP")
def links_both(g: Ground, start: Cell, end: Cell) -> Iterator[Cell]:
    if isinstance(start.sem, Entity) and isinstance(end.sem, Entity) and end.kind == "ent":
        path = PathOf(start.sem, end.sem)
        yield Cell("BEPATH", path, cost=start.cost + end.cost + 0.1, kind="either")


@binary("HOW NP", "WHY NP")
def why_it_does(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "(Explain) why X is affected by Y"."""
    if isinstance(noun.sem, Entity) and noun.kind == "ent" and not noun.wh:
        yield noun._replace(cat="HOWDOES", cost=noun.cost + 0.1)


@binary("ENDFROM ENDTO")
def from_to(g: Ground, start: Cell, end: Cell) -> Iterator[Cell]:
    if isinstance(start.sem, Entity) and isinstance(end.sem, Entity):
        yield Cell("ENDS", PathOf(start.sem, end.sem), cost=start.cost + end.cost)


@binary("PATH ENDS", "DATAPATH ENDS", "NEEDPATH ENDS")
def path_between(g: Ground, word: Cell, ends: Cell) -> Iterator[Cell]:
    assert isinstance(ends.sem, PathOf)
    family = {"DATAPATH": "data", "NEEDPATH": "dependency"}.get(word.cat)
    yield ends._replace(cat="PATHNP", sem=replace(ends.sem, family=family))


@binary("LIST PATHNP", "TRACE PATHNP", "ISTHERE PATHNP", "BE PATHNP", "EXIST PATHNP")
def path_question(g: Ground, word: Cell, path: Cell) -> Iterator[Cell]:
    assert isinstance(path.sem, PathOf)
    if word.cat == "BE":
        yield path._replace(cat="BEPATH")
    else:
        boolean = word.cat not in ("LIST", "TRACE")
        either = path.kind == "either"
        yield from by_family(replace(path.sem, boolean=boolean), path.cost, either=either)


def by_family(path: PathOf, cost: float, *, either: bool = False) -> Iterator[Cell]:
    """ "The path from A to B": of data, else of need, else of any kind; between the two, data may come back."""
    if path.family is not None:
        yield question(path, cost)
        return
    needed, other = (0.08, 0.3) if either else (0.12, 0.25)
    for family, more in (("data", 0.0), ("dependency", needed), (None, other)):
        yield question(replace(path, family=family), cost + more)
    if either:
        yield question(replace(path, start=path.end, end=path.start, family="data"), cost + 0.19)


@binary("ISTHERE PATH", "EXIST PATH", "ISTHERE DATAPATH", "EXIST DATAPATH")
def is_there_a_path(g: Ground, word: Cell, path: Cell) -> Iterator[Cell]:
    yield path._replace(cat="ANYPATH")


@binary("ENDS ANYPATH")
def between_is_there(g: Ground, ends: Cell, path: Cell) -> Iterator[Cell]:
    """ "Between A and B, is there any route"."""
    assert isinstance(ends.sem, PathOf)
    yield from by_family(replace(ends.sem, boolean=True), ends.cost)


@binary("ANY PATH", "ANY DATAPATH", "NO PATH")
def any_path(g: Ground, word: Cell, path: Cell) -> Iterator[Cell]:
    yield path


@binary("NP BEPATH")
def what_path(g: Ground, noun: Cell, path: Cell) -> Iterator[Cell]:
    if noun.wh and noun.kind == "univ" and isinstance(path.sem, PathOf):
        yield from by_family(path.sem, path.cost, either=path.kind == "either")


@unary("PATHNP")
def path_alone(g: Ground, path: Cell) -> Iterator[Cell]:
    assert isinstance(path.sem, PathOf)
    dear = g.shape["fragment"]
    yield from by_family(path.sem, path.cost + dear, either=path.kind == "either")


@binary("TRACE NP")
def traced(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh:
        yield noun._replace(cat="TRACED")


@binary("TRACED RN", "TRACED PP")
def trace(g: Ground, noun: Cell, end: Cell) -> Iterator[Cell]:
    """ "Trace X upstream", "trace X back to its sources"."""
    if isinstance(end.sem, Noun):
        for cell in relational(g, end, noun._replace(cat="NP"), noun.cost):
            if isinstance(cell.sem, SetExpr):
                yield question(Listing(cell.sem), cell.cost)
    elif (
        isinstance(end.sem, Phrase)
        and isinstance(end.sem.noun.sem, SetExpr)
        and isinstance(noun.sem, SetExpr)
    ):
        answer: Answer = Listing(end.sem.noun.sem)
        if holes(answer):
            yield question(fill_answer(answer, noun.sem), noun.cost + end.cost)
