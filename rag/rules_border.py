"""Rules for this and the other side of a border: another team's, outside its own system, of the same domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.algebra import Count, Entity, Exists, Image, Listing, Named, RelExpr, SetExpr
from rag.cell import Cell, Verb
from rag.grammar import Ground, binary, entities, fill, has_hole
from rag.predicate import HOLE, Across, Among, Both, Not, Pred, Rel, inverse
from rag.rules_noun import restrict
from rag.rules_question import question
from rag.rules_truth import bounds_of
from rag.rules_verb import VOICE, predicate
from rag.typing import IllTyped, type_of

NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Border:
    """By whom or by what things are told apart: `same` on this side of it, else on the other, `outside` where
    what is in none is on the other side too."""

    mask: int
    of: SetExpr
    same: bool
    outside: bool = False


def borders(g: Ground, mask: int, border: Border) -> tuple[RelExpr, ...]:
    """The relations from things of a mask to who has them, or to what they are in."""
    persons = g.persons
    if border.mask & persons:
        found = g.meaning.bridges(mask & ~persons, border.mask & persons)
        return tuple(r for r in found if isinstance(r, Named))
    held = g.meaning.holding(border.mask)
    return tuple(r for r in held if g.meaning.firsts(r, border.mask) & mask)


# ------------------------------------------------------------------ what borders are said by


@binary("OTHER NP", "SAME NP", "OWN NP", "ANOTHER NP")
def other_group(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Another team", "other systems", "its own domain", "the same team"."""
    grouping = noun.mask & (g.persons | g.meaning.groups)
    whole = grouping == noun.mask or word.cat in ("SAME", "OWN")
    if noun.kind != "cls" or noun.q is not None or noun.wh or not grouping or not whole:
        return
    if isinstance(noun.sem, SetExpr):
        same = word.cat in ("SAME", "OWN")
        border = Border(noun.mask, noun.sem, same)
        yield Cell("BORDER", border, noun.mask, noun.cost, kind=word.cat, many=noun.many)


