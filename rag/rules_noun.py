"""Rules for noun phrases: adjectives, quantifiers, of-phrases, possessives, clauses, lists and exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import AtLeast, Image, Minus, Op, SetExpr, Top, Union
from rag.cell import Cell, Noun, Phrase, Quantity, Ranking, Verb
from rag.grammar import DEPTHS, Ground, binary, has_hole, quantified, unary
from rag.meaning import HOLE, Among, Both, Not, OneOf, Pred, Prop, Ranked, Rel, inverse

SETS = ("cls", "rel", "univ", "every", "any")


def restrict(g: Ground, noun: Cell, pred: Pred, cost: float = 0.0) -> Iterator[Cell]:
    """A noun phrase narrowed by a predicate."""
    if noun.q is not None or noun.kind == "chg":
        return
    if noun.kind == "ent":
        cost += 1.0
    if noun.kind == "every":
        deeper = g.deepen_pred(pred, DEPTHS["any-depth"])
        pred = deeper if deeper is not None else pred
    assert noun.sem is None or isinstance(noun.sem, SetExpr)
    for sem, mask, extra in g.meaning.apply(pred, noun.sem, noun.mask):
        kind = "ent" if noun.kind == "ent" else "rel"
        yield noun._replace(sem=sem, mask=mask, cost=noun.cost + cost + extra, kind=kind)


# ------------------------------------------------------------------ adjectives


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
        parts = (left.sem, right.sem)
        same = isinstance(left.sem, Prop) and isinstance(right.sem, Prop) and left.sem.name == right.sem.name
        sem = OneOf(parts) if right.kind == "or" or same else Both(parts)
        yield Cell("ADJ", sem, left.mask & right.mask, left.cost + right.cost)


@unary("ADJ")
def adjective_predicate(g: Ground, adj: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="VP", kind="p")


# ------------------------------------------------------------------ clauses and phrases after the noun


@binary("NP RC")
def noun_clause(g: Ground, noun: Cell, clause: Cell) -> Iterator[Cell]:
    if isinstance(clause.sem, Pred) and not noun.wh:
        yield from restrict(g, noun, clause.sem, clause.cost)


@binary("NP VP")
def noun_participle(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if pred.kind in ("p", "g") and not noun.wh and isinstance(pred.sem, Pred):
        yield from restrict(g, noun, pred.sem, pred.cost)


@binary("NP GP")
def noun_contact_clause(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Services team A owns"."""
    if gap.kind != "q" and noun.kind != "ent" and not noun.wh and isinstance(gap.sem, Pred):
        yield from restrict(g, noun, gap.sem, gap.cost + g.shape["loose"])


