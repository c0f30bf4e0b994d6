"""Rules for ranking: superlatives, the first n, and more or fewer than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Count,
    Entity,
    Grouped,
    In,
    Listing,
    Mutual,
    OfClass,
    Op,
    SetExpr,
    Top,
    Union,
)
from rag.cell import Caused, Cell, Noun, Phrase, Quantity, Ranking, Verb
from rag.grammar import Ground, binary, quantified, unary
from rag.holes import opened
from rag.predicate import HOLE, Pred, Prop, Ranked, Rel, Than, inverse
from rag.rules_noun import SETS, restrict
from rag.rules_question import question
from rag.typing import IllTyped, type_of


@binary("PN NP")
def of_highest_value(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "Highest tier services"."""
    if noun.q is None or noun.q.kind not in ("most", "fewest") or of.q is not None:
        return
    if of.kind in SETS and not of.wh:
        pred = Ranked(getattr(noun.sem, "name", ""), 1, noun.q.kind == "most")
        yield from restrict(g, of, pred, noun.cost)


@binary("OF PN", "AT PN", "IN PN")
def at_highest_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in ("most", "fewest"):
        pred = Ranked(getattr(noun.sem, "name", ""), 1, noun.q.kind == "most")
        yield Cell("VP", pred, noun.mask, noun.cost, kind="p")


@binary("MOST V", "FEWEST V", "MOST ADJ", "FEWEST ADJ")
def superlative(g: Ground, word: Cell, of: Cell) -> Iterator[Cell]:
    """ "Most used", "most critical"."""
    highest = word.cat == "MOST"
    if isinstance(of.sem, Verb) and of.kind == "d" and not of.sem.negated:
        relations = tuple(inverse(r) for r in of.sem.relations)
        pred: Pred = Rel(relations, None, g.meaning.everything, "most" if highest else "fewest")
        yield Cell("SUP", pred, g.meaning.domain(pred), of.cost)
    elif (
        isinstance(of.sem, Prop)
        and of.kind != "named"
        and any(v.rank for v in g.ontology.properties[of.sem.name].values)
    ):
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


@binary(
    "BY RN",
    "IN RN",
    "OF RN",
    "WITH RN",
    "PER RN",
    "BY COUNTED",
    "IN COUNTED",
    "OF COUNTED",
    "PER COUNTED",
)
def by_rank(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None and word.cat in ("BY", "IN", "PER", "OF"):
        ranking = Ranking(inverse(noun.sem.relation), None)
        counted = "counted" if noun.cat == "COUNTED" else ""
        yield Cell("RANK", ranking, noun.sem.ys, noun.cost, kind=counted)


@binary("NUMBEROF RN", "COUNTOF RN")
def number_of_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="COUNTED")


@binary("BY COUNTEDNP", "PER COUNTEDNP", "IN COUNTEDNP", "OF COUNTEDNP")
def by_number(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="RANKNP")


