"""Rules for values as they are promised, required or offered: "how fresh must X be", "by its contract", "A or B"."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ontology import Property
from rag.algebra import Hop, Image, OfClass, Op, SetExpr, Union, Value, Where
from rag.cell import Cell, Phrase, Quantity, Valued
from rag.grammar import Ground, binary
from rag.predicate import Prop, Ranked
from rag.rules_question import question
from rag.rules_verb import predicate

DATA = frozenset({"numbers", "figures", "values", "contents", "content", "data", "records", "rows"})
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


@binary("PN POSS")
def property_is(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "What tier's (the X)"."""
    if noun.wh:
        yield noun._replace(cat="PNBE", kind="BE")


@binary("HAVE PN")
def has_what_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.wh and noun.q is None:
        yield noun._replace(cat="HASPN")


@binary("NP HASPN")
def it_has_what_value(g: Ground, of: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X has what tier"."""
    p = property_of_cell(g, noun)
    if p is not None and of.kind == "ent" and of.q is None and not of.wh:
        for sem, cost in of_what(g, p, of):
            yield question(Value(sem, p.name), of.cost + noun.cost + cost + 0.1)


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


@binary("PN NP")
def property_indirectly(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    """ "(Tell me) how fresh X (has to be)", "what version X (is on)"."""
    p = property_of_cell(g, noun)
    if p is None or not noun.wh or of.kind != "ent" or of.q is not None or of.wh:
        return
    for sem, cost in of_what(g, p, of):
        yield Cell("PNIND", (p.name, sem), of.mask, noun.cost + of.cost + cost)


@binary("PNIND LIGHT", "PNOF LIGHT")
def property_of_its_data(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    """ "(How fresh must) X data (be)": the data of a thing are the thing."""
    if str(word.sem) in DATA:
        yield asked._replace(cost=asked.cost + 0.02)


@binary("PNIND BE", "PNIND HAVE", "PNIND PROMISING", "PNIND USING", "PNIND INUSE")
def property_it_indirectly_has(g: Ground, asked: Cell, word: Cell) -> Iterator[Cell]:
    assert isinstance(asked.sem, tuple)
    name, of = asked.sem
    yield question(Value(of, name), asked.cost + 0.05)


@binary("VALN INUSE")
def value_that_runs(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Which version of X is live"."""
    sem = noun.sem
    if noun.wh and isinstance(sem, Valued) and sem.of is not None:
        yield question(Value(sem.of, sem.property.name), noun.cost + 0.05)


@binary("WHEN NP")
def when_it(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if subject.kind == "ent" and subject.q is None and not subject.wh:
        yield subject._replace(cat="WHENIT")


@binary("WHENIT PV")
def when_it_does(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    """ "(Tell me) how often X runs"."""
    p = property_of_cell(g, verb)
    if p is not None and p.tells_when and verb.kind in ("b", "s", "d"):
        for sem, cost in of_what(g, p, subject):
            yield question(Value(sem, p.name), subject.cost + cost + 0.05)


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


@binary("PN SETFOR", "PNBE SETFOR")
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


@binary("WHATKIND NP")
def what_kind(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(cat="KINDQ")


@binary("KINDQ YN")
def what_kind_is_it(g: Ground, asked: Cell, subject: Cell) -> Iterator[Cell]:
    """ "What type of API is X"."""
    told = [p for p in g.ontology.properties.values() if p.tells_kind]
    if subject.kind == "ent" and subject.wh == "BE" and subject.mask & asked.mask:
        if isinstance(subject.sem, SetExpr) and subject.q is None:
            for p in told:
                yield question(Value(subject.sem, p.name), asked.cost + subject.cost - 0.15)


# ------------------------------------------------------------------ numbers and versions compared


@binary("MOST DEGREE")
def to_the_highest_degree(g: Ground, word: Cell, degree: Cell) -> Iterator[Cell]:
    """ "The most serious"."""
    p = property_of_cell(g, degree)
    if p is not None and any(v.rank is not None for v in p.values) and " of" not in str(word.sem):
        yield Cell("ADJ", Ranked(p.name, 1, True), degree.mask)


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


@binary("PROMISING PN")
def promising_any(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "(Contracts that) promise a latency"."""
    p = property_of_cell(g, noun)
    if p is not None and p.set_for and noun.q is None and not noun.wh:
        yield predicate(g, Prop(p.name, Op.KNOWN), "v", noun.cost)


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


@binary("ADJ ONE")
def such_a_one(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    """ "(Or) an experimental one"."""
    if str(word.sem) == "one":
        yield adj._replace(cost=adj.cost + 0.02)


@binary("NP ANDADJ")
def kind_or_kind(g: Ground, noun: Cell, adj: Cell) -> Iterator[Cell]:
    """ "A production model or an experimental one"."""
    sem = noun.sem
    if noun.wh or noun.q is not None or adj.kind != "or" or not isinstance(adj.sem, Prop):
        return
    if isinstance(sem, Where) and isinstance(sem.of, OfClass) and sem.property == adj.sem.name:
        other = Where(sem.of, sem.property, adj.sem.op, adj.sem.value)
        yield noun._replace(sem=Union((sem, other)), cost=noun.cost + adj.cost)
