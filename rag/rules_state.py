"""Rules for values said in other words: data of a level, stages, "at which version", "how often does it run"."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import Hop, Image, Op, SetExpr, Union, Value
from rag.cell import Cell, Phrase, Valued
from rag.grammar import Ground, binary, unary
from rag.predicate import Not, Pred, Prop
from rag.rules_question import question
from rag.rules_stated import of_what
from rag.rules_truth import yes_no_noun
from rag.rules_verb import VOICE, predicate

HOLDING = frozenset({"hold", "store", "contain", "keep", "process", "handle", "carry", "house"})
WORKING = frozenset({"process", "handle"})  # what is done with data rather elsewhere than in them


@binary("ADJ LIGHT")
def data_of_a_level(g: Ground, adj: Cell, word: Cell) -> Iterator[Cell]:
    """ "Confidential data"."""
    if isinstance(adj.sem, Pred):
        yield Cell("LEVELDATA", adj.sem, adj.mask, adj.cost)


@unary("LEVELNOUN")
def data_by_its_noun(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Pii", alone: data of that level."""
    yield word._replace(cat="LEVELDATA")
    if not isinstance(word.sem, Pred):
        return
    columns = g.meaning.containers.columns
    held = tuple(
        Image(Hop(name, forward=False), sem, g.meaning.labels(holders))
        for name, (holders, inner) in sorted(columns.items())
        for sem, _, _ in g.meaning.apply(word.sem, None, inner)
        if isinstance(sem, SetExpr)
    )
    for sem, mask, _ in g.meaning.apply(word.sem, None, word.mask & ~g.meaning.parts):
        if isinstance(sem, SetExpr):
            yield Cell("NP", Union((sem, *held)), mask, word.cost + 0.1, kind="any", many=True)


@binary("CLASSED LEVELDATA", "WITH LEVELDATA", "WITHOUT LEVELDATA", "HAVE LEVELDATA")
def holding_data(g: Ground, word: Cell, data: Cell) -> Iterator[Cell]:
    """ "With personal data", "holding confidential data"."""
    assert isinstance(data.sem, Pred)
    said = str(word.sem)
    kind = "v" if word.cat == "HAVE" else "p" if word.cat != "CLASSED" else _voice(said)
    if word.cat == "WITHOUT":
        return
    apart = 0.1 if word.cat == "CLASSED" and not _keeping(said) else -0.05
    yield predicate(g, data.sem, kind, data.cost + apart)


def _keeping(said: str) -> bool:
    return any(said.startswith(w[:4]) for w in HOLDING)


def _voice(said: str) -> str:
    return "g" if said.endswith("ing") else "p" if said.startswith("with") else "v"


@binary("WITHOUT LEVELDATA")
def free_of_data(g: Ground, word: Cell, data: Cell) -> Iterator[Cell]:
    """ "Free of personal data", "without pii"."""
    if isinstance(data.sem, Prop) and data.sem.op is not Op.KNOWN:
        yield predicate(g, Not(data.sem), "p", data.cost - 0.05)


@binary("V LEVELDATA")
def keeping_data(g: Ground, verb: Cell, data: Cell) -> Iterator[Cell]:
    """ "That store personal data"."""
    phrase = getattr(verb.sem, "phrase", "")
    if isinstance(data.sem, Pred) and any(phrase.startswith(w[:4]) for w in HOLDING):
        if verb.kind in ("b", "s", "g"):
            apart = 0.2 if any(phrase.startswith(w[:4]) for w in WORKING) else 0.0
            yield predicate(g, data.sem, VOICE[verb.kind], data.cost + apart)


