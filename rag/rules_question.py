"""Rules for questions: what is asked for, in which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Answer,
    AtLeast,
    Count,
    Entity,
    Grouped,
    Image,
    In,
    Listing,
    OfClass,
    RelExpr,
    SetExpr,
)
from rag.cell import Cell, Noun, Quantity, Ranking
from rag.grammar import (
    Ground,
    binary,
    holes,
    unary,
)
from rag.predicate import Among, Pred, Rel, inverse
from rag.rules_noun import bridged, relational
from rag.rules_verb import subject_verb
from rag.typing import IllTyped, type_of


def ask(wh: str, of: SetExpr) -> Answer:
    return Count(of) if wh == "count" else Listing(of)


def question(answer: Answer, cost: float, kind: str = "") -> Cell:
    return Cell("Q", answer, cost=cost, kind=kind)


@unary("WHAT")
def what(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="univ", wh="list")


@unary("WHO")
def who(g: Ground, word: Cell) -> Iterator[Cell]:
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    others = g.meaning.everything & ~persons
    if persons:
        yield Cell("NP", None, persons, kind="univ", wh="list")
    yield Cell(
        "NP", None, others, g.shape["who_as_thing"] if persons else 0.0, kind="univ", wh="list"
    )


@unary("WHERE")
def where(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.05, kind="univ", wh="list")


@binary("NP WHEREV")
def subject_where_verb(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Where does X run" asks for what X runs on."""
    for cell in subject_verb(g, noun, verb._replace(cat="V")):
        yield cell._replace(cat="GPW")


