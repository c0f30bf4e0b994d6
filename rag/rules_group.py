"""Rules for questions that ask per thing: per team, for each topic, with their owners."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ontology import Property
from rag.algebra import (
    AtLeast,
    Count,
    Grouped,
    Image,
    In,
    Listing,
    SetExpr,
    Spread,
    Value,
)
from rag.cell import Cell, Noun, Ranking, Verb
from rag.grammar import (
    Ground,
    binary,
    holes,
)
from rag.holes import opened
from rag.predicate import HOLE, Rel, inverse
from rag.rules_question import per_each, question
from rag.typing import IllTyped, type_of


@binary("WITHTHEIR RN", "WITHTHEIR PN")
def with_their(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh:
        cat, cost = ("PERP", 0.2) if noun.cat == "RN" else ("THEIRPN", -0.05)
        yield noun._replace(cat=cat, cost=noun.cost + cost)


@binary("Q THEIRPN")
def with_their_values(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    if isinstance(q.sem, Listing):
        yield question(Value(q.sem.of, name), q.cost + noun.cost)


@binary("NP THEIRPN")
def noun_with_values(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    """ "Services and their tiers"."""
    if noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr):
        name = getattr(value.sem, "name", "")
        yield question(Value(noun.sem, name), noun.cost + value.cost + 0.2)


@binary("NP V")
def which_does(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    if (
        noun.wh == "list"
        and (noun.kind == "cls" or (noun.kind == "univ" and noun.mask != g.meaning.everything))
        and isinstance(verb.sem, Verb)
        and not verb.sem.negated
    ):
        yield Cell("WHICHDOES", (noun, verb), noun.mask, noun.cost + verb.cost)


@binary("WHICHDOES NP")
def which_does_how_many(g: Ground, pair: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Which team owns how many services"."""
    assert isinstance(pair.sem, tuple)
    group, verb = pair.sem
    if noun.wh and noun.kind in ("cls", "rel", "univ"):
        relation = g.meaning.meant(verb.sem.relations, group.mask, noun.mask)
        if relation is not None:
            labels = g.meaning.labels(group.mask)
            of = noun.sem
            if not isinstance(of, SetExpr):
                of = g.meaning.listed(g.meaning.firsts(inverse(relation), group.mask))
            yield question(
                Grouped(of, inverse(relation), labels, noun.wh == "count"),
                pair.cost + noun.cost - 0.1,
            )


@binary("PER NP")
def per_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and noun.kind == "cls" and not noun.wh:
        yield noun._replace(cat="PERP", cost=noun.cost + per_cost(word))


def per_cost(word: Cell) -> float:
    """ "By" may mean more than "per"; "grouped by" means nothing else."""
    said = str(word.sem)
    return 0.3 if said == "by" else -0.15 if said.endswith("ed by") or said == "split by" else 0.0


