"""Rules for clauses about a whole question: what it leaves open, where it is narrowed, afterthoughts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Answer,
    AtLeast,
    Count,
    Entity,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    Minus,
    NoneOf,
    OfClass,
    SetExpr,
    Top,
    Union,
    Value,
    Where,
)
from rag.cell import Caused, Cell, Noun, Phrase, Quantity
from rag.grammar import (
    Ground,
    binary,
    entities,
    fill,
    fill_answer,
    has_hole,
    holes,
)
from rag.holes import left_out
from rag.meaning import Pred
from rag.predicate import HOLE, Rel
from rag.rules_noun import relational, restrict
from rag.rules_question import question
from rag.rules_verb import phrase_predicates
from rag.typing import IllTyped, type_of


@binary("NP Q")
def topic_first(g: Ground, noun: Cell, q: Cell) -> Iterator[Cell]:
    """ "Checkout: who owns it?"."""
    if (
        not isinstance(q.sem, Answer)
        or not isinstance(noun.sem, SetExpr)
        or noun.wh
        or not holes(q.sem)
    ):
        return
    if noun.kind == "ent":
        yield q._replace(sem=fill_answer(q.sem, noun.sem), cost=q.cost + noun.cost)
    elif noun.kind == "rel" and isinstance(noun.sem, Image) and isinstance(noun.sem.of, Entity):
        if noun.sem.of != HOLE:  # "consequences of dropping X: what is affected"
            yield q._replace(sem=fill_answer(q.sem, noun.sem.of), cost=q.cost + noun.cost + 0.3)


@binary("NP Q", "Q NP")
def within_what_is_named(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Downstream of X, do we have reports": those of the class that are among the things named."""
    noun, q = (left, right) if right.cat == "Q" else (right, left)
    if not isinstance(q.sem, Listing | Count | Exists) or not isinstance(q.sem.of, OfClass):
        return
    if not isinstance(noun.sem, Image) or noun.kind != "rel" or noun.wh or noun.q is not None:
        return
    mask = g.meaning.mask(q.sem.of.labels)
    if mask & noun.mask and not has_hole(noun.sem):
        of = In((q.sem.of, noun.sem))
        yield q._replace(sem=replace(q.sem, of=of), cost=q.cost + noun.cost)


@binary("LIST RN")
def list_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and isinstance(noun.sem, Noun):
        yield noun._replace(cat="LISTRN")


@binary("PP LISTRN", "COMMAPP LISTRN")
def of_it_list(g: Ground, phrase: Cell, noun: Cell) -> Iterator[Cell]:
    """ "For A and B, list the dependencies"."""
    assert isinstance(phrase.sem, Phrase)
    if phrase.sem.word in ("for", "of") and phrase.sem.noun.kind == "ent":
        for cell in relational(g, noun._replace(cat="RN"), phrase.sem.noun, phrase.cost):
            if isinstance(cell.sem, SetExpr):
                yield question(Listing(cell.sem), cell.cost)


