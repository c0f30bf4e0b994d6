"""Rules for properties: their values, comparisons ("tier above 2"), and verbs that say them."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import (
    Beyond,
    Entity,
    Exists,
    Key,
    Op,
    Where,
)
from rag.cell import Cell, Valued
from rag.grammar import (
    Ground,
    binary,
    unary,
)
from rag.predicate import Both, OneOf, Prop, Ranked, Than
from rag.rules_verb import VOICE, predicate


@binary("PN VALUE", "VALUE PN")
def property_value(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    noun, value = (left, right) if left.cat == "PN" else (right, left)
    name = getattr(noun.sem, "name", None)
    assert isinstance(value.sem, tuple)
    if value.sem[0] == name and noun.q is None:
        yield Cell(
            "ADJ",
            Prop(value.sem[0], Op.EQ, value.sem[1]),
            noun.mask,
            noun.cost + value.cost,
            kind="named",
        )


@binary("OR VALUE")
def or_value(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    yield value._replace(cat="ORVALUE")


@binary("VALUE ORVALUE")
def either_value(g: Ground, one: Cell, other: Cell) -> Iterator[Cell]:
    yield Cell("VALUES", (one.sem, other.sem), cost=one.cost + other.cost)


@binary("VALUES PN")
def either_value_of(g: Ground, values: Cell, noun: Cell) -> Iterator[Cell]:
    """ "A Go or Rust tag"."""
    assert isinstance(values.sem, tuple)
    name = getattr(noun.sem, "name", None)
    if noun.q is None and all(v[0] == name for v in values.sem):
        sem = OneOf(tuple(Prop(str(v[0]), Op.EQ, v[1]) for v in values.sem))
        yield Cell("ADJ", sem, noun.mask, values.cost + noun.cost, kind="named")


@binary("BOTH ADJ")
def both_values(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Both a tier of 1 and a Go tag"."""
    if isinstance(adj.sem, Both):
        yield adj


@binary("PN NUM")
def property_number(g: Ground, noun: Cell, number: Cell) -> Iterator[Cell]:
    p = g.ontology.properties[getattr(noun.sem, "name", "")]
    if p.type in ("integer", "number") and isinstance(number.sem, int) and noun.q is None:
        yield Cell("ADJ", Prop(p.name, Op.EQ, number.sem), noun.mask, noun.cost, kind="named")


@binary("CLASSED ADJ")
def classed_as(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="VP", kind="p")


@binary("ADJ LIGHT", "ADJ THOSE")
def value_of_data(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="ADJDATA")


