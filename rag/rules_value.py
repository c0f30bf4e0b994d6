"""Rules for questions that ask for the value of a property."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import (
    Entity,
    Exists,
    Hop,
    Image,
    Listing,
    Op,
    SetExpr,
    Value,
    Where,
)
from rag.cell import Cell, Phrase, Valued
from rag.grammar import (
    Ground,
    binary,
    unary,
)
from rag.predicate import Prop
from rag.rules_question import question


@binary("WHOSE BE")
def whose_is(g: Ground, word: Cell, aux: Cell) -> Iterator[Cell]:
    yield Cell("WHOSEIS")


@binary("WHOSEIS NP", "WHOSENP BE")
def whose_thing(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Whose is X" and "whose service is X" ask for who it belongs to."""
    if word.cat == "WHOSENP":
        yield word._replace(cat="WHOSEIS")
    elif noun.kind == "ent" and not noun.wh and isinstance(noun.sem, SetExpr):
        if word.mask and not word.mask & noun.mask:
            return
        persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
        for bridge in g.meaning.bridges(persons, noun.mask):
            yield question(Listing(Image(bridge, noun.sem)), noun.cost + 0.1)


@binary("PN PP", "GEN PN", "NP PN", "PN NP")
def valued(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    noun, other = (left, right) if left.cat == "PN" else (right, left)
    cost = 0.0 if left.cat == "GEN" or right.cat == "PP" else g.shape["keyword"]
    if isinstance(other.sem, Phrase):
        other = other.sem.noun._replace(cost=other.cost)
    if other.q is not None and other.q.kind in ("every", "and"):
        other = other._replace(q=None)
    if noun.q is not None or other.wh or other.q is not None or other.kind in ("univ", "chg"):
        return
    name = getattr(noun.sem, "name", "")
    if other.mask & g.meaning.has_property(name) and isinstance(other.sem, SetExpr):
        if left.cat == "PN" and right.cat == "NP" and other.kind != "ent":
            return
        sem = Valued(g.ontology.properties[name], other.sem, other.mask)
        yield Cell("VALN", sem, other.mask, cost + other.cost, wh=noun.wh)
    elif other.kind == "ent" and isinstance(other.sem, Entity):
        yield from _figure_set_for(g, name, other, cost, noun.wh)


def _figure_set_for(g: Ground, name: str, of: Cell, cost: float, wh: str) -> Iterator[Cell]:
    """ "The availability target of X": of the objective that is set for it."""
    p, mask = g.ontology.properties[name], g.meaning.has_property(name)
    for bridge in g.meaning.bridges(mask, of.mask) if p.set_for else ():
        if isinstance(of.sem, SetExpr) and isinstance(bridge, Hop) and bridge.forward:
            sem = Valued(p, Image(bridge, of.sem), mask)
            yield Cell("VALN", sem, mask, cost + of.cost + 0.1, wh=wh)


@unary("VALN")
def value_alone(g: Ground, noun: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued)
    assert noun.sem.of is not None
    yield question(Value(noun.sem.of, noun.sem.property.name), noun.cost + g.shape["fragment"])


@binary("LIST VALN")
def list_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued)
    assert noun.sem.of is not None
    yield question(Value(noun.sem.of, noun.sem.property.name), noun.cost)


@binary("BE VALN")
def be_value(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="BEVAL")


