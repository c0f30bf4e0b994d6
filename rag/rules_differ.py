"""Rules for setting two things against each other: what only one has, each beside the other, either way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Entity,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    Minus,
    SetExpr,
    Union,
    Value,
)
from rag.cell import Cell, Valued
from rag.grammar import Ground, binary, unary
from rag.predicate import Not, Pred
from rag.rules_question import question
from rag.rules_truth import any_depth, truth
from rag.typing import IllTyped, type_of

# ------------------------------------------------------------------ what only one of them has


def sides(of: SetExpr) -> tuple[SetExpr, SetExpr] | None:
    """The two sets that are set against each other: what A and B depend on, the users of A and those of B."""
    if isinstance(of, Union) and len(of.parts) == 2:
        one, other = of.parts
        return one, other
    parts = of.parts if isinstance(of, In) else (of,)
    images = [p for p in parts if isinstance(p, Image) and isinstance(p.of, Union)]
    if len(images) != 1:
        return None
    named = images[0].of
    if not isinstance(named, Union) or len(named.parts) != 2:
        return None

    def side(one: SetExpr) -> SetExpr:
        made = tuple(
            replace(p, of=one) if p is images[0] and isinstance(p, Image) else p for p in parts
        )
        return made[0] if len(made) == 1 else In(made)

    return side(named.parts[0]), side(named.parts[1])


@binary("DIFFERENCE BETWEEN", "DIFFERENCE IN", "COMPARE BETWEEN")
def difference_between(g: Ground, word: Cell, between: Cell) -> Iterator[Cell]:
    if between.cat == "BETWEEN" and str(between.sem) != "between":
        return
    yield word


@binary("BE DIFFERENCE", "NP DIFFERENCE", "LIST DIFFERENCE")
def what_is_the_difference(g: Ground, left: Cell, word: Cell) -> Iterator[Cell]:
    if left.cat != "NP" or (left.wh == "list" and left.kind == "univ"):
        yield word


@binary("DIFFERENCE NP", "DIFFERENCE Q")
def what_differs(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The difference between what A and B depend on": what one of them alone has."""
    of = _compared(noun)
    both = None if of is None else sides(of)
    if both is not None:
        one, other = both
        differing = Union((Minus(one, other), Minus(other, one)))
        yield question(Listing(differing), noun.cost, "wh")


def _compared(noun: Cell) -> SetExpr | None:
    if noun.cat == "Q":
        return noun.sem.of if isinstance(noun.sem, Listing) else None
    named = noun.kind == "ent" or (noun.q is not None and noun.q.kind not in ("and", "both"))
    return None if named or noun.wh or not isinstance(noun.sem, SetExpr) else noun.sem


# ------------------------------------------------------------------ each beside the other


