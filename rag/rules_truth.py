"""Rules for questions that are answered by yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Depth,
    Entity,
    Exists,
    Image,
    In,
    Listing,
    Named,
    OfClass,
    Op,
    SetExpr,
    Subset,
    Union,
    Value,
    Where,
)
from rag.cell import Cell, Noun, Phrase, Quantity
from rag.follow import followed
from rag.grammar import (
    Ground,
    binary,
    fill,
    has_hole,
)
from rag.predicate import HOLE, Among, Both, Not, OneOf, Pred, Prop, Rel, inverse
from rag.rules_question import question
from rag.rules_verb import phrase_predicates


@binary("DO NP", "BE NP", "MODAL NP", "HAVE NP")
def yes_no_start(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    if aux.cat == "HAVE" and str(aux.sem).split()[0] not in ("have", "has", "had"):
        return
    if noun.wh or (noun.q is not None and noun.q.kind in ("most", "fewest")):
        return
    if noun.q is not None and noun.q.kind in ("more", "fewer", "asmany"):
        yield noun._replace(cat="YNMORE", wh=aux.cat)
        return
    yield noun._replace(cat="YN", kind=noun.kind, wh=aux.cat)


@binary("DO ALLTHERE", "BE ALLTHERE", "MODAL ALLTHERE", "HAVE ALLTHERE")
def all_there_is_start(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Is everything in S owned by T": all of it."""
    if aux.cat == "HAVE" and str(aux.sem) not in ("have", "has", "had"):
        return
    if isinstance(noun.sem, SetExpr) and not noun.wh and noun.q is None:
        every = Quantity("every")
        yield noun._replace(cat="YN", wh=aux.cat, q=every, cost=noun.cost - 0.3)