@binary("PER PN")
def per_property(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Services by tier"."""
    if noun.q is None and not noun.wh and isinstance(noun.sem, Property):
        yield noun._replace(cat="BYVALUE", cost=noun.cost + (0.1 if word.sem == "by" else 0.0))


@binary("Q BYVALUE", "BYVALUE Q", "Q BYCLASS", "BYCLASS Q")
def spread(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    q, by = (left, right) if left.cat == "Q" else (right, left)
    if not isinstance(q.sem, Count | Listing) or holes(q.sem):
        return
    try:
        labels = type_of(q.sem.of, g.ontology)
    except IllTyped:
        return
    cost = q.cost + by.cost
    if isinstance(by.sem, Property):
        name = by.sem.name
        cost += 0.0 if all(g.ontology.is_a(label, by.sem.of) for label in labels) else 0.2
    else:
        name = None
        cost += 0.6 if len(labels) == 1 else -0.15  # "type" is a property too
    yield question(Spread(q.sem.of, name, isinstance(q.sem, Count)), cost)


@binary("HOW DO", "HOW BE")
def how_does(g: Ground, how: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("HOWDO", how.sem, cost=how.cost)


@binary("HOWDO NP")
def how_do_things(g: Ground, how: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel") and noun.many:
        yield noun._replace(cat="HOWTHINGS")


@binary("HOWTHINGS BREAKDOWN")
def break_down(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "By tier, how do our services break down"."""
    if isinstance(noun.sem, SetExpr):
        yield Cell("PARTED", noun.sem, noun.mask, noun.cost)


@binary("HOWTHINGS BYVALUE", "HOWTHINGS BYCLASS")
def broken_down(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, SetExpr):
        yield from spread(g, question(Count(noun.sem), noun.cost), by)


@binary("PARTED BYVALUE", "PARTED BYCLASS", "BYVALUE PARTED", "BYCLASS PARTED")
def parted_by(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    noun, by = (left, right) if left.cat == "PARTED" else (right, left)
    if isinstance(noun.sem, SetExpr):
        yield from spread(g, question(Count(noun.sem), noun.cost), by)


@binary("NP BYVALUE", "NP BYCLASS")
def noun_spread(g: Ground, noun: Cell, by: Cell) -> Iterator[Cell]:
    asked = noun.q is None and not noun.wh and noun.kind in ("cls", "rel")
    if asked and isinstance(noun.sem, SetExpr):
        yield from spread(g, question(Listing(noun.sem), noun.cost + 0.1), by)


@binary("PER RN")
def per_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and isinstance(noun.sem, Noun) and not noun.wh:
        yield noun._replace(cat="PERP", cost=noun.cost + per_cost(word))


@binary("PERP COUNTED", "PERP LISTRN")
def per_relational_last(g: Ground, per: Cell, noun: Cell) -> Iterator[Cell]:
    """ "For each topic, count the subscribers"."""
    if noun.cat == "LISTRN":
        noun = noun._replace(cat="RN", wh="list")
    yield from relational_per(g, noun, per)


@binary("RN PERP", "COUNTED PERP")
def relational_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Subscribers per topic", "the owner of each service"."""
    if not isinstance(noun.sem, Noun) or noun.q is not None or isinstance(per.sem, Noun):
        return
    if g.meaning.firsts(noun.sem.relation, per.mask) & noun.sem.xs:
        if not isinstance(per.sem, SetExpr):
            return
        if per.kind == "rel":  # of some of a class: by those asked for
            xs = g.meaning.firsts(noun.sem.relation, per.mask) & noun.sem.xs
            by = Grouped(per.sem, inverse(noun.sem.relation), g.meaning.labels(xs))
            if not noun.sem.filters and noun.wh != "count" and noun.cat == "RN":
                yield question(by, noun.cost + per.cost + 0.05)
            return
        of: SetExpr | None = Image(noun.sem.relation, per.sem)
        if g.meaning.firsts(noun.sem.relation, noun.sem.ys) != noun.sem.xs:
            of = In((g.meaning.listed(noun.sem.xs), of))
        for pred in noun.sem.filters:
            step = next(g.meaning.apply(pred, of, noun.sem.xs), None)
            if step is None:
                return
            of = step[0]
        assert of is not None
        count = noun.wh == "count" or noun.cat == "COUNTED"
        answer = Grouped(of, noun.sem.relation, g.meaning.labels(per.mask), count)
        yield question(answer, noun.cost + per.cost + (0.0 if noun.wh or count else 0.05))


@binary("PERP RC", "PERP GP")
def per_clause(g: Ground, per: Cell, clause: Cell) -> Iterator[Cell]:
    """ "Datasets by report that reads them"."""
    if isinstance(clause.sem, Rel) and clause.sem.target == HOLE and not isinstance(per.sem, Noun):
        relation = g.meaning.meant(clause.sem.relations, per.mask, g.meaning.everything)
        if relation is not None:
            yield Cell("PERP", Ranking(inverse(relation), None), per.mask, per.cost + clause.cost)


@binary("PERP Q")
def each_of_it(g: Ground, per: Cell, q: Cell) -> Iterator[Cell]:
    """ "For each team, which services does it own"."""
    if not isinstance(q.sem, Listing | Count) or not isinstance(per.sem, SetExpr):
        return
    count = isinstance(q.sem, Count)
    if per.kind == "rel" and not count:
        return
    found = opened(q.sem.of)
    if found is None:
        return
    relation, rest = found
    xs = g.meaning.firsts(relation, per.mask)
    if xs:
        of = rest if rest is not None else g.meaning.listed(xs)
        some = per.sem if per.kind == "rel" else None
        answer = per_each(of, relation, g.meaning.labels(per.mask), count, some)
        yield question(answer, q.cost + per.cost)


@binary("PERP Q")
def each_that_does_it(g: Ground, per: Cell, q: Cell) -> Iterator[Cell]:
    """ "For each topic, who subscribes": to that one."""
    of = q.sem.of if isinstance(q.sem, Listing | Count) else None
    if not isinstance(of, AtLeast) or (of.n, of.target) != (1, None) or q.kind != "wh":
        return
    if isinstance(per.sem, SetExpr) and g.meaning.firsts(of.relation, per.mask):
        some = per.sem if per.kind == "rel" else None
        labels, count = g.meaning.labels(per.mask), isinstance(q.sem, Count)
        cost = max(q.cost + per.cost - 0.2, 0.0)
        yield question(Grouped(of.of, of.relation, labels, count, some), cost)


@binary("NP WHEREV")
def who_does(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    asked = noun.wh and noun.kind in ("cls", "univ")
    if asked and isinstance(verb.sem, Verb) and not verb.sem.negated and verb.kind == "s":
        yield Cell("WHODOES", (noun, verb.sem), cost=noun.cost + verb.cost)


@binary("PERP WHODOES")
def each_to_whom(g: Ground, per: Cell, does: Cell) -> Iterator[Cell]:
    """ "For each topic, who listens": to it."""
    assert isinstance(does.sem, tuple)
    noun, verb = does.sem
    relation = g.meaning.meant(verb.relations, noun.mask, per.mask)
    if relation is None or not isinstance(per.sem, SetExpr):
        return
    xs = g.meaning.firsts(relation, per.mask) & noun.mask
    of = noun.sem if isinstance(noun.sem, SetExpr) else g.meaning.listed(xs)
    labels, count = g.meaning.labels(per.mask), noun.wh == "count"
    some = per.sem if per.kind == "rel" else None
    yield question(Grouped(of, relation, labels, count, some), per.cost + does.cost + 0.05)


@binary("NP PERP")
def noun_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Datasets by team"."""
    if (
        noun.q is None
        and not noun.wh
        and noun.kind in ("cls", "rel")
        and isinstance(noun.sem, SetExpr)
    ):
        yield from grouped(g, question(Listing(noun.sem), noun.cost + 0.2), per)


@binary("Q PERP", "PERP Q")
def grouped(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    q, per = (left, right) if left.cat == "Q" else (right, left)
    if not isinstance(q.sem, Count | Listing):
        return
    count = isinstance(q.sem, Count)
    some = per.sem if per.kind == "rel" and isinstance(per.sem, SetExpr) else None
    if per.kind == "rel" and (some is None or not count):
        return
    if holes(q.sem):
        return
    if isinstance(per.sem, Ranking):
        answer = Grouped(q.sem.of, per.sem.relation, g.meaning.labels(per.mask), count)
        yield question(answer, q.cost + per.cost)
        return
    if isinstance(per.sem, Noun):
        relation = inverse(per.sem.relation)
        yield question(
            Grouped(q.sem.of, relation, g.meaning.labels(per.sem.xs), count), q.cost + per.cost
        )
        return
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    far = isinstance(q.sem.of, Image) and g.closure(q.sem.of.relation) == "data"
    if far and not count and per.mask & mask == per.mask:  # "table by table": the tables of it
        narrowed = In((g.meaning.listed(per.mask), q.sem.of))
        yield question(Listing(narrowed), q.cost + per.cost)
        return
    for relation in g.meaning.bridges(mask, per.mask):
        more = g.meaning.backward(relation, mask, per.mask)
        answer = per_each(q.sem.of, relation, g.meaning.labels(per.mask), count, some)
        yield question(answer, q.cost + per.cost + more)
