"""Rules for where data go on the way: columns downstream, what lies between two things, a trace to the source."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import Depth, Entity, Image, Listing, Named, PathOf, RelExpr, SetExpr
from rag.cell import Cell, Noun
from rag.grammar import Ground, binary, unary
from rag.predicate import HOLE, Both, Pred, Rel, inverse
from rag.rules_noun import restrict
from rag.rules_question import question

BETWEEN = (("data", 0.0), ("dependency", 0.12))  # along what a thing lies between two others


def _along(g: Ground, family: str) -> RelExpr | None:
    """From what comes later to what it is fed by, or depends on, at any depth."""
    for name, derived in sorted(g.ontology.derived.items()):
        if derived.family == family:
            return g.meaning.deepened(Named(name), Depth.ANY)
    return None


@binary("NP RN")
def class_downstream(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Which columns downstream (change)": downstream of what another clause names."""
    of = word.sem
    plain = noun.kind == "cls" and noun.q is None and not noun.wh and noun.many
    if not plain or not isinstance(of, Noun) or of.family != "data" or word.many or of.filters:
        return
    for cell in restrict(g, noun, Rel((of.relation,), HOLE, of.ys), word.cost + 0.05):
        yield cell._replace(cat="NPDOWN")


@unary("NPDOWN")
def downstream_of_it(g: Ground, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="NP", cost=noun.cost + 0.1)


@binary("NPDOWN EFFECT", "NPDOWN CHANGE")
def downstream_change(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Columns downstream break": they suffer as what is downstream does."""
    yield noun._replace(cat="NP")


@binary("SAME LIGHT")
def same_data(g: Ground, word: Cell, data: Cell) -> Iterator[Cell]:
    yield data._replace(cat="SAMELIGHT")


@binary("LIGHT GP", "SAMELIGHT GP")
def data_of_a_clause(g: Ground, data: Cell, gap: Cell) -> Iterator[Cell]:
    """ "(The same) data X is trained on", "the records X writes"."""
    named = isinstance(gap.sem, Rel) and isinstance(gap.sem.target, Entity)
    if gap.kind == "" and named and isinstance(gap.sem, Pred):
        for sem, mask, cost in g.meaning.apply(gap.sem, None, gap.mask & ~g.meaning.parts):
            yield Cell("NP", sem, mask, gap.cost + cost, kind="rel", many=True)


@binary("ANY LIGHT")
def any_data(g: Ground, word: Cell, data: Cell) -> Iterator[Cell]:
    """ "Not trained on any data"."""
    yield data


@binary("TAKING DEPTH")
def going_so_far(g: Ground, word: Cell, depth: Cell) -> Iterator[Cell]:
    """ "Going all the way back"."""
    yield depth


@binary("TRACE Q")
def trace_how(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    """ "Trace how data gets from A to B"."""
    if isinstance(q.sem, PathOf) and not q.sem.boolean:
        yield q


@binary("TRACED DEPTH")
def traced_all_the_way(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Trace X all the way back"."""
    fed = _along(g, "data")
    if fed is not None and isinstance(noun.sem, SetExpr):
        yield question(Listing(Image(inverse(fed), noun.sem)), noun.cost + 0.05)


@binary("BE BETWEENTWO", "STANDING BETWEENTWO")
def is_between(g: Ground, word: Cell, ends: Cell) -> Iterator[Cell]:
    """ "Which services sit between A and B"."""
    yield ends._replace(cat="ISBETWEEN")


@binary("BETWEEN NP")
def between_two(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    parts = getattr(noun.sem, "parts", ())
    if noun.kind == "ent" and len(parts) == 2 and all(isinstance(p, Entity) for p in parts):
        yield Cell("BETWEENTWO", PathOf(*parts), cost=noun.cost, kind="either")


@binary("ONWAY ENDS")
def on_the_way(g: Ground, word: Cell, ends: Cell) -> Iterator[Cell]:
    """ "On the path from A to B"."""
    yield ends._replace(cat="BETWEENTWO")


@binary("NP BETWEENTWO")
def things_between(g: Ground, noun: Cell, ends: Cell) -> Iterator[Cell]:
    """ "The services between A and B"."""
    if noun.kind in ("cls", "rel") and noun.q is None and not noun.wh:
        for pred, cost in _between(g, ends):
            yield from restrict(g, noun, pred, ends.cost + cost + 0.1)


@unary("ISBETWEEN")
def between_as_predicate(g: Ground, ends: Cell) -> Iterator[Cell]:
    for pred, cost in _between(g, ends):
        yield Cell("VP", pred, g.meaning.domain(pred), ends.cost + cost, kind="v")


def _between(g: Ground, ends: Cell) -> Iterator[tuple[Pred, float]]:
    """Being reached from the one and reaching the other: along the data, else along what is needed."""
    assert isinstance(ends.sem, PathOf)
    start, end = ends.sem.start, ends.sem.end
    everything = g.meaning.everything
    for family, more in BETWEEN:
        later = _along(g, family)
        if later is None:
            continue
        first, last = (start, end) if family == "data" else (end, start)
        for one, two, dear in ((first, last, 0.0), (last, first, 0.24)):
            if dear and ends.kind != "either":
                continue
            after, before = Rel((later,), one, everything), Rel((inverse(later),), two, everything)
            yield Both((after, before)), more + dear
