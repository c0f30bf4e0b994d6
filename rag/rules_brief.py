"""Rules for questions put briefly: what a clause leaves out, "no owner" without "with", counts at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    AtLeast,
    Count,
    Entity,
    Exists,
    Image,
    In,
    Listing,
    Minus,
    Named,
    SetExpr,
    Union,
)
from rag.cell import Cell, Noun, Phrase, Quantity, Verb
from rag.grammar import Ground, binary
from rag.holes import left_out
from rag.predicate import HOLE, Both, Not, Pred, Rel, inverse
from rag.rules_group import grouped
from rag.rules_have import has, has_property
from rag.rules_noun import restrict
from rag.rules_question import question
from rag.rules_truth import yes_no, yes_no_noun
from rag.rules_verb import predicate
from rag.rules_whole import about_one


@binary("NP NEG")
def said_before(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "B does not", where the clause before says what."""
    if noun.kind == "ent" and not noun.wh and noun.q is None and word.kind in ("DO", "HAVE"):
        yield noun._replace(cat="DOESNOT")


@binary("THAT DOESNOT", "AND DOESNOT", "BUT DOESNOT", "COMMA DOESNOT")
def that_it_does_not(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="THATDOESNOT")


@binary("GP THATDOESNOT")
def one_but_not_the_other(g: Ground, gap: Cell, other: Cell) -> Iterator[Cell]:
    """ "A depends on that B does not": the verb is said once."""
    if isinstance(gap.sem, Rel) and gap.sem.mode == "some":
        for pred, cost in g.related(gap.sem.relations, other._replace(cat="NP")):
            both = Both((gap.sem, Not(pred)))
            unlike = 0.0 if other.mask & gap.sem.mask else 0.2  # a service against a service
            yield gap._replace(sem=both, cost=gap.cost + other.cost + cost + unlike)


@binary("NP NP", "NP RN", "NP PN")
def with_none(g: Ground, noun: Cell, none: Cell) -> Iterator[Cell]:
    """ "Services no owner"."""
    plain = noun.q is None and not noun.wh and noun.kind in ("cls", "rel") and noun.many
    if not plain or none.q is None or none.q.kind != "no" or none.wh:
        return
    word = Cell("WITH", "with")
    made = has_property(g, word, none) if none.cat == "PN" else has(g, False, none, "p")
    for pred in made:
        if isinstance(pred.sem, Pred):
            yield from restrict(g, noun, pred.sem, pred.cost + g.shape["keyword"])


@binary("COUNTOF PERP", "HOWMANY PERP")
def count_per(g: Ground, word: Cell, per: Cell) -> Iterator[Cell]:
    yield per._replace(cat="COUNTPERP")


@binary("Q COUNTPERP")
def counted_per(g: Ground, q: Cell, per: Cell) -> Iterator[Cell]:
    """ "Services hit by an outage of X, count per team"."""
    if isinstance(q.sem, Listing):
        yield from grouped(g, q._replace(sem=Count(q.sem.of)), per._replace(cat="PERP"))


