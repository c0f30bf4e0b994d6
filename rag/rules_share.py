"""Rules for shares, averages and what stands both ways: percentages, means, each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Average,
    Count,
    Exists,
    Grouped,
    Image,
    In,
    Key,
    Mutual,
    OfClass,
    RelExpr,
    SetExpr,
    Share,
    Union,
)
from rag.cell import Cell, Noun, Phrase, Valued, Verb
from rag.grammar import Ground, binary, holes
from rag.predicate import Among, Pred, Rel, inverse
from rag.rules_question import question
from rag.rules_verb import VOICE, negated, predicate

COUNTED = ("cls", "rel", "any", "every")


@binary("SHAREOF NP")
def share_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What share of services": of how many of them something holds."""
    plain = noun.q is None or noun.q.kind == "every"
    if plain and not noun.wh and noun.kind in COUNTED and isinstance(noun.sem, SetExpr):
        yield noun._replace(cat="SHARED", q=None)


@binary("SHARED VP", "SHARED RC", "SHARED GP")
def share_that(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not isinstance(pred.sem, Pred) or not isinstance(noun.sem, SetExpr):
        return
    for found, _, extra in g.meaning.apply(pred.sem, noun.sem, noun.mask):
        if found is not None:
            yield question(Share(noun.sem, found), noun.cost + pred.cost + extra)


@binary("SHARED BE")
def share_is(g: Ground, noun: Cell, aux: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SHAREDIS")


@binary("SHAREDIS NP")
def share_among(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "What share of the services are things that …"."""
    if isinstance(noun.sem, SetExpr) and isinstance(other.sem, SetExpr) and other.q is None:
        if noun.mask & other.mask and not other.wh and other.kind in COUNTED:
            pred = Among(other.sem, other.mask)
            for found, _, extra in g.meaning.apply(pred, noun.sem, noun.mask):
                if found is not None:
                    yield question(Share(noun.sem, found), noun.cost + other.cost + extra)


@binary("AVERAGEOF NP")
def average_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The average number of things that depend on the services"."""
    if noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr):
        found = averaged(noun.sem)
        if found is not None:
            yield question(found, noun.cost)
    if noun.q is None and not noun.wh and noun.kind in COUNTED:
        yield noun._replace(cat="AVERAGED")


@binary("AVERAGEOF RN")
def average_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None and not noun.wh:
        yield noun._replace(cat="AVERAGED")


@binary("AVERAGED PERP", "AVERAGED PP")
def average_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Average number of dependents per service", "of datasets per team"."""
    if isinstance(per.sem, Phrase):
        if per.sem.word not in ("of", "in", "per") or per.sem.noun.kind != "cls":
            return
        per = per.sem.noun._replace(cost=per.cost)
    if not isinstance(per.sem, SetExpr):
        return
    cost = noun.cost + per.cost
    if isinstance(noun.sem, Noun):
        relation = noun.sem.relation
        if noun.sem.filters or not g.meaning.firsts(relation, per.mask) & noun.sem.xs:
            return
        whole = g.meaning.firsts(relation, noun.sem.ys) == noun.sem.xs
        target = None if whole else g.meaning.listed(noun.sem.xs)
        yield question(Average(per.sem, Key(inverse(relation), target)), cost)
    elif isinstance(noun.sem, SetExpr):
        for relation in g.meaning.bridges(noun.mask, per.mask):
            cost += g.meaning.backward(relation, noun.mask, per.mask)
            yield question(Average(per.sem, Key(inverse(relation), noun.sem)), cost)


def averaged(of: SetExpr) -> Average | None:
    """How many things stand in a relation to each of a set, from all that stand in it to any."""
    parts = of.parts if isinstance(of, In) else (of,)
    images = [p for p in parts if isinstance(p, Image)]
    rest = tuple(p for p in parts if p not in images)
    if len(images) != 1 or holes_in(images[0].of):
        return None
    target = None if not rest else rest[0] if len(rest) == 1 else In(rest)
    return Average(images[0].of, Key(inverse(images[0].relation), target))


def holes_in(of: SetExpr) -> bool:
    return holes(Exists(of))


@binary("Q ONAVERAGE", "ONAVERAGE Q")
def on_average(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "How many services does a team own on average"."""
    q = left if left.cat == "Q" else right
    answer = q.sem
    if isinstance(answer, Grouped) and answer.count:
        of: SetExpr = answer.of
        parts = of.parts if isinstance(of, In) else (of,)
        kept = tuple(
            p for p in parts if not (isinstance(p, Image) and p.relation == answer.relation)
        )
        target = In(kept) if len(kept) > 1 else kept[0] if kept else None
        over = OfClass(answer.labels)
        yield q._replace(sem=Average(over, Key(inverse(answer.relation), target)))
    elif isinstance(answer, Count):
        found = averaged(answer.of)
        if found is not None:
            yield q._replace(sem=found)


@binary("AVERAGE VALN")
def average_value(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    """ "The average tier of the services"."""
    sem = value.sem
    if (
        isinstance(sem, Valued)
        and sem.of is not None
        and sem.property.type in ("integer", "number")
    ):
        yield question(Average(sem.of, Key(property=sem.property.name)), value.cost)


@binary("BE Q")
def is_average(g: Ground, aux: Cell, q: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Average | Share):
        yield q._replace(cat="BEQ")


@binary("V EACHOTHER")
def each_other(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    """ "Services that call each other"."""
    assert isinstance(verb.sem, Verb)
    if verb.kind == "d":
        return
    everything = g.meaning.everything
    both: list[RelExpr] = [
        Mutual(r) for r in verb.sem.relations if g.meaning.firsts(Mutual(r), everything)
    ]
    if both:
        pred = Rel(tuple(both), None, everything)
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], verb.cost)


@binary("YN VP")
def do_they_each_other(g: Ground, pair: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Do A and B call each other"."""
    if not isinstance(pair.sem, Union) or not isinstance(pred.sem, Rel) or pair.q is None:
        return
    if len(pair.sem.parts) == 2 and all(isinstance(r, Mutual) for r in pred.sem.relations):
        first, second = pair.sem.parts
        for found, _, extra in g.meaning.apply(
            replace(pred.sem, target=second, mask=pair.mask), first, pair.mask
        ):
            if found is not None:
                yield question(Exists(found), pair.cost + pred.cost + extra - 0.2)
