"""Rules for failing in other words: what no longer works, what we break, a problem with it, being without it."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import RelExpr, SetExpr
from rag.cell import Caused, Cell, Verb
from rag.grammar import Ground, binary
from rag.predicate import HOLE, Rel, inverse
from rag.rules_change import caused
from rag.rules_verb import VOICE, predicate


@binary("NEG WORKS", "NOT WORKS")
def no_longer_works(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    """ "What will not work if …"."""
    assert isinstance(verb.sem, RelExpr)
    if word.cat == "NEG" and verb.kind != ("g" if word.kind == "BE" else "b"):
        return
    kind = "v" if word.cat == "NEG" else VOICE[verb.kind]
    yield predicate(g, Rel((verb.sem,), HOLE, g.meaning.seconds(verb.sem)), kind, verb.cost)


@binary("SPEAKER V")
def speaker_harms(g: Ground, speaker: Cell, verb: Cell) -> Iterator[Cell]:
    """ "What do we break if we change X": what X breaks."""
    assert isinstance(verb.sem, Verb)
    turned = tuple(inverse(r) for r in verb.sem.relations if g.closure(r) == "impact")
    if turned and verb.kind == "b" and not verb.sem.negated:
        mask = g.meaning.seconds(turned[0])
        pred = Rel(turned, HOLE, mask)
        yield Cell("GP", pred, g.meaning.domain(pred), verb.cost)


@binary("EXIST NP", "ISTHERE NP")
def there_is_a_change(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "If there is a problem with X", "if there were no X"."""
    if noun.wh or not isinstance(noun.sem, SetExpr):
        return
    if (noun.kind == "chg" and noun.q is None) or (
        noun.kind == "ent" and noun.q is not None and noun.q.kind == "no"
    ):
        yield Cell("CL", Caused(noun.sem, noun.mask), noun.mask, noun.cost)


@binary("WITH NP")
def with_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and noun.q is None and not noun.wh and word.sem == "with":
        yield noun._replace(cat="WITHNP")


@binary("CHANGENOUN WITHNP")
def trouble_with(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "A problem with X"."""
    yield from caused(noun._replace(cat="NP"), "CHG")


@binary("CHANGE CHG")
def change_of_change(g: Ground, word: Cell, change: Cell) -> Iterator[Cell]:
    """ "Deploy a new version of X"."""
    yield change._replace(cat="CHG" if word.kind == "g" else "DROP", cost=change.cost + word.cost)


@binary("CHG OCCURS")
def change_occurs(g: Ground, change: Cell, word: Cell) -> Iterator[Cell]:
    """ "An outage of X happens"."""
    yield change._replace(cat="CL")


@binary("HAVENO NP")
def no_longer_has(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "We no longer have X"."""
    if noun.kind == "ent" and noun.q is None:
        yield from caused(noun, "DROP", 0.1)
