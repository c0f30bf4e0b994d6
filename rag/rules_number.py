"""Rules for how many: quantifiers, numbers, superlatives and rankings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Entity,
    Listing,
    OfClass,
    Op,
    SetExpr,
    Top,
)
from rag.cell import Cell, Noun, Quantity, Ranking, Verb
from rag.grammar import (
    Ground,
    binary,
    quantified,
    unary,
)
from rag.predicate import ALIKE, Pred, Prop, Ranked, Rel, Than, inverse
from rag.rules_noun import SETS, restrict


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
    yield from quantified(
        noun._replace(q=None) if noun.q and noun.q.kind in ("and", "or") else noun, "only"
    )


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


@binary("PN NP")
def of_highest_value(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "Highest tier services"."""
    if noun.q is not None and noun.q.kind in ("most", "fewest") and of.kind in SETS and not of.wh:
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
    elif isinstance(of.sem, Prop) and any(
        v.rank for v in g.ontology.properties[of.sem.name].values
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
        yield Cell("RANK", Ranking(inverse(noun.sem.relation), None), noun.sem.ys, noun.cost)


@binary("NUMBEROF RN")
def number_of_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="COUNTED")


@binary("BY COUNTEDNP", "PER COUNTEDNP", "IN COUNTEDNP", "OF COUNTEDNP")
def by_number(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="RANKNP")


@binary("TOPNP RANKNP")
def top_by_number(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    """ "Top 3 teams by number of services"."""
    if noun.q is None or not isinstance(by.sem, SetExpr):
        return
    for relation in g.meaning.bridges(noun.mask, by.mask):
        pred = Rel((relation,), by.sem, by.mask, "most", noun.q.n)
        cost = by.cost + g.meaning.backward(relation, noun.mask, by.mask)
        yield from restrict(g, noun._replace(cat="NP", q=None), pred, cost)


@binary("SORTED PN", "SORTED RN", "SORTED COUNTED", "SORTED COUNTEDNP")
def sorted_by(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield Cell("SORT")


@binary("NP SORT", "Q SORT")
def in_order(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Services sorted by tier": the order adds nothing to the set."""
    if noun.cat == "Q":
        yield noun
    elif noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(kind="rel")


@binary("TOPNP RANK")
def top_ranked(g: Ground, noun: Cell, rank: Cell) -> Iterator[Cell]:
    assert isinstance(rank.sem, Ranking)
    assert noun.q is not None
    pred = Rel((rank.sem.relation,), rank.sem.target, g.meaning.everything, "most", noun.q.n)
    yield from restrict(g, noun._replace(cat="NP", q=None), pred, rank.cost)


@binary("NP NP", "NP RN")
def nothing_of_any_kind(g: Ground, nothing: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Nothing at all, no policy, no contract": kinds of nothing add nothing."""
    if nothing.kind == "univ" and nothing.sem is None and not nothing.wh and not noun.wh:
        if nothing.q is not None and noun.q is not None and nothing.q.kind == noun.q.kind == "no":
            yield nothing._replace(cost=nothing.cost + 0.02)


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