@binary("Q HOWMANY", "Q COUNTOF")
def counted_last(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "Services of team T, how many"."""
    if isinstance(q.sem, Listing):
        yield q._replace(sem=Count(q.sem.of), kind="")


@binary("HOWMANY EXIST")
def how_many_there_are(g: Ground, word: Cell, exist: Cell) -> Iterator[Cell]:
    yield Cell("HOWMANYARE")


@binary("NP HOWMANYARE", "Q HOWMANYARE")
def how_many_of_them(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Models and agents together: how many are there"."""
    of = noun.sem.of if isinstance(noun.sem, Listing) else noun.sem
    if isinstance(of, SetExpr) and noun.q is None and not noun.wh and noun.kind != "ent":
        yield question(Count(of), noun.cost)


def with_another(q: Cell, without: Cell) -> Iterator[Cell]:
    """ "Besides X, does V supply anything": anything but X."""
    of = q.sem.of if isinstance(q.sem, Exists) else None
    if isinstance(of, AtLeast) and (of.n, of.target) == (1, None) and isinstance(of.of, Entity):
        if isinstance(without.sem, SetExpr):
            others = Minus(Image(inverse(of.relation), of.of), without.sem)
            yield q._replace(sem=Exists(others), cost=q.cost + without.cost + 0.05)


@binary("EXC Q")
def exception_first(g: Ground, without: Cell, q: Cell) -> Iterator[Cell]:
    """ "Besides X, which services are in S"."""
    if isinstance(q.sem, Listing | Count | Exists) and isinstance(without.sem, SetExpr):
        if isinstance(q.sem, Exists) and about_one(q.sem.of):
            yield from with_another(q, without)
            return
        of = left_out(q.sem.of, without.sem)
        yield q._replace(sem=replace(q.sem, of=of), cost=q.cost + without.cost + 0.05)


@binary("WHOSE BE")
def whose_is(g: Ground, word: Cell, aux: Cell) -> Iterator[Cell]:
    yield Cell("WHOSEBE")


@binary("WHOSEBE NP")
def whose_is_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Whose is the policy that governs X"."""
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    if noun.wh or noun.q is not None or noun.kind not in ("ent", "rel") or noun.sem == HOLE:
        return
    for bridge in g.meaning.bridges(persons, noun.mask):
        for pred, cost in g.related((bridge,), noun):
            for of, _, extra in g.meaning.apply(pred, None, persons):
                if isinstance(of, SetExpr):
                    yield question(Listing(of), noun.cost + cost + extra + 0.1, "wh")


@binary("NP V")
def passive_alone(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    """ "X replaced by" asks by what."""
    if noun.kind != "ent" or noun.q is not None or noun.wh or verb.kind != "p":
        return
    if not isinstance(verb.sem, Verb) or verb.sem.negated:
        return
    turned = tuple(inverse(r) for r in verb.sem.relations)
    for pred, cost in g.related(turned, noun):
        for of, _, extra in g.meaning.apply(pred, None, g.meaning.domain(pred)):
            if isinstance(of, SetExpr):
                dear = noun.cost + verb.cost + cost + extra + g.shape["fragment"]
                yield question(Listing(of), dear, "fragment")


@binary("VP NP")
def participle_before(g: Ground, pred: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Supplied services" are those that are supplied."""
    some = isinstance(pred.sem, Rel) and pred.sem.mode == "some" and pred.sem.target is None
    if pred.kind == "p" and some and isinstance(pred.sem, Rel):
        if noun.kind == "cls" and noun.many and noun.q is None and not noun.wh:
            yield from restrict(g, noun, pred.sem, pred.cost)


@binary("NP YESNO", "VP YESNO")
def said_of_it(g: Ground, said: Cell, word: Cell) -> Iterator[Cell]:
    if not said.wh:
        yield said._replace(cat="ISNP" if said.cat == "NP" else "ISVP")


@binary("Q YESNO")
def yes_or_no(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Exists):
        yield q


@binary("HAVE NP", "WITH NP")
def has_most_of_all(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The team with the most broken stuff": of things of every class, those that people answer for."""
    if noun.q is None or noun.q.kind not in ("most", "fewest") or noun.kind != "rel":
        return
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    if noun.wh or not noun.mask & persons or noun.mask == persons:
        return
    for bridge in g.meaning.bridges(persons, noun.mask & ~persons):
        if isinstance(bridge, Named) and isinstance(noun.sem, SetExpr):
            pred = Rel((bridge,), noun.sem, noun.mask & ~persons, noun.q.kind)
            yield predicate(g, pred, "v" if word.cat == "HAVE" else "p", noun.cost + 0.1)


@binary("NP ISNP", "NP ISVP")
def is_it_so(g: Ground, noun: Cell, said: Cell) -> Iterator[Cell]:
    """ "X downstream of Y, yes or no"."""
    if noun.kind != "ent" or noun.wh:
        return
    if said.cat == "ISNP":
        yield from yes_no_noun(g, noun._replace(cat="YN", wh="BE"), said._replace(cat="NP"))
    else:
        first = "DO" if said.kind == "v" else "BE"
        yield from yes_no(g, noun._replace(cat="YN", wh=first), said._replace(cat="VP"))


@binary("NP WISE")
def class_wise(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Whom does that hit, team-wise?" asks for the teams only."""
    if noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(q=Quantity("only"), many=True)


@binary("BUT NP")
def but_only(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Upstream of X, but only the topics"."""
    if noun.q is not None and noun.q.kind == "only" and noun.many and not noun.wh:
        yield noun


@binary("VP ONTHEM")
def had_on_them(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "With no SLO on them"."""
    if pred.wh in ("has", "hasno"):
        yield pred


@binary("Q ANYONE")
def anyone_said_last(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "Teams without members, anyone?"."""
    if str(word.sem).startswith("any"):
        yield q._replace(cost=q.cost + 0.05)


@binary("NP PP", "NP OFGEN")
def what_in_it(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "What in S depends on X", "what of hers is deprecated"."""
    if noun.wh != "list" or noun.kind != "univ" or noun.sem is not None:
        return
    if not isinstance(phrase.sem, Phrase) or noun.mask != g.meaning.everything:
        return
    inner = phrase.sem.noun
    held = g.meaning.holding(inner.mask) if phrase.sem.word in ("in", "inside", "within") else ()
    if phrase.cat == "OFGEN":
        held = g.meaning.bridges(g.meaning.everything, inner.mask)
    for pred, cost in g.related(held, inner) if held and inner.kind == "ent" else ():
        for sem, mask, extra in g.meaning.apply(pred, None, noun.mask):
            total = noun.cost + phrase.cost + cost + extra + 0.1
            yield Cell("NP", sem, mask, total, kind="rel", wh="list", many=True)


@binary("OF GEN")
def of_theirs(g: Ground, word: Cell, owner: Cell) -> Iterator[Cell]:
    if owner.kind == "ent" and word.sem == "of":
        noun = owner._replace(cat="NP", cost=0.0)
        yield Cell("OFGEN", Phrase("of", noun), owner.mask, owner.cost)


@binary("AND NP")
def and_which(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.wh == "list" and noun.kind == "cls" and noun.q is None:
        yield noun._replace(cat="ANDWHNP")


@binary("NP ANDWHNP")
def which_and_which(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Which reports and which models would suffer"."""
    if left.wh == "list" and left.kind == "cls" and left.q is None:
        if isinstance(left.sem, SetExpr) and isinstance(right.sem, SetExpr):
            sem = Union((left.sem, right.sem))
            cost = left.cost + right.cost
            yield Cell("NP", sem, left.mask | right.mask, cost, kind="rel", wh="list", many=True)


@binary("RATHER NP", "RATHER PP")
def rather_than(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Owned by a person rather than (by) a team"."""
    inner = noun.sem.noun if isinstance(noun.sem, Phrase) else noun
    if inner.q is None and not inner.wh:
        yield inner._replace(cat="NOTNP", cost=noun.cost)


@binary("PN MADE")
def property_set(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Have a tier set"."""
    yield noun._replace(cost=noun.cost + 0.05)


@binary("Q RN")
def said_twice(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What comes out of X, downstream"."""
    of = q.sem.of if isinstance(q.sem, Listing) else None
    parts = of.parts if isinstance(of, In) else (of,)
    if (
        isinstance(noun.sem, Noun)
        and noun.q is None
        and not noun.sem.filters
        and any(isinstance(p, Image) and p.relation == noun.sem.relation for p in parts)
    ):
        yield q
