"""Rules for clauses of being without: neither A nor B, for which there is none, which nobody wrote, without doing."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ontology import Property
from rag.algebra import Op, SetExpr, Union
from rag.cell import Cell
from rag.grammar import Ground, binary, unary
from rag.predicate import Both, Not, OneOf, Pred, Prop, Rel
from rag.rules_noun import restrict
from rag.rules_verb import VOICE, predicate

GENERAL = ("for", "of", "on", "in", "to", "from", "at", "about")


# ------------------------------------------------------------------ neither A nor B


@binary("NEITHER NP", "NEITHER RN", "NEITHER PN")
def neither_had(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg"):
        yield Cell("HADN", (noun,), noun.mask, noun.cost)


@binary("NOR NP", "NOR RN", "NOR PN")
def nor_had(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg"):
        yield Cell("NORHADN", noun, noun.mask, noun.cost)


@binary("HADN NORHADN")
def neither_nor_had(g: Ground, nouns: Cell, other: Cell) -> Iterator[Cell]:
    assert isinstance(nouns.sem, tuple)
    yield nouns._replace(
        cat="HADN", sem=(*nouns.sem, other.sem), cost=nouns.cost + other.cost, kind="nor"
    )


@binary("HAVE HADN", "WITH HADN")
def has_neither(g: Ground, word: Cell, nouns: Cell) -> Iterator[Cell]:
    """ "With neither an owner nor a contract"."""
    for pred, cost in lacks_each(g, nouns):
        kind = "v" if word.cat == "HAVE" else "p"
        yield predicate(g, pred, kind, nouns.cost + cost - 0.02)


def lacks_each(g: Ground, nouns: Cell) -> Iterator[tuple[Pred, float]]:
    """The predicate of having none of several things, each by a relation of its own."""
    if nouns.kind != "nor" or not isinstance(nouns.sem, tuple):
        return
    parts: list[Pred] = []
    total = 0.0
    for noun in nouns.sem:
        assert isinstance(noun, Cell)
        if isinstance(noun.sem, Property):
            parts.append(Prop(noun.sem.name, Op.UNKNOWN))
            continue
        found = next(g.having(noun), None)
        if found is None:
            return
        parts.append(Not(found[0]))
        total += found[1]
    yield Both(tuple(parts)), total


# ------------------------------------------------------------------ for which there is none


@binary("OF THAT", "IN THAT", "FROM THAT", "TO THAT", "BY THAT", "WITH THAT")
def by_which(g: Ground, word: Cell, pronoun: Cell) -> Iterator[Cell]:
    if pronoun.sem in ("which", "whom") and word.sem in (*GENERAL, "with", "by", "within"):
        yield Cell("PWHICH", str(word.sem))


@binary("EXIST NP", "EXIST RN", "EXIST HADN")
def there_is_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    said = str(word.sem)
    if said in ("do we have", "have we got", "do you have") and noun.q is not None and not noun.wh:
        yield Cell("EXISTING", noun, cost=noun.cost, kind="q")
    if said in ("there is", "there are", "there exists", "there exist") and not noun.wh:
        yield Cell("EXISTING", noun, cost=noun.cost)
    elif said in ("is there", "are there") and not noun.wh:
        yield Cell("EXISTING", noun, cost=noun.cost, kind="q")


@binary("NP EXIST", "RN EXIST")
def one_exists(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is not None and not noun.wh and str(word.sem).startswith("exist"):
        yield Cell("EXISTING", noun, cost=noun.cost)


@binary("BE MADE", "HAVE MADE", "DO MADE")
def is_made(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISMADE")


@binary("NP ISMADE", "RN ISMADE", "HADN ISMADE")
def one_is_made(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "For which no SLO has been written"."""
    if not noun.wh and (noun.cat == "HADN" or noun.kind not in ("ent", "univ", "chg")):
        yield Cell("EXISTING", noun, cost=noun.cost + 0.05)


