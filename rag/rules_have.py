"""Rules for having: with, without, whose, sharing, roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Entity,
    Image,
    Listing,
    Op,
    SetExpr,
    Union,
    Where,
)
from rag.cell import Cell, Noun
from rag.grammar import (
    Ground,
    binary,
)
from rag.predicate import HOLE, Among, Both, Not, OneOf, Pred, Prop, Ranked, Rel, inverse
from rag.rules_change import caused
from rag.rules_verb import predicate


@binary("HAVE NP", "HAVE RN", "HAVENO NP", "HAVENO RN")
def have_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from has(g, word.cat == "HAVENO", noun, "v")
    if word.cat == "HAVENO":
        yield from has(g, True, noun, "g")


@binary("WITH NP", "WITH RN", "WITHOUT NP", "WITHOUT RN")
def with_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.sem == HOLE:  # "go down with it"
        return
    yield from has(g, word.cat == "WITHOUT", noun, "p")


def has(g: Ground, without: bool, noun: Cell, kind: str) -> Iterator[Cell]:
    if noun.wh or noun.kind in ("univ", "chg", "any"):
        return
    if noun.q is not None and noun.q.kind == "no" and isinstance(noun.sem, Union):
        return  # each is had in a way of its own
    if isinstance(noun.sem, Where) and g.meaning.everything & ~noun.mask & ~g.meaning.parts == 0:
        return  # "without personal data" says of what level it is, and joins it to nothing
    if isinstance(noun.sem, Image) and noun.sem.of == HOLE and noun.q is None and noun.many:
        return  # "with their users" says no more than with them
    for pred, cost in g.having(noun):
        cell = predicate(g, Not(pred) if without else pred, kind, noun.cost + cost)
        yield cell._replace(wh="hasno" if without else "has")


@binary("AND RN", "OR RN", "BUT RN", "COMMA RN", "NOR RN")
def and_having(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh:
        yield noun._replace(cat="ANDRN", wh=word.cat)


@binary("AND NP", "OR NP", "BUT NP", "COMMA NP", "NOR NP")
def and_having_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "An SLO but no runbook"."""
    counted = noun.q is None or noun.q.kind in ("no", "atleast", "atmost", "exactly", "only")
    if not noun.wh and counted and noun.kind in ("cls", "rel"):
        yield noun._replace(cat="ANDRN", wh=word.cat)


