"""Rules for several nouns: and, or, both, neither, exceptions, and saying a thing twice."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import (
    Entity,
    Image,
    OfClass,
    SetExpr,
    Union,
    Where,
)
from rag.cell import Cell, Noun, Phrase, Quantity
from rag.grammar import (
    Ground,
    binary,
)
from rag.holes import left_out
from rag.predicate import HOLE, Pred
from rag.rules_noun import restrict


@binary("AND NP", "OR NP", "COMMA NP")
def and_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "COMMA" and _classes(noun):  # "services, datasets and agents"
        yield noun._replace(cat="ANDNP", kind="and", q=Quantity("list"))
    if word.cat == "COMMA" and not (noun.q and noun.q.kind in ("and", "or")):
        return
    if word.cat == "COMMA":
        assert noun.q is not None
        yield noun._replace(cat="ANDNP", kind=noun.q.kind)
    elif noun.q is None and not noun.wh:
        yield noun._replace(
            cat="ANDNP", kind="or" if word.cat == "OR" else "and", q=Quantity(noun.kind)
        )


def _classes(noun: Cell) -> bool:
    """Whether a noun phrase lists classes and no more."""
    plain = noun.kind == "rel" and noun.q is None and not noun.wh
    parts = noun.sem.parts if plain and isinstance(noun.sem, Union) else ()
    return bool(parts) and all(isinstance(p, OfClass | Where) for p in parts)


@binary("NP NP")
def shared_kind(g: Ground, names: Cell, kind: Cell) -> Iterator[Cell]:
    """ "The A and B services"."""
    for one, other in ((names, kind), (kind, names)):  # "the services A and B"
        if one.q is not None and one.q.kind in ("and", "or") and other.kind == "cls" and other.many:
            if one.mask & ~other.mask == 0 and other.q is None and not other.wh and not one.wh:
                yield one._replace(cost=one.cost + other.cost)


@binary("NP ANDNP")
def nouns(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "A, B and C"; names keep whether all or any of them are meant."""
    if left.q is not None or left.wh or left.sem is None or right.sem is None:
        return
    assert isinstance(left.sem, SetExpr)
    assert isinstance(right.sem, SetExpr)
    listed = right.q is not None and right.q.kind in ("and", "or")
    kind = "ent" if listed else (right.q.kind if right.q else "")
    if (left.kind == "ent") != (kind == "ent") or (kind == "list" and left.kind != "cls"):
        return
    more = right.sem.parts if listed and isinstance(right.sem, Union) else (right.sem,)
    sem = Union((left.sem, *more))
    cost = left.cost + right.cost
    if left.kind == "rel" and right.q is not None and right.q.kind == "cls":
        cost += 0.15 if right.many else 0.8  # what is said of the first is said of both
    elif left.kind == "cls" and right.q is not None and right.q.kind == "rel":
        cost += 0.15
    if kind == "ent" and not left.mask & right.mask:
        cost += 0.12  # what is named together is of one kind, where a name could mean several
    q = Quantity(right.kind) if kind == "ent" else None
    yield Cell(
        "NP",
        sem,
        left.mask | right.mask,
        cost,
        q,
        "ent" if q else "rel",
        many=True,
    )


@binary("NP ORBOTH")
def or_both(g: Ground, names: Cell, word: Cell) -> Iterator[Cell]:
    several = names.q is not None and names.q.kind in ("and", "or")
    if names.kind == "ent" and not names.wh and (several or names.q is None):
        yield names._replace(q=Quantity("or"))


