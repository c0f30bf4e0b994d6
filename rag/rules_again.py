"""Rules for a pronoun that stands for what the same sentence names: a table it also writes, without calling it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import But, Depth, Entity, Hop, Image, In, Named, RelExpr, SetExpr
from rag.cell import Cell, Verb
from rag.grammar import Ground, binary, has_hole
from rag.predicate import HOLE, Both, Not, Pred, Rel, inverse
from rag.rules_noun import DATA, noun_clause, noun_contact_clause, restrict
from rag.rules_verb import VOICE, negated, predicate

NEAR = 0.05


# ------------------------------------------------------------------ what it also does


@binary("SAME NP", "SAME LIGHT")
def same_thing(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The same data", "the same topic", before a clause that says which."""
    if noun.cat == "LIGHT":
        if noun.sem in DATA:
            mask = g.meaning.everything & ~g.persons
            yield Cell("SAMETHING", g.meaning.listed(mask), mask, kind="rel")
    elif noun.kind in ("cls", "rel") and noun.q is None and not noun.wh:
        yield noun._replace(cat="SAMETHING")


@binary("SAMETHING GP", "SAMETHING RC", "LIGHT GP")
def same_that_it(g: Ground, noun: Cell, clause: Cell) -> Iterator[Cell]:
    """ "The same data it was trained on", "the data they were trained on"."""
    if noun.cat == "LIGHT":
        if noun.sem not in DATA:
            return
        mask = g.meaning.everything & ~g.persons
        noun = Cell("NP", g.meaning.listed(mask), mask, kind="rel")
    said = clause.sem
    if isinstance(said, Rel) and said.target == HOLE:
        rule = noun_clause if clause.cat == "RC" else noun_contact_clause
        yield from rule(g, noun._replace(cat="NP"), clause)


def of_the_subject(g: Ground, of: object) -> tuple[RelExpr, SetExpr | None] | None:
    """What the subject itself does with the things of a set, and the rest of the set."""
    parts = of.parts if isinstance(of, In) else (of,)
    open_ = [p for p in parts if isinstance(p, Image) and p.of == HOLE]
    rest = tuple(p for p in parts if isinstance(p, SetExpr) and p not in open_)
    if len(open_) != 1 or any(map(has_hole, rest)):
        return None
    relation = open_[0].relation
    if not isinstance(relation, Hop | Named) or g.meaning.wordless(relation):
        return None
    return inverse(relation), None if not rest else rest[0] if len(rest) == 1 else In(rest)


@binary("V NP")
def does_what_it_also_does(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Reads a table that it also writes": two things done to one and the same."""
    assert isinstance(verb.sem, Verb)
    if noun.wh or not isinstance(noun.sem, In) or verb.kind == "d" or noun.q is not None:
        return
    found = of_the_subject(g, noun.sem)
    if found is None:
        return
    again, rest = found
    xs = g.meaning.firsts(again, noun.mask)
    kept = tuple(
        But(r, But(r, again)) for r in verb.sem.relations if g.meaning.firsts(r, noun.mask) & xs
    )
    if kept:
        pred = Rel(kept, rest if rest is not None else g.meaning.listed(noun.mask), noun.mask)
        cost = verb.cost + noun.cost + NEAR
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], cost)


# ------------------------------------------------------------------ and not it directly


@binary("VP ANDVP", "RC ANDVP", "VP ANDRC", "RC ANDRC")
def but_not_to_it(g: Ground, pred: Cell, more: Cell) -> Iterator[Cell]:
    """ "Depend on X without calling it directly", "reach X but do not use it themselves"."""
    said, other = pred.sem, more.sem
    inner = other.of if isinstance(other, Not) else other
    if not isinstance(said, Rel) or not isinstance(said.target, Entity) or said.target == HOLE:
        return
    if isinstance(inner, Rel) and inner.target == HOLE and more.wh == "and":
        mask = g.kind_of(said.target)
        kept = tuple(
            r
            for r in inner.relations
            if g.meaning.firsts(r, mask) and (isinstance(other, Not) or not g.meaning.wordless(r))
        )
        if kept and said.mode == "some":
            filled: Pred = replace(inner, relations=kept, target=said.target, mask=mask)
            if isinstance(other, Not):  # then by way of others
                filled, said = Not(filled), g.deepen_pred(said, Depth.ANY) or said
            both = Both((said, filled))
            cost = pred.cost + more.cost + NEAR
            yield pred._replace(sem=both, mask=pred.mask & more.mask or pred.mask, cost=cost)


@binary("LIGHT RC")
def data_that(g: Ground, word: Cell, clause: Cell) -> Iterator[Cell]:
    """ "Data that is not public"."""
    if word.sem in DATA and isinstance(clause.sem, Pred):
        noun = Cell("NP", None, g.meaning.everything & ~g.persons, kind="univ", many=True)
        more = 0.2 if isinstance(clause.sem, Both) else 0.0  # what is added is said of the head
        yield from restrict(g, noun, clause.sem, clause.cost + 0.05 + more)
