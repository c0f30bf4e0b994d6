"""Rules for values as they are promised, required or offered: "how fresh must X be", "by its contract", "A or B"."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ontology import Property
from rag.algebra import Hop, Image, Op, SetExpr, Value
from rag.cell import Cell, Phrase, Quantity, Valued
from rag.grammar import Ground, binary
from rag.predicate import Prop
from rag.rules_question import question
from rag.rules_verb import predicate

NUMBERS = ("integer", "number")
BOUNDS = {"atleast": Op.GE, "atmost": Op.LE, "exactly": Op.EQ}


def property_of_cell(g: Ground, noun: Cell) -> Property | None:
    return g.ontology.properties.get(getattr(noun.sem, "name", ""))


def of_what(g: Ground, p: Property, of: Cell) -> Iterator[tuple[SetExpr, float]]:
    """Whose value is asked: the thing's own, or that of what is set for it (the contract of a table)."""
    mask = g.meaning.has_property(p.name)
    if not isinstance(of.sem, SetExpr):
        return
    if of.mask & mask:
        yield of.sem, 0.0
    elif p.set_for and of.kind in ("ent", "rel", "def"):
        for bridge in g.meaning.bridges(mask, of.mask):
            if isinstance(bridge, Hop) and bridge.forward:
                yield Image(bridge, of.sem), 0.1


# ------------------------------------------------------------------ how fresh, how long, how many


@binary("HOW DEGREE")
def to_what_degree(g: Ground, word: Cell, degree: Cell) -> Iterator[Cell]:
    """ "How fresh", of what has a property for it."""
    if word.sem == "how":
        yield degree._replace(cat="PN", wh="list")


@binary("HOWMANY PN")
def how_many_of_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "How many replicas", where the property is their number."""
    p = property_of_cell(g, noun)
    if p is not None and p.type in NUMBERS and noun.q is None and not noun.wh:
        yield noun._replace(wh="list")


@binary("WITH PN", "OF PN", "IN PN", "AT PN")
def fronted_preposition(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "With how many replicas does X run", "at what tier is X"."""
    if noun.wh and noun.q is None:
        yield noun._replace(cost=noun.cost + 0.02)


@binary("PN MODAL")
def property_must(g: Ground, noun: Cell, aux: Cell) -> Iterator[Cell]:
    """ "How fresh must", "which latency should"."""
    if noun.wh:
        yield noun._replace(cat="PNBE", kind=aux.cat)