@binary("CLASSED ADJDATA")
def holds_such_data(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Contains confidential stuff", "holding personal data"."""
    kind = "g" if str(word.sem).endswith("ing") else "v"
    yield adj._replace(cat="VP", kind=kind, cost=adj.cost - 0.05)


@binary("OF ADJ", "IN ADJ")
def of_value(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Services of tier 2", "in production"."""
    yield adj._replace(cat="VP", kind="p", cost=adj.cost + 0.1)


@binary("PV VALUE")
def property_verb(g: Ground, verb: Cell, value: Cell) -> Iterator[Cell]:
    """ "Written in Go", "tagged pci"."""
    assert isinstance(value.sem, tuple)
    name = getattr(verb.sem, "name", "")
    said = g.ontology.properties[value.sem[0]]
    if (
        value.sem[0] != name and said.type == "strings"
    ):  # a tag may say what has no property of its own here
        yield predicate(
            g,
            Prop(said.name, Op.CONTAINS, value.sem[1]),
            VOICE[verb.kind],
            verb.cost + value.cost + 0.2,
        )
    if value.sem[0] == name:
        op = Op.CONTAINS if g.ontology.properties[name].type == "strings" else Op.EQ
        yield predicate(g, Prop(name, op, value.sem[1]), VOICE[verb.kind], verb.cost + value.cost)


OPS = {
    "ATLEAST": Op.GE,
    "ATMOST": Op.LE,
    "MORETHAN": Op.GT,
    "FEWERTHAN": Op.LT,
    "ORMORE": Op.GE,
    "ORFEWER": Op.LE,
}


Compared = tuple[Op, str | None, object]  # operator, property where the value tells it, value


@binary("ATLEAST NUM", "ATMOST NUM", "MORETHAN NUM", "FEWERTHAN NUM")
def compared_to_number(g: Ground, word: Cell, number: Cell) -> Iterator[Cell]:
    yield Cell("CMP", (OPS[word.cat], None, number.sem))


@binary("NUM ORMORE", "NUM ORFEWER")
def number_and_beyond(g: Ground, number: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("CMP", (OPS[word.cat], None, number.sem))


@binary("ATLEAST VALUE", "ATMOST VALUE", "MORETHAN VALUE", "FEWERTHAN VALUE")
def compared_to_value(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(value.sem, tuple)
    if ranked(g, value.sem[0]):
        cell = Cell("CMP", (OPS[word.cat], *value.sem), cost=value.cost)
        yield cell
        if value.kind != "bare":
            yield from compared(g, value.sem[0], cell)


@binary("VALUE ORMORE", "VALUE ORFEWER")
def value_and_beyond(g: Ground, value: Cell, word: Cell) -> Iterator[Cell]:
    """ "Tier 2 or above"."""
    assert isinstance(value.sem, tuple)
    if ranked(g, value.sem[0]):
        cell = Cell("CMP", (OPS[word.cat], *value.sem), cost=value.cost)
        yield cell
        if value.kind != "bare":
            yield from compared(g, value.sem[0], cell)


def ranked(g: Ground, name: str) -> bool:
    p = g.ontology.properties[name]
    return any(v.rank for v in p.values) or p.type in ("integer", "number", "date")


def compared(g: Ground, name: str, compared_: Cell) -> Iterator[Cell]:
    op, told, value = compared_.sem  # type: ignore[misc]
    if told not in (None, name) or not ranked(g, name):
        return
    assert isinstance(op, Op)
    assert isinstance(value, str | int | float)
    yield Cell("ADJ", Prop(name, op, value), g.meaning.has_property(name), compared_.cost)


@binary("PN CMP")
def property_compared(g: Ground, noun: Cell, than: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh:
        yield from compared(g, getattr(noun.sem, "name", ""), than)


@binary("AND NUM", "OR NUM", "COMMA NUM")
def and_number(g: Ground, word: Cell, number: Cell) -> Iterator[Cell]:
    yield number._replace(cat="ANDNUM")


@binary("ADJ ANDNUM")
def either_number(g: Ground, adj: Cell, number: Cell) -> Iterator[Cell]:
    """ "Tier 1 and 2"."""
    if isinstance(adj.sem, Prop) and isinstance(adj.sem.value, int) and isinstance(number.sem, int):
        yield adj._replace(sem=OneOf((adj.sem, Prop(adj.sem.name, Op.EQ, number.sem))))


@binary("MORE ADJ", "FEWER ADJ")
def more_so(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    if isinstance(adj.sem, Prop) and adj.kind != "named" and ranked(g, adj.sem.name):
        yield Cell(
            "MOREADJ", (Op.GT if word.cat == "MORE" else Op.LT, adj.sem.name), adj.mask, adj.cost
        )


@unary("MOREADJ")
def more_so_of_two(g: Ground, more: Cell) -> Iterator[Cell]:
    """ "Which is more critical, A or B": the one that is most so."""
    op, name = more.sem  # type: ignore[misc]
    if any(v.rank for v in g.ontology.properties[str(name)].values):
        yield Cell("VP", Ranked(str(name), 1, op is Op.GT), more.mask, more.cost + 0.2, kind="p")


@binary("MOREADJ THAN")
def more_so_than(g: Ground, more: Cell, word: Cell) -> Iterator[Cell]:
    yield more._replace(cat="MORETHANADJ")


@binary("MORETHANADJ VALUE")
def more_than_value(g: Ground, more: Cell, value: Cell) -> Iterator[Cell]:
    """ "More critical than tier 2"."""
    assert isinstance(more.sem, tuple)
    assert isinstance(value.sem, tuple)
    op, name = more.sem
    if value.sem[0] == name:
        yield Cell("ADJ", Prop(name, op, value.sem[1]), more.mask, more.cost + value.cost)


@binary("BE CMP")
def is_compared(g: Ground, aux: Cell, than: Cell) -> Iterator[Cell]:
    yield than._replace(cat="ISCMP")


@binary("WHOSENP ISCMP")
def whose_compared(g: Ground, noun: Cell, than: Cell) -> Iterator[Cell]:
    if noun.kind == "PN":
        for cell in compared(g, getattr(noun.sem, "name", ""), than):
            yield cell._replace(cat="RC", cost=cell.cost + noun.cost)


@binary("BEVAL CMP")
def value_compared(g: Ground, noun: Cell, than: Cell) -> Iterator[Cell]:
    """ "Is the tier of X above 2"."""
    assert isinstance(noun.sem, Valued)
    assert noun.sem.of is not None
    for cell in compared(g, noun.sem.property.name, than):
        if isinstance(cell.sem, Prop):
            where = Where(noun.sem.of, cell.sem.name, cell.sem.op, cell.sem.value)
            yield Cell("Q", Exists(where), cost=noun.cost + than.cost)


@binary("THATOF NP")
def that_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and noun.q is None and not noun.wh and isinstance(noun.sem, Entity):
        yield noun._replace(cat="THATOFNP")


@binary("THAN THATOFNP", "SAMEAS THATOFNP")
def than_that_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "SAMEAS":
        yield Cell("CMPNP", (Op.EQ, noun.sem), noun.mask, noun.cost)
    else:
        yield noun._replace(cat="THANNP", wh=word.cat)


@binary("MORE THANNP", "FEWER THANNP")
def more_than_that(g: Ground, word: Cell, than: Cell) -> Iterator[Cell]:
    """ "Higher than that of X", of a property that was named before."""
    op = Op.GT if word.cat == "MORE" else Op.LT
    yield Cell("CMPNP", (op, than.sem), than.mask, than.cost)


@binary("BE CMPNP")
def is_more_than_that(g: Ground, aux: Cell, than: Cell) -> Iterator[Cell]:
    yield than._replace(cat="ISCMPNP")


@binary("WHOSENP ISCMPNP", "BEVAL CMPNP")
def compared_with_it(g: Ground, noun: Cell, than: Cell) -> Iterator[Cell]:
    """ "Whose tier is higher than that of X", "is the tier of A higher than that of B"."""
    assert isinstance(than.sem, tuple)
    op, other = than.sem
    if noun.cat == "WHOSENP":
        name = getattr(noun.sem, "name", "")
        if noun.kind == "PN" and than.mask & g.meaning.has_property(name):
            yield Cell("RC", Than(name, op, other), noun.mask, noun.cost + than.cost)
        return
    assert isinstance(noun.sem, Valued)
    name = noun.sem.property.name
    if noun.sem.of is not None and than.mask & g.meaning.has_property(name):
        found = Beyond(noun.sem.of, Key(property=name), op, other)
        yield Cell("Q", Exists(found), cost=noun.cost + than.cost)


@binary("USING ADJ")
def uses_value(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Use task queue q", "run in production"."""
    said = str(word.sem)
    if isinstance(adj.sem, Prop) and adj.sem.op in (Op.EQ, Op.CONTAINS):
        if any(
            v.data and v.value == adj.sem.value for v in g.ontology.properties[adj.sem.name].values
        ):
            return  # "use pii" is said of what is used
        if said.split()[0].endswith("ing"):
            yield adj._replace(cat="VP", kind="g")
        elif said not in ("in", "on", "at", "of", "under"):
            yield adj._replace(cat="VP", kind="v")


@binary("DATE ORLATER")
def date_or_later(g: Ground, day: Cell, word: Cell) -> Iterator[Cell]:
    """ "(From) 2025 or later"."""
    yield day._replace(cat="DATEON")


@binary("SINCE DATEON", "DURING DATEON", "AFTER DATEON", "FROM DATEON")
def from_then_on(g: Ground, word: Cell, day: Cell) -> Iterator[Cell]:
    assert isinstance(day.sem, tuple)
    yield Cell("DATECMP", ((Op.GE, day.sem[0]),), cost=day.cost)
