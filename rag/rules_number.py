"""Rules for how many: quantifiers, numbers, superlatives and rankings."""

from __future__ import annotations

from collections.abc import Iterator

from rag.cell import Cell, Quantity
from rag.grammar import (
    Ground,
    binary,
    quantified,
    unary,
)
from rag.predicate import ALIKE


@binary("NO NP", "NO RN", "NO PN", "UNKNOWN RN", "UNKNOWN PN")
def no_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent":
        yield from quantified(noun, "no")


@binary("ANY NP", "ANY RN", "ANY PN")
def any_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" or noun.q is not None:
        return
    if word.sem == "other" and not noun.many and noun.cat == "NP":
        if noun.kind == "cls" and not noun.wh:  # "any other agent": one of the subject's own class
            yield noun._replace(sem=ALIKE, kind="rel", many=True)
        return
    others = word.sem == "other" and not noun.mask & ~(g.persons | g.meaning.groups)
    yield noun._replace(many=True, cost=noun.cost + (0.9 if others else 0.0))  # than whose


@binary("EVERY NP", "EVERY RN")
def every_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and noun.q is not None and noun.q.kind == "and":
        if str(word.sem).startswith("all of"):  # "all of A, B and C": each of them
            yield noun._replace(q=Quantity("both"), cost=noun.cost - 0.4)
        return
    if noun.kind != "ent" and word.sem not in ("all", "all the", "all of", "all of the"):
        each = "each" in str(word.sem)  # one by one: no number of them
        yield from quantified(noun, "every", 0 if each else 1)


@binary("ONLY NP", "ONLY RN")
def only_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from quantified(
        noun._replace(q=None) if noun.q and noun.q.kind in ("and", "or") else noun, "only"
    )


@binary("MOST NP", "MOST RN", "BIGGEST RN", "BIGGEST PN", "MOST PN")
def most_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and not (noun.cat == "PN" and " of" in str(word.sem)):
        yield from quantified(noun, "most")


@binary("FEWEST NP", "FEWEST RN", "SMALLEST RN", "SMALLEST PN", "FEWEST PN")
def fewest_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and not (noun.cat == "PN" and " of" in str(word.sem)):
        yield from quantified(noun, "fewest")


@binary("ATLEAST NUM", "ATMOST NUM", "MORETHAN NUM", "FEWERTHAN NUM", "EXACTLY NUM", "ONLY NUM")
def compared_number(g: Ground, word: Cell, number: Cell) -> Iterator[Cell]:
    n = number.sem
    if not isinstance(n, int):
        return
    kind, n = {
        "ATLEAST": ("atleast", n),
        "ATMOST": ("atmost", n),
        "MORETHAN": ("atleast", n + 1),
        "FEWERTHAN": ("atmost", n - 1),
    }.get(word.cat, ("exactly", n))
    yield Cell("QN", Quantity(kind, n))


@binary("NUM ORMORE", "NUM ORFEWER")
def number_or_more(g: Ground, number: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(number.sem, int):
        yield Cell("QN", Quantity("atleast" if word.cat == "ORMORE" else "atmost", number.sem))


@binary("NUM NP", "NUM RN")
def bare_number(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and isinstance(number.sem, int):
        yield from quantified(noun, "exactly", number.sem, 0.1)


@binary("SEVERAL NP", "SEVERAL RN", "SEVERAL OTHERS")
def several_nouns(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and noun.many:
        yield from quantified(noun, "atleast", 2)


@binary("ONLYONE NP", "ONLYONE RN")
def only_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "A single one" is exactly one, but for "not a single one"."""
    if noun.kind != "ent" and not noun.many:
        yield from quantified(noun, "single" if word.sem == "a single" else "exactly")


@binary("NP ORMORE", "RN ORMORE", "NP ORFEWER", "RN ORFEWER")
def noun_or_more(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Three services or more"."""
    if noun.q is not None and noun.q.kind == "exactly":
        kind = "atleast" if word.cat == "ORMORE" else "atmost"
        yield noun._replace(q=Quantity(kind, noun.q.n))


@binary("NP ALONE", "RN ALONE")
def no_more_than_that(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "A single service only"."""
    if noun.q is not None and noun.q.kind in ("exactly", "single") and str(word.sem) == "only":
        yield noun._replace(q=Quantity("exactly", noun.q.n))


@unary("OTHERS")
def others(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Services on which three others depend": others of the same class."""
    yield Cell("NP", ALIKE, g.meaning.everything, 0.05, kind="rel", many=True)


@binary("QN NP", "QN RN")
def counted_noun(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(number.sem, Quantity)
    if noun.kind != "ent":
        yield from quantified(noun, number.sem.kind, number.sem.n)


@binary("NP NP", "NP RN")
def nothing_of_any_kind(g: Ground, nothing: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Nothing at all, no policy, no contract": kinds of nothing add nothing."""
    if nothing.kind == "univ" and nothing.sem is None and not nothing.wh and not noun.wh:
        if nothing.q is not None and noun.q is not None and nothing.q.kind == noun.q.kind == "no":
            yield nothing._replace(cost=nothing.cost + 0.02)