@binary("ADJ PN")
def value_of_its_property(g: Ground, adj: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Deprecated status", "the experimental stage"."""
    p = g.ontology.properties.get(getattr(noun.sem, "name", ""))
    if isinstance(adj.sem, Prop) and p is not None and p.type == "string" and noun.q is None:
        yield adj._replace(cat="VALUEPN", cost=adj.cost + 0.05)


@binary("IN VALUEPN", "OF VALUEPN", "WITH VALUEPN", "HAVE VALUEPN")
def in_a_stage(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(value.sem, Pred)
    yield predicate(g, value.sem, "v" if word.cat == "HAVE" else "p", value.cost)


@binary("PN UNKNOWN")
def value_unknown(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "(With) tier unknown"."""
    if noun.q is None and not noun.wh:
        yield Cell("UNKNOWNPN", Prop(getattr(noun.sem, "name", ""), Op.UNKNOWN), cost=noun.cost)


@binary("WITH UNKNOWNPN")
def with_value_unknown(g: Ground, word: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(value.sem, Pred)
    yield predicate(g, value.sem, "p", value.cost)


# ------------------------------------------------------------------ asking for a value


@binary("PNOF PV")
def value_by_its_verb(g: Ground, asked: Cell, verb: Cell) -> Iterator[Cell]:
    """ "What language is X written in", "which licence is X released under"."""
    assert isinstance(asked.sem, tuple)
    name, of = asked.sem
    if name == getattr(verb.sem, "name", ""):
        yield question(Value(of, name), asked.cost)


@binary("BE PN")
def is_what_value(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.wh and noun.q is None:
        yield noun._replace(cat="ISPN")


@binary("NP ISPN")
def thing_is_what_value(g: Ground, of: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X is what tier"."""
    name = getattr(noun.sem, "name", "")
    if of.kind == "ent" and of.q is None and not of.wh and isinstance(of.sem, SetExpr):
        if of.mask & g.meaning.has_property(name):
            yield question(Value(of.sem, name), of.cost + noun.cost + 0.1)


@binary("BE USINGWHICH")
def is_using_which(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    """ "Is at which (version)"."""
    yield word


@binary("VALN WHEREV")
def value_where(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    if not noun.wh:
        yield noun._replace(cat="VALNW")


@binary("DO VALNW", "BE VALNW", "MODAL VALNW")
def value_where_turned(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(kind="q")


@binary("WHERE VALNW", "WHERE BEVAL")
def where_is_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Where does the repository of X live", "where is X's code"."""
    sem = noun.sem
    if isinstance(sem, Valued) and sem.of is not None and sem.property.type == "string":
        if noun.cat == "BEVAL" or noun.kind == "q":
            yield question(Value(sem.of, sem.property.name), noun.cost + 0.05)


@binary("HOW YN")
def how_was(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if isinstance(subject.sem, SetExpr) and subject.kind == "ent" and subject.wh == "BE":
        yield subject._replace(cat="HOWWAS")


@binary("HOWWAS PV")
def how_valued(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    """ "How is X classified"."""
    p = g.ontology.properties[getattr(verb.sem, "name", "")]
    if verb.kind == "p" and subject.mask & verb.mask and isinstance(subject.sem, SetExpr):
        yield question(Value(subject.sem, p.name), subject.cost)


@binary("YN PP")
def is_among(g: Ground, subject: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Is X among the critical services"."""
    assert isinstance(phrase.sem, Phrase)
    if phrase.sem.word == "among" and phrase.sem.noun.kind in ("cls", "rel"):
        yield from yes_no_noun(g, subject, phrase.sem.noun)


@binary("YN PV")
def said_by_verb(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    fits = "p" if subject.wh == "BE" else "b"
    p = g.ontology.properties[getattr(verb.sem, "name", "")]
    if verb.kind == fits and subject.kind == "ent":
        for of, cost in of_what(g, p, subject):
            yield Cell("SAIDBY", (p.name, of), subject.mask, subject.cost + cost)


@binary("WHAT SAIDBY")
def what_is_said(g: Ground, word: Cell, asked: Cell) -> Iterator[Cell]:
    """ "What is X written in", "what does X aim for"."""
    assert isinstance(asked.sem, tuple)
    name, of = asked.sem
    yield question(Value(of, name), asked.cost + 0.05)


@binary("VALN EXIST")
def value_in_use(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Which version of X are we on", "is deployed"."""
    sem = noun.sem
    if noun.wh and isinstance(sem, Valued) and sem.of is not None:
        yield question(Value(sem.of, sem.property.name), noun.cost + 0.05)


@binary("NEWEST PN")
def latest_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The latest version", of which each thing states one."""
    p = g.ontology.properties.get(getattr(noun.sem, "name", ""))
    if p is not None and p.type == "string" and noun.q is None and not noun.many:
        yield noun._replace(cost=noun.cost + 0.05)


@binary("VP ONTHEM")
def has_on_them(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "With no SLO on them", "that have no policy behind them"."""
    if pred.wh in ("has", "hasno"):
        yield pred._replace(wh="")
