"""Rules for noun phrases: adjectives, clauses and phrases after the noun, possessives, relational nouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    AtLeast,
    Depth,
    EitherOf,
    Entity,
    Image,
    Named,
    SetExpr,
)
from rag.cell import Cell, Noun, Phrase
from rag.grammar import (
    AT,
    DEPTHS,
    Ground,
    binary,
    spreads,
    unary,
)
from rag.predicate import HOLE, Among, Both, Not, OneOf, Pred, Prop, Rel

DATA = frozenset({"data", "information", "info", "records", "content", "contents"})
SETS = ("cls", "rel", "univ", "every", "any", "def")


def restrict(g: Ground, noun: Cell, pred: Pred, cost: float = 0.0) -> Iterator[Cell]:
    """A noun phrase narrowed by a predicate."""
    nobody = noun.kind == "univ" and noun.q is not None and noun.q.kind == "no"
    if (noun.q is not None and not nobody) or noun.kind == "chg":
        return
    if noun.kind == "ent":
        cost += 1.0
    if noun.kind == "every" and noun.mask == g.meaning.everything:
        pred = g.of_things(pred)
    if noun.kind == "every" and not _one_step(pred):
        deeper = g.deepen_pred(pred, DEPTHS["any-depth"])
        pred = deeper if deeper is not None else pred
    assert noun.sem is None or isinstance(noun.sem, SetExpr)
    for sem, mask, extra in g.meaning.apply(pred, noun.sem, noun.mask):
        kind = "ent" if noun.kind == "ent" else "rel"
        yield noun._replace(sem=sem, mask=mask, cost=noun.cost + cost + extra, kind=kind)


def _one_step(pred: Pred) -> bool:
    """Whether a word of depth has been said of it."""
    told = pred.relations if isinstance(pred, Rel) else ()
    return any(isinstance(r, Named) and r.depth is Depth.ONE for r in told)


@binary("ADJ NP")
def adjective_noun(g: Ground, adj: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in SETS and not noun.wh and isinstance(adj.sem, Pred):
        yield from (c._replace(cost=c.cost + adj.cost) for c in restrict(g, noun, adj.sem))


@binary("ADJ RN")
def adjective_relational(g: Ground, adj: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None and not noun.wh and isinstance(adj.sem, Pred):
        xs = noun.sem.xs & g.meaning.domain(adj.sem)
        if xs:
            sem = replace(noun.sem, filters=(*noun.sem.filters, adj.sem), xs=xs)
            yield noun._replace(sem=sem, mask=xs, cost=noun.cost + adj.cost)


@binary("NOT ADJ")
def negated_adjective(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    if isinstance(adj.sem, Pred):
        yield adj._replace(sem=Not(adj.sem))


@binary("AND ADJ", "OR ADJ", "COMMA ADJ", "BUT ADJ")
def and_adjective(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="ANDADJ", kind="or" if word.cat == "OR" else "and")


@binary("ADJ ANDADJ")
def adjectives(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        if right.kind == "or" and isinstance(left.sem, Not) and not isinstance(right.sem, Not):
            return  # "not a or b" is neither
        parts = (left.sem, right.sem)
        same = (
            isinstance(left.sem, Prop)
            and isinstance(right.sem, Prop)
            and left.sem.name == right.sem.name
        )
        sem = OneOf(parts) if right.kind == "or" or same else Both(parts)
        yield Cell("ADJ", sem, left.mask & right.mask, left.cost + right.cost)


@unary("ADJ")
def adjective_predicate(g: Ground, adj: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="VP", kind="p")


@binary("NP RC")
def noun_clause(g: Ground, noun: Cell, clause: Cell) -> Iterator[Cell]:
    if isinstance(clause.sem, Pred) and not noun.wh:
        yield from restrict(g, noun, clause.sem, clause.cost)


@binary("NP VP")
def noun_participle(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if pred.kind in ("p", "g") and not noun.wh and isinstance(pred.sem, Pred):
        after = isinstance(pred.sem, Prop) and noun.kind != "univ"  # an adjective after its noun
        bare = 0.12 if after else 0.0
        yield from restrict(g, noun, pred.sem, pred.cost + bare)


@binary("NP GP")
def noun_contact_clause(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Services team A owns"."""
    if gap.kind != "q" and noun.kind != "ent" and not noun.wh and isinstance(gap.sem, Pred):
        yield from restrict(g, noun, gap.sem, gap.cost + g.shape["loose"])


