"""Rules for each of a class with what is its own: teams with their services, who does it to each, class by class."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import Count, EitherOf, Grouped, Image, In, Listing, RelExpr, SetExpr
from rag.cell import Caused, Cell, Phrase, Ranking, Verb
from rag.grammar import Ground, binary, fill_answer, holes, unary
from rag.holes import opened
from rag.predicate import HOLE, Pred, inverse
from rag.rules_group import grouped, relational_per
from rag.rules_question import answered, per_each, question
from rag.rules_verb import VOICE
from rag.typing import type_of


@binary("PER THEIR", "GROUPING PERP")
def per_their(g: Ground, word: Cell, other: Cell) -> Iterator[Cell]:
    yield other if word.cat == "GROUPING" else word


@binary("NP PERP")
def class_by_class(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Team by team"."""
    if noun.kind == "cls" and not noun.many and noun.q is None and per.sem == noun.sem:
        yield per._replace(cost=noun.cost)


@binary("NP ONEBYONE")
def one_by_one(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Our vendors one by one"."""
    if noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(cat="PERP")


@binary("TAKING PERP")
def taking_each(g: Ground, word: Cell, per: Cell) -> Iterator[Cell]:
    yield per


@binary("NP WITHTHEIR", "NP AND", "NP WITH")
def and_what_is_theirs(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Teams with their …", "teams and …": each of a class, with what belongs to it."""
    every = noun.q is not None and noun.q.kind == "every"
    if noun.kind == "cls" and not noun.wh and (every or (noun.q is None and word.cat != "WITH")):
        dear = -0.15 if word.cat == "WITH" else 0.0
        yield noun._replace(cat="EACHWITH", q=None, kind=word.cat, cost=noun.cost + dear)


@binary("NP WITHWHAT")
def and_what_they(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and not noun.wh and (noun.q is None or noun.q.kind == "every"):
        yield noun._replace(cat="EACHWHAT", q=None)


@binary("LIST EACHWHAT")
def list_each_what(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun


@binary("EACHWHAT V")
def each_with_what_it_does(g: Ground, each: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Vendors with what they supply"."""
    if isinstance(verb.sem, Verb) and not verb.sem.negated and verb.kind in ("b", "s"):
        for relation in verb.sem.relations:
            turned = inverse(relation)
            xs = g.meaning.firsts(turned, each.mask)
            if xs:
                answer = Grouped(g.meaning.listed(xs), turned, g.meaning.labels(each.mask))
                yield question(answer, each.cost + verb.cost)


@binary("LIST EACHWITH")
def list_each_with(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun


@binary("EACHWITH NP", "EACHWITH RN")
def each_with_its(g: Ground, each: Cell, noun: Cell) -> Iterator[Cell]:
    """ "List the teams with their services", "topics with their subscribers"."""
    if each.kind != "WITHTHEIR" or noun.q is not None or noun.wh:
        return
    if noun.cat == "RN":
        yield from relational_per(g, noun._replace(wh="list"), each._replace(cat="PERP"))
    elif noun.kind == "cls" and noun.many and isinstance(noun.sem, SetExpr):
        q = question(Listing(noun.sem), each.cost + noun.cost + 0.05)
        yield from grouped(g, q, each._replace(cat="PERP", cost=0.0))


@binary("EACHWITH Q", "EACHWITH NP")
def each_with_what(g: Ground, each: Cell, said: Cell) -> Iterator[Cell]:
    """ "Each team and its services", "teams and the services they own"."""
    of = said.sem.of if isinstance(said.sem, Listing | Count) else said.sem
    if not isinstance(of, SetExpr) or (said.cat == "NP" and (said.wh or said.q is not None)):
        return
    found = opened(of)
    if found is None or not g.meaning.firsts(found[0], each.mask):
        return
    relation, rest = found
    kept = rest if rest is not None else g.meaning.listed(g.meaning.firsts(relation, each.mask))
    answer = Grouped(kept, relation, g.meaning.labels(each.mask), isinstance(said.sem, Count))
    yield question(answer, each.cost + said.cost)


@binary("NP PERP")
def asked_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    if noun.wh and noun.kind in ("cls", "rel") and noun.q is None:
        yield Cell("NPPER", (noun, per), noun.mask, noun.cost + per.cost)


@binary("NPPER VP", "NPPER GP", "NPPER RC")
def asked_per_that(g: Ground, asked: Cell, pred: Cell) -> Iterator[Cell]:
    """ "How many services in each system are hit by an outage of X"."""
    assert isinstance(asked.sem, tuple)
    noun, per = asked.sem
    if isinstance(pred.sem, Pred) and pred.kind != "g":
        for q in answered(g, noun._replace(cost=0.0), pred.sem, asked.cost + pred.cost):
            yield Cell("QPER", (q, per._replace(cost=0.0)), cost=q.cost)


@binary("QPER CAUSE", "CAUSE QPER", "CL QPER")
def asked_per_if(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    asked, cause = (left, right) if left.cat == "QPER" else (right, left)
    if isinstance(asked.sem, tuple) and isinstance(cause.sem, Caused):
        q, per = asked.sem
        if holes(q.sem):
            filled = fill_answer(q.sem, cause.sem.of)
            yield from grouped(g, q._replace(sem=filled, cost=q.cost + cause.cost), per)


@unary("QPER")
def asked_per_whole(g: Ground, asked: Cell) -> Iterator[Cell]:
    assert isinstance(asked.sem, tuple)
    yield from grouped(g, *asked.sem)


@binary("V NP")
def done_to_each(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Subscribes to each topic"."""
    assert isinstance(verb.sem, Verb)
    each = noun.q is not None and noun.q.kind == "every" and noun.kind in ("cls", "rel")
    if each and not verb.sem.negated and verb.kind in ("b", "s", "p"):
        relations = tuple(r for r in verb.sem.relations if g.meaning.firsts(r, noun.mask))
        if relations:
            cost = verb.cost + noun.cost + (0.0 if noun.q is None or not noun.q.n else 0.25)
            yield Cell("VPEACH", (relations, noun), noun.mask, cost, kind=VOICE[verb.kind])


@binary("V EACHIT")
def done_to_each_of_them(g: Ground, verb: Cell, each: Cell) -> Iterator[Cell]:
    """ "(A and B:) who depends on each": of what is named before."""
    assert isinstance(verb.sem, Verb)
    if not verb.sem.negated and verb.kind in ("b", "s", "p"):
        kind = VOICE[verb.kind]
        yield Cell("VPEACHIT", verb.sem.relations, cost=verb.cost + 0.05, kind=kind)


@binary("NP VPEACHIT")
def who_does_each_of_them(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not noun.wh or not isinstance(pred.sem, tuple) or noun.kind not in ("cls", "rel", "univ"):
        return
    yield from _by_each(g, noun, tuple(pred.sem), noun.cost + pred.cost)


@binary("EACHIT V")
def each_of_them_does(g: Ground, each: Cell, verb: Cell) -> Iterator[Cell]:
    """ "(A and B:) what does each depend on"."""
    assert isinstance(verb.sem, Verb)
    if not verb.sem.negated and verb.kind in ("b", "s"):
        turned = tuple(inverse(r) for r in verb.sem.relations)
        yield Cell("EACHGP", turned, cost=verb.cost + 0.05)


@binary("DO EACHGP", "NP EACHGP")
def what_each_of_them_does(g: Ground, left: Cell, gap: Cell) -> Iterator[Cell]:
    assert isinstance(gap.sem, tuple)
    if left.cat == "DO":
        yield gap._replace(kind="q")
    elif left.wh and gap.kind == "q":
        yield from _by_each(g, left, tuple(gap.sem), left.cost + gap.cost)


def _by_each(g: Ground, noun: Cell, relations: tuple[RelExpr, ...], cost: float) -> Iterator[Cell]:
    everything = g.meaning.everything
    kept = tuple(r for r in relations if g.meaning.firsts(r, everything) & noun.mask)
    if kept:
        relation = kept[0] if len(kept) == 1 else EitherOf(kept)
        image: SetExpr = Image(relation, HOLE)
        of = image if not isinstance(noun.sem, SetExpr) else In((noun.sem, image))
        labels = g.meaning.labels(everything)
        yield question(Grouped(of, relation, labels, noun.wh == "count", HOLE), cost)


@binary("BE VPEACH", "DO VPEACH", "HAVE VPEACH", "MODAL VPEACH")
def is_done_to_each(g: Ground, aux: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred


@binary("NP VPEACH")
def who_does_each(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Who subscribes to each topic": by the topic; of some of a class, by those asked for."""
    if not noun.wh or not isinstance(pred.sem, tuple) or noun.kind not in ("cls", "rel", "univ"):
        return
    relations, each = pred.sem
    relation = g.meaning.meant(relations, noun.mask, each.mask)
    if relation is None or not isinstance(each.sem, SetExpr):
        return
    xs = g.meaning.firsts(relation, each.mask) & noun.mask
    cost = noun.cost + pred.cost
    if each.kind == "cls":
        of = noun.sem if isinstance(noun.sem, SetExpr) else g.meaning.listed(xs)
        yield question(Grouped(of, relation, g.meaning.labels(each.mask), noun.wh == "count"), cost)
    elif noun.wh == "count" and isinstance(noun.sem, SetExpr):
        labels = g.meaning.labels(each.mask)
        yield question(per_each(noun.sem, relation, labels, True, each.sem), cost)
    elif noun.kind != "rel":
        yield question(Grouped(each.sem, inverse(relation), g.meaning.labels(xs)), cost)


@binary("PERP Q")
def of_each_of_some(g: Ground, per: Cell, q: Cell) -> Iterator[Cell]:
    """ "For every dataset that …, who is the owner": by those asked for."""
    if not isinstance(q.sem, Listing) or per.kind != "rel" or not isinstance(per.sem, SetExpr):
        return
    found = opened(q.sem.of)
    if found is not None and g.meaning.firsts(found[0], per.mask):
        xs = g.meaning.firsts(found[0], per.mask)
        if found[1] is not None:
            xs &= g.meaning.mask(type_of(found[1], g.ontology))
        answer = Grouped(per.sem, inverse(found[0]), g.meaning.labels(xs))
        yield question(answer, q.cost + per.cost)


@binary("PER NP")
def per_some(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and noun.kind == "rel" and not noun.wh and word.sem != "by":
        yield noun._replace(cat="PERP")


@binary("COUNTEDNP GP")
def number_each_does(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "The number of services each team owns"."""
    if isinstance(gap.sem, Ranking) and isinstance(noun.sem, SetExpr):
        if g.meaning.firsts(gap.sem.relation, gap.mask) & noun.mask:
            labels = g.meaning.labels(gap.mask)
            answer = per_each(noun.sem, gap.sem.relation, labels, True, gap.sem.target)
            yield question(answer, noun.cost + gap.cost)


@binary("NP POSS")
def of_each(g: Ground, noun: Cell, mark: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and noun.q is not None and noun.q.kind == "every" and not noun.wh:
        yield noun._replace(cat="GENEACH", q=None)


@binary("GENEACH RN")
def each_ones(g: Ground, each: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Each service's owner"."""
    yield from relational_per(g, noun, each._replace(cat="PERP"))


@binary("SPREADOF NP", "HOW YN")
def spread_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("cls", "rel") and noun.q is None and not (noun.wh and noun.cat == "NP"):
        yield noun._replace(cat="SPREADNP", wh="")


@binary("BREAKDOWN PP", "BREAKDOWN PERP")
def spread_over(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    noun = phrase.sem.noun if isinstance(phrase.sem, Phrase) else phrase
    if noun.kind == "cls" and noun.q is None:
        yield noun._replace(cat="SPREADP", cost=0.0)


@binary("SPREADNP SPREADP", "SPREADNP PP")
def over_a_class(g: Ground, noun: Cell, over: Cell) -> Iterator[Cell]:
    """ "How are the services distributed over the teams"."""
    per = over.sem.noun if isinstance(over.sem, Phrase) else over
    if per.kind == "cls" and per.q is None and isinstance(noun.sem, SetExpr):
        q = question(Count(noun.sem), noun.cost)
        yield from grouped(g, q, per._replace(cat="PERP", cost=0.0))