@binary("NP MADE")
def thing_made(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "No SLO defined" is no SLO."""
    if noun.kind == "cls" and not noun.wh:
        yield noun._replace(cost=noun.cost + 0.1)


@binary("MADE NP", "MADE RN")
def made_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind not in ("ent", "univ", "chg"):
        yield Cell("MAKES", noun, cost=noun.cost + 0.05)


@binary("HAVE MAKES", "DO MAKES")
def has_made_one(g: Ground, aux: Cell, made: Cell) -> Iterator[Cell]:
    yield made


@binary("NP MAKES")
def someone_made_one(g: Ground, who: Cell, made: Cell) -> Iterator[Cell]:
    """ "Nobody wrote an SLO" for what the clause is about."""
    if who.kind == "univ" and who.sem is None and not who.wh and isinstance(made.sem, Cell):
        if made.sem.q is None:
            yield Cell("EXISTING", made.sem._replace(q=who.q), cost=made.cost)


@binary("PWHICH EXISTING")
def for_which_there_is(g: Ground, word: Cell, there: Cell) -> Iterator[Cell]:
    """ "Systems in which there is no agent"."""
    for pred, cost in existing(g, there):
        yield Cell("RC", pred, g.meaning.domain(pred), there.cost + cost)


@binary("EXISTING OF", "EXISTING IN")
def there_is_for(g: Ground, there: Cell, word: Cell) -> Iterator[Cell]:
    """ "Services that there is no runbook for"."""
    for pred, cost in existing(g, there):
        yield Cell("GP", pred, g.meaning.domain(pred), there.cost + cost, kind=there.kind)


def existing(g: Ground, there: Cell) -> Iterator[tuple[Pred, float]]:
    noun = there.sem
    if not isinstance(noun, Cell):
        return
    if noun.cat == "HADN":
        yield from lacks_each(g, noun)
    else:
        yield from g.having(noun)


@binary("PWHICH NP", "PWHICH RN")
def by_which_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind not in ("ent", "chg"):
        yield Cell("PWHICHNP", (word.sem, noun), cost=noun.cost)


@binary("PWHICHNP VP")
def by_which_one_does(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Of which nothing ends up in a report", "in which no service publishes to X"."""
    assert isinstance(subject.sem, tuple)
    word, noun = subject.sem
    if not isinstance(pred.sem, Pred) or pred.kind == "g":
        return
    cost = subject.cost + pred.cost
    if noun.kind == "univ" and noun.sem is None:
        if word in ("of", "from"):  # what flows from it is its own
            negative = noun.q is not None and noun.q.kind == "no"
            found: Pred = Not(pred.sem) if negative else pred.sem
            yield Cell("RC", found, pred.mask, cost + 0.1)
        return
    if noun.cat == "NP":
        for cell in restrict(g, noun._replace(q=None, cost=0.0), pred.sem, cost):
            for having, extra in g.having(cell._replace(q=noun.q)):
                yield Cell("RC", having, g.meaning.domain(having), cell.cost + extra)


# ------------------------------------------------------------------ without doing


@binary("WITHOUT VP")
def without_doing(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Take A without also taking B", "without being governed"."""
    if isinstance(pred.sem, Pred) and pred.kind in ("g", "v") and not isinstance(pred.sem, Not):
        dear = 0.0 if pred.kind == "g" else 0.05
        cost = pred.cost + dear
        yield pred._replace(cat="ANDVP", sem=Not(pred.sem), cost=cost, wh="and", kind="v")
        yield predicate(g, Not(pred.sem), "p", cost + 0.05)


@binary("VP NOTBOTH", "RC NOTBOTH", "GP NOTBOTH")
def one_but_not_both(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Use A or B but not both"."""
    parts: tuple[Pred, ...] = ()
    if isinstance(pred.sem, OneOf):
        parts = pred.sem.parts
    elif isinstance(pred.sem, Rel) and pred.sem.mode == "some":
        parts = tuple(
            Rel(pred.sem.relations, part, pred.sem.mask) for part in alternatives(pred.sem.target)
        )
    if len(parts) > 1:
        yield pred._replace(sem=Both((OneOf(parts), Not(Both(parts)))))


def alternatives(target: SetExpr | None) -> tuple[SetExpr, ...]:
    return target.parts if isinstance(target, Union) else ()


# ------------------------------------------------------------------ done at all, and outside


@unary("DONE")
def done_at_all(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Evaluated", on whatever it is; "delegate", to whomever."""
    assert isinstance(word.sem, tuple)
    pred = Rel(word.sem, None, g.meaning.everything)
    dear = g.shape["existential"] * (1 if word.kind == "p" else 3)
    yield predicate(g, pred, VOICE[word.kind], word.cost + dear)


@binary("OUTSIDE NP")
def outside_any(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Outside any domain", "outside of system S"."""
    if noun.kind in ("cls", "rel") and not noun.wh and noun.mask & g.meaning.groups:
        if noun.q is None or noun.q.kind == "every":
            for pred, cost in g.related(g.meaning.holding(noun.mask), noun._replace(q=None)):
                yield predicate(g, Not(pred), "p", noun.cost + cost)
