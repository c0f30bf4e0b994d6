"""Rules for deeds and uses: what X may not be used for, who approved it, did it fail, what it runs as."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ontology import Property
from rag.algebra import Exists, SetExpr, Value, Where
from rag.cell import Cell, Valued
from rag.grammar import Ground, binary
from rag.predicate import Among, Prop
from rag.rules_question import question
from rag.rules_stated import of_what, property_of_cell
from rag.rules_verb import predicate


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


@binary("DO NP", "HAVE NP")
def did_it(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Did X", "has X", of one thing."""
    if str(aux.sem) in ("did", "has", "have") and noun.kind == "ent" and not noun.wh:
        if noun.q is None and isinstance(noun.sem, SetExpr):
            yield noun._replace(cat="DIDIT", kind="b" if aux.cat == "DO" else "d")


@binary("DIDIT DEED")
def did_it_so(g: Ground, subject: Cell, deed: Cell) -> Iterator[Cell]:
    """ "Did X fail": how its last run went."""
    done = deed.kind == subject.kind or (subject.kind == "d" and deed.kind == "p")
    if done and isinstance(deed.sem, Prop) and isinstance(subject.sem, SetExpr):
        of = Where(subject.sem, deed.sem.name, deed.sem.op, deed.sem.value)
        yield question(Exists(of), subject.cost + deed.cost - 0.1)


@binary("LASTRUN NP")
def last_run_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The last run of X" went as X did last."""
    if noun.kind == "ent" and noun.q is None and not noun.wh:
        yield noun._replace(cost=noun.cost + 0.02)


@binary("RUNSAS NP")
def runs_as(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Runs as a job": is one."""
    if noun.kind in ("cls", "rel") and not noun.wh and noun.q is None:
        if isinstance(noun.sem, SetExpr):
            yield predicate(g, Among(noun.sem, noun.mask), "v", noun.cost)
