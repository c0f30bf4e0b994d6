"""Rules for several predicates: and, or, but, neither, and relative clauses."""

from __future__ import annotations

from collections.abc import Iterator

from rag.cell import Cell, Phrase, Verb
from rag.grammar import (
    Ground,
    binary,
)
from rag.predicate import Both, Not, OneOf, Pred, Prop, Rel
from rag.rules_verb import verb_object

PLACED = ("in", "inside", "within")


@binary("AND VP", "OR VP", "BUT VP", "COMMA VP")
def and_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="ANDVP", wh="or" if word.cat == "OR" else "and")


@binary("AND RC", "OR RC", "BUT RC", "COMMA RC")
def and_clause(g: Ground, word: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause._replace(
        cat="ANDRC",
        wh="or" if word.cat == "OR" else "and",
        cost=clause.cost + 0.15 * (clause.wh == "who"),
    )


@binary("VP ANDVP", "RC ANDRC", "RC ANDVP", "VP ANDRC")
def predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        if right.wh == "or" and isinstance(left.sem, Not) and right.kind == "p":
            return  # "are not a or b" is neither
        parts = (left.sem, right.sem)
        sem = OneOf(parts) if right.wh == "or" else Both(parts)
        mask = left.mask | right.mask if right.wh == "or" else left.mask & right.mask
        odd = 0.0 if left.kind == right.kind else 0.05
        if not mask:  # said of different classes: a head that one of them only stands for
            mask, odd = left.mask | right.mask, odd + 0.1
        yield Cell(left.cat, sem, mask, left.cost + right.cost + odd, kind=left.kind)


@binary("VP RC", "RC VP")
def stacked(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """A further clause on the same head, without a word between."""
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred) and left.mask & right.mask:
        if right.cat == "VP" and right.kind not in ("p", "g"):
            return
        cost = left.cost + right.cost + g.shape["high"]
        yield Cell(
            left.cat, Both((left.sem, right.sem)), left.mask & right.mask, cost, kind=left.kind
        )


@binary("VP VP")
def stacked_predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(right.sem, Prop) and right.cost:
        return
    if right.kind in ("p", "g") and isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        mask = left.mask & right.mask
        if mask:
            cost = left.cost + right.cost + g.shape["high"]
            yield Cell("VP", Both((left.sem, right.sem)), mask, cost, kind=left.kind)


@binary("NOT NP", "NOT PP")
def not_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    inner = noun.sem.noun if isinstance(noun.sem, Phrase) else noun
    groups = g.meaning.groups  # "and not in system S" says where, not the verb again
    if inner.q is None and not inner.wh and inner.kind != "univ":
        apart = (
            isinstance(noun.sem, Phrase) and noun.sem.word in PLACED and not inner.mask & ~groups
        )
        yield inner._replace(cat="NOTNP", cost=noun.cost + (0.2 if apart else 0.0))


@binary("BUT NOTNP", "AND NOTNP", "COMMA NOTNP", "EXCEPT NOTNP")
def but_not_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun


@binary("VP NOTNP")
def predicate_but_not(g: Ground, pred: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depends on A but not on B": the relation is said once."""
    if isinstance(pred.sem, Rel):
        for other, cost in g.related(pred.sem.relations, noun._replace(cat="NP")):
            sem = Both((pred.sem, Not(other)))
            yield pred._replace(sem=sem, cost=pred.cost + noun.cost + cost)


@binary("NEITHER VP")
def neither_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="NEITHERVP")


@binary("NOR VP")
def nor_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="NORVP")


@binary("NEITHERVP NORVP")
def neither_nor_predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        yield Cell(
            "VP",
            Not(OneOf((left.sem, right.sem))),
            left.mask & right.mask,
            left.cost + right.cost,
            kind="p" if left.kind == "p" else "v",
        )


@binary("BOTH VP", "EITHER VP")
def both_predicates(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Both if word.cat == "BOTH" else OneOf):
        yield pred


@binary("THAT VP", "THAT GP")
def relative_clause(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if (
        isinstance(pred.sem, Pred)
        and pred.kind != "q"
        and (pred.kind not in ("p",) or pred.cat == "GP")
    ):
        yield pred._replace(
            cat="RC", kind="", wh="who" if word.sem in ("who", "whom", "which") else ""
        )


@binary("V AND", "V OR", "V NOR")
def verb_and(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    yield verb._replace(cat="VAND", wh=word.cat)


@binary("VAND V")
def two_verbs(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Reads and writes X": two verbs with one object."""
    if isinstance(left.sem, Verb) and isinstance(right.sem, Verb):
        yield Cell("VV", (left, right), cost=left.cost + right.cost, kind=right.kind, wh=left.wh)


@binary("VV NP")
def two_verbs_object(g: Ground, verbs: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(verbs.sem, tuple)
    left, right = verbs.sem
    for first in verb_object(g, left, noun):
        for second in verb_object(g, right, noun):
            assert isinstance(first.sem, Pred)
            assert isinstance(second.sem, Pred)
            parts = (first.sem, second.sem)
            if verbs.wh == "NOR":
                yield Cell(
                    "NORVV", OneOf(parts), first.mask & second.mask, first.cost + second.cost
                )
            sem = Both(parts) if verbs.wh == "AND" else OneOf(parts)
            yield Cell(
                "VP", sem, first.mask & second.mask, first.cost + second.cost, kind=second.kind
            )


@binary("NEITHER NORVV")
def neither_verb(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred):
        yield Cell("VP", Not(pred.sem), pred.mask, pred.cost, kind="v")