@binary("DO GPW", "BE GPW", "MODAL GPW")
def inverted_where(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    yield gap._replace(kind="q")


@binary("WHERE GPW")
def where_question(g: Ground, word: Cell, gap: Cell) -> Iterator[Cell]:
    if gap.kind == "q" and isinstance(gap.sem, Pred) and gap.cost < 0.6:
        noun = Cell("NP", None, g.meaning.everything, kind="univ", wh="list")
        yield from answered(g, noun, gap.sem, gap.cost)


@unary("ANYONE", "ANYTHING")
def anyone(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="univ")


@unary("NOONE", "NOTHING")
def no_one(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, q=Quantity("no"), kind="univ")


@unary("EVERYTHING")
def everything(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="every")


@binary("WHICH NP", "WHICH RN", "WHICH PN", "WHAT PN")
def which(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg", "every"):
        anything = (
            isinstance(noun.sem, OfClass)
            and g.meaning.everything & ~noun.mask & ~g.meaning.parts == 0
        )
        dear = g.shape["loose"] + 0.02 if anything else 0.0  # "which things" is no more than "what"
        yield noun._replace(wh="list", cost=noun.cost + dear)


@binary("HOWMANY NP", "HOWMANY RN")
def how_many(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg"):
        yield noun._replace(wh="count")


@binary("HOWMANY VP", "HOWMANY GP")
def how_many_do(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    """ "How many depend on X"."""
    if not isinstance(pred.sem, Pred) or pred.kind in ("p", "g"):
        return
    for found, _, extra in g.meaning.apply(pred.sem, None, g.meaning.everything):
        if isinstance(found, SetExpr) and not extra:
            yield question(Count(found), pred.cost + 0.2, "wh")


@binary("BE Q")
def is_count(g: Ground, aux: Cell, q: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Count | Grouped):
        yield q._replace(cat="BEQ")


@binary("NP BEQ")
def what_is_count(g: Ground, noun: Cell, q: Cell) -> Iterator[Cell]:
    """ "What is the number of services"."""
    if noun.wh == "list" and noun.kind == "univ":
        yield q._replace(cat="Q", cost=noun.cost + q.cost)


@binary("NUMBEROF NP", "COUNTOF NP")
def number_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if (
        noun.q is None
        and not noun.wh
        and isinstance(noun.sem, SetExpr)
        and noun.kind not in ("ent", "chg")
    ):
        yield question(Count(noun.sem), noun.cost)
        yield noun._replace(cat="COUNTEDNP")


@binary("NP VP")
def subject_question(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not noun.wh or not isinstance(pred.sem, Pred) or pred.kind == "g":
        return
    cost = noun.cost + pred.cost + (1.3 if pred.kind == "p" and noun.kind == "univ" else 0.0)
    if pred.wh == "who" and noun.kind == "univ":
        persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
        if noun.mask != persons:
            return
    yield from answered(g, noun, pred.sem, cost)


@binary("NP GP", "NP RC")
def object_question(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    if noun.wh and isinstance(gap.sem, Pred):
        loose = g.shape["loose"] * (3 if noun.kind == "univ" else 1)  # "which topics" is no "which"
        cost = noun.cost + gap.cost + (0.0 if gap.kind == "q" else loose)
        yield from answered(g, noun, gap.sem, cost)
    elif noun.wh and isinstance(gap.sem, Ranking):
        xs = g.meaning.firsts(gap.sem.relation, gap.mask) & noun.mask
        if xs:  # which services does each team own
            of = noun.sem if isinstance(noun.sem, SetExpr) else g.meaning.listed(xs)
            labels, count = g.meaning.labels(gap.mask), noun.wh == "count"
            grouped = per_each(of, gap.sem.relation, labels, count, gap.sem.target)
            yield question(grouped, noun.cost + gap.cost)


def per_each(
    of: SetExpr, relation: RelExpr, labels: frozenset[str], count: bool, some: SetExpr | None
) -> Grouped:
    """Grouped by a class, or by those of `some` that have any."""
    within = None if some is None else AtLeast(some, inverse(relation), 1, of)
    return Grouped(of, relation, labels, count, within)


def answered(g: Ground, noun: Cell, pred: Pred, cost: float) -> Iterator[Cell]:
    sem = noun.sem
    assert sem is None or isinstance(sem, SetExpr)
    persons = noun.kind == "univ" and noun.mask != g.meaning.everything
    if isinstance(pred, Among) and isinstance(pred.of, Entity) and noun.kind == "univ":
        return  # "which one is it"
    if noun.kind == "univ" and noun.mask == g.meaning.everything:
        pred = g.of_things(pred)
    for found, mask, extra in g.meaning.apply(pred, sem, noun.mask):
        if found is None:
            continue
        if extra and persons:
            extra = 0.3 if impacted(g, pred) else 0.8
        if isinstance(pred, Among) and noun.kind == "univ" and mask != pred.mask:
            found = In((g.meaning.listed(mask), found))
        yield question(ask(noun.wh, found), cost + extra, "wh")


def impacted(g: Ground, pred: Pred) -> bool:
    """Whether it is about who suffers: then persons are those who own what does."""
    return isinstance(pred, Rel) and any(g.closure(r) == "impact" for r in pred.relations)


@binary("NP VP", "NP GP", "NP RC")
def free_relative(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "What X depends on", as a noun phrase."""
    if (
        noun.wh == "list"
        and noun.kind == "univ"
        and isinstance(pred.sem, Pred)
        and pred.kind not in ("q", "g")
    ):
        if noun.mask != g.meaning.everything:
            return
        for sem, mask, extra in g.meaning.apply(pred.sem, None, noun.mask):
            if not extra:
                yield Cell("NP", sem, mask, noun.cost + pred.cost + 0.2, kind="rel")


@binary("NP BE")
def noun_is(g: Ground, noun: Cell, aux: Cell) -> Iterator[Cell]:
    if noun.kind in ("rel", "ent") and not noun.wh and noun.q is None:
        yield noun._replace(cat="NPIS")


@binary("NP NPIS")
def who_it_is(g: Ground, asked: Cell, noun: Cell) -> Iterator[Cell]:
    """ "(Tell me) who the owner of X is"."""
    if asked.wh == "list" and noun.kind == "rel" and noun.mask & asked.mask:
        if asked.kind in ("univ", "cls") and isinstance(noun.sem, SetExpr):
            of = noun.sem
            if isinstance(asked.sem, SetExpr):
                of = In((asked.sem, of))
            yield question(Listing(of), asked.cost + noun.cost + 0.05, "wh")


@binary("NP NP")
def class_asked_last(g: Ground, noun: Cell, asked: Cell) -> Iterator[Cell]:
    """ "Upstream of X: which topics?"."""
    if asked.wh and asked.kind == "cls" and noun.kind == "rel" and noun.q is None and not noun.wh:
        if (
            isinstance(noun.sem, SetExpr)
            and isinstance(asked.sem, SetExpr)
            and noun.mask & asked.mask
        ):
            yield question(ask(asked.wh, In((asked.sem, noun.sem))), noun.cost + asked.cost + 0.2)


@binary("NP GPH", "RN GPH")
def have_question(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Which owner does X have", "how many dependents has X"."""
    if not noun.wh:
        return
    owner = gap._replace(cat="NP")
    if gap.q is not None and gap.q.kind == "every":
        yield from each_has(g, noun, gap)
        return
    if noun.cat == "RN":
        for cell in relational(g, noun._replace(wh=""), owner, gap.cost):
            if isinstance(cell.sem, SetExpr):
                yield question(ask(noun.wh, cell.sem), cell.cost)
        return
    if noun.kind == "univ":
        return
    for cell in bridged(g, noun._replace(wh=""), owner, gap.cost + g.shape["bridge_of"]):
        if isinstance(cell.sem, SetExpr):
            yield question(ask(noun.wh, cell.sem), cell.cost)


def each_has(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "How many subscribers does each topic have"."""
    if not isinstance(gap.sem, SetExpr):
        return
    if isinstance(noun.sem, Noun):
        relations: tuple[RelExpr, ...] = (noun.sem.relation,)
        masks = noun.sem.xs
    else:
        relations, masks = g.meaning.bridges(noun.mask, gap.mask), noun.mask
    for relation in relations:
        if g.meaning.firsts(relation, gap.mask) & masks:
            of: SetExpr = Image(relation, gap.sem)
            if isinstance(noun.sem, SetExpr):
                of = In((noun.sem, of))
            answer = Grouped(of, relation, g.meaning.labels(gap.mask), noun.wh == "count")
            yield question(
                answer, noun.cost + gap.cost + g.meaning.backward(relation, masks, gap.mask)
            )


@unary("NP")
def counted_alone(g: Ground, noun: Cell) -> Iterator[Cell]:
    """ "How many services" and "which services of team A" are questions as they stand."""
    if noun.wh and isinstance(noun.sem, SetExpr) and noun.kind in ("cls", "rel", "any"):
        if noun.wh == "count" or noun.kind == "rel":
            yield question(
                ask(noun.wh, noun.sem), noun.cost + (0.05 if noun.wh == "count" else 0.2)
            )


@binary("Q EXIST", "EXIST Q")
def exists_noise(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    yield left if left.cat == "Q" else right


@binary("NP EXIST")
def noun_exists(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel"):
        yield noun
    if noun.wh and noun.kind in ("cls", "rel", "any"):
        yield noun._replace(kind="rel")


@binary("GP NP")
def object_asked_last(g: Ground, gap: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X depends on which services?"."""
    if noun.wh and isinstance(gap.sem, Pred) and gap.kind == "":
        yield from answered(g, noun, gap.sem, noun.cost + gap.cost)


@binary("LIST NP")
def list_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in ("and", "every"):
        noun = noun._replace(q=None)
    if (
        noun.q is None
        and isinstance(noun.sem, SetExpr)
        and noun.kind in ("cls", "rel", "every", "any")
    ):
        yield question(Listing(noun.sem), noun.cost)


@binary("LIST Q")
def list_question(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    yield q._replace(kind="")


@unary("NP")
def fragment(g: Ground, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind == "every":
        noun = noun._replace(q=None)
    if (
        noun.q is None
        and not noun.wh
        and isinstance(noun.sem, SetExpr)
        and (noun.kind in ("rel", "any") or (noun.kind == "cls" and noun.many))
    ):
        dear = g.shape["fragment"] + (g.shape["bare"] if noun.kind == "cls" else 0.0)
        yield question(Listing(noun.sem), noun.cost + dear, "fragment")


@binary("WHICH LIGHT")
def which_data(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.05, kind="univ", wh="list")


@binary("Q ADJ")
def asked_of_such(g: Ground, q: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Which services does X own in production"."""
    if not isinstance(q.sem, Listing | Count) or not isinstance(adj.sem, Pred) or holes(q.sem):
        return
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    for sem, _, extra in g.meaning.apply(adj.sem, q.sem.of, mask):
        yield q._replace(sem=replace(q.sem, of=sem), cost=q.cost + adj.cost + extra + 0.3)
