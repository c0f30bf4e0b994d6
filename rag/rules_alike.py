"""Rules for what two things have alike or not: the same tier, one system, different owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.ontology import Property
from rag.algebra import (
    Beyond,
    Entity,
    EveryOf,
    Exists,
    Hop,
    Image,
    In,
    Key,
    Op,
    RelExpr,
    SetExpr,
    Then,
    Union,
)
from rag.cell import Cell, Noun, Verb
from rag.follow import needed_by
from rag.grammar import Ground, binary
from rag.predicate import Among, Both, Not, Rel, Than, inverse
from rag.relation import Onto
from rag.rules_question import question


@dataclass(frozen=True, slots=True)
class Alike:
    """What is compared: a property, or what things are related to; `same` or different."""

    property: str = ""
    relations: tuple[RelExpr, ...] = ()
    of: SetExpr | None = None
    mask: int = 0
    same: bool = True


# ------------------------------------------------------------------ what is compared


@binary("SAME PN", "OTHER PN", "SAME RN", "OTHER RN")
def same_what(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The same tier", "different owners"."""
    if noun.q is not None or noun.wh:
        return
    same = word.cat == "SAME"
    if not same and not str(word.sem).endswith("different"):
        return
    if isinstance(noun.sem, Property):
        yield Cell("ALIKE", Alike(noun.sem.name, same=same), noun.mask, noun.cost)
    elif isinstance(noun.sem, Noun) and not noun.sem.filters:
        relation = inverse(noun.sem.relation)
        of = Alike("", (relation,), g.meaning.listed(noun.sem.xs), noun.sem.xs, same)
        yield Cell("ALIKE", of, noun.sem.ys, noun.cost)


