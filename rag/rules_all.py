"""Rules for all, the only one and the rest: every object, "the only X", "but no Y", what two share, another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Count,
    Entity,
    Exists,
    Image,
    In,
    Key,
    Listing,
    Minus,
    Named,
    Onto,
    SetExpr,
    Subset,
    Then,
    Top,
    Union,
    Where,
)
from rag.cell import Cell, Noun, Quantity, Verb
from rag.grammar import Ground, binary, unary
from rag.predicate import ALIKE, HOLE, Among, Both, Pred, Prop, Rel, inverse
from rag.rules_noun import (
    noun_clause,
    noun_contact_clause,
    noun_participle,
    noun_phrase_of,
)
from rag.rules_question import question
from rag.rules_verb import verb_object
from rag.typing import IllTyped, type_of

ALL_OF = -0.33  # so that it is asked back where none does it to all
ALL = -0.12  # so much likelier is "all agents", as an object, every one of them than any


# ------------------------------------------------------------------ all of them


@binary("EVERY NP", "EVERY RN")
def all_nouns(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    plain = noun.kind in ("cls", "rel") and noun.many and noun.q is None and not noun.wh
    if plain and noun.cat == "NP" and str(word.sem).startswith("all"):
        yield noun._replace(cat="ALLNP")
        if str(word.sem).startswith("all of"):
            yield noun._replace(cat="ALLOFNP")


@binary("EVERYTHING RC", "EVERYTHING VP", "EVERYTHING GP", "EVERYTHING PP")
def all_there_is(g: Ground, word: Cell, said: Cell) -> Iterator[Cell]:
    """ "Everything in S", as an object."""
    noun = Cell("NP", None, g.meaning.everything, kind="every")
    rule = {"RC": noun_clause, "VP": noun_participle, "GP": noun_contact_clause}.get(said.cat)
    for cell in (rule or noun_phrase_of)(g, noun, said):
        yield cell._replace(cat="ALLNP")
        yield cell._replace(cat="ALLTHERE")


@binary("V ALLNP", "V ALLOFNP")
def does_to_all(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Applies to all agents": to every one of them. A closer description is taken one by one."""
    if noun.kind == "cls":
        every = noun._replace(cat="NP", q=Quantity("every"))
        for cell in verb_object(g, verb, every):
            yield cell._replace(cost=cell.cost + ALL_OF)
    elif noun.kind == "rel":
        for cell in verb_object(g, verb, noun._replace(cat="NP")):
            yield cell._replace(wh="every")
        relations = verb.sem.relations if isinstance(verb.sem, Verb) else ()
        if noun.cat == "ALLOFNP" and not any(map(g.meaning.wordless, relations)):
            every = noun._replace(cat="NP", q=Quantity("every"), wh="")
            for cell in verb_object(g, verb, every):
                yield cell._replace(cost=cell.cost + ALL_OF)