@binary("OUTSIDE NP")
def outside(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Services outside system S"."""
    if noun.kind == "ent" and noun.q is None:
        held = g.meaning.holding(noun.mask)
        for pred, cost in g.related(held, noun) if held else ():
            yield predicate(g, Not(pred), "p", noun.cost + cost)


@binary("VP ANDRN")
def having_too(g: Ground, left: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Have no subscriber but a publisher", "without an owner or a contract"."""
    if left.wh not in ("has", "hasno") or not isinstance(left.sem, Pred):
        return
    if noun.wh == "NOR" and noun.q is not None and noun.q.kind == "no":
        return  # "no A or no B" is one of the two
    for pred, cost in g.having(noun._replace(cat="RN", wh="")):
        more: Pred = Not(pred) if left.wh == "hasno" else pred
        either = noun.wh == "OR" and left.wh == "has"
        parts = (left.sem, more)
        sem = OneOf(parts) if either else Both(parts)
        mask = left.mask | g.meaning.domain(more) if either else left.mask & g.meaning.domain(more)
        if mask:
            yield Cell("VP", sem, mask, left.cost + noun.cost + cost, kind=left.kind, wh=left.wh)


@binary("AND PN", "OR PN", "BUT PN", "NOR PN")
def and_property(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and (noun.q is None or noun.q.kind == "no"):
        yield noun._replace(cat="ANDPN", wh=word.cat)


@binary("VP ANDPN")
def having_property_too(g: Ground, left: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Have an owner but no tier", "without an owner or a tier"."""
    if left.wh not in ("has", "hasno") or not isinstance(left.sem, Pred):
        return
    lacks = left.wh == "hasno" or (noun.q is not None and noun.q.kind == "no")
    more = Prop(getattr(noun.sem, "name", ""), Op.UNKNOWN if lacks else Op.KNOWN)
    either = noun.wh in ("OR", "NOR") and left.wh == "has"
    sem = OneOf((left.sem, more)) if either else Both((left.sem, more))
    yield Cell("VP", sem, left.mask, left.cost + noun.cost, kind=left.kind, wh=left.wh)


@binary("WITHOUT NP")
def without_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What stops working without X"."""
    if noun.kind == "ent":
        yield from caused(noun, "CAUSE", 0.1)


@binary("HAVE PN", "HAVENO PN", "WITH PN", "WITHOUT PN")
def has_property(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    kind = "p" if word.cat.startswith("WITH") else "v"
    if noun.wh:
        return
    if noun.q is not None and noun.q.kind in ("most", "fewest"):
        yield predicate(g, Ranked(name, 1, noun.q.kind == "most"), kind, noun.cost)
        return
    lacks = word.cat in ("HAVENO", "WITHOUT") or (noun.q is not None and noun.q.kind == "no")
    yield predicate(g, Prop(name, Op.UNKNOWN if lacks else Op.KNOWN), kind, noun.cost)


@binary("HAVE ADJ", "WITH ADJ", "WITHOUT ADJ", "HAVENO ADJ")
def has_value(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    if isinstance(adj.sem, Prop | Both | OneOf | Not):
        kind = "p" if word.cat.startswith("WITH") else "v"
        sem = Not(adj.sem) if word.cat in ("WITHOUT", "HAVENO") else adj.sem
        yield predicate(g, sem, kind, adj.cost + g.shape["loose"])


@binary("NP HAVE")
def subject_have(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind != "univ":
        yield noun._replace(cat="GPH")


@binary("DO GPH", "MODAL GPH", "HAVE NP")
def inverted_have(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    each = gap.q is not None and gap.q.kind == "every"
    if gap.cat == "GPH" or (not gap.wh and (gap.kind == "ent" or each)):
        yield gap._replace(cat="GPH", kind="direct" if gap.cat == "NP" else gap.kind)


@binary("WHOSE RN", "WHOSE PN", "WHOSE NP", "WHERE RN", "WHERE PN")
def whose(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind != "ent":
        yield noun._replace(cat="WHOSENP", kind=noun.cat)


@binary("WHOSENP VP", "WHOSENP GP")
def whose_are(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Whose services are hit" asks for who they belong to."""
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    if noun.kind != "NP" or not isinstance(noun.sem, SetExpr) or not isinstance(pred.sem, Pred):
        return
    for of, mask, extra in g.meaning.apply(pred.sem, noun.sem, noun.mask):
        for bridge in g.meaning.bridges(persons, mask):
            if isinstance(of, SetExpr):
                yield Cell(
                    "Q",
                    Listing(Image(bridge, of)),
                    cost=noun.cost + pred.cost + extra + 0.1,
                    kind="wh",
                )


@binary("WHOSENP VP")
def whose_clause(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not isinstance(pred.sem, Pred):
        return
    cost = noun.cost + pred.cost
    if isinstance(noun.sem, Noun):
        base, mask, relations = (
            g.meaning.listed(noun.sem.xs),
            noun.sem.xs,
            (inverse(noun.sem.relation),),
        )
        if isinstance(pred.sem, Among):
            base = None
        for target, kept, extra in g.meaning.apply(pred.sem, base, mask):
            yield Cell("RC", Rel(relations, target, kept), noun.sem.ys, cost + extra)
    elif noun.kind == "NP" and isinstance(noun.sem, SetExpr):
        relations = g.meaning.bridges(g.meaning.everything, noun.mask)
        for target, kept, extra in g.meaning.apply(pred.sem, noun.sem, noun.mask):
            found = Rel(relations, target, kept)
            if relations:
                yield Cell(
                    "RC", found, g.meaning.domain(found), cost + extra + g.shape["bridge_of"]
                )
    elif isinstance(pred.sem, Prop) and pred.sem.name == getattr(noun.sem, "name", ""):
        yield Cell("RC", pred.sem, noun.mask, cost)
    elif isinstance(pred.sem, Not) and isinstance(pred.sem.of, Prop):
        if pred.sem.of.name == getattr(noun.sem, "name", ""):
            yield Cell("RC", pred.sem, noun.mask, cost)


@binary("BE UNKNOWN")
def be_unknown(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISUNKNOWN")


@binary("BE NUM", "BE VALUE")
def be_number(g: Ground, aux: Cell, number: Cell) -> Iterator[Cell]:
    yield number._replace(cat="ISVALUE")


@binary("WHOSENP ISUNKNOWN")
def whose_unknown(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun):
        yield Cell(
            "RC",
            Rel((inverse(noun.sem.relation),), None, noun.sem.xs, "none"),
            noun.sem.ys,
            noun.cost,
        )
    elif noun.kind == "PN":
        yield Cell("RC", Prop(getattr(noun.sem, "name", ""), Op.UNKNOWN), noun.mask, noun.cost)


@binary("WHOSENP ISVALUE")
def whose_value(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    if noun.kind != "PN":
        return
    name = getattr(noun.sem, "name", "")
    if isinstance(value.sem, tuple) and value.sem[0] == name:
        yield Cell("RC", Prop(name, Op.EQ, value.sem[1]), noun.mask, noun.cost)
    elif isinstance(value.sem, int) and g.ontology.properties[name].type in ("integer", "number"):
        yield Cell("RC", Prop(name, Op.EQ, value.sem), noun.mask, noun.cost)


@binary("AS RN")
def as_role(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun):
        yield noun._replace(cat="ROLE")


@binary("VP ROLE", "RC ROLE")
def in_a_role(g: Ground, pred: Cell, role: Cell) -> Iterator[Cell]:
    """ "Belongs to T as its owner" says which relation is meant."""
    assert isinstance(role.sem, Noun)
    if isinstance(pred.sem, Rel) and role.q is None:
        wanted = (role.sem.relation, inverse(role.sem.relation))
        kept = tuple(r for r in pred.sem.relations if r in wanted)
        if kept:
            sem = replace(pred.sem, relations=kept)
            yield predicate(g, sem, pred.kind, pred.cost)._replace(cat=pred.cat)


@binary("HAVE NP", "WITH NP")
def has_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh and noun.q is None:
        yield noun._replace(cat="HASIT", kind="v" if word.cat == "HAVE" else "p")


@binary("HASIT ROLE")
def has_it_as(g: Ground, noun: Cell, role: Cell) -> Iterator[Cell]:
    """ "Have X as a dependency"."""
    if isinstance(role.sem, Noun) and isinstance(noun.sem, SetExpr):
        relation = inverse(role.sem.relation)
        if g.meaning.firsts(relation, noun.mask) and (role.q is None or role.q.kind == "only"):
            mode = "some" if role.q is None else "only"
            rel = Rel((relation,), noun.sem, noun.mask, mode)
            yield predicate(g, rel, noun.kind, noun.cost + role.cost)


@binary("WHOSENP INCLUDES")
def whose_include(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun):
        yield noun._replace(cat="WHOSEINCL")


@binary("WHOSEINCL NP")
def whose_include_it(g: Ground, noun: Cell, thing: Cell) -> Iterator[Cell]:
    """ "Whose dependencies include X"."""
    if isinstance(noun.sem, Noun) and not thing.wh:
        for pred, cost in g.related((inverse(noun.sem.relation),), thing):
            yield Cell("RC", pred, g.meaning.domain(pred), noun.cost + thing.cost + cost - 0.05)


@binary("GPH ROLE")
def have_as(g: Ground, owner: Cell, role: Cell) -> Iterator[Cell]:
    """ "Which services does X have as dependents"."""
    if isinstance(role.sem, Noun) and owner.kind != "direct" and role.q is None:
        for pred, cost in g.related((role.sem.relation,), owner._replace(cat="NP")):
            yield Cell("GP", pred, g.meaning.domain(pred), owner.cost + role.cost + cost)


@binary("SAME RN")
def same_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None:
        yield noun._replace(cat="SAMERN")


@binary("HAVE SAMERN", "SHARE RN", "SHARE SAMERN")
def have_same(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SHARES")


@binary("SHARES AS", "SHARES WITH")
def same_as(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SHARESWITH")


@binary("SHARESWITH NP")
def shares_with(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "Have the same owner as X": others with an owner of X."""
    assert isinstance(noun.sem, Noun)
    if other.kind == "ent" and isinstance(other.sem, Entity) and other.mask & noun.sem.ys:
        relation = noun.sem.relation
        shared = Image(relation, other.sem)
        pred = Both(
            (Rel((inverse(relation),), shared, noun.sem.xs), Not(Among(other.sem, other.mask)))
        )
        yield predicate(g, pred, "v", noun.cost + other.cost)