@binary("NP BEVAL", "HOW BEVAL")
def what_value(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(value.sem, Valued)
    assert value.sem.of is not None
    if noun.cat == "HOW" or (noun.wh == "list" and noun.kind == "univ"):
        yield question(Value(value.sem.of, value.sem.property.name), noun.cost + value.cost)


@binary("BEVAL VALUE", "BEVAL NUM", "BEVAL ADJ")
def value_is(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued)
    assert noun.sem.of is not None
    name = noun.sem.property.name
    if isinstance(value.sem, tuple) and value.sem[0] == name:
        yield question(Exists(Where(noun.sem.of, name, Op.EQ, value.sem[1])), noun.cost)
    elif isinstance(value.sem, int) and noun.sem.property.type in ("integer", "number"):
        yield question(Exists(Where(noun.sem.of, name, Op.EQ, value.sem)), noun.cost)
    elif isinstance(value.sem, Prop) and value.sem.name == name:
        yield question(Exists(Where(noun.sem.of, name, value.sem.op, value.sem.value)), noun.cost)


@binary("HOW ADJ")
def how_much(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "How critical is X" asks for the property that the adjective is a value of."""
    if isinstance(adj.sem, Prop) and word.sem == "how":
        p = g.ontology.properties[adj.sem.name]
        yield Cell("PN", p, adj.mask, adj.cost, wh="list")


@binary("PN BE", "PN DO", "PN HAVE")
def property_be(g: Ground, noun: Cell, aux: Cell) -> Iterator[Cell]:
    if noun.wh:
        yield noun._replace(cat="PNBE", kind=aux.cat)


@binary("PNBE NP", "PN GPH", "PNBE GPH")
def property_of(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    if (
        not noun.wh
        or of.wh
        or of.q is not None
        or not isinstance(of.sem, SetExpr)
        or of.kind in ("univ", "chg")
    ):
        return
    if of.mask & g.meaning.has_property(name):
        several = noun.many and of.kind == "ent" and g.ontology.properties[name].type != "strings"
        yield question(Value(of.sem, name), noun.cost + of.cost + (0.4 if several else 0.0))


@binary("Q PN")
def value_again(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Value) and q.sem.property == getattr(noun.sem, "name", ""):
        yield q


@binary("PV NP")
def ask_by_verb(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Describe X"."""
    name = getattr(verb.sem, "name", "")
    p = g.ontology.properties[name]
    if p.tells_when or p.tells_who or p.tells_long or p.type == "date":
        return
    if (
        verb.kind == "b"
        and noun.kind == "ent"
        and noun.mask & verb.mask
        and isinstance(noun.sem, SetExpr)
    ):
        yield question(Value(noun.sem, name), noun.cost)


@binary("WHEN YN")
def when_was(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if isinstance(subject.sem, SetExpr) and subject.kind in ("ent", "rel"):
        yield subject._replace(cat="WHENWAS")


@binary("WHENWAS PV")
def when_done(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    """ "When was X decided": a property that is a date."""
    p = g.ontology.properties[getattr(verb.sem, "name", "")]
    if (
        (p.type == "date" or p.tells_when)
        and subject.mask & verb.mask
        and isinstance(subject.sem, SetExpr)
    ):
        yield question(Value(subject.sem, p.name), subject.cost)


@binary("PNBE NP")
def property_it_has(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "Which task queue does X", before a verb of using; "which lifecycle stage is X", before "in"."""
    name = getattr(noun.sem, "name", "")
    plain = of.q is None and not of.wh and of.kind in ("ent", "rel", "def")
    if plain and of.mask & g.meaning.has_property(name) and isinstance(of.sem, SetExpr):
        yield Cell("PNOF", (name, of.sem), of.mask, noun.cost + of.cost)


@binary("PNOF USING")
def property_used(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    """ "Which task queue does X use", "what schedule does X run on"."""
    assert isinstance(asked.sem, tuple)
    name, of = asked.sem
    yield question(Value(of, name), asked.cost + 0.05)


@binary("USING WHICH", "USING WHAT")
def using_which(g: Ground, word: Cell, which: Cell) -> Iterator[Cell]:
    yield Cell("USINGWHICH")


@binary("NP USINGWHICH")
def uses_which(g: Ground, of: Cell, word: Cell) -> Iterator[Cell]:
    if of.kind == "ent" and of.q is None and not of.wh:
        yield of._replace(cat="USESWHICH")


@binary("USESWHICH PN")
def uses_which_value(g: Ground, of: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X uses which task queue?"."""
    name = getattr(noun.sem, "name", "")
    if of.mask & g.meaning.has_property(name) and isinstance(of.sem, SetExpr) and noun.q is None:
        yield question(Value(of.sem, name), of.cost + noun.cost + 0.1)