@binary("OF NP", "IN NP", "BY NP", "FROM NP", "TO NP")
def prepositional(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh:
        yield Cell("PP", Phrase(str(word.sem), noun._replace(cost=0.0)), noun.mask, noun.cost, kind=noun.kind)


def bridged(g: Ground, noun: Cell, other: Cell, cost: float) -> Iterator[Cell]:
    """Two nouns joined by a relation that no word names."""
    if noun.q is not None or noun.wh or noun.kind in ("ent", "chg", "univ", "any") or other.wh or other.kind == "any":
        return
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
                yield from restrict(g, noun, Among(inner.sem, inner.mask), phrase.cost + 0.1)  # impact of X on reports


def part_of_its_container(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Column c of t" is c, once t is what holds it."""
    from rag.algebra import Entity

    assert isinstance(phrase.sem, Phrase)
    inner = phrase.sem.noun
    if isinstance(noun.sem, Entity) and isinstance(inner.sem, Entity) and len(noun.sem.urns) == 1:
        if g.containers.get(noun.sem.urns[0]) in inner.sem.urns:
            yield noun._replace(cost=noun.cost + phrase.cost)


@unary("RN")
def the_relational(g: Ground, noun: Cell) -> Iterator[Cell]:
    """ "The owner", of what another clause or sentence names."""
    if isinstance(noun.sem, Noun) and noun.q is None and not noun.wh and noun.sem.family != "impact":
        if noun.many:
            return
        image: SetExpr = Image(noun.sem.relation, HOLE)
        for result, mask, more in g.meaning.apply(Both(noun.sem.filters), image, noun.sem.xs):
            if isinstance(result, SetExpr):
                yield Cell("NP", result, mask, noun.cost + more + 0.4, kind="rel", many=noun.many)


@binary("RN PP")
def relational_of(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    yield from relational(g, noun, phrase.sem.noun, phrase.cost)


def relational(g: Ground, noun: Cell, of: Cell, cost: float) -> Iterator[Cell]:
    """The things that are a relational noun of others."""
    sem = noun.sem
    if not isinstance(sem, Noun) or noun.q is not None or of.wh:
        return
    if of.q is not None and of.q.kind in ("and", "every") and isinstance(of.sem, SetExpr):
        cost += 0.3 if of.q.kind == "every" else 0.0
        of = of._replace(q=None)
    for pred, extra in g.related((sem.relation,), of):
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
    yield Cell("GEN", HOLE, g.meaning.everything, 0.1, kind="ent")


@unary("PRONOUN")
def pronoun(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", HOLE, g.meaning.everything, 0.1, kind="ent")


@binary("GEN RN")
def genitive_relational(g: Ground, owner: Cell, noun: Cell) -> Iterator[Cell]:
    yield from relational(g, noun, owner._replace(cat="NP"), owner.cost)


@binary("GEN NP")
def genitive_noun(g: Ground, owner: Cell, noun: Cell) -> Iterator[Cell]:
    yield from bridged(g, noun, owner._replace(cat="NP"), owner.cost + g.shape["bridge_of"])


@binary("NP RN")
def compound_relational(g: Ground, of: Cell, noun: Cell) -> Iterator[Cell]:
    if of.q is None and of.kind == "ent":
        yield from relational(g, noun, of, of.cost + g.shape["keyword"] / 2)


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
    found: SetExpr | None = AtLeast(g.meaning.listed(sem.xs), sem.relation, 1, None)
    for pred in sem.filters:
        step = next(g.meaning.apply(pred, found, sem.xs), None)
        if step is None:
            return
        found = step[0]
    yield Cell("NP", found, sem.xs, noun.cost + 0.6, kind="any", wh=noun.wh, many=noun.many)


# ------------------------------------------------------------------ quantifiers


@binary("NO NP", "NO RN", "NO PN", "UNKNOWN RN", "UNKNOWN PN")
def no_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent":
        yield from quantified(noun, "no")


@binary("ANY NP", "ANY RN", "ANY PN")
def any_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and noun.q is None:
        yield noun._replace(many=True)


@binary("EVERY NP", "EVERY RN")
def every_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and word.sem not in ("all", "all the"):
        yield from quantified(noun, "every")


@binary("ONLY NP", "ONLY RN")
def only_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from quantified(noun._replace(q=None) if noun.q and noun.q.kind in ("and", "or") else noun, "only")


@binary("MOST NP", "MOST RN", "BIGGEST RN", "BIGGEST PN", "MOST PN")
def most_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent":
        yield from quantified(noun, "most")


@binary("FEWEST NP", "FEWEST RN", "SMALLEST RN", "SMALLEST PN", "FEWEST PN")
def fewest_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent":
        yield from quantified(noun, "fewest")


@binary("ATLEAST NUM", "ATMOST NUM", "MORETHAN NUM", "FEWERTHAN NUM", "EXACTLY NUM", "ONLY NUM")
def compared_number(g: Ground, word: Cell, number: Cell) -> Iterator[Cell]:
    n = number.sem
    assert isinstance(n, int)
    kind, n = {
        "ATLEAST": ("atleast", n),
        "ATMOST": ("atmost", n),
        "MORETHAN": ("atleast", n + 1),
        "FEWERTHAN": ("atmost", n - 1),
    }.get(word.cat, ("exactly", n))
    yield Cell("QN", Quantity(kind, n))


@binary("NUM ORMORE", "NUM ORFEWER")
def number_or_more(g: Ground, number: Cell, word: Cell) -> Iterator[Cell]:
    assert isinstance(number.sem, int)
    yield Cell("QN", Quantity("atleast" if word.cat == "ORMORE" else "atmost", number.sem))


@binary("NUM NP", "NUM RN")
def bare_number(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind != "ent" and isinstance(number.sem, int):
        yield from quantified(noun, "exactly", number.sem, 0.1)


@binary("QN NP", "QN RN")
def counted_noun(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(number.sem, Quantity)
    if noun.kind != "ent":
        yield from quantified(noun, number.sem.kind, number.sem.n)


# ------------------------------------------------------------------ superlatives


@binary("MOST V", "FEWEST V", "MOST ADJ", "FEWEST ADJ")
def superlative(g: Ground, word: Cell, of: Cell) -> Iterator[Cell]:
    """ "Most used", "most critical"."""
    highest = word.cat == "MOST"
    if isinstance(of.sem, Verb) and of.kind == "d" and not of.sem.negated:
        relations = tuple(inverse(r) for r in of.sem.relations)
        pred: Pred = Rel(relations, None, g.meaning.everything, "most" if highest else "fewest")
        yield Cell("SUP", pred, g.meaning.domain(pred), of.cost)
    elif isinstance(of.sem, Prop) and any(v.rank for v in g.ontology.properties[of.sem.name].values):
        yield Cell("SUP", Ranked(of.sem.name, 1, highest), of.mask, of.cost)


@binary("SUP NP")
def superlative_noun(g: Ground, sup: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(sup.sem, Pred) and noun.kind in SETS and not noun.wh:
        yield from restrict(g, noun, sup.sem, sup.cost)


@unary("SUP")
def superlative_predicate(g: Ground, sup: Cell) -> Iterator[Cell]:
    yield sup._replace(cat="VP", kind="p")


@binary("NUM SUP", "TOPN SUP")
def several_superlative(g: Ground, number: Cell, sup: Cell) -> Iterator[Cell]:
    if isinstance(number.sem, int):
        if isinstance(sup.sem, Rel):
            yield sup._replace(sem=replace(sup.sem, n=number.sem))
        elif isinstance(sup.sem, Ranked):
            yield sup._replace(sem=replace(sup.sem, k=number.sem))


@binary("TOP NUM")
def top_number(g: Ground, word: Cell, number: Cell) -> Iterator[Cell]:
    yield Cell("TOPN", number.sem)


@binary("TOPN NP", "NUM NP", "TOP NP")
def top_noun(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Top 5 services with the most dependents": the rank is in what follows."""
    n = number.sem if isinstance(number.sem, int) else 1
    if isinstance(noun.sem, Top) and not noun.wh:
        yield noun._replace(sem=replace(noun.sem, k=n), q=None)
    elif number.cat != "NUM" and noun.q is None and noun.kind in ("cls", "rel") and not noun.wh:
        yield noun._replace(cat="TOPNP", q=Quantity("top", n))


@binary("BY RN", "IN RN", "OF RN", "WITH RN", "PER RN", "BY COUNTED", "IN COUNTED", "OF COUNTED", "PER COUNTED")
def by_rank(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None and word.cat in ("BY", "IN", "PER", "OF"):
        yield Cell("RANK", Ranking(inverse(noun.sem.relation), None), noun.sem.ys, noun.cost)


@binary("NUMBEROF RN")
def number_of_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="COUNTED")


@binary("TOPNP RANK")
def top_ranked(g: Ground, noun: Cell, rank: Cell) -> Iterator[Cell]:
    assert isinstance(rank.sem, Ranking) and noun.q is not None
    pred = Rel((rank.sem.relation,), rank.sem.target, g.meaning.everything, "most", noun.q.n)
    yield from restrict(g, noun._replace(cat="NP", q=None), pred, rank.cost)


# ------------------------------------------------------------------ lists and exceptions


@binary("AND NP", "OR NP", "COMMA NP")
def and_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "COMMA" and not (noun.q and noun.q.kind in ("and", "or")):
        return
    if word.cat == "COMMA":
        assert noun.q is not None
        yield noun._replace(cat="ANDNP", kind=noun.q.kind)
    elif noun.q is None and not noun.wh:
        yield noun._replace(cat="ANDNP", kind="or" if word.cat == "OR" else "and", q=Quantity(noun.kind))


@binary("NP NP")
def shared_kind(g: Ground, names: Cell, kind: Cell) -> Iterator[Cell]:
    """ "The A and B services"."""
    if names.q is not None and names.q.kind in ("and", "or") and kind.kind == "cls" and kind.many:
        if names.mask & ~kind.mask == 0 and kind.q is None and not kind.wh:
            yield names._replace(cost=names.cost + kind.cost)


@binary("NP ANDNP")
def nouns(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "A, B and C"; names keep whether all or any of them are meant."""
    if left.q is not None or left.wh or left.sem is None or right.sem is None:
        return
    assert isinstance(left.sem, SetExpr) and isinstance(right.sem, SetExpr)
    listed = right.q is not None and right.q.kind in ("and", "or")
    kind = "ent" if listed else (right.q.kind if right.q else "")
    if (left.kind == "ent") != (kind == "ent"):
        return
    more = right.sem.parts if listed and isinstance(right.sem, Union) else (right.sem,)
    sem = Union((left.sem, *more))
    q = Quantity(right.kind) if kind == "ent" else None
    yield Cell("NP", sem, left.mask | right.mask, left.cost + right.cost, q, "ent" if q else "rel", many=True)


@binary("BOTH NP", "EITHER NP")
def both_nouns(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in ("and", "or"):
        yield noun._replace(q=Quantity("both" if word.cat == "BOTH" else "or"))
    elif noun.q is None and noun.kind == "rel" and word.cat == "BOTH":
        if isinstance(noun.sem, Union):
            yield noun._replace(q=Quantity("both"))
        elif noun.many:
            yield noun


@binary("NEITHER NP")
def neither_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None or noun.q.kind == "or":
        yield noun._replace(cat="NEITHERNP" if noun.q is None else "NP", q=Quantity("no"))


@binary("NOR NP")
def nor_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh:
        yield noun._replace(cat="NORNP")


@binary("NEITHERNP NORNP")
def neither_nor(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, SetExpr) and isinstance(right.sem, SetExpr):
        sem = Union((left.sem, right.sem))
        yield Cell("NP", sem, left.mask | right.mask, left.cost + right.cost, Quantity("no"), "ent")


@binary("EXCEPT NP", "EXCEPT PP")
def exception(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    inner = noun.sem.noun if isinstance(noun.sem, Phrase) else noun
    if isinstance(inner.sem, SetExpr) and not inner.wh:
        yield Cell("EXC", inner.sem, inner.mask, noun.cost)


@binary("NP EXC")
def noun_except(g: Ground, noun: Cell, without: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" or noun.q is not None or not noun.mask & without.mask or has_hole(HOLE) is None:
        return
    if noun.sem is None:
        noun = noun._replace(sem=g.meaning.listed(noun.mask), kind="rel")
    if isinstance(noun.sem, SetExpr) and isinstance(without.sem, SetExpr) and not noun.wh:
        yield noun._replace(sem=Minus(noun.sem, without.sem), kind="rel", cost=noun.cost + without.cost)


@binary("IE NP", "COMMA NP")
def that_is(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "IE" or (noun.kind == "ent" and noun.q is None):
        yield noun._replace(cat="IENP", cost=noun.cost + (0.2 if word.cat == "COMMA" else 0.0))


@binary("NP IENP")
def said_again(g: Ground, noun: Cell, again: Cell) -> Iterator[Cell]:
    """ "The database that X runs on, i.e. Y" is Y."""
    if again.kind == "ent" and again.q is None and noun.mask & again.mask and not noun.wh:
        yield again._replace(cat="NP", cost=noun.cost / 2 + again.cost)


# ------------------------------------------------------------------ properties as nouns


@binary("PN VALUE", "VALUE PN")
def property_value(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    noun, value = (left, right) if left.cat == "PN" else (right, left)
    name = getattr(noun.sem, "name", None)
    assert isinstance(value.sem, tuple)
    if value.sem[0] == name and noun.q is None:
        yield Cell("ADJ", Prop(value.sem[0], Op.EQ, value.sem[1]), noun.mask, noun.cost + value.cost)


@binary("PN NUM")
def property_number(g: Ground, noun: Cell, number: Cell) -> Iterator[Cell]:
    p = g.ontology.properties[getattr(noun.sem, "name", "")]
    if p.type in ("integer", "number") and isinstance(number.sem, int) and noun.q is None:
        yield Cell("ADJ", Prop(p.name, Op.EQ, number.sem), noun.mask, noun.cost)