@binary("YN VP")
def does_it_to_all(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Does T own everything in S": whether all that is there is T's."""
    rel = pred.sem
    if subject.kind != "ent" or subject.q is not None or pred.wh != "every" or pred.kind != "v":
        return
    if isinstance(rel, Rel) and rel.mode == "some" and isinstance(rel.target, SetExpr):
        relation = g.meaning.meant(tuple(map(inverse, rel.relations)), rel.mask, subject.mask)
        if relation is not None and isinstance(subject.sem, SetExpr):
            all_ = Subset(rel.target, Image(relation, subject.sem))
            yield question(all_, subject.cost + pred.cost + ALL)


@unary("THEYALL")
def they_all(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Do they all …", of what was asked for before."""
    yield Cell("NP", HOLE, g.pronoun, 0.05, Quantity("every"), "ent", many=True)


# ------------------------------------------------------------------ the only one


@binary("YN NP")
def is_the_only(g: Ground, subject: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Is X the only service that …": whether whatever does so is X."""
    if subject.wh != "BE" or subject.kind != "ent" or noun.q is None or noun.q.kind != "only":
        return
    if isinstance(subject.sem, Entity) and isinstance(noun.sem, SetExpr) and not noun.wh:
        if subject.mask & noun.mask and noun.kind in ("cls", "rel"):
            yield question(Subset(noun.sem, subject.sem), subject.cost + noun.cost - 0.2)


@binary("WHOSE RN")
def whose_only(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind == "only" and isinstance(noun.sem, Noun) and not noun.wh:
        yield noun._replace(cat="WHOSEONLY", q=None)


@binary("WHOSEONLY VP")
def whose_only_is(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Whose only dependency is X"."""
    if isinstance(noun.sem, Noun) and isinstance(pred.sem, Among) and not noun.sem.filters:
        rel = Rel((inverse(noun.sem.relation),), pred.sem.of, pred.sem.mask, "only")
        yield Cell("RC", rel, g.meaning.domain(rel), noun.cost + pred.cost)


# ------------------------------------------------------------------ but none of those


@binary("Q ANDRN", "NP ANDRN")
def but_none_of(g: Ground, said: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Everything that X depends on, but no APIs"."""
    if noun.q is None or noun.q.kind != "no" or noun.kind != "cls" or noun.wh == "NOR":
        return
    of = said.sem.of if isinstance(said.sem, Listing | Count) else said.sem
    if not isinstance(of, SetExpr) or not isinstance(noun.sem, SetExpr):
        return
    if said.cat == "NP" and (said.q is not None or said.wh or said.kind != "rel"):
        return
    try:
        mask = g.meaning.mask(type_of(of, g.ontology))
    except IllTyped:
        return
    if mask & noun.mask and mask & ~noun.mask:
        found, cost = Minus(of, noun.sem), said.cost + noun.cost
        if isinstance(said.sem, Listing | Count):
            yield said._replace(sem=replace(said.sem, of=found), cost=cost)
        else:
            yield said._replace(sem=found, cost=cost)


@binary("VP ANDRN", "RC ANDRN")
def and_again(g: Ground, pred: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Own services but no datasets", "at least one agent and at least one model": the verb again."""
    counted = noun.q is not None and noun.q.kind in ("no", "atleast", "atmost", "exactly", "single")
    if not counted or not isinstance(pred.sem, Rel) or pred.wh in ("has", "hasno"):
        return
    if not isinstance(noun.sem, SetExpr):
        return
    if pred.sem.mode in ("some", "atleast", "none") and noun.wh in ("AND", "BUT", "COMMA"):
        for more, cost in g.related(pred.sem.relations, noun._replace(cat="NP", wh="")):
            sem = Both((pred.sem, more))
            again = 0.0 if noun.q is None or noun.q.kind == "no" else ALL
            again += 0.2 if pred.cat == "RC" else 0.0
            yield pred._replace(sem=sem, cost=pred.cost + noun.cost + cost + again)


# ------------------------------------------------------------------ what two share


@binary("SHARE NP")
def share_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Share an API", "share a database": both need one."""
    if noun.kind == "cls" and not noun.wh and noun.q is None:
        yield Cell("SHAREDCLS", noun.sem, noun.mask, noun.cost)


@binary("YN SHAREDCLS")
def do_they_share_one(g: Ground, pair: Cell, noun: Cell) -> Iterator[Cell]:
    for of in needed_by_both(g, pair, noun):
        yield question(Exists(of), pair.cost + noun.cost + 0.1)


@binary("NP SHAREGP")
def which_they_share(g: Ground, noun: Cell, pair: Cell) -> Iterator[Cell]:
    """ "Which APIs do A and B share"."""
    if noun.wh and noun.kind == "cls":
        for of in needed_by_both(g, pair, noun):
            answer = Count(of) if noun.wh == "count" else Listing(of)
            yield question(answer, pair.cost + noun.cost + 0.1, "wh")


@binary("YN SHARE", "YN INCOMMON")
def they_share(g: Ground, pair: Cell, word: Cell) -> Iterator[Cell]:
    yield pair._replace(cat="SHAREGP")


@binary("RN COMMONLY")
def one_in_common(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and not noun.wh and (noun.q is None or noun.q.kind == "any"):
        yield noun._replace(cat="RNCOMMON", q=None)


@binary("HAVE RNCOMMON")
def have_one_in_common(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Have a dependency in common"."""
    yield noun._replace(cat="SHARES")


@binary("SHAREGP RN")
def share_as(g: Ground, pair: Cell, noun: Cell) -> Iterator[Cell]:
    """ "(What do) A and B have in common upstream"."""
    if isinstance(pair.sem, Union) and isinstance(noun.sem, Noun) and not noun.sem.filters:
        both = tuple(Rel((noun.sem.relation,), part, pair.mask) for part in pair.sem.parts)
        yield Cell("GP", Both(both), noun.sem.xs, pair.cost + noun.cost, kind="q")
        relation = noun.sem.relation
        shared = In(tuple(Image(relation, part) for part in pair.sem.parts))
        yield question(Exists(shared), pair.cost + noun.cost + 0.1)


def needed_by_both(g: Ground, pair: Cell, noun: Cell) -> Iterator[SetExpr]:
    """What of a class each of several things depends on."""
    if not isinstance(pair.sem, Union) or not isinstance(noun.sem, SetExpr):
        return
    for name, derived in sorted(g.ontology.derived.items()):
        if derived.family == "dependency":
            needs = Named(name, forward=False)
            if g.meaning.firsts(needs, pair.mask) & noun.mask:
                yield In((noun.sem, *(Image(needs, part) for part in pair.sem.parts)))


# ------------------------------------------------------------------ another


@binary("ANOTHER NP")
def another(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depends on another service": one of the subject's own class."""
    if noun.kind == "cls" and not noun.many and noun.q is None and not noun.wh:
        yield noun._replace(sem=ALIKE, kind="rel", many=True)


@binary("ADJ ONE")
def such_a_one(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    """ "Depends on a deprecated one": on one of the subject's own class."""
    if word.sem == "one" and isinstance(adj.sem, Prop):
        of = Where(ALIKE, adj.sem.name, adj.sem.op, adj.sem.value)
        yield Cell("NP", of, adj.mask & ~g.persons, adj.cost + 0.05, kind="rel", many=True)


@binary("NP POSS")
def whose_of_which(g: Ground, noun: Cell, mark: Cell) -> Iterator[Cell]:
    if noun.wh == "list" and noun.kind == "cls" and noun.q is None:
        yield noun._replace(cat="GENWH")


@binary("GENWH NP")
def which_ones_things(g: Ground, asker: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("cls", "rel") and noun.q is None and not noun.wh:
        yield Cell("WHGEN", (asker, noun), noun.mask, asker.cost + noun.cost)


def most_of_all(g: Ground, pair: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Which team's services have the most dependents": those of all of them."""
    assert isinstance(pair.sem, tuple)
    asker, noun = pair.sem
    said = pred.sem
    assert isinstance(said, Rel)
    relation = g.meaning.meant(said.relations, noun.mask, said.mask)
    for bridge in g.meaning.bridges(asker.mask, noun.mask) if noun.kind == "cls" else ():
        if relation is not None and isinstance(asker.sem, SetExpr):
            key = Key(Then(Onto(bridge, g.meaning.labels(noun.mask)), relation), said.target)
            ranked = Top(asker.sem, key, said.n, said.mode == "most")
            cost = pair.cost + pred.cost + g.meaning.backward(bridge, asker.mask, noun.mask)
            yield question(Listing(ranked), cost + 0.05, "wh")


@binary("WHGEN VP", "WHGEN GP", "WHGEN RC")
def which_ones_things_do(g: Ground, pair: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Which team's services fail if …" asks for the teams."""
    assert isinstance(pair.sem, tuple)
    asker, noun = pair.sem
    if not isinstance(pred.sem, Pred) or pred.kind == "g" or not isinstance(noun.sem, SetExpr):
        return
    if isinstance(pred.sem, Rel) and pred.sem.mode in ("most", "fewest"):
        yield from most_of_all(g, pair, pred)
        return
    for of, mask, extra in g.meaning.apply(pred.sem, noun.sem, noun.mask):
        for bridge in g.meaning.bridges(asker.mask, mask) if isinstance(of, SetExpr) else ():
            assert isinstance(of, SetExpr)
            cost = pair.cost + pred.cost + extra + g.meaning.backward(bridge, asker.mask, mask)
            assert isinstance(asker.sem, SetExpr)
            yield question(Listing(In((asker.sem, Image(bridge, of)))), cost + 0.05, "wh")