@binary("SAME NP", "OTHER NP")
def same_class(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    same = word.cat == "SAME"
    if not same and not str(word.sem).endswith("different"):
        return
    if noun.kind in ("cls", "rel") and noun.q is None and not noun.wh:
        if isinstance(noun.sem, SetExpr):
            of = Alike("", (), noun.sem, noun.mask, same)
            yield Cell("ALIKENP", of, noun.mask, noun.cost, many=noun.many and same)


@binary("V ALIKENP")
def does_same(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Run on the same cluster", "owned by the same team"."""
    assert isinstance(verb.sem, Verb)
    assert isinstance(noun.sem, Alike)
    relations = tuple(r for r in verb.sem.relations if g.meaning.firsts(r, noun.mask))
    if relations and not verb.sem.negated and not noun.many:  # the same topics: all of them?
        alike = replace(noun.sem, relations=relations)
        yield Cell("ALIKE", alike, cost=verb.cost + noun.cost, kind="vp")
        kept = {Hop(name) for name, _ in g.meaning.containers.kept.values()}
        if kept & {*relations}:  # what sits on no server sits on the one it depends on
            alike = replace(noun.sem, relations=_needs(g))
            cost = verb.cost + noun.cost + g.shape["members"]
            yield Cell("ALIKE", alike, cost=cost, kind="vp")


def _needs(g: Ground) -> tuple[RelExpr, ...]:
    return tuple(inverse(r) for r in needed_by(g.ontology))


@binary("IN ALIKENP", "OF ALIKENP", "HAVE ALIKENP", "SHARE NP", "SHARE PN")
def at_same(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "In the same system", "share a tier"."""
    if isinstance(noun.sem, Property) and noun.q is None:
        yield Cell("ALIKE", Alike(noun.sem.name), noun.mask, noun.cost, kind="vp")
        return
    if not isinstance(noun.sem, Alike):
        return
    persons = g.persons
    if word.cat == "HAVE":
        found = g.meaning.bridges(g.meaning.everything & ~persons, noun.mask)
    else:
        keeper = bool(noun.mask) and not noun.mask & ~g.meaning.containers.keepers
        found = _needs(g) if keeper else g.meaning.holding(noun.mask)
    if found:
        alike = replace(noun.sem, relations=found)
        yield Cell("ALIKE", alike, cost=noun.cost + 0.05, kind="vp")


@binary("HAVE ALIKE", "IN ALIKE", "OF ALIKE", "AT ALIKE", "BE ALIKE", "WITH ALIKE", "DO ALIKE")
def has_alike(g: Ground, word: Cell, alike: Cell) -> Iterator[Cell]:
    if alike.kind == "" or word.cat in ("BE", "DO"):
        yield alike._replace(kind="vp")


@binary("AND ALIKE", "BOTH ALIKE")
def and_alike(g: Ground, word: Cell, alike: Cell) -> Iterator[Cell]:
    if alike.kind == "vp":
        yield alike._replace(cat="ANDALIKE" if word.cat == "AND" else "ALIKE")


# ------------------------------------------------------------------ whether it is so


@binary("YN ALIKE")
def are_they_alike(g: Ground, pair: Cell, alike: Cell) -> Iterator[Cell]:
    """ "Do A and B have the same tier", "are A and B in different systems"."""
    if alike.kind != "vp" or not isinstance(alike.sem, Alike):
        return
    found = _shared(g, pair, alike.sem)
    if found is not None:
        none = not alike.sem.same and not alike.sem.property
        answer = Exists(found, 0, 0) if none else Exists(found)
        yield question(answer, pair.cost + alike.cost)
        if isinstance(pair.sem, Union):
            yield Cell("PAIRALIKE", (pair, found), cost=pair.cost + alike.cost)


@binary("PAIRALIKE ANDALIKE")
def alike_twice(g: Ground, first: Cell, alike: Cell) -> Iterator[Cell]:
    """ "On the same tier and in the same system": both of the pair at once."""
    assert isinstance(first.sem, tuple)
    assert isinstance(alike.sem, Alike)
    pair, known = first.sem
    more = _shared(g, pair, alike.sem)
    if more is None or not alike.sem.same:
        return
    one = pair.sem.parts[0]
    met = In((_held(g, known, pair), _held(g, more, pair)))
    if isinstance(one, Entity):
        yield question(Exists(met), first.cost + alike.cost)


def _held(g: Ground, shared: SetExpr, pair: Cell) -> SetExpr:
    """The first of the pair, where what they share is there."""
    if isinstance(shared, Beyond) or not isinstance(shared, EveryOf):
        return shared
    assert isinstance(pair.sem, Union)
    return g.meaning.both(pair.sem.parts[0], Image(inverse(shared.relation), shared))


def _shared(g: Ground, pair: Cell, alike: Alike) -> SetExpr | None:
    """What there is when a pair (or all of a set) has it alike; for a property the first of the pair."""
    several = pair.q is not None and pair.q.kind in ("and", "both", "every")
    if not several or not isinstance(pair.sem, SetExpr):
        return None
    if alike.property:
        return _valued_alike(g, pair, alike)
    if pair.q is not None and pair.q.kind == "every" and not alike.same:
        return None
    relation = g.meaning.meant(tuple(map(inverse, alike.relations)), alike.mask, pair.mask)
    if relation is None or alike.of is None:
        return None
    if not isinstance(pair.sem, Union):
        return EveryOf(alike.of, relation, pair.sem)
    firsts = g.meaning.firsts(inverse(relation), alike.mask)
    if not all(isinstance(p, Entity) and g.kind_of(p) & firsts for p in pair.sem.parts):
        return None
    return EveryOf(alike.of, relation, pair.sem)


def _valued_alike(g: Ground, pair: Cell, alike: Alike) -> SetExpr | None:
    parts = pair.sem.parts if isinstance(pair.sem, Union) else ()
    if len(parts) != 2:
        return None
    one, other = parts
    if not isinstance(one, Entity) or not isinstance(other, Entity):
        return None
    if not g.kind_of(one) & g.kind_of(other) & g.meaning.has_property(alike.property):
        return None
    key = Key(property=alike.property)
    if alike.same:
        return Beyond(one, key, Op.EQ, other)
    return Union((Beyond(one, key, Op.GT, other), Beyond(one, key, Op.LT, other)))


# ------------------------------------------------------------------ as another thing


@binary("ALIKE AS", "ALIKE WITH")
def alike_as(g: Ground, alike: Cell, word: Cell) -> Iterator[Cell]:
    assert isinstance(alike.sem, Alike)
    if alike.sem.property and alike.sem.same:
        yield alike._replace(cat="ALIKEAS")


@binary("ALIKEAS NP")
def alike_as_it(g: Ground, alike: Cell, other: Cell) -> Iterator[Cell]:
    """ "Have the same tier as X"."""
    assert isinstance(alike.sem, Alike)
    name = alike.sem.property
    if other.kind != "ent" or other.q is not None or not isinstance(other.sem, Entity):
        return
    mask = g.meaning.has_property(name)
    if other.mask & mask:
        same = Both((Than(name, Op.EQ, other.sem), Not(Among(other.sem, other.mask))))
        kind = "v" if alike.kind == "vp" else "n"
        yield Cell("SAMEVALUE", same, mask, alike.cost + other.cost, kind=kind)


@binary("HAVE SAMEVALUE", "WITH SAMEVALUE", "OF SAMEVALUE", "AT SAMEVALUE", "BE SAMEVALUE")
def has_same_value(g: Ground, word: Cell, same: Cell) -> Iterator[Cell]:
    if same.kind == "n" and word.cat != "BE":
        kind = "v" if word.cat == "HAVE" else "p"
        yield same._replace(cat="VP", kind=kind)
    elif same.kind == "v" and word.cat == "BE":
        yield same._replace(cat="VP")


# ------------------------------------------------------------------ all that belong to one


@binary("WHOSENP ALIKE")
def whose_are_alike(g: Ground, noun: Cell, alike: Cell) -> Iterator[Cell]:
    """ "Whose dependents are all in the same system": there are some, and one system has them all."""
    if alike.kind != "vp" or not isinstance(alike.sem, Alike) or not isinstance(noun.sem, Noun):
        return
    border = g.meaning.meant(alike.sem.relations, noun.sem.xs, alike.sem.mask)
    if border is None or alike.sem.of is None or not alike.sem.same or noun.sem.filters:
        return
    own = inverse(noun.sem.relation)
    labels = g.meaning.labels(alike.sem.mask)
    far = Then(own, Onto(border, labels))
    placed = Rel((border,), alike.sem.of, alike.sem.mask)
    inside = next(g.meaning.apply(placed, None, noun.sem.xs), None)
    if inside is None:
        return
    pred = Both(
        (
            Rel((own,), inside[0], noun.sem.xs, "only"),
            Rel((far,), alike.sem.of, alike.sem.mask, "atmost", 1),
        )
    )
    yield Cell("RC", pred, noun.sem.ys, noun.cost + alike.cost)
