"""Rules for more ways to rank: the second most, the single one with the most, hit hardest, the most to look after."""

from __future__ import annotations

from collections.abc import Iterator

from rag.algebra import Named, Op, RelExpr, SetExpr, Then, Top
from rag.cell import Cell, Noun, Phrase, Quantity, Verb
from rag.grammar import AT, MODES, SPREAD, Ground, binary, quantified
from rag.predicate import Pred, Ranked, Rel, inverse
from rag.rules_question import answered
from rag.rules_verb import predicate

ORDINALS = {
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
}


# ------------------------------------------------------------------ the second most


@binary("ORDINAL MOST", "ORDINAL FEWEST", "ORDINAL BIGGEST", "ORDINAL SMALLEST")
def nth(g: Ground, word: Cell, most: Cell) -> Iterator[Cell]:
    highest = most.cat in ("MOST", "BIGGEST")
    yield Cell("NTH", ORDINALS[str(word.sem)], kind="nthmost" if highest else "nthfewest")


@binary("NTH NP", "NTH RN")
def nth_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The second most services"."""
    if noun.kind != "ent" and isinstance(word.sem, int):
        yield from quantified(noun, word.kind, word.sem)


@binary("NTH V", "V NTH")
def nth_done(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Second most used", "owns the second most"."""
    word, verb = (left, right) if left.cat == "NTH" else (right, left)
    if not isinstance(verb.sem, Verb) or verb.sem.negated or not isinstance(word.sem, int):
        return
    everything = g.meaning.everything
    if word is left and verb.kind == "d":
        turned = tuple(inverse(r) for r in verb.sem.relations)
        pred = Rel(turned, None, everything, word.kind, word.sem)
        yield Cell("SUP", pred, g.meaning.domain(pred), verb.cost)
    elif word is right and verb.kind in ("b", "s"):
        pred = Rel(verb.sem.wide or verb.sem.relations, None, everything, word.kind, word.sem)
        yield predicate(g, pred, "v", verb.cost + 0.1)


@binary("SINGLE NP", "SINGLE SUP", "SINGLE BIGGEST", "SINGLE MOST")
def single_one(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The single service with the most users", "the one most used service"."""
    if noun.cat != "NP" or (isinstance(noun.sem, Top) and not noun.wh and not noun.many):
        yield noun


# ------------------------------------------------------------------ hit hardest


@binary("VP HARDEST", "VP HARDER", "RC HARDEST", "RC HARDER")
def hit_hardest(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Affected the most if X fails": of those who answer for things, or have them in them, by how many."""
    said = pred.sem
    if not isinstance(said, Rel) or said.mode != "some" or not isinstance(said.target, SetExpr):
        return
    if not any(g.closure(r) == "impact" for r in said.relations):
        return
    suffering = next(g.meaning.apply(said, None, g.meaning.everything & ~g.persons), None)
    if suffering is None or not isinstance(suffering[0], SetExpr):
        return
    of, mask, extra = suffering
    for heads in (g.persons, g.meaning.only_groups):
        for bridge in g.meaning.bridges(heads, mask):
            if isinstance(bridge, Named) and not (heads != g.persons and bridge.forward):
                most = Rel((bridge,), of, mask & ~heads, "most")
                cost = pred.cost + extra + (0.0 if word.cat == "HARDEST" else 0.05)
                yield Cell(pred.cat, most, heads, cost, kind=pred.kind)


@binary("V MORE", "V FEWER")
def verb_more(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    """ "Which needs more, A or B"."""
    assert isinstance(verb.sem, Verb)
    if verb.kind in ("b", "s") and not verb.sem.negated and str(word.sem) in ("more", "less"):
        mode = "most" if word.cat == "MORE" else "fewest"
        relations = tuple(
            r for r in verb.sem.wide or verb.sem.relations if g.closure(r) != "impact"
        )
        if relations:
            pred = Rel(relations, None, g.meaning.everything, mode)
            yield predicate(g, pred, "v", verb.cost + 0.2)


@binary("HAVE MOREPN", "WITH MOREPN")
def has_the_higher(g: Ground, word: Cell, more: Cell) -> Iterator[Cell]:
    """ "(A or B:) which one has the higher tier"."""
    op, name = more.sem  # type: ignore[misc]
    kind = "v" if word.cat == "HAVE" else "p"
    pred = Ranked(str(name), 1, op is Op.GT)
    yield Cell("VP", pred, more.mask, more.cost + 0.2, kind=kind)


# ------------------------------------------------------------------ the most to look after


@binary("TO V")
def to_do(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    if verb.kind == "b" and isinstance(verb.sem, Verb) and not verb.sem.negated:
        yield verb._replace(cat="TODO")


@binary("NP TODO")
def something_to_do(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in MODES and not noun.wh and noun.kind != "ent":
        yield noun._replace(cat="NPTODO", sem=(noun, verb), cost=noun.cost + verb.cost)


@binary("HAVE NPTODO", "WITH NPTODO", "HAVENO NPTODO", "WITHOUT NPTODO")
def has_to_do(g: Ground, word: Cell, todo: Cell) -> Iterator[Cell]:
    """ "Has the most things to look after", "with nothing to look after"."""
    assert isinstance(todo.sem, tuple)
    noun, verb = todo.sem
    assert isinstance(verb.sem, Verb)
    if word.cat in ("HAVENO", "WITHOUT"):
        return
    kind = "v" if word.cat == "HAVE" else "p"
    for pred, cost in g.related(verb.sem.relations, noun):
        yield predicate(g, pred, kind, todo.cost + cost)


# ------------------------------------------------------------------ what we depend on


@binary("OPENSPEAK MOST", "OPENSPEAK FEWEST")
def gets_most(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    yield verb._replace(cat="GETSMOST", q=Quantity("most" if word.cat == "MOST" else "fewest"))


@binary("GETSMOST TAIL")
def gets_most_from(g: Ground, verb: Cell, tail: Cell) -> Iterator[Cell]:
    """ "(We) buy the most from"."""
    assert isinstance(verb.sem, tuple)
    relation, wanted = verb.sem
    if wanted == tail.sem:
        yield verb._replace(cat="GETSMOSTFROM", sem=relation)


@binary("SPEAKER GETSMOSTFROM")
def we_get_most_from(g: Ground, who: Cell, gets: Cell) -> Iterator[Cell]:
    """ "Which vendor do we buy the most from"."""
    assert gets.q is not None
    if isinstance(gets.sem, RelExpr):
        pred = Rel((inverse(gets.sem),), None, g.meaning.everything, gets.q.kind)
        yield Cell("GP", pred, g.meaning.domain(pred), gets.cost)


@binary("SPEAKER V")
def speaker_needs(g: Ground, who: Cell, verb: Cell) -> Iterator[Cell]:
    """ "We depend on", said of those outside."""
    assert isinstance(verb.sem, Verb)
    kept = tuple(
        r
        for r in verb.sem.relations
        if isinstance(r, Named) and r.forward and g.ontology.derived[r.name].family == "dependency"
    )
    if kept and who.sem in ("we", "us") and verb.kind in ("b", "s") and not verb.sem.negated:
        yield Cell("WENEED", tuple(inverse(r) for r in kept), cost=verb.cost)


@binary("WENEED MOST", "WENEED FEWEST")
def we_need_most(g: Ground, need: Cell, word: Cell) -> Iterator[Cell]:
    """ "Whom do we depend on most"."""
    if need.q is None:
        kind = "most" if word.cat == "MOST" else "fewest"
        things = Cell("NP", None, g.meaning.everything, q=Quantity(kind), kind="univ")
        yield need._replace(sem=(need.sem, things), q=things.q, cost=need.cost + 0.05)


@binary("DO WENEED", "WENEED PP", "MODAL WENEED")
def do_we_need(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "… for the most things"."""
    if left.cat != "WENEED":
        yield right._replace(kind="q")
        return
    assert isinstance(right.sem, Phrase)
    noun = right.sem.noun
    if right.sem.word == "for" and noun.q is not None and noun.q.kind in MODES and not left.q:
        yield left._replace(sem=(left.sem, noun), q=noun.q, cost=left.cost + right.cost)


@binary("NP WENEED")
def whom_we_need(g: Ground, noun: Cell, need: Cell) -> Iterator[Cell]:
    """ "Which vendors do we depend on": of those that own and are nothing of ours."""
    if not noun.wh or noun.kind not in ("cls", "rel") or noun.mask & (g.persons | g.owned):
        return
    assert isinstance(need.sem, tuple)
    relations, counted = need.sem if need.q is not None else (need.sem, None)
    kept = tuple(r for r in relations if g.meaning.firsts(r, g.meaning.everything) & noun.mask)
    if not kept or need.kind != "q":
        return
    pred: Pred = Rel(kept, None, g.meaning.everything)
    cost = noun.cost + need.cost
    if counted is None:
        yield from answered(g, noun, pred, cost)
        return
    for said, extra in g.related(kept, counted):
        yield from answered(g, noun, said, cost + extra)


# ------------------------------------------------------------------ in some order


@binary("SORTED PN", "SORTED RN", "SORTED COUNTED", "SORTED COUNTEDNP")
def sorted_by(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield Cell("SORT")


@binary("NP SORT", "Q SORT")
def in_order(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Services sorted by tier": the order adds nothing to the set."""
    if noun.cat == "Q":
        yield noun
    elif noun.kind in ("cls", "rel") and noun.q is None and not noun.wh:
        yield noun._replace(kind="rel")


# ------------------------------------------------------------------ over how many


@binary("RN PP")
def spread_over(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Consumers in more than one system", "dependents of at least two teams"."""
    assert isinstance(phrase.sem, Phrase)
    sem, of = noun.sem, phrase.sem.noun
    if not isinstance(sem, Noun) or sem.filters or noun.q is not None or of.q is None or of.wh:
        return
    where = phrase.sem.word in AT or (phrase.sem.word == "of" and not of.mask & ~g.persons)
    if of.q.kind in SPREAD and where and isinstance(of.sem, SetExpr):
        for bridge in g.meaning.bridges(sem.xs, of.mask & (g.meaning.groups | g.persons)):
            if isinstance(bridge, Named) and bridge.forward:
                far = Then(inverse(sem.relation), bridge)
                rel = Rel((far,), of.sem, of.mask, MODES[of.q.kind], of.q.n)
                yield Cell("RNSPREAD", rel, sem.ys, noun.cost + phrase.cost)


@binary("HAVE RNSPREAD", "WITH RNSPREAD")
def has_spread(g: Ground, word: Cell, spread: Cell) -> Iterator[Cell]:
    if isinstance(spread.sem, Rel):
        kind = "v" if word.cat == "HAVE" else "p"
        yield Cell("VP", spread.sem, g.meaning.domain(spread.sem), spread.cost, kind=kind)