@binary("BOTH NP", "EITHER NP")
def both_nouns(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in ("and", "or"):
        yield noun._replace(q=Quantity("both" if word.cat == "BOTH" else "or"))
    elif noun.q is None and noun.kind == "rel" and word.cat == "BOTH":
        if isinstance(noun.sem, Union):
            yield noun._replace(q=Quantity("both"))
        elif noun.many:
            yield noun


@binary("BOTH RN", "BOTH NP")
def both_before(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Have both an owner and a contract": what follows says as much."""
    if noun.q is None and not noun.wh and noun.kind == "and" and noun.cat == "RN":
        yield noun
    elif noun.q is None and not noun.wh and not noun.many and noun.kind in ("", "cls"):
        yield noun._replace(cost=noun.cost + (0.05 if noun.cat == "RN" else 0.3))


@binary("COMMON RN")
def common_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None:
        yield noun._replace(cat="COMMONRN")


@binary("COMMONRN PP")
def common_to(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Common dependencies of A and B" are those of both."""
    assert isinstance(phrase.sem, Phrase)
    of = phrase.sem.noun
    if of.q is not None and of.q.kind == "and" and isinstance(noun.sem, Noun):
        for pred, cost in g.related((noun.sem.relation,), of._replace(q=Quantity("both"))):
            for sem, mask, extra in g.meaning.apply(pred, None, noun.sem.xs):
                if isinstance(sem, SetExpr):
                    yield Cell(
                        "NP",
                        sem,
                        mask,
                        noun.cost + phrase.cost + cost + extra,
                        kind="rel",
                        many=True,
                    )


@binary("NP INCOMMON")
def in_common(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "What do A and B have in common as dependencies"."""
    if noun.q is not None and noun.q.kind in ("and", "both"):
        yield noun._replace(cat="GPH", q=Quantity("both"))


@binary("NEITHER NP")
def neither_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and noun.kind in ("cls", "rel") and noun.many and not noun.wh:
        yield noun._replace(q=Quantity("no"))  # "neither of the agents of T"
        return
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
        yield Cell("EXC", inner.sem, inner.mask, noun.cost, kind=inner.kind)


@binary("EXCEPT GEN")
def except_theirs(g: Ground, word: Cell, owner: Cell) -> Iterator[Cell]:
    """ "All services except T's"."""
    if owner.kind == "ent" and owner.sem != HOLE and isinstance(owner.sem, SetExpr):
        for bridge in g.meaning.bridges(g.owned, owner.mask & g.persons):
            yield Cell("EXC", Image(bridge, owner.sem), g.owned, owner.cost + 0.05, kind="rel")


@binary("BUT NP")
def all_but(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "All services but X", "anything but X"."""
    if word.sem == "but" and noun.kind == "ent" and not noun.wh and isinstance(noun.sem, SetExpr):
        if noun.q is None or noun.q.kind in ("and", "or"):
            yield Cell("BUTEXC", noun.sem, noun.mask, noun.cost + 0.05, kind=noun.kind)


@binary("NP BUTEXC", "EVERYTHING BUTEXC", "ANYTHING BUTEXC", "ANYONE BUTEXC", "ALLNP BUTEXC")
def noun_but(g: Ground, noun: Cell, without: Cell) -> Iterator[Cell]:
    if noun.cat == "NP":
        yield from noun_except(g, noun, without)
    elif noun.cat == "ALLNP":
        yield from noun_except(g, noun._replace(cat="NP"), without)


@binary("NP EXC")
def noun_except(g: Ground, noun: Cell, without: Cell) -> Iterator[Cell]:
    named = noun.kind in ("ent", "chg") and isinstance(noun.sem, Entity)
    if named or noun.kind == "ent" or noun.q is not None:
        return
    if not noun.mask & without.mask:
        if without.kind == "cls":  # none of them is there to be left out
            yield noun._replace(cost=noun.cost + without.cost + 0.1)
        return
    if noun.sem is None:
        noun = noun._replace(sem=g.meaning.listed(noun.mask), kind="rel")
    if noun.wh and noun.kind not in ("univ", "rel"):
        return
    if isinstance(noun.sem, SetExpr) and isinstance(without.sem, SetExpr):
        yield noun._replace(
            sem=left_out(noun.sem, without.sem), kind="rel", cost=noun.cost + without.cost
        )


@binary("IE NP", "COMMA NP")
def that_is(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "IE" or (noun.kind == "ent" and noun.q is None):
        yield noun._replace(cat="IENP", cost=noun.cost + (0.2 if word.cat == "COMMA" else 0.0))


@binary("NP IENP")
def said_again(g: Ground, noun: Cell, again: Cell) -> Iterator[Cell]:
    """ "The database that X runs on, i.e. Y" is Y."""
    if noun.kind == "ent" and noun.sem != again.sem:
        return  # another thing: "A, B: who owns them"
    if again.kind == "ent" and again.q is None and noun.mask & again.mask and not noun.wh:
        yield again._replace(cat="NP", cost=noun.cost / 2 + again.cost)


@binary("NP NP")
def named_twice(g: Ground, noun: Cell, again: Cell) -> Iterator[Cell]:
    """ "The patients table ADT.PUBLIC.PATIENTS"."""
    if isinstance(noun.sem, Entity) and isinstance(again.sem, Entity) and again.q is None:
        if noun.q is None and not noun.wh and set(again.sem.urns) <= set(noun.sem.urns):
            yield again._replace(cost=noun.cost / 2 + again.cost)


@binary("BETWEEN NP")
def between_class(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(cat="AMONGST")


@binary("NP AMONGST", "Q AMONGST")
def amongst(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Undeclared calls between services"."""
    if noun.cat == "Q" or noun.kind == "any":
        yield noun._replace(cost=noun.cost + 0.1)


@binary("NP BOTH")
def both_after(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind == "and":
        yield noun._replace(q=Quantity("both"))


@binary("IE ADJ", "IE VP", "IE RC")
def that_is_to_say(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="IEPRED")


@binary("NP IEPRED")
def said_of_it_again(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Criticality 1 services, i.e. tier 1"."""
    if isinstance(pred.sem, Pred) and not noun.wh:
        yield from restrict(g, noun, pred.sem, pred.cost)