@binary("Q CAUSE", "CAUSE Q", "CL Q", "DROP Q", "CHG Q", "Q PP", "PP Q")
def filled(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """What one clause leaves open the other one names."""
    q, other = (left, right) if left.cat == "Q" else (right, left)
    if not isinstance(q.sem, Answer):
        return
    if isinstance(other.sem, Caused) and other.sem.of == HOLE:
        if not holes(q.sem) and other.cat == "CAUSE":  # "what does X break if it fails"
            yield q._replace(cost=q.cost + other.cost)
        return
    if isinstance(other.sem, Caused):
        suffers = other.cat in ("CAUSE", "CHG") or (other.cat == "CL" and _impact_left(g, q.sem))
        if holes(q.sem) and (q.kind != "fragment" or suffers):
            yield q._replace(
                sem=fill_answer(q.sem, other.sem.of), cost=q.cost + other.cost, kind=""
            )
        elif holes(q.sem) and left is other and other.cat == "CL":  # "X fails: owners of its users"
            yield q._replace(
                sem=fill_answer(q.sem, other.sem.of), cost=q.cost + other.cost + 0.1, kind=""
            )
        return
    assert isinstance(other.sem, Phrase)
    noun = other.sem.noun
    if holes(q.sem):
        if noun.q is None and isinstance(noun.sem, SetExpr) and noun.kind in ("ent", "chg", "rel"):
            yield q._replace(
                sem=fill_answer(q.sem, noun.sem), cost=q.cost + other.cost + 0.1, kind=""
            )
    else:
        yield from narrowed(g, q, other, 0.1 if left.cat == "PP" else 0.3)


def _impact_left(g: Ground, answer: Answer) -> bool:
    """Whether what is left open is whose change is meant."""
    of = answer.of if isinstance(answer, Listing | Count | Exists) else None
    while isinstance(of, NoneOf | Where | Minus | AtLeast):
        of = of.of
    parts = of.parts if isinstance(of, In) else (of,)
    return any(
        isinstance(p, Image) and p.of == HOLE and g.closure(p.relation) == "impact" for p in parts
    )


def narrowed(g: Ground, q: Cell, phrase: Cell, dear: float) -> Iterator[Cell]:
    """ "In system S, which services …": the phrase belongs to what is asked for."""
    if not isinstance(q.sem, Listing | Count | Exists | Grouped):
        return
    said = phrase.sem.noun.q if isinstance(phrase.sem, Phrase) else None
    if said is not None and said.kind == "exactly":
        return  # so many of a class are no place to be in
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    noun = Cell("NP", q.sem.of, mask, q.cost, kind="rel")
    for pred, cost in phrase_predicates(g, phrase):
        for cell in restrict(g, noun, pred, cost + g.shape["bridge_of"] + dear):
            if isinstance(cell.sem, SetExpr):
                yield q._replace(sem=replace(q.sem, of=cell.sem), cost=cell.cost)


@binary("PP Q")
def for_it_all(g: Ground, phrase: Cell, q: Cell) -> Iterator[Cell]:
    """ "For X, list all dependencies": those of X."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if phrase.sem.word not in ("for", "of", "regarding", "concerning") or noun.q is not None:
        return
    of = q.sem.of if isinstance(q.sem, Listing | Count) else None
    if isinstance(of, AtLeast) and isinstance(of.of, OfClass) and (of.n, of.target) == (1, None):
        if isinstance(noun.sem, SetExpr) and noun.kind in ("ent", "rel"):
            mask = g.meaning.mask(of.of.labels)
            rel = Rel((of.relation,), noun.sem, noun.mask)
            for found, _, extra in g.meaning.apply(rel, of.of, mask):
                if isinstance(found, SetExpr) and isinstance(q.sem, Listing | Count):
                    cost = max(q.cost + phrase.cost + extra - 0.2, 0.0)
                    yield q._replace(sem=replace(q.sem, of=found), cost=cost)


def about_one(of: SetExpr) -> bool:
    """Whether it is asked of a thing that is named whether something is so."""
    about = of.parts[0] if isinstance(of, In) else of.of if isinstance(of, AtLeast) else of
    return isinstance(about, Entity)


@binary("Q EXC")
def question_except(g: Ground, q: Cell, without: Cell) -> Iterator[Cell]:
    if not isinstance(q.sem, Listing | Count | Exists) or not isinstance(without.sem, SetExpr):
        return
    of = q.sem.of
    if isinstance(q.sem, Exists) and about_one(of):
        return  # "is X used by anything but Y": not X is excepted, but its users
    try:
        mask = g.meaning.mask(type_of(of, g.ontology))
    except IllTyped:
        return
    if not mask & without.mask:
        if without.kind == "cls":  # none of them is there to be left out
            yield q._replace(cost=q.cost + without.cost + 0.1)
        return
    found = replace(q.sem, of=left_out(of, without.sem))
    yield q._replace(sem=found, cost=q.cost + without.cost + 0.05)


@binary("Q ANDWHICH", "NP ANDWHICH")
def and_which(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "Is there one, and which" asks for the list."""
    if isinstance(q.sem, Exists):
        yield q._replace(sem=Listing(q.sem.of))
    elif isinstance(q.sem, Listing):
        yield q
    elif isinstance(q.sem, SetExpr) and not q.wh and q.kind in ("cls", "rel"):
        if q.q is None or q.q.kind == "only":  # "only the services that …: which ones"
            yield question(Listing(q.sem), q.cost + 0.1)


@binary("Q NP")
def only_those(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    """A class said last narrows the question: "… (datasets)", "… just the datasets"."""
    only = noun.q is not None and noun.q.kind == "only"
    if noun.kind not in ("cls", "rel") or noun.wh or (noun.q is not None and not only):
        return
    if not isinstance(q.sem, Listing | Count) or not isinstance(noun.sem, SetExpr) or not noun.many:
        return
    cost = q.cost + noun.cost + (0.1 if only else 0.35)
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    if mask & noun.mask:
        yield q._replace(sem=replace(q.sem, of=In((noun.sem, q.sem.of))), cost=cost)
    elif only:  # the teams of the services that were asked about
        for bridge in g.meaning.bridges(noun.mask, mask):
            of = In((noun.sem, Image(bridge, q.sem.of)))
            yield q._replace(sem=replace(q.sem, of=of), cost=cost + 0.2)


@binary("Q NP")
def but_none(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    """ "…, no agents please": the class is left out."""
    if noun.kind != "cls" or noun.q is None or noun.q.kind != "no" or not noun.many:
        return
    if isinstance(q.sem, Listing | Count) and isinstance(noun.sem, SetExpr) and not holes(q.sem):
        without = Minus(q.sem.of, noun.sem)
        yield q._replace(sem=replace(q.sem, of=without), cost=q.cost + noun.cost + 0.3)


@binary("ADJ ALONE", "ONLY ADJ")
def only_such(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "…, tier 1 only"."""
    adj = left if left.cat == "ADJ" else right
    word = right if left.cat == "ADJ" else left
    if isinstance(adj.sem, Pred) and "only" in str(word.sem):
        for sem, mask, _ in g.meaning.apply(adj.sem, None, adj.mask & ~g.meaning.parts):
            q = Quantity("only")
            yield Cell("NP", sem, mask, adj.cost + 0.05, q, kind="rel", many=True)


@binary("AND Q")
def and_question(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    if q.kind == "wh":
        yield q._replace(cat="ANDQ")


@binary("Q ANDQ")
def two_questions(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    """ "Who owns A and who owns B": the answers together, where both are things."""
    if (
        first.kind != "wh"
        or not isinstance(first.sem, Listing)
        or not isinstance(second.sem, Listing)
    ):
        return
    more = second.sem.of
    if holes(second.sem):
        named = tuple(dict.fromkeys(entities(first.sem.of)))
        if len(named) != 1:
            return
        more = fill(more, Entity(named))
    try:
        kinds = [g.meaning.mask(type_of(s, g.ontology)) for s in (first.sem.of, more)]
    except IllTyped:
        return
    if kinds[0] & kinds[1]:
        yield first._replace(
            sem=Listing(Union((first.sem.of, more))), cost=first.cost + second.cost
        )


@binary("Q RC")
def narrowed_by_clause(g: Ground, q: Cell, clause: Cell) -> Iterator[Cell]:
    """ "Which services does T own that depend on X"."""
    if q.kind != "wh" or not isinstance(q.sem, Listing | Count) or not isinstance(clause.sem, Pred):
        return
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    for of, _, extra in g.meaning.apply(clause.sem, q.sem.of, mask):
        if isinstance(of, SetExpr):
            cost = q.cost + clause.cost + extra + 0.15
            yield q._replace(sem=replace(q.sem, of=of), cost=cost)


@binary("COMMA PP")
def after_comma(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    yield phrase._replace(cat="COMMAPP")


@binary("Q COMMAPP")
def narrowed_last(g: Ground, q: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "…, in system S": a phrase after a comma belongs to what is asked for."""
    if isinstance(q.sem, Answer) and not holes(q.sem):
        yield from narrowed(g, q, phrase, -0.2)


@binary("PP Q")
def of_those_which(g: Ground, phrase: Cell, q: Cell) -> Iterator[Cell]:
    """ "Of the services that …, which are …"."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if noun.q is not None and noun.q.kind == "exactly":  # "of the five agents": of the agents
        noun = noun._replace(q=None)
    if phrase.sem.word in ("of", "among") and noun.kind in ("cls", "rel") and noun.q is None:
        ranked = isinstance(q.sem, Listing | Count) and isinstance(q.sem.of, Top)
        asks = q.kind in ("wh", "") and not holes(q.sem) if isinstance(q.sem, Answer) else False
        if isinstance(q.sem, Listing | Count) and isinstance(noun.sem, SetExpr) and asks:
            if ranked:
                return
            of = In((noun.sem, q.sem.of))
            yield q._replace(sem=replace(q.sem, of=of), cost=q.cost + phrase.cost)


@binary("IE Q")
def question_again(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    yield q._replace(cat="IEQ")


@binary("Q IEQ")
def same_question(g: Ground, q: Cell, again: Cell) -> Iterator[Cell]:
    """ "Who is hit when X stops, i.e. what breaks?"; "whom must I tell, i.e. who owns what is affected"."""
    if isinstance(q.sem, Answer) and isinstance(again.sem, Answer):
        yield (
            q
            if not holes(q.sem) or holes(again.sem)
            else again._replace(cat="Q", cost=q.cost + again.cost)
        )


@binary("Q Q")
def asked_again(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    """ "Is there a team without members - which ones have none?"; "describe X: what is its purpose?"."""
    if not isinstance(first.sem, Answer) or not isinstance(second.sem, Answer) or holes(first.sem):
        return
    again = second.sem
    if holes(again):
        named = tuple(dict.fromkeys(_named(first.sem)))
        if len(named) != 1:
            return
        again = fill_answer(again, Entity(named))
    cost = first.cost + second.cost
    if again == first.sem:
        yield first._replace(cost=cost)
    elif isinstance(first.sem, Exists) and isinstance(again, Listing) and second.kind == "wh":
        try:
            kinds = [g.meaning.mask(type_of(s, g.ontology)) for s in (first.sem.of, again.of)]
        except IllTyped:
            return
        if kinds[0] & kinds[1]:
            of = In((first.sem.of, again.of))
            yield first._replace(sem=Listing(of), cost=cost + 0.1)


@binary("WHICH PP", "WHAT PP", "WHO PP")
def which_on_it(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    if phrase.sem.noun.kind == "ent" and phrase.sem.noun.q is None:
        yield phrase._replace(cat="WHICHPP")


@binary("AND WHICHPP")
def and_which_on_it(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    yield phrase._replace(cat="ANDWHICHPP")


@binary("Q ANDWHICHPP")
def again_of_another(g: Ground, q: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Which depend on A and which on B": the relation is said once."""
    if not isinstance(q.sem, Listing) or not isinstance(phrase.sem, Phrase):
        return
    of, other = q.sem.of, phrase.sem.noun.sem
    parts = of.parts if isinstance(of, In) else (of,)
    ends = [p for p in parts if isinstance(p, Image) and isinstance(p.of, Entity)]
    if len(ends) == 1 and isinstance(other, Entity):
        more = tuple(replace(p, of=other) if isinstance(p, Image) else p for p in parts)
        found = Union((of, In(more)))
        yield q._replace(sem=Listing(found), cost=q.cost + phrase.cost)


def _named(answer: Answer) -> tuple[str, ...]:
    return entities(answer.of) if isinstance(answer, Listing | Count | Exists | Value) else ()