@binary("OF NP", "IN NP", "BY NP", "FROM NP", "TO NP")
def prepositional(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh:
        singular = word.sem == "by" and noun.kind == "cls" and not noun.many
        yield Cell(
            "PP",
            Phrase(str(word.sem), noun._replace(cost=0.0)),
            noun.mask,
            noun.cost + (0.2 if singular and noun.q is None else 0.0),  # "by team" is per team
            kind=noun.kind,
        )


def bridged(g: Ground, noun: Cell, other: Cell, cost: float) -> Iterator[Cell]:
    """Two nouns joined by a relation that no word names."""
    if (
        noun.q is not None
        or noun.wh
        or noun.kind in ("ent", "chg", "univ", "any")
        or other.wh
        or other.kind == "any"
    ):
        return
    if spreads(other.q):
        return  # "services of two teams": each of two, or of both
    for relation in g.meaning.bridges(noun.mask, other.mask):
        extra = g.meaning.backward(relation, noun.mask, other.mask)
        for pred, more in g.related((relation,), other):
            yield from restrict(g, noun, pred, cost + extra + more)


@binary("NP PP")
def noun_phrase_of(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    if phrase.kind == "chg" and not any(
        c.text and g.meaning.of_class[c.name] & noun.mask for c in g.ontology.classes.values()
    ):
        return
    yield from bridged(g, noun, phrase.sem.noun, phrase.cost + g.shape["bridge_of"])
    yield from part_of_its_container(g, noun, phrase)
    inner = phrase.sem.noun
    if noun.kind == "rel" and inner.kind in ("cls", "rel") and inner.q is None and not noun.wh:
        if phrase.sem.word in ("on", "to", "among", "for", "in") and isinstance(inner.sem, SetExpr):
            if inner.many and noun.mask & inner.mask and isinstance(noun.sem, Image):
                yield from restrict(
                    g, noun, Among(inner.sem, inner.mask), phrase.cost + 0.1
                )  # impact of X on reports


def part_of_its_container(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Column c of t" is c, once t is what holds it."""
    assert isinstance(phrase.sem, Phrase)
    inner = phrase.sem.noun
    if isinstance(noun.sem, Entity) and isinstance(inner.sem, Entity) and len(noun.sem.urns) == 1:
        if g.containers.get(noun.sem.urns[0]) in inner.sem.urns:
            yield noun._replace(cost=noun.cost + phrase.cost)


@unary("RN")
def the_relational(g: Ground, noun: Cell) -> Iterator[Cell]:
    """ "The owner", of what another clause or sentence names."""
    if (
        isinstance(noun.sem, Noun)
        and noun.q is None
        and not noun.wh
        and noun.sem.family != "impact"
    ):
        if noun.many or isinstance(noun.sem.relation, EitherOf):
            return
        image: SetExpr = Image(noun.sem.relation, HOLE)
        for result, mask, more in g.meaning.apply(Both(noun.sem.filters), image, noun.sem.xs):
            if isinstance(result, SetExpr):
                yield Cell("NP", result, mask, noun.cost + more + 0.4, kind="rel", many=noun.many)


@binary("NP PP")
def nobody_in(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Nobody in team T", "someone from T"."""
    assert isinstance(phrase.sem, Phrase)
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    if noun.kind != "univ" or noun.wh or noun.sem is not None or phrase.sem.noun.kind != "ent":
        return
    relations = g.meaning.bridges(persons, phrase.sem.noun.mask)
    for pred, cost in g.related(relations, phrase.sem.noun) if relations else ():
        for sem, mask, extra in g.meaning.apply(pred, None, persons):
            yield noun._replace(
                sem=sem, mask=mask, cost=noun.cost + phrase.cost + cost + extra, kind="rel"
            )


@binary("RN ANDRN")
def either_relational(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "Publishers and subscribers" of one thing."""
    a, b = noun.sem, other.sem
    plain = noun.q is None and other.q is None and not noun.wh and other.wh in ("AND", "OR")
    if plain and isinstance(a, Noun) and isinstance(b, Noun) and not a.filters and not b.filters:
        if a.ys & b.ys and not g.closure(a.relation) and not g.closure(b.relation):
            either = EitherOf((a.relation, b.relation))
            sem = Noun(either, a.xs | b.xs, a.ys & b.ys)
            kind = "and" if other.wh == "AND" else noun.kind
            yield noun._replace(sem=sem, mask=sem.xs, cost=noun.cost + other.cost + 0.05, kind=kind)


@binary("RN PP")
def relational_of(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    sem, of = noun.sem, phrase.sem.noun
    if spreads(of.q) and phrase.sem.word in AT:
        return  # "consumers in two systems"
    turned = phrase.sem.word == "on" and isinstance(sem, Noun) and sem.family != "impact"
    if turned and isinstance(sem, Noun) and sem.xs & of.mask and sem.ys & of.mask:
        return  # "a dependency on X"
    yield from relational(g, noun, of, phrase.cost)


def relational(g: Ground, noun: Cell, of: Cell, cost: float) -> Iterator[Cell]:
    """The things that are a relational noun of others."""
    sem = noun.sem
    if not isinstance(sem, Noun) or noun.q is not None or of.wh:
        return
    if of.q is not None and of.q.kind in ("and", "every") and isinstance(of.sem, SetExpr):
        cost += 0.3 if of.q.kind == "every" else 0.0
        of = of._replace(q=None)
    strictly = (
        sem.family == "data"
    )  # upstream, downstream: terms of lineage, with a meaning of their own
    for pred, extra in g.related((sem.relation,), of, strictly=strictly):
        found: Pred = Both((pred, *sem.filters)) if sem.filters else pred
        whole = g.meaning.firsts(sem.relation, sem.ys) == sem.xs
        base = None if whole else g.meaning.listed(sem.xs)
        base = None if sem.filters and whole else base
        for result, mask, more in g.meaning.apply(found, base, sem.xs):
            total = noun.cost + of.cost * 0 + cost + extra + more
            yield Cell("NP", result, mask, total, kind="rel", wh=noun.wh, many=noun.many)


@binary("NP POSS")
def genitive(g: Ground, noun: Cell, mark: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.q is None:
        yield noun._replace(cat="GEN")


@unary("ITS")
def its(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("GEN", HOLE, g.pronoun, 0.1, kind="ent")


@unary("PRONOUN")
def pronoun(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", HOLE, g.pronoun, 0.1, kind="ent")


@binary("GEN LIGHT")
def data_of_owner(g: Ground, owner: Cell, word: Cell) -> Iterator[Cell]:
    """ "X's data" is X."""
    yield owner._replace(cat="NP", cost=owner.cost + 0.1)


@binary("GEN RN")
def genitive_relational(g: Ground, owner: Cell, noun: Cell) -> Iterator[Cell]:
    yield from relational(g, noun, owner._replace(cat="NP"), owner.cost)


@binary("GEN NP")
def genitive_noun(g: Ground, owner: Cell, noun: Cell) -> Iterator[Cell]:
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    near = owner.kind == "ent" and not owner.mask & ~persons  # "smith's services" are his
    dear = 0.1 if near and not noun.mask & persons else g.shape["bridge_of"]
    yield from bridged(g, noun, owner._replace(cat="NP"), owner.cost + dear)


@binary("NP RN")
def compound_relational(g: Ground, of: Cell, noun: Cell) -> Iterator[Cell]:
    if (of.q is None or of.q.kind == "and") and of.kind == "ent":
        yield from relational(g, noun, of, of.cost + g.shape["keyword"] / 2)
    elif isinstance(noun.sem, Noun) and of.kind == "cls" and of.q is None and not of.wh:
        xs = noun.sem.xs & of.mask  # "column lineage", "service dependencies", "policy violations"
        told = g.closure(noun.sem.relation) or not noun.sem.xs & ~of.mask
        if xs and told and isinstance(of.sem, SetExpr):
            sem = replace(noun.sem, xs=xs, filters=(*noun.sem.filters, Among(of.sem, of.mask)))
            yield noun._replace(sem=sem, mask=xs, cost=noun.cost + of.cost + 0.15)


@binary("RN NP")
def relational_keyword(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    if of.kind == "ent" and isinstance(noun.sem, Noun):
        yield from relational(g, noun, of, of.cost + g.shape["keyword"])
    elif of.kind == "cls" and of.q is None and isinstance(noun.sem, Noun) and noun.q is None:
        xs = noun.sem.xs & of.mask  # "downstream services"
        if xs and not of.wh:
            sem = replace(noun.sem, xs=xs)
            if isinstance(of.sem, SetExpr) and of.sem != g.meaning.listed(of.mask):
                sem = replace(sem, filters=(*sem.filters, Among(of.sem, of.mask)))
            yield noun._replace(sem=sem, mask=xs, cost=noun.cost + of.cost, many=of.many)


@binary("NP NP")
def side_by_side(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if left.q is None and not left.wh and left.kind == "ent" and right.kind in ("cls", "rel"):
        yield from bridged(g, right, left, left.cost + g.shape["bridge"] * 0.6)
    if right.q is None and right.kind == "ent" and left.kind in ("cls", "rel"):
        yield from bridged(g, left, right, right.cost + g.shape["bridge"])


@unary("RN")
def any_relational(g: Ground, noun: Cell) -> Iterator[Cell]:
    """A relational noun without its other end: all owners; the impact (of what another clause names)."""
    sem = noun.sem
    if not isinstance(sem, Noun) or noun.q is not None:
        return
    if sem.family == "impact":
        yield Cell("NP", Image(sem.relation, HOLE), sem.xs, noun.cost + 0.1, kind="rel", wh=noun.wh)
        return
    if g.closure(sem.relation) or not (noun.many or noun.wh):
        return
    if g.meaning.places((sem.relation,)):
        return  # "children", "parts": of what is not said
    found: SetExpr | None = AtLeast(g.meaning.listed(sem.xs), sem.relation, 1, None)
    for pred in sem.filters:
        step = next(g.meaning.apply(pred, found, sem.xs), None)
        if step is None:
            return
        found = step[0]
    yield Cell("NP", found, sem.xs, noun.cost + 0.6, kind="any", wh=noun.wh, many=noun.many)


@binary("ADJ LIGHT")
def valued_data(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    """ "Pii data"."""
    if isinstance(adj.sem, Pred):
        for sem, mask, _ in g.meaning.apply(adj.sem, None, adj.mask & ~g.meaning.parts):
            yield Cell("NP", sem, mask, adj.cost + 0.1, kind="rel", many=True)


@binary("ADJ THOSE")
def valued_ones(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(adj.sem, Pred):
        for sem, mask, _ in g.meaning.apply(adj.sem, None, adj.mask & ~g.meaning.parts):
            yield Cell("NP", sem, mask, adj.cost + 0.05, kind="rel", many=True)


@binary("THOSE PP")
def those_of(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Those of team T"."""
    assert isinstance(phrase.sem, Phrase)
    other = phrase.sem.noun
    relations = g.meaning.bridges(g.meaning.everything, other.mask)
    for pred, cost in g.related(relations, other) if relations else ():
        for sem, mask, extra in g.meaning.apply(pred, None, g.meaning.everything):
            yield Cell("NP", sem, mask, phrase.cost + cost + extra + 0.1, kind="rel", many=True)


@binary("NP NP")
def part_after_container(g: Ground, holder: Cell, part: Cell) -> Iterator[Cell]:
    """ "The nightly task load_orders"."""
    if (
        holder.kind == "ent"
        and part.kind == "ent"
        and isinstance(holder.sem, Entity)
        and isinstance(part.sem, Entity)
    ):
        if any(g.containers.get(u) in holder.sem.urns for u in part.sem.urns):
            yield part._replace(cost=holder.cost + part.cost)


@unary("THOSE")
def those(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.1, kind="univ")


@binary("LIGHT PP")
def data_of(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "The data in X" is X."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if noun.kind in ("ent", "rel") and noun.q is None and phrase.sem.word != "behind":
        yield noun._replace(cost=phrase.cost + 0.1)