@binary("COMPARE NP", "COMPARE Q")
def side_by_side(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Compare the consumers of A with those of B": those of each."""
    of = _compared(noun)
    both = None if of is None else sides(of)
    if both is None:
        return
    images = [_only_image(one) for one in both]
    if any(i is None for i in images):
        return
    one, other = images
    assert one is not None
    assert other is not None
    if (
        one.relation != other.relation
        or not isinstance(one.of, Entity)
        or not isinstance(other.of, Entity)
    ):
        return
    within = Union((one.of, other.of))
    try:
        labels = frozenset(type_of(within, g.ontology))
    except IllTyped:
        return
    yield question(Grouped(Union(both), one.relation, labels, within=within), noun.cost)


def _only_image(of: SetExpr) -> Image | None:
    parts = of.parts if isinstance(of, In) else (of,)
    images = [p for p in parts if isinstance(p, Image)]
    return images[0] if len(images) == 1 else None


@binary("COMPARE NP")
def compared_first(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Compare A and B: who depends on each?": what the question after it is about."""
    if noun.kind == "ent" and noun.q is not None and noun.q.kind == "and":
        yield noun


@binary("WITH NP", "TO NP", "COMPAREDTO NP", "AND NP")
def compared_with(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    said = str(word.sem)
    fits = word.cat == "COMPAREDTO" or said in ("with", "to")
    if fits and noun.q is None and not noun.wh and noun.kind in ("ent", "rel"):
        yield noun._replace(cat="AGAINST")


@binary("AND THATOFNP", "WITH THATOFNP", "TO THATOFNP", "FROM THATOFNP")
def and_that_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "AND" or str(word.sem) in ("with", "to", "from"):
        yield noun._replace(cat="THATOFTOO")


@binary("NP THATOFTOO")
def and_those_of(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "The dependencies of A and those of B"."""
    if noun.kind == "rel" and noun.q is None and not noun.wh and isinstance(noun.sem, Image):
        if isinstance(noun.sem.of, Entity) and isinstance(other.sem, Entity):
            sem = Union((noun.sem, replace(noun.sem, of=other.sem)))
            yield Cell("PAIRED", sem, noun.mask, noun.cost + other.cost, kind="rel")


@binary("NP AGAINST")
def set_against(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "The consumers of A with the consumers of B"."""
    plain = noun.q is None and not noun.wh and noun.kind == other.kind == "rel"
    if plain and isinstance(noun.sem, Image) and isinstance(other.sem, Image):
        if noun.sem.relation == other.sem.relation:
            sem = Union((noun.sem, other.sem))
            yield Cell("PAIRED", sem, noun.mask | other.mask, noun.cost + other.cost, kind="rel")


@binary("COMPARE PAIRED", "DIFFERENCE PAIRED")
def paired(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    rule = side_by_side if word.cat == "COMPARE" else what_differs
    yield from rule(g, word, noun)


@binary("VALN AGAINST", "BEVAL AGAINST")
def values_of_both(g: Ground, value: Cell, other: Cell) -> Iterator[Cell]:
    """ "The tier of A compared with B"."""
    sem = value.sem
    if isinstance(sem, Valued) and isinstance(sem.of, Entity) and isinstance(other.sem, Entity):
        if other.mask & g.meaning.has_property(sem.property.name):
            both = replace(sem, of=Union((sem.of, other.sem)))
            yield value._replace(sem=both, cost=value.cost + other.cost)


@binary("COMPARE VALN")
def compare_values(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    """ "Compare the tiers of A and B"."""
    if isinstance(value.sem, Valued) and value.sem.of is not None:
        yield question(Value(value.sem.of, value.sem.property.name), value.cost)


# ------------------------------------------------------------------ either way round


@binary("OTHERWAY ORBOTH", "OTHERWAY OR")
def or_even_both(g: Ground, word: Cell, both: Cell) -> Iterator[Cell]:
    yield word


@binary("Q OTHERWAY")
def which_way_round(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "Does A call B, or the other way round": the one that does it to the other."""
    if not isinstance(q.sem, Exists) or not isinstance(q.sem.of, In) or len(q.sem.of.parts) != 2:
        return
    one, image = q.sem.of.parts
    if isinstance(one, Image):
        one, image = image, one
    if isinstance(one, Entity) and isinstance(image, Image) and isinstance(image.of, Entity):
        ways = Union((In((one, image)), In((image.of, replace(image, of=one)))))
        yield question(Listing(ways), q.cost, "wh")


# ------------------------------------------------------------------ no way


@unary("NOWAY")
def no_way(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("TRUTHNO")


@binary("TRUTH NOWAY")
def true_that_no_way(g: Ground, word: Cell, no: Cell) -> Iterator[Cell]:
    yield Cell("TRUTHNO")


@binary("TRUTHNO NP")
def no_way_that_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh and noun.q is None:
        yield noun._replace(cat="YNNO", cost=noun.cost)


@binary("YNNO VP")
def no_way_it_does(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    """ "There is no way A affects B": whether it does not, however far."""
    if isinstance(pred.sem, Pred) and pred.kind == "v" and not isinstance(pred.sem, Not):
        far = Not(any_depth(g, pred.sem))
        yield from truth(g, subject._replace(cat="YN", wh="TRUTH"), far, subject.cost + pred.cost)