@binary("NEG NP")
def is_it_not(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Isn't X owned by T" asks whether it is."""
    if noun.kind == "ent" and not noun.wh and noun.q is None:
        yield noun._replace(cat="YN", wh=aux.kind, cost=noun.cost + 0.1)


@binary("DOALL NP")
def universal_start(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Do all services …"."""
    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel"):
        first = str(aux.sem).split()[0]
        wh = (
            "BE" if first in ("are", "is", "were") else "HAVE" if first in ("have", "has") else "DO"
        )
        yield noun._replace(cat="YN", wh=wh, q=Quantity("every"), cost=noun.cost - 0.2)


@binary("YN VP", "YN RC")
def yes_no(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    if not isinstance(pred.sem, Pred):
        return
    if subject.wh == "BE" and pred.kind == "v":
        return
    if subject.wh == "TRUTH" and pred.kind != "v":
        return
    if subject.wh in ("DO", "MODAL") and pred.kind not in ("v", "p"):
        return
    yield from truth(g, subject, pred.sem, subject.cost + pred.cost)


def truth(g: Ground, subject: Cell, pred: Pred, cost: float) -> Iterator[Cell]:
    sem = subject.sem
    assert sem is None or isinstance(sem, SetExpr)
    if isinstance(pred, Rel) and subject.kind == "ent" and isinstance(sem, Entity):
        if pred.target not in (None, HOLE) and has_hole(pred.target) and sem != HOLE:
            pred = replace(pred, target=fill(pred.target, sem))  # "does X use what it writes"
    if subject.kind == "chg" and isinstance(
        pred, Rel
    ):  # what an outage hits suffers, is not called
        kept = tuple(r for r in pred.relations if g.closure(r) == "impact")
        pred = replace(pred, relations=kept or pred.relations)
    if subject.kind in ("ent", "chg"):
        pred = any_depth(g, pred)
    if subject.q is not None and subject.q.kind in ("and", "both", "every"):
        for found, _, extra in g.meaning.apply(pred, sem, subject.mask):
            if found is not None and sem is not None:
                yield question(Subset(sem, found), cost + extra)
        return
    offered = _offered(pred)
    if offered and subject.kind in ("ent", "rel") and subject.q is None and sem is not None:
        for name in offered:
            yield question(Value(sem, name), cost)
        return
    bounds = bounds_of(subject.q)
    either = subject.q is not None and subject.q.kind == "or" and isinstance(sem, Union)
    if either and isinstance(pred, Rel) and pred.mode in ("most", "fewest"):
        for found, _, extra in g.meaning.apply(pred, sem, subject.mask):
            if found is not None:  # "does A or B own more": which of them
                yield question(Listing(found), cost + extra, "wh")
        return
    for found, _, extra in g.meaning.apply(pred, sem, subject.mask):
        if found is not None and bounds is not None:
            yield question(Exists(found, *bounds), cost + extra)
    if subject.kind == "ent" and subject.q is None and isinstance(pred, Rel):
        yield from _truth_of_held(g, subject, pred, cost + g.shape["members"])


def _truth_of_held(g: Ground, subject: Cell, pred: Rel, cost: float) -> Iterator[Cell]:
    """ "Does server S feed report R": does what is kept there; asked of the other end."""
    if pred.mode != "some" or pred.target is None or pred.target == HOLE:
        return
    turned = tuple(inverse(r) for r in pred.relations if g.meaning.firsts(r, pred.mask))
    for more in followed(g.meaning, turned, subject):
        for found, _, extra in g.meaning.apply(more, pred.target, pred.mask):
            if found is not None:
                yield question(Exists(found), cost + extra)


def _offered(pred: Pred) -> tuple[str, ...]:
    """The properties of which a question offers several values: "is X in production or a trial"."""
    names: list[str] = []
    if isinstance(pred, OneOf):
        names = [p.name if isinstance(p, Prop) and p.op is Op.EQ else "" for p in pred.parts]
    elif isinstance(pred, Among) and isinstance(pred.of, Union):
        names = [
            p.property if isinstance(p, Where) and isinstance(p.of, OfClass) else ""
            for p in pred.of.parts
        ]
    elif isinstance(pred, Both) and any(_offered(p) for p in pred.parts):
        for p in pred.parts:  # "live in production, or a trial": one of them is said twice
            names += _offered(p) or (p.name if isinstance(p, Prop) else "",)
    return () if "" in names else tuple(dict.fromkeys(names))


def bounds_of(q: Quantity | None) -> tuple[int, int | None] | None:
    """How many there should at least, and at most be, for "yes"; None where the quantifier asks no number."""
    if q is None:
        return 1, None
    return {
        "no": (0, 0),
        "or": (1, None),
        "single": (1, None),
        "atleast": (q.n, None),
        "atmost": (0, q.n),
        "exactly": (q.n, q.n),
    }.get(q.kind)


def any_depth(g: Ground, pred: Pred) -> Pred:
    """ "Does A depend on B" asks for any depth, where no word says otherwise."""
    match pred:
        case Rel(mode="more" | "fewer" | "asmany" | "atleast" | "atmost" | "exactly"):
            return pred  # a number is of what a list would name
        case Rel(relations):
            return replace(pred, relations=tuple(_deeper(g, r) for r in relations))
        case Not(of):
            return Not(any_depth(g, of))
        case _:
            return pred


def _deeper(g: Ground, relation: object) -> object:
    if isinstance(relation, Named) and relation.depth is None:
        derived = g.ontology.derived[relation.name]
        if derived.depth == "direct" and derived.family != "delegation":
            return replace(relation, depth=Depth.ANY)
    return relation


@binary("YN NP")
def yes_no_noun(g: Ground, subject: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Is X a dependency of Y"."""
    if subject.wh != "BE" or noun.wh or not isinstance(noun.sem, SetExpr) or noun.q is not None:
        return
    if isinstance(subject.sem, SetExpr) and subject.mask & noun.mask and noun.kind != "univ":
        pred = Among(noun.sem, noun.mask)
        yield from truth(g, subject, pred, subject.cost + noun.cost)


@binary("YN PP")
def yes_no_phrase(g: Ground, subject: Cell, phrase: Cell) -> Iterator[Cell]:
    if subject.wh == "BE":
        for pred, cost in phrase_predicates(g, phrase):
            yield from truth(g, subject, pred, subject.cost + cost + g.shape["loose"])


@binary("YN RN")
def has_it(g: Ground, subject: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Has X an owner"."""
    if subject.wh == "HAVE" and not noun.wh:
        for pred, cost in g.having(noun):
            yield from truth(g, subject, pred, subject.cost + noun.cost + cost)


@binary("BE THERE", "HAVE THERE")
def be_there(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISTHERE")


@binary("ISTHERE NP", "EXIST NP")
def is_there(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "EXIST" and not str(word.sem).startswith(("is", "are", "do", "have", "did")):
        return
    bounds = bounds_of(noun.q)
    if bounds is None or noun.wh:
        return
    if isinstance(noun.sem, SetExpr) and noun.kind in ("cls", "rel", "ent", "any"):
        cost = noun.cost + (0.1 if noun.kind == "ent" else 0.0)
        yield question(Exists(noun.sem, *bounds), cost)
    if noun.sem is None:
        yield noun._replace(cat="THEREIS")


@binary("THEREIS RC", "THEREIS VP")
def is_there_any(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    bounds = bounds_of(noun.q)
    if isinstance(pred.sem, Pred) and bounds is not None:
        for found, _, extra in g.meaning.apply(pred.sem, None, noun.mask):
            if found is not None:
                yield question(Exists(found, *bounds), noun.cost + pred.cost + extra)


@binary("TRUTH NP")
def truth_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and (noun.kind == "ent" or (noun.q is not None and bounds_of(noun.q))):
        yield noun._replace(cat="YN", kind=noun.kind, wh="TRUTH")


@binary("TRUTH GP")
def truth_of_clause(g: Ground, word: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Is it true that nobody owns X"."""
    if gap.kind == "" and isinstance(gap.sem, Pred):
        yield gap._replace(cat="TRUTHGP")


@binary("TRUTHGP NP")
def truth_of_object(g: Ground, gap: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh and noun.q is None and isinstance(gap.sem, Rel):
        if gap.sem.mode == "none":
            yield from truth(g, noun, gap.sem, gap.cost + noun.cost)


@binary("NP VP")
def statement(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "X depends on Y?" asks whether it does."""
    if noun.kind == "ent" and not noun.wh and pred.kind == "v" and isinstance(pred.sem, Pred):
        yield from truth(g, noun, pred.sem, noun.cost + pred.cost + 0.5)


@binary("YN SHARES")
def do_they_share(g: Ground, pair: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Do A and B have the same owner"."""
    if isinstance(pair.sem, Union) and isinstance(noun.sem, Noun) and pair.mask & ~noun.sem.ys == 0:
        images = tuple(Image(noun.sem.relation, part) for part in pair.sem.parts)
        yield question(Exists(In(images)), pair.cost + noun.cost)


@binary("YNMORE VP")
def more_of_them_do(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Do more services depend on A (than on B)"."""
    if isinstance(pred.sem, Rel) and pred.sem.mode == "some":
        if isinstance(pred.sem.target, Entity) and isinstance(subject.sem, SetExpr):
            yield Cell("MOREDO", (subject, pred.sem), subject.mask, subject.cost + pred.cost)


@binary("THAN PP")
def than_on_it(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if noun.kind == "ent" and noun.q is None and isinstance(noun.sem, Entity):
        yield noun._replace(cat="THANNP", wh=word.cat, cost=phrase.cost)


@binary("MOREDO THANNP")
def more_do_than(g: Ground, pair: Cell, than: Cell) -> Iterator[Cell]:
    assert isinstance(pair.sem, tuple)
    subject, pred = pair.sem
    assert isinstance(than.sem, Entity)
    relations = tuple(r for r in pred.relations if g.meaning.firsts(r, pred.mask) & subject.mask)
    turned = tuple(inverse(r) for r in relations)
    more = Rel(turned, subject.sem, subject.mask, subject.q.kind, than=than.sem)
    for found, _, extra in g.meaning.apply(more, pred.target, pred.mask):
        if found is not None:
            yield question(Exists(found), pair.cost + than.cost + extra)