@binary("PNBE NP")
def property_set_for(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "How fresh is X", where its contract says so."""
    p = property_of_cell(g, noun)
    if p is None or not p.set_for or of.wh or of.q is not None:
        return
    for sem, cost in of_what(g, p, of):
        if sem is not of.sem:
            yield Cell("PNOF", (p.name, sem), of.mask, noun.cost + of.cost + cost)
            yield question(Value(sem, p.name), noun.cost + of.cost + cost)


@binary("PNOF BE", "PNOF PROMISING", "PNOF HAVE", "PNOF WORKS")
def property_it_must_have(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    """ "How fresh must X be", "what latency does X promise", "how many replicas does X have"."""
    assert isinstance(asked.sem, tuple)
    name, of = asked.sem
    yield question(Value(of, name), asked.cost + 0.05)


@binary("HOWLONG YN")
def how_long_is(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if subject.kind in ("ent", "rel", "def") and isinstance(subject.sem, SetExpr):
        yield subject._replace(cat="HOWLONGIS")


@binary("HOWLONGIS PV")
def how_long_kept(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    """ "How long is X kept", "over what period is X measured"."""
    p = property_of_cell(g, verb)
    if p is not None and p.tells_long:
        for sem, cost in of_what(g, p, subject):
            yield question(Value(sem, p.name), subject.cost + cost)


# ------------------------------------------------------------------ promised for, by the contract


@binary("PN SETFOR")
def stated_for(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is None:
        yield noun._replace(cat="PNFOR")


@binary("PNFOR NP")
def stated_for_it(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "The latency promised for X", "the notice period laid down in X"."""
    p = property_of_cell(g, noun)
    if p is None or of.wh or of.q is not None or of.kind not in ("ent", "rel", "def"):
        return
    for sem, cost in of_what(g, p, of):
        valued = Valued(p, sem, g.meaning.has_property(p.name))
        yield Cell("VALN", valued, valued.mask, noun.cost + of.cost + cost + 0.02, wh=noun.wh)


@binary("Q PP")
def by_its_terms(g: Ground, q: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "(How fresh must X be) by its contract": where the value stands is no restriction."""
    if isinstance(q.sem, Value) and isinstance(phrase.sem, Phrase):
        yield from _where_it_stands(g, q, phrase.sem.noun)


@binary("SETFOR NP")
def by_terms(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("cls", "def", "rel") and not noun.wh and noun.q is None:
        yield noun._replace(cat="BYTERMS")


@binary("Q BYTERMS")
def by_the_terms(g: Ground, q: Cell, terms: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Value):
        yield from _where_it_stands(g, q, terms)


def _where_it_stands(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(q.sem, Value)
    p = g.ontology.properties[q.sem.property]
    mask = g.meaning.has_property(p.name)
    if p.set_for and noun.kind in ("cls", "def", "rel") and noun.mask & mask == noun.mask:
        yield q._replace(cost=q.cost + noun.cost + 0.05)


@binary("WHICH PROMISENOUN", "WHAT PROMISENOUN")
def which_promise(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield Cell("PROMISEQ")


@binary("PROMISEQ PROMISEMADE")
def which_promise_made(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    yield asked


@binary("PROMISEQ VALNPP")
def promise_on_value(g: Ground, asked: Cell, value: Cell) -> Iterator[Cell]:
    """ "What promise do we give on the latency of X"."""
    assert isinstance(value.sem, Valued)
    if value.sem.of is not None:
        yield question(Value(value.sem.of, value.sem.property.name), value.cost + 0.05)


@binary("OF VALN", "IN VALN")
def on_value(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    if not value.wh:
        yield value._replace(cat="VALNPP")


# ------------------------------------------------------------------ numbers and versions compared


@binary("QN PN", "NUM PN")
def so_many_of_it(g: Ground, number: Cell, noun: Cell) -> Iterator[Cell]:
    """ "More than 3 replicas", where the property is their number."""
    p = property_of_cell(g, noun)
    if p is None or p.type not in NUMBERS or noun.q is not None or noun.wh:
        return
    n = number.sem if isinstance(number.sem, Quantity) else Quantity("exactly", 0)
    if number.cat == "NUM":
        if not isinstance(number.sem, int):
            return
        n = Quantity("exactly", number.sem)
    if n.kind in BOUNDS:
        yield Cell("PNBOUND", Prop(p.name, BOUNDS[n.kind], n.n), noun.mask, number.cost + noun.cost)


@binary("WITH PNBOUND", "HAVE PNBOUND", "USING PNBOUND", "IN PNBOUND")
def has_so_many(g: Ground, word: Cell, bound: Cell) -> Iterator[Cell]:
    assert isinstance(bound.sem, Prop)
    kind = "p" if word.cat in ("WITH", "IN") else "v"
    yield predicate(g, bound.sem, kind, bound.cost)


@binary("PN TEXT", "PN NUM", "PN VALUE")
def value_said(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    """ "Version 2.0", of a property whose values have an order of their own."""
    p = property_of_cell(g, noun)
    said = value.sem[1] if isinstance(value.sem, tuple) else value.sem
    if p is None or p.type != "string" or p.values or noun.q is not None or noun.wh:
        return
    if any(c.isdigit() for c in str(said)):
        yield Cell("PNSAID", (p.name, str(said)), noun.mask, noun.cost)


@binary(
    "LATERTHAN PNSAID",
    "FEWERTHAN PNSAID",
    "MORETHAN PNSAID",
    "BEFORE PNSAID",
    "AFTER PNSAID",
    "SINCE PNSAID",
)
def beyond_the_value(g: Ground, word: Cell, said: Cell) -> Iterator[Cell]:
    """ "Older than version 1.0", "below version 2", "after version 3"."""
    assert isinstance(said.sem, tuple)
    name, value = said.sem
    later = word.cat in ("MORETHAN", "AFTER") or word.sem == "LATER"
    op = Op.GE if word.cat == "SINCE" else Op.GT if later else Op.LT
    yield predicate(g, Prop(name, op, value), "p", said.cost)


# ------------------------------------------------------------------ what it may, and may not, be used for; by whom


@binary("BE PV")
def to_be(g: Ground, aux: Cell, verb: Cell) -> Iterator[Cell]:
    """ "(May X) be used for"."""
    if verb.kind == "p" and str(aux.sem) == "be":
        yield verb._replace(kind="b")


@binary("NOT PV")
def not_to_be(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    denying = _denying(g, verb)
    if denying is not None:
        yield verb._replace(cat="DENIEDPV", sem=denying)


def _denying(g: Ground, verb: Cell) -> Property | None:
    name = getattr(verb.sem, "name", "")
    return next((p for p in g.ontology.properties.values() if p.denies == name), None)


@binary("NEG NP")
def must_it_not(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("ent", "rel") and not noun.wh and noun.q is None:
        yield noun._replace(cat="MUSTNOT", kind=aux.kind)


@binary("YN DENIEDPV", "MUSTNOT PV")
def denied_of_it(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    p = property_of_cell(g, verb) if subject.cat == "YN" else _denying(g, verb)
    if p is not None and subject.kind in ("ent", "rel", "BE", "MODAL", "DO"):
        for sem, cost in of_what(g, p, subject._replace(kind="ent")):
            yield Cell("SAIDBY", (p.name, sem), subject.mask, subject.cost + cost - 0.05)


@binary("NP PV")
def somebody_did(g: Ground, asked: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Who approved", of a property whose value is somebody."""
    p = property_of_cell(g, verb)
    if p is not None and p.tells_who and asked.wh == "list" and asked.kind == "univ":
        if verb.kind in ("d", "s") and asked.mask != g.meaning.everything:
            yield verb._replace(cat="WHODID", cost=asked.cost + verb.cost)


@binary("WHODID NP")
def who_did_it(g: Ground, verb: Cell, of: Cell) -> Iterator[Cell]:
    """ "Who approved X"."""
    p = property_of_cell(g, verb)
    if p is not None and of.kind in ("ent", "rel", "def") and of.q is None and not of.wh:
        if isinstance(of.sem, SetExpr) and of.mask & ~verb.mask == 0:
            yield question(Value(of.sem, p.name), verb.cost + of.cost)


@binary("NP BEVAL")
def who_is_value(g: Ground, asked: Cell, value: Cell) -> Iterator[Cell]:
    """ "Who is the steward of X"."""
    sem = value.sem
    if isinstance(sem, Valued) and sem.of is not None and sem.property.tells_who:
        if asked.wh == "list" and asked.kind == "univ" and asked.mask != g.meaning.everything:
            yield question(Value(sem.of, sem.property.name), asked.cost + value.cost)
