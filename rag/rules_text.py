"""Rules for values that are said literally: dates ("before March 2026") and texts ("whose name contains x")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.ontology import Property
from rag.algebra import Entity, Op, SetExpr
from rag.cell import Cell
from rag.grammar import Ground, binary, unary
from rag.predicate import Both, OneOf, Pred, Prop, Ranked, Than
from rag.rules_noun import SETS, restrict
from rag.rules_verb import VOICE, predicate

Bounds = tuple[tuple[Op, str], ...]
TEXT_OPS = {"TEXTIN": Op.CONTAINS, "TEXTSTART": Op.STARTS, "TEXTEND": Op.ENDS}

# ------------------------------------------------------------------ dates


def dated(g: Ground, mask: int) -> Property | None:
    """The one property of a class that is a date."""
    found = [
        p
        for p in g.ontology.properties.values()
        if p.type == "date" and mask & g.meaning.has_property(p.name)
    ]
    return found[0] if len(found) == 1 else None


def within(name: str, bounds: Bounds) -> Pred:
    parts = tuple(Prop(name, op, day) for op, day in bounds)
    return parts[0] if len(parts) == 1 else Both(parts)


@binary("BEFORE DATE", "SINCE DATE", "AFTER DATE", "UNTIL DATE", "DURING DATE")
def bounded(g: Ground, word: Cell, day: Cell) -> Iterator[Cell]:
    """ "Before March 2026", "in 2025"."""
    assert isinstance(day.sem, tuple)
    first, beyond = day.sem
    bounds: Bounds = {
        "BEFORE": ((Op.LT, first),),
        "UNTIL": ((Op.LT, beyond),),
        "SINCE": ((Op.GE, first),),
        "AFTER": ((Op.GE, beyond),),
    }.get(word.cat, ((Op.GE, first), (Op.LT, beyond)))
    yield Cell("DATECMP", bounds, cost=day.cost)


@binary("LATER THAN", "EARLIER THAN")
def later_than(g: Ground, word: Cell, than: Cell) -> Iterator[Cell]:
    yield Cell("LATERTHAN", word.cat)


@binary("LATERTHAN DATE")
def later_than_date(g: Ground, word: Cell, day: Cell) -> Iterator[Cell]:
    assert isinstance(day.sem, tuple)
    first, beyond = day.sem
    later = word.sem == "LATER"
    yield Cell("DATECMP", ((Op.GE, beyond),) if later else ((Op.LT, first),), cost=day.cost)


@binary("BETWEEN DATE")
def between_date(g: Ground, word: Cell, day: Cell) -> Iterator[Cell]:
    yield day._replace(cat="BETWEENDATE")


@binary("BETWEENDATE AND", "BETWEENDATE TO", "SINCEDATE TO")
def between_date_and(g: Ground, day: Cell, word: Cell) -> Iterator[Cell]:
    yield day._replace(cat="BETWEENAND")


@binary("FROM DATE")
def from_date(g: Ground, word: Cell, day: Cell) -> Iterator[Cell]:
    yield day._replace(cat="SINCEDATE")


@binary("BETWEENAND DATE")
def between_dates(g: Ground, first: Cell, last: Cell) -> Iterator[Cell]:
    assert isinstance(first.sem, tuple)
    assert isinstance(last.sem, tuple)
    yield Cell(
        "DATECMP", ((Op.GE, first.sem[0]), (Op.LT, last.sem[1])), cost=first.cost + last.cost
    )


@binary("PV DATECMP")
def done_when(g: Ground, verb: Cell, when: Cell) -> Iterator[Cell]:
    """ "Decided before 2026"."""
    p = verb.sem
    assert isinstance(when.sem, tuple)
    if isinstance(p, Property) and p.type == "date":
        yield predicate(g, within(p.name, when.sem), VOICE[verb.kind], verb.cost + when.cost)


@binary("NP DATECMP")
def from_when(g: Ground, noun: Cell, when: Cell) -> Iterator[Cell]:
    """ "Decisions from 2025"."""
    p = dated(g, noun.mask)
    assert isinstance(when.sem, tuple)
    if p is not None and noun.kind in SETS and noun.kind != "univ" and not noun.wh:
        yield from restrict(g, noun, within(p.name, when.sem), when.cost + 0.1)


@binary("BE DATECMP")
def is_when(g: Ground, aux: Cell, when: Cell) -> Iterator[Cell]:
    yield when._replace(cat="ISWHEN")


@binary("NP ISWHEN")
def which_is_when(g: Ground, noun: Cell, when: Cell) -> Iterator[Cell]:
    """ "Which decisions are from 2025"."""
    p = dated(g, noun.mask)
    assert isinstance(when.sem, tuple)
    if p is not None and noun.kind in SETS and noun.wh and isinstance(noun.sem, SetExpr):
        for cell in restrict(g, noun._replace(wh=""), within(p.name, when.sem), when.cost):
            yield cell._replace(wh=noun.wh)


@binary("WHOSENP ISWHEN")
def whose_when(g: Ground, noun: Cell, when: Cell) -> Iterator[Cell]:
    p = noun.sem
    assert isinstance(when.sem, tuple)
    if isinstance(p, Property) and p.type == "date":
        yield Cell("RC", within(p.name, when.sem), noun.mask, noun.cost + when.cost)


@binary("WITH PN")
def with_a_date(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Property) and noun.sem.type == "date":
        yield noun._replace(cat="WITHDATE")


@binary("WITHDATE DATECMP")
def dated_when(g: Ground, noun: Cell, when: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Property)
    assert isinstance(when.sem, tuple)
    yield predicate(g, within(noun.sem.name, when.sem), "p", noun.cost + when.cost)


@binary("LATERTHAN NP")
def later_than_it(g: Ground, word: Cell, than: Cell) -> Iterator[Cell]:
    """ "Newer than ADR 3"."""
    p = dated(g, than.mask)
    if p is None or than.kind != "ent" or than.q is not None or not isinstance(than.sem, Entity):
        return
    pred = Than(p.name, Op.GT if word.sem == "LATER" else Op.LT, than.sem)
    yield predicate(g, pred, "p", than.cost)


@binary("NEWEST NP", "OLDEST NP")
def newest(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The newest decision", "the oldest runbook"."""
    p = dated(g, noun.mask)
    if p is not None and noun.kind in SETS and noun.kind != "univ" and not noun.wh:
        yield from restrict(g, noun, Ranked(p.name, 1, word.cat == "NEWEST"))