@binary("TOPNP RANKNP", "TOPNP PERP")
def top_by_number(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    """ "Top 3 teams by number of services"."""
    if noun.q is None or not isinstance(by.sem, SetExpr) or (by.cat == "PERP" and not by.many):
        return
    for relation in g.meaning.bridges(noun.mask, by.mask):
        pred = Rel((relation,), by.sem, by.mask, "most", noun.q.n)
        cost = by.cost + g.meaning.backward(relation, noun.mask, by.mask)
        yield from restrict(g, noun._replace(cat="NP", q=None), pred, cost)


@binary("TOPNP RANK")
def top_ranked(g: Ground, noun: Cell, rank: Cell) -> Iterator[Cell]:
    assert isinstance(rank.sem, Ranking)
    assert noun.q is not None
    pred = Rel((rank.sem.relation,), rank.sem.target, g.meaning.everything, "most", noun.q.n)
    yield from restrict(g, noun._replace(cat="NP", q=None), pred, rank.cost)


@binary("MORE NP", "MORE RN", "FEWER NP", "FEWER RN", "ASMANY NP", "ASMANY RN")
def more_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "More consumers", to be compared with those of a named thing."""
    if noun.kind not in ("ent", "chg") and (noun.many or noun.kind == "univ"):
        yield from quantified(noun, word.cat.lower())


@binary("THAN NP", "AS NP")
def than_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and noun.q is None and not noun.wh and isinstance(noun.sem, Entity):
        if word.cat == "THAN" or word.sem == "as":
            yield noun._replace(cat="THANNP", wh=word.cat)


@binary("THANNP DO", "THANNP HAVE", "THANNP BE")
def than_it_does(g: Ground, than: Cell, aux: Cell) -> Iterator[Cell]:
    yield than


@binary("VP THANNP", "GP THANNP", "RC THANNP")
def more_than_it(g: Ground, pred: Cell, than: Cell) -> Iterator[Cell]:
    """ "Have more dependents than X", "that fewer services call than Y"."""
    if not isinstance(pred.sem, Rel) or not isinstance(than.sem, Entity):
        return
    if pred.sem.than is None and pred.sem.mode in ("more", "fewer", "asmany"):
        if (pred.sem.mode == "asmany") == (than.wh == "AS"):
            cost = pred.cost + than.cost
            yield pred._replace(sem=replace(pred.sem, than=than.sem), cost=cost)


@binary("MORE PN", "FEWER PN")
def more_of_property(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh:
        op = Op.GT if word.cat == "MORE" else Op.LT
        yield Cell("MOREPN", (op, getattr(noun.sem, "name", "")), noun.mask, noun.cost)


@binary("MOREPN THANNP", "MORETHANADJ NP")
def more_of_it_than(g: Ground, more: Cell, than: Cell) -> Iterator[Cell]:
    """ "Higher tier than X", "more critical than X"."""
    op, name = more.sem  # type: ignore[misc]
    assert isinstance(op, Op)
    assert isinstance(name, str)
    if than.kind == "ent" and than.q is None and isinstance(than.sem, Entity):
        if than.mask & g.meaning.has_property(name):
            pred = Than(name, op, than.sem)
            mask = g.meaning.has_property(name)
            cat = "THANPN" if more.cat == "MOREPN" else "VP"
            yield Cell(cat, pred, mask, more.cost + than.cost, kind="p")


@binary("HAVE THANPN", "WITH THANPN", "BE THANPN", "OF THANPN")
def has_more_of_it(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="VP", kind="v" if word.cat in ("HAVE", "BE") else "p")


@binary("Q NP")
def which_of_two(g: Ground, q: Cell, names: Cell) -> Iterator[Cell]:
    """ "Which has more dependents, A or B?"."""
    if names.kind != "ent" or names.q is None or names.q.kind != "or" or not q.sem:
        return
    of = q.sem.of if isinstance(q.sem, Listing) else None
    if isinstance(of, Top) and isinstance(of.of, OfClass) and isinstance(names.sem, SetExpr):
        yield q._replace(sem=Listing(replace(of, of=names.sem)), cost=q.cost + names.cost)


@binary("WHICH NP")
def which_of_these(g: Ground, word: Cell, names: Cell) -> Iterator[Cell]:
    """ "Which of A and B depends on C"."""
    said = str(word.sem).endswith(" of")
    if said and names.kind == "ent" and names.q is not None and names.q.kind in ("and", "or"):
        yield names._replace(q=None, wh="list", kind="rel", many=True)


@unary("VP")
def more_of_the_two(g: Ground, pred: Cell) -> Iterator[Cell]:
    """ "Which of A and B has more dependents": the one with the most."""
    if isinstance(pred.sem, Rel) and pred.sem.than is None and pred.sem.mode in ("more", "fewer"):
        mode = "most" if pred.sem.mode == "more" else "fewest"
        yield pred._replace(sem=replace(pred.sem, mode=mode), cost=pred.cost + 0.2)


@binary("BY Q", "PER Q", "MEASUREDBY Q")
def by_how_many(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    """ "By how many services they own", "measured by the number of services in it"."""
    found = opened(q.sem.of) if isinstance(q.sem, Count) else None
    if found is not None:
        yield Cell("RANKQ", Ranking(inverse(found[0]), found[1]), cost=q.cost)


@binary("TOPNP RANKQ")
def top_by_how_many(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    """ "Biggest system, measured by how many services sit in it"."""
    assert isinstance(by.sem, Ranking)
    assert noun.q is not None
    pred = Rel((by.sem.relation,), by.sem.target, g.meaning.everything, "most", noun.q.n)
    yield from restrict(g, noun._replace(cat="NP", q=None), pred, by.cost)


@binary("RANKED NP", "LIST NP")
def ranked_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("cls", "rel") and noun.q is None and not noun.wh and noun.many:
        yield noun._replace(cat="RANKEDNP", many=word.cat == "RANKED")


@binary("RANKEDNP RANK", "RANKEDNP RANKQ", "RANKEDNP RANKNP")
def ranked_by(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    """ "Rank the teams by number of services", "list the teams by number of services": how many each has."""
    if by.cat == "RANK" and by.kind != "counted" and not noun.many:
        return
    labels = g.meaning.labels(noun.mask)
    cost = noun.cost + by.cost
    if isinstance(by.sem, Ranking):
        relation = inverse(by.sem.relation)
        xs = g.meaning.firsts(relation, noun.mask)
        if xs:
            of = by.sem.target if by.sem.target is not None else g.meaning.listed(xs)
            some = noun.sem if noun.kind == "rel" and isinstance(noun.sem, SetExpr) else None
            yield question(Grouped(of, relation, labels, True, some), cost)
    elif isinstance(by.sem, SetExpr):
        for relation in g.meaning.bridges(by.mask, noun.mask):
            more = g.meaning.backward(relation, by.mask, noun.mask)
            some = noun.sem if noun.kind == "rel" and isinstance(noun.sem, SetExpr) else None
            yield question(Grouped(by.sem, relation, labels, True, some), cost + more)


@binary("VP MOST", "VP FEWEST")
def the_most(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Is used the most"."""
    sem = pred.sem
    if isinstance(sem, Rel) and sem.mode == "some" and sem.target is None:
        mode = "most" if word.cat == "MOST" else "fewest"
        yield pred._replace(sem=replace(sem, mode=mode), cost=pred.cost - 0.1)


@binary("WHICH NP")
def which_several(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Which three services have the most dependents"."""
    if noun.q is not None and noun.q.kind == "exactly" and noun.kind in ("cls", "rel"):
        if noun.q.n > 1 and not noun.wh:
            yield noun._replace(cat="WHICHTOP", cost=noun.cost - 0.1)


@binary("WHICHTOP VP", "WHICHTOP GP", "WHICHTOP RC")
def which_several_most(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    assert noun.q is not None
    found: Pred
    if isinstance(pred.sem, Rel) and pred.sem.mode in ("most", "fewest"):
        found = replace(pred.sem, n=noun.q.n)
    elif isinstance(pred.sem, Ranked):
        found = replace(pred.sem, k=noun.q.n)
    elif isinstance(pred.sem, Rel) and all(isinstance(r, Mutual) for r in pred.sem.relations):
        found = pred.sem  # "which two call each other"
    else:
        return
    for cell in restrict(g, noun._replace(cat="NP", q=None), found, pred.cost):
        if isinstance(cell.sem, SetExpr):
            yield question(Listing(cell.sem), cell.cost, "wh")


@binary("PP Q", "BETWEENNP Q", "NP Q")
def of_them_the_most(g: Ground, phrase: Cell, q: Cell) -> Iterator[Cell]:
    """ "Of the services that …, which has the most users", "… who owns the most"."""
    of = q.sem.of if isinstance(q.sem, Listing) else None
    if not isinstance(of, Top) or q.kind != "wh":
        return
    noun = phrase.sem.noun if isinstance(phrase.sem, Phrase) else phrase
    if isinstance(phrase.sem, Phrase) and phrase.sem.word not in ("of", "among"):
        return
    if phrase.cat == "NP" and phrase.kind != "ent":
        return
    if not isinstance(noun.sem, SetExpr) or noun.kind not in ("cls", "rel", "ent") or noun.wh:
        return
    cost = q.cost + phrase.cost
    several = noun.kind != "ent" or (noun.q is not None and noun.q.kind in ("and", "or"))
    heads = _mask_of(g, of.of)
    if of.key.relation is not None and isinstance(noun.sem, Union):
        target = g.meaning.everything if of.key.target is None else _mask_of(g, of.key.target)
        firsts = g.meaning.firsts(of.key.relation, target)
        several = several and all(_mask_of(g, part) & firsts for part in noun.sem.parts)
    if several and noun.mask & heads and isinstance(of.of, OfClass):
        yield q._replace(
            sem=Listing(replace(of, of=_met(of.of, noun.sem, noun.mask, heads))), cost=cost
        )
    relation = of.key.relation
    if relation is not None and of.key.target is None and noun.kind != "ent":
        if g.meaning.firsts(relation, noun.mask) & heads and not noun.mask & heads:
            key = replace(of.key, target=noun.sem)
            yield q._replace(sem=Listing(replace(of, key=key)), cost=cost)


def _mask_of(g: Ground, of: SetExpr) -> int:
    try:
        return g.meaning.mask(type_of(of, g.ontology))
    except IllTyped:
        return 0


def _met(heads: SetExpr, those: SetExpr, mask: int, head_mask: int) -> SetExpr:
    return those if not mask & ~head_mask else In((those, heads))


@binary("BETWEEN NP")
def between_them(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and noun.q is not None and noun.q.kind in ("and", "or") and not noun.wh:
        yield noun._replace(cat="BETWEENNP")


@binary("MORE V", "FEWER V")
def more_done(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Is A more depended on than B"."""
    if isinstance(verb.sem, Verb) and verb.kind == "d" and not verb.sem.negated:
        relations = tuple(inverse(r) for r in verb.sem.relations)
        pred = Rel(relations, None, g.meaning.everything, word.cat.lower())
        yield Cell("VP", pred, g.meaning.domain(pred), verb.cost, kind="p")


@binary("V SPEAKER")
def affects_us(g: Ground, verb: Cell, who: Cell) -> Iterator[Cell]:
    """ "Would hurt us": the speaker's own things, all of them."""
    assert isinstance(verb.sem, Verb)
    kept = tuple(r for r in verb.sem.relations if g.closure(r) == "impact")
    if kept and who.sem == "us" and verb.kind in ("b", "s"):
        pred = Rel(kept, None, g.meaning.everything)
        yield Cell("VP", pred, g.meaning.domain(pred), verb.cost + 0.1, kind="v")


@binary("WHOSE CHANGENOUN", "NP POSSCHANGE")
def whose_failure(g: Ground, word: Cell, change: Cell) -> Iterator[Cell]:
    """ "Whose failure would affect …", "which service's failure": what fails is asked for."""
    if word.cat == "WHOSE":
        yield Cell("NP", None, g.meaning.everything, 0.05, kind="univ", wh="list")
    elif word.wh == "list" and word.kind in ("cls", "rel", "univ"):
        yield word


@binary("POSS CHANGENOUN")
def its_failure(g: Ground, mark: Cell, change: Cell) -> Iterator[Cell]:
    yield Cell("POSSCHANGE")


@binary("VP CAUSE")
def if_it_fails(g: Ground, pred: Cell, cause: Cell) -> Iterator[Cell]:
    """ "Which would take down the most if it failed": the cause is the subject itself."""
    if isinstance(cause.sem, Caused) and cause.sem.of == HOLE and isinstance(pred.sem, Rel):
        turned = (inverse(r) for r in pred.sem.relations)
        if pred.sem.target != HOLE and any(g.closure(r) == "impact" for r in turned):
            yield pred._replace(cost=pred.cost + cause.cost)