@binary("ITS NP")
def its_group(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from other_group(g, word._replace(cat="OWN"), noun)


@binary("NOT BORDER")
def not_the_same(g: Ground, word: Cell, border: Cell) -> Iterator[Cell]:
    assert isinstance(border.sem, Border)
    if border.sem.same:
        yield border._replace(sem=replace(border.sem, same=False))


@binary("OUTSIDE BORDER", "IN BORDER", "OF BORDER", "BY BORDER", "FROM BORDER")
def at_border(g: Ground, word: Cell, border: Cell) -> Iterator[Cell]:
    """ "Outside its own system", "of another team", "in the same domain"."""
    assert isinstance(border.sem, Border)
    if word.cat == "OUTSIDE":
        if border.kind == "OWN":
            yield border._replace(cat="BORDERP", sem=replace(border.sem, same=False, outside=True))
    else:
        yield border._replace(cat="BORDERP")


@binary("BORDER POSS")
def of_border(g: Ground, border: Cell, mark: Cell) -> Iterator[Cell]:
    yield border._replace(cat="BORDERGEN")


@binary("BORDERGEN NP")
def of_others(g: Ground, border: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Another team's service"."""
    yield from across(g, noun, border)


@binary("V BORDER", "V BORDERP")
def has_border(g: Ground, verb: Cell, border: Cell) -> Iterator[Cell]:
    """ "Belong to another team", "owned by other teams", "sits in another system"."""
    assert isinstance(border.sem, Border)
    assert isinstance(verb.sem, Verb)
    said = [r for r in verb.sem.relations if g.meaning.firsts(r, border.mask)]
    known = borders(g, g.meaning.everything, border.sem)
    if any(r in known for r in said) and not verb.sem.negated and border.kind != "OWN":
        yield border._replace(cat="BORDERVP", kind=VOICE[verb.kind], cost=verb.cost + border.cost)


@binary("BE BORDERP")
def is_at_border(g: Ground, aux: Cell, border: Cell) -> Iterator[Cell]:
    yield border._replace(cat="BORDERVP", kind="v")


@binary("BE BORDERVP", "DO BORDERVP", "HAVE BORDERVP")
def does_border(g: Ground, aux: Cell, border: Cell) -> Iterator[Cell]:
    if (border.kind == "v") == (aux.cat == "DO"):
        yield border._replace(kind="v")


@binary("THAT BORDERVP")
def that_border(g: Ground, word: Cell, border: Cell) -> Iterator[Cell]:
    if border.kind == "v":
        yield border._replace(cat="BORDERP")


# ------------------------------------------------------------------ what is beyond them


@binary("NP BORDERP", "NP BORDERVP")
def at_other_side(g: Ground, noun: Cell, border: Cell) -> Iterator[Cell]:
    """ "A service of another team", "something outside its own system"."""
    if border.cat == "BORDERP" or border.kind in ("p", "g"):
        yield from across(g, noun, border)


def across(g: Ground, noun: Cell, border: Cell) -> Iterator[Cell]:
    assert isinstance(border.sem, Border)
    plain = noun.q is None or noun.q.kind in ("no", "any")
    if not plain or noun.kind not in ("cls", "univ", "rel", "every"):
        return
    if not borders(g, noun.mask, border.sem):
        return
    cost = noun.cost + border.cost
    named = tuple(dict.fromkeys(entities(noun.sem))) if isinstance(noun.sem, SetExpr) else ()
    if not named:
        sem = (noun._replace(cost=0.0), border.sem)
        yield noun._replace(cat="BORDERNP", sem=sem, cost=cost, kind=border.kind)
    elif len(named) == 1 and noun.q is None and noun.sem is not None:
        for pred in towards(g, noun.mask, border.sem, Entity(named)):
            yield from restrict(g, noun, pred, border.cost + NEAR)


def towards(g: Ground, mask: int, border: Border, named: Entity) -> Iterator[Pred]:
    """What is said of the other side, seen from a thing that is named."""
    relations = borders(g, mask, border)
    label_of = g.kind_of(named)
    if not relations or not label_of:
        return
    if label_of & border.mask:
        its: SetExpr = named
    else:
        inward = g.meaning.meant(tuple(map(inverse, relations)), border.mask, label_of)
        if inward is None:
            return
        its = g.meaning.both(border.of, Image(inward, named))
    shared = Rel(relations, its, border.mask)
    if border.same:
        yield Both((shared, Not(Among(named, label_of))))
    elif border.outside:
        yield Both((Not(shared), Not(Among(named, label_of))))
    else:
        yield Both((Rel(relations, border.of, border.mask), Not(shared)))


@binary("V BORDERNP")
def does_across(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depend on a service of another team"."""
    assert isinstance(verb.sem, Verb)
    assert isinstance(noun.sem, tuple)
    target, border = noun.sem
    if noun.wh or verb.kind == "d":
        return
    bare = target.kind in ("univ", "every") or target.sem is None
    of = None if bare else target.sem
    relations = tuple(
        r
        for r in verb.sem.relations
        if g.meaning.firsts(r, target.mask) & g.meaning.everything and g.closure(r) != "impact"
    )
    if not relations:
        return
    bounds = borders(g, target.mask, border)
    found: Pred = Across(
        relations, of, target.mask, bounds, border.of, border.mask, border.same, border.outside
    )
    none = target.q is not None and target.q.kind == "no"
    if none != verb.sem.negated:
        found = Not(found)
    yield predicate(g, found, VOICE[verb.kind], verb.cost + noun.cost - NEAR)


# ------------------------------------------------------------------ as the subject


@binary("WHICH BORDERNP", "HOWMANY BORDERNP", "DO BORDERNP", "BE BORDERNP", "LIST BORDERNP")
def asked_across(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh:
        asks = {"WHICH": "list", "HOWMANY": "count", "LIST": "list"}.get(word.cat, word.cat)
        yield noun._replace(cat="BORDERWH", wh=asks)


@binary("BORDERWH VP", "BORDERWH GP", "BORDERWH RC")
def others_that(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Which services of other teams depend on X": of others than X's own."""
    assert isinstance(noun.sem, tuple)
    those, border = noun.sem
    said = pred.sem
    if not isinstance(said, Rel) or not isinstance(said.target, SetExpr) or said.mode != "some":
        return
    fits = pred.kind == "v" if noun.wh == "DO" else pred.kind != "g"
    named = tuple(dict.fromkeys(entities(said.target)))
    if len(named) != 1 or not fits or HOLE.urns == named:
        return
    yn = noun.wh in ("DO", "BE")
    for across_it in towards(g, those.mask, border, Entity(named)):
        base = those.sem if isinstance(those.sem, SetExpr) else None
        both = Both((said, across_it))
        for of, _, extra in g.meaning.apply(both, base, those.mask):
            if not isinstance(of, SetExpr):
                continue
            cost = noun.cost + pred.cost + extra + NEAR
            bounds = bounds_of(those.q)
            if yn and bounds is not None:
                yield question(Exists(of, *bounds), cost)
            elif not yn and those.q is None:
                yield question(asked(noun.wh, of), cost, "wh")


@binary("NP BORDERVP")
def which_are_beyond(g: Ground, noun: Cell, border: Cell) -> Iterator[Cell]:
    """ "Which consumers of X are in another system"."""
    assert isinstance(border.sem, Border)
    if border.kind != "v" or not noun.wh or not isinstance(noun.sem, SetExpr):
        return
    yield from beyond_it(g, question(asked(noun.wh, noun.sem), noun.cost, "wh"), noun.mask, border)


@binary("Q BORDERP")
def narrowed_to_others(g: Ground, q: Cell, border: Cell) -> Iterator[Cell]:
    """ "What does X depend on outside its own system", "… that belongs to another team"."""
    if isinstance(q.sem, Listing | Count) and q.kind == "wh":
        try:
            mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
        except IllTyped:
            return
        yield from beyond_it(g, q, mask, border)


def beyond_it(g: Ground, q: Cell, mask: int, border: Cell) -> Iterator[Cell]:
    """The question narrowed to the other side, seen from the one thing that it names."""
    assert isinstance(border.sem, Border)
    assert isinstance(q.sem, Listing | Count)
    named = tuple(dict.fromkeys(entities(q.sem.of)))
    if len(named) != 1 or HOLE.urns == named:
        return
    for pred in towards(g, mask, border.sem, Entity(named)):
        for of, _, extra in g.meaning.apply(pred, q.sem.of, mask):
            if isinstance(of, SetExpr):
                cost = q.cost + border.cost + extra + NEAR
                yield q._replace(sem=replace(q.sem, of=of), cost=cost)


def asked(wh: str, of: SetExpr) -> Listing | Count:
    return Count(of) if wh == "count" else Listing(of)


@binary("VP WITHOUTIN", "RC WITHOUTIN")
def without_being_there(g: Ground, pred: Cell, border: Cell) -> Iterator[Cell]:
    """ "Depend on X without being in the same domain"."""
    said = pred.sem
    assert isinstance(border.sem, Border)
    if isinstance(said, Rel) and isinstance(said.target, Entity) and said.mode == "some":
        other = replace(border.sem, same=False)
        for across_it in towards(g, pred.mask, other, said.target):
            both = Both((said, across_it))
            yield pred._replace(sem=both, cost=pred.cost + border.cost + NEAR)


@binary("WITHOUT BORDERVP")
def without_sharing(g: Ground, word: Cell, border: Cell) -> Iterator[Cell]:
    assert isinstance(border.sem, Border)
    if border.sem.same:
        yield border._replace(cat="WITHOUTIN")


# ------------------------------------------------------------------ outside what the subject names


@binary("NP VP")
def beyond_what_is_named(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Which services in S depend on something outside it": outside S."""
    said = pred.sem
    if not noun.wh or not isinstance(noun.sem, SetExpr) or not isinstance(said, Rel):
        return
    target = said.target
    if not isinstance(target, SetExpr) or pred.kind == "g" or not has_hole(target):
        return
    named = [
        u for u in dict.fromkeys(entities(noun.sem)) if g.kind_of(Entity((u,))) & g.meaning.groups
    ]
    if len(named) == 1:
        filled = replace(said, target=fill(target, Entity((named[0],))))
        for of, _, extra in g.meaning.apply(filled, noun.sem, noun.mask):
            if isinstance(of, SetExpr):
                yield question(asked(noun.wh, of), noun.cost + pred.cost + extra - NEAR, "wh")