@binary("NUM NEWEST", "NUM OLDEST", "NEWEST NUM", "OLDEST NUM")
def several_newest(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    number, word = (left, right) if left.cat == "NUM" else (right, left)
    if isinstance(number.sem, int):
        yield word._replace(cat="NEWESTN", sem=(number.sem, word.cat == "NEWEST"))


@binary("NEWESTN NP")
def the_newest(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The 3 newest decisions"."""
    assert isinstance(word.sem, tuple)
    k, highest = word.sem
    p = dated(g, noun.mask)
    if p is not None and noun.kind in SETS and not noun.wh:
        yield from restrict(g, noun, Ranked(p.name, k, highest))


# ------------------------------------------------------------------ texts


@binary("TEXTIN TEXT", "TEXTSTART TEXT", "TEXTEND TEXT")
def text_test(g: Ground, word: Cell, text: Cell) -> Iterator[Cell]:
    yield Cell("TEXTCMP", (TEXT_OPS[word.cat], (str(text.sem),)), cost=text.cost)


@binary("MODAL TEXTCMP", "DO TEXTCMP")
def does_contain(g: Ground, aux: Cell, test: Cell) -> Iterator[Cell]:
    yield test


@binary("OR TEXT", "AND TEXT")
def or_text(g: Ground, word: Cell, text: Cell) -> Iterator[Cell]:
    yield text._replace(cat="ORTEXT", kind=word.cat)


@binary("TEXTCMP ORTEXT")
def either_text(g: Ground, test: Cell, text: Cell) -> Iterator[Cell]:
    """ "Contains invoice or bill"."""
    assert isinstance(test.sem, tuple)
    op, texts = test.sem
    if text.kind == "OR":
        yield test._replace(sem=(op, (*texts, str(text.sem))), cost=test.cost + text.cost)


def tested(p: Property, sem: object) -> Pred | None:
    assert isinstance(sem, tuple)
    op, texts = sem
    if p.type not in ("string", "strings"):
        return None
    parts: tuple[Pred, ...] = tuple(Prop(p.name, op, text) for text in texts)
    return parts[0] if len(parts) == 1 else OneOf(parts)


@binary("WHOSENP TEXTCMP")
def whose_contains(g: Ground, noun: Cell, test: Cell) -> Iterator[Cell]:
    """ "Whose name starts with pay"."""
    if isinstance(noun.sem, Property):
        pred = tested(noun.sem, test.sem)
        if pred is not None:
            yield Cell("RC", pred, noun.mask, noun.cost + test.cost)


@binary("PN TEXTCMP")
def property_contains(g: Ground, noun: Cell, test: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Property) and noun.q is None and not noun.wh:
        pred = tested(noun.sem, test.sem)
        if pred is not None:
            yield Cell("PNTEXT", pred, noun.mask, noun.cost + test.cost - 0.15)


@binary("WITH PNTEXT", "HAVE PNTEXT")
def with_text(g: Ground, word: Cell, test: Cell) -> Iterator[Cell]:
    """ "With names containing order"."""
    yield test._replace(cat="VP", kind="p" if word.cat == "WITH" else "v")


@binary("TEXTCMP PP", "TEXTCMP INPN")
def text_in_it(g: Ground, test: Cell, where: Cell) -> Iterator[Cell]:
    """ "Containing order in their names"."""
    if isinstance(where.sem, Property):
        pred = tested(where.sem, test.sem)
        if pred is not None:
            yield predicate(g, pred, "p", test.cost + where.cost)


@binary("IN VALN", "IN PN")
def in_its_name(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    p = getattr(value.sem, "property", value.sem)
    if isinstance(p, Property) and value.q is None and not value.wh:
        yield Cell("INPN", p, value.mask)


@binary("WITH TEXT")
def with_quoted(g: Ground, word: Cell, text: Cell) -> Iterator[Cell]:
    """ "With "order" in the name"."""
    if not text.cost:
        yield Cell("TEXTCMP", (Op.CONTAINS, (str(text.sem),)))


@binary("WHOSENP ISTEXT")
def whose_text(g: Ground, noun: Cell, text: Cell) -> Iterator[Cell]:
    """ "Whose language is Go", where nothing is written in Go."""
    p = noun.sem
    if isinstance(p, Property) and p.type in ("string", "strings") and not p.values:
        op = Op.EQ if p.type == "string" else Op.CONTAINS
        texts = text.sem if isinstance(text.sem, tuple) else (text.sem,)
        parts: tuple[Pred, ...] = tuple(Prop(p.name, op, str(t)) for t in texts)
        pred = parts[0] if len(parts) == 1 else OneOf(parts)
        yield Cell("RC", pred, noun.mask, noun.cost + text.cost + 0.2)


@binary("BE TEXT")
def is_text(g: Ground, aux: Cell, text: Cell) -> Iterator[Cell]:
    yield text._replace(cat="ISTEXT")


@unary("NAMEDLIKE")
def named_like(g: Ground, word: Cell) -> Iterator[Cell]:
    yield word._replace(cat="TEXTNAME")


@binary("TEXTNAME TEXT")
def called_like(g: Ground, word: Cell, text: Cell) -> Iterator[Cell]:
    """ "Named like order"."""
    p = g.ontology.properties.get("name")
    if p is not None:
        yield predicate(g, Prop(p.name, Op.CONTAINS, str(text.sem)), "p", text.cost)


@binary("ISVALUE ORVALUE")
def either_value(g: Ground, value: Cell, other: Cell) -> Iterator[Cell]:
    """ "Whose tier is 1 or 2"."""
    first = value.sem if value.kind == "either" else (value.sem,)
    assert isinstance(first, tuple)
    yield value._replace(sem=(*first, other.sem), kind="either", cost=value.cost + other.cost)


@binary("OR NUM", "OR VALUE", "COMMA NUM", "COMMA VALUE")
def or_value(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    yield value._replace(cat="ORVALUE")


@binary("WHOSENP ISVALUE")
def whose_either(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    p = noun.sem
    if not isinstance(p, Property) or value.kind not in ("either", "not"):
        return
    assert isinstance(value.sem, tuple)
    numeric = p.type in ("integer", "number")
    parts: list[Pred] = []
    for one in value.sem:
        if isinstance(one, tuple) and one[0] == p.name:
            parts.append(Prop(p.name, Op.EQ, one[1]))
        elif isinstance(one, int | float) and numeric:
            parts.append(Prop(p.name, Op.EQ, one))
        else:
            return
    if value.kind == "not":
        parts = [replace(x, op=Op.NE) for x in parts if isinstance(x, Prop)]
    pred: Pred = parts[0] if len(parts) == 1 else OneOf(tuple(parts))
    yield Cell("RC", pred, noun.mask, noun.cost + value.cost)


@binary("NEG NUM", "NEG VALUE")
def is_not_value(g: Ground, aux: Cell, value: Cell) -> Iterator[Cell]:
    """ "Whose tier is not 1"."""
    if aux.kind == "BE":
        yield value._replace(cat="ISVALUE", sem=(value.sem,), kind="not")


@binary("BE KNOWN")
def is_known(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISKNOWN")


@binary("WHOSENP ISKNOWN")
def whose_known(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Whose version is known"."""
    if isinstance(noun.sem, Property):
        yield Cell("RC", Prop(noun.sem.name, Op.KNOWN), noun.mask, noun.cost)


@binary("OF CMP", "OF NUM")
def of_bound(g: Ground, word: Cell, bound: Cell) -> Iterator[Cell]:
    if word.sem == "of":
        if bound.cat == "CMP":
            yield bound._replace(cat="OFCMP")
        else:
            yield bound._replace(cat="OFNUM")


@binary("PN OFCMP", "PN OFNUM")
def property_of_bound(g: Ground, noun: Cell, bound: Cell) -> Iterator[Cell]:
    """ "A target of at least 99.9"."""
    p = noun.sem
    if not isinstance(p, Property) or p.type not in ("integer", "number") or noun.q is not None:
        return
    if bound.cat == "OFNUM" and isinstance(bound.sem, int | float):
        yield Cell("ADJ", Prop(p.name, Op.EQ, bound.sem), noun.mask, noun.cost)
    elif isinstance(bound.sem, tuple):
        op, told, value = bound.sem
        if told in (None, p.name):
            yield Cell("ADJ", Prop(p.name, op, value), noun.mask, noun.cost + bound.cost)


@binary("PV TEXT")
def says_text(g: Ground, verb: Cell, text: Cell) -> Iterator[Cell]:
    """ "Tagged gdpr", where nothing is."""
    p = verb.sem
    if isinstance(p, Property) and p.type in ("string", "strings") and not p.values:
        op = Op.EQ if p.type == "string" else Op.CONTAINS
        pred = Prop(p.name, op, str(text.sem))
        yield predicate(g, pred, VOICE[verb.kind], verb.cost + text.cost + 0.2)


@binary("VP ORTEXT")
def or_said_text(g: Ground, pred: Cell, text: Cell) -> Iterator[Cell]:
    """ "Tagged pci or gdpr", where the second is said of nothing."""
    first = pred.sem
    if isinstance(first, Prop) and text.kind == "OR" and isinstance(first.value, str):
        p = g.ontology.properties[first.name]
        if p.type in ("string", "strings") and not p.values:
            more = replace(first, value=str(text.sem))
            yield pred._replace(sem=OneOf((first, more)), cost=pred.cost + text.cost + 0.1)


@binary("ISTEXT ORTEXT")
def is_or_text(g: Ground, text: Cell, more: Cell) -> Iterator[Cell]:
    first = text.sem if isinstance(text.sem, tuple) else (text.sem,)
    if more.kind == "OR":
        yield text._replace(sem=(*first, more.sem), cost=text.cost + more.cost)
