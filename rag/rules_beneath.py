"""Rules for what lies behind a thing: the database under it, the model behind it, the server it keeps its data on."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import Depth, RelExpr, SetExpr
from rag.cell import Cell
from rag.follow import needed_by
from rag.grammar import Ground, binary
from rag.predicate import Rel
from rag.rules_noun import restrict
from rag.rules_verb import predicate


@binary("BENEATH NP")
def beneath_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Behind X", "underneath the services of T"."""
    if not noun.wh and noun.kind in ("ent", "rel") and isinstance(noun.sem, SetExpr):
        yield noun._replace(cat="BENEATHNP")


@binary("NP BENEATHNP")
def what_is_beneath(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "The database behind X": what X depends on, of that class; further down where nothing is near."""
    if noun.wh or noun.q is not None or noun.kind in ("ent", "chg", "univ", "any"):
        return
    if other.mask & ~g.meaning.only_groups:
        yield from leant_on(g, noun, other._replace(cat="NP"), g.shape["behind"])


@binary("LIGHT BENEATHNP")
def data_beneath(g: Ground, word: Cell, other: Cell) -> Iterator[Cell]:
    """ "The data behind X": what X depends on, of what is kept somewhere."""
    inner = 0
    for _, kept in g.meaning.containers.kept.values():
        inner |= kept
    noun = Cell("NP", g.meaning.listed(inner), inner, kind="cls", many=True)
    yield from leant_on(g, noun, other._replace(cat="NP"), 0.1)


@binary("BE BENEATHNP", "STANDING BENEATHNP")
def is_beneath(g: Ground, word: Cell, other: Cell) -> Iterator[Cell]:
    """ "What is behind X", "which tables lie underneath X"."""
    if not other.mask & ~g.meaning.only_groups:
        return
    for relation, more in _needs_of(g):
        for pred, extra in g.related((relation,), other._replace(cat="NP")):
            cost = other.cost + g.shape["behind"] * 0.4 + more * 2 + extra
            yield predicate(g, pred, "v", cost)


@binary("NP POSS")
def keeper_of(g: Ground, noun: Cell, mark: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.q is None and noun.kind in ("ent", "rel"):
        yield noun._replace(cat="KEPTGEN")


@binary("KEPTGEN NP")
def its_keeper(g: Ground, owner: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X's database": what keeps things is what X depends on, where it does not run there."""
    if _keeper(g, noun) and owner.mask & ~g.meaning.only_groups:
        yield from leant_on(g, noun, owner._replace(cat="NP"), g.shape["behind"])


@binary("NP PP")
def keeper_of_it(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "The database of X", "the bucket for X"."""
    other = getattr(phrase.sem, "noun", None)
    if not isinstance(other, Cell) or not _keeper(g, noun) or other.kind not in ("ent", "rel"):
        return
    if other.mask & ~g.meaning.only_groups:
        yield from leant_on(g, noun, other, phrase.cost + g.shape["behind"])


def _keeper(g: Ground, noun: Cell) -> bool:
    keepers = g.meaning.containers.keepers
    plain = noun.kind in ("cls", "rel", "def") and noun.q is None and not noun.wh
    return plain and bool(noun.mask) and not noun.mask & ~keepers


def leant_on(g: Ground, noun: Cell, other: Cell, cost: float) -> Iterator[Cell]:
    """Things of a noun that others depend on, in one step, else in any number."""
    for relation, more in _needs_of(g):
        if not g.meaning.firsts(relation, other.mask) & noun.mask:
            continue
        for pred, extra in g.related((relation,), other):
            if isinstance(pred, Rel):
                yield from restrict(g, noun, pred, other.cost + cost + more + extra)


def _needs_of(g: Ground) -> Iterator[tuple[RelExpr, float]]:
    """What something depends on, in one step, and at more cost in any number."""
    for near in needed_by(g.ontology):
        yield near, 0.0
        far = g.meaning.deepened(near, Depth.ANY)
        if far is not None:
            yield far, g.shape["members"]
