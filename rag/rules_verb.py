"""Rules for verbs: objects, voice, auxiliaries, negation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    EitherOf,
    Entity,
    Image,
    SetExpr,
)
from rag.cell import Cell, Noun, Phrase, Quantity, Ranking, Verb
from rag.grammar import (
    DEPTHS,
    MODES,
    Ground,
    binary,
    unary,
)
from rag.predicate import Among, Both, Not, OneOf, Pred, Rel, inverse

VOICE = {"b": "v", "s": "v", "d": "v", "g": "g", "p": "p"}


def negated(pred: Pred, verb: Verb) -> Pred:
    return Not(pred) if verb.negated else pred


def predicate(g: Ground, pred: Pred, kind: str, cost: float) -> Cell:
    return Cell("VP", pred, g.meaning.domain(pred), cost, kind=kind)


@binary("V NP")
def verb_object(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(verb.sem, Verb)
    if noun.wh:
        return
    cost = verb.cost + noun.cost + (0.15 if verb.kind == "d" else 0.0)
    for pred, extra in g.related(verb.sem.relations, noun):
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], cost + extra)


@binary("V BY")
def passive(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    assert isinstance(verb.sem, Verb)
    if verb.kind == "d":
        turned = tuple(inverse(r) for r in verb.sem.relations)
        wide = tuple(inverse(r) for r in verb.sem.wide)
        yield verb._replace(sem=replace(verb.sem, relations=turned, wide=wide), kind="p")


@unary("V")
def bare_verb(g: Ground, verb: Cell) -> Iterator[Cell]:
    """Existence: services that publish; topics that are consumed. "Affected" alone lacks its cause."""
    assert isinstance(verb.sem, Verb)
    everything = g.meaning.everything
    every = verb.sem.wide or verb.sem.relations
    relations = tuple(r for r in every if g.closure(r) != "impact")
    if verb.kind == "d" and relations:
        pred: Pred = Rel(tuple(inverse(r) for r in relations), None, everything)
        dear = 0.5 if any(g.closure(r) for r in verb.sem.relations) else 0.0
        dear += 0.5 if g.meaning.places(relations) else 0.0  # "grouped", "bundled"
        yield predicate(g, negated(pred, verb.sem), "p", verb.cost + g.shape["existential"] + dear)
    if verb.kind in ("b", "s", "g"):
        pred = Rel(verb.sem.relations, None, everything)
        whole = len(verb.sem.phrase.split()) > 2  # "makes undeclared calls" lacks no object
        cost = verb.cost + g.shape["existential"] * (1 if whole else 3)
        plain = all(g.meaning.seen(r) for r in verb.sem.relations)
        cost += 0.0 if plain else 0.5
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], cost)


@binary("NP V")
def subject_verb(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    """A clause whose object stands elsewhere: "team A owns" in "the services team A owns"."""
    assert isinstance(verb.sem, Verb)
    if noun.wh:
        return
    if verb.kind == "g":
        yield from (c._replace(cat="GPG") for c in subject_verb(g, noun, verb._replace(kind="s")))
        return
    turned = tuple(inverse(r) for r in verb.sem.relations)
    cost = noun.cost + verb.cost + (0.2 if verb.kind == "d" else 0.0)
    if noun.q is not None and noun.q.kind in ("and", "each", "every"):
        if noun.q.kind == "every":
            for relation in turned:
                if g.meaning.firsts(relation, noun.mask):
                    some = noun.sem if noun.kind == "rel" else None
                    each = Ranking(relation, some if isinstance(some, SetExpr) else None)
                    yield Cell("GP", each, noun.mask, cost, kind="each", q=noun.q)
            return
        noun = noun._replace(q=Quantity("or"))
    for pred, extra in g.related(turned, noun):
        pred = negated(pred, verb.sem)
        yield Cell("GP", pred, g.meaning.domain(pred), cost + extra)


@binary("DO GP", "MODAL GP", "BE GP", "HAVE GP")
def inverted(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    if gap.kind in ("", "each"):
        yield gap._replace(kind="q")


@binary("BE GPG", "HAVE GPG")
def inverted_doing(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    """ "What is X depending on"."""
    if gap.kind in ("", "each"):
        yield gap._replace(cat="GP", kind="q")


@binary("NEG GP")
def inverted_not(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Which services doesn't X call"."""
    if gap.kind == "" and isinstance(gap.sem, Pred):
        sem = gap.sem.of if isinstance(gap.sem, Not) else Not(gap.sem)
        yield gap._replace(sem=sem, kind="q")


@binary("GP DEPTH")
def gap_depth(g: Ground, gap: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(gap.sem, Pred):
        pred = g.deepen_pred(gap.sem, DEPTHS[str(word.sem)])
        if pred is not None:
            yield gap._replace(sem=pred)


@binary("DO NOT", "MODAL NOT", "BE NOT", "HAVE NOT")
def not_yet(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("NEG", kind=aux.cat)


@binary("MODAL BE", "DO BE", "HAVE BE", "MODAL HAVE", "DO HAVE", "MODAL DO", "DO DO")
def auxiliaries(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    yield second


@binary("NEG BE")
def not_be(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    yield Cell("NEG", kind="BE")


@binary("NEG HAVE", "NOT HAVE")
def not_have(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    yield Cell("HAVENO")


@binary("DO HAVENO", "MODAL HAVENO", "BE HAVENO")
def do_lack(g: Ground, first: Cell, second: Cell) -> Iterator[Cell]:
    yield second


@binary("MODAL V", "DO V")
def auxiliary_verb(g: Ground, aux: Cell, verb: Cell) -> Iterator[Cell]:
    if verb.kind == "b":
        yield verb._replace(kind="s")


@binary("BE V")
def be_verb(g: Ground, aux: Cell, verb: Cell) -> Iterator[Cell]:
    if verb.kind in ("p", "g"):
        yield verb._replace(kind="s")


@binary("NEG V", "NOT V")
def not_verb(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    assert isinstance(verb.sem, Verb)
    kept = g.undenied(verb.sem.relations)
    if not kept:
        return
    yield verb._replace(
        sem=replace(verb.sem, relations=kept, negated=not verb.sem.negated),
        kind="s" if word.kind == "BE" else verb.kind,
    )


@binary("NEG VP", "NOT VP")
def not_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Rel):
        pred = pred._replace(sem=replace(pred.sem, relations=g.undenied(pred.sem.relations)))
    if isinstance(pred.sem, Pred) and not (isinstance(pred.sem, Rel) and not pred.sem.relations):
        kind = "v" if word.cat == "NEG" else pred.kind
        if word.kind == "BE" and pred.kind == "v":
            return
        wide = 0.3 if isinstance(pred.sem, Both | OneOf) else 0.0  # "not" is said of the nearest
        sem = pred.sem.of if isinstance(pred.sem, Not) else Not(pred.sem)
        yield pred._replace(sem=sem, kind=kind, cost=pred.cost + wide)


@binary("SAME NP")
def same_class(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind in ("cls", "def") and noun.q is None and not noun.wh:
        yield noun._replace(cat="SAMENP")


@binary("SAMENP AS")
def same_class_as(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SAMENPAS")


@binary("SAMENPAS NP")
def same_class_as_it(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    if (
        other.kind == "ent"
        and other.q is None
        and isinstance(other.sem, Entity)
        and isinstance(noun.sem, SetExpr)
    ):
        yield Cell(
            "SAMEAS", (noun.sem, noun.mask, other.sem, other.mask), cost=noun.cost + other.cost
        )


@binary("V SAMEAS")
def verb_same_as(g: Ground, verb: Cell, same: Cell) -> Iterator[Cell]:
    """ "Run on the same resource as X"."""
    assert isinstance(same.sem, tuple)
    assert isinstance(verb.sem, Verb)
    of, of_mask, other, other_mask = same.sem
    kept = tuple(
        r
        for r in verb.sem.relations
        if g.meaning.firsts(r, of_mask) and g.meaning.firsts(inverse(r), other_mask) & of_mask
    )
    if kept:
        turned = tuple(inverse(r) for r in kept)
        image = Image(turned[0] if len(turned) == 1 else EitherOf(turned), other)
        rel = Rel(kept, g.meaning.both(of, image), of_mask)
        pred = Both((rel, Not(Among(other, other_mask))))
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], verb.cost + same.cost)


@binary("V MOST", "V FEWEST")
def verb_most(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    """ "Who owns the most"."""
    assert isinstance(verb.sem, Verb)
    if verb.kind in ("b", "s") and not verb.sem.negated:
        mode = "most" if word.cat == "MOST" else "fewest"
        pred = Rel(verb.sem.wide or verb.sem.relations, None, g.meaning.everything, mode)
        yield predicate(g, pred, "v", verb.cost + 0.1)


@binary("V ONE")
def verb_one(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    yield verb._replace(cat="VONE")


@binary("AND VONE", "BUT VONE", "OR VONE")
def and_verb_one(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    yield verb._replace(cat="ANDVONE", wh=word.cat)


@binary("VP ANDVONE")
def again_with_one(g: Ground, pred: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Read a dataset and write one"."""
    if isinstance(pred.sem, Rel) and isinstance(verb.sem, Verb) and pred.sem.target is not None:
        kept = tuple(r for r in verb.sem.relations if g.meaning.firsts(r, pred.sem.mask))
        if kept:
            more: Pred = Rel(kept, pred.sem.target, pred.sem.mask)
            more = Not(more) if verb.sem.negated else more
            both: Pred = OneOf((pred.sem, more)) if verb.wh == "OR" else Both((pred.sem, more))
            yield predicate(g, both, pred.kind, pred.cost + verb.cost)


@binary("RN OF")
def noun_as_verb(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "What is T the owner of"."""
    if (
        isinstance(noun.sem, Noun)
        and noun.q is None
        and not noun.sem.filters
        and word.sem in ("of", "for")
    ):
        verb = Verb((noun.sem.relation,))
        yield Cell("NV", verb, cost=noun.cost + 0.05, kind="p")


@binary("NP NV")
def subject_noun(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    yield from subject_verb(g, noun, verb._replace(cat="V"))


@binary("MODAL VP", "DO VP", "HAVE VP")
def auxiliary_predicate(g: Ground, aux: Cell, pred: Cell) -> Iterator[Cell]:
    if pred.kind == "v":
        yield pred


@binary("BE VP")
def be_predicate(g: Ground, aux: Cell, pred: Cell) -> Iterator[Cell]:
    if pred.kind in ("p", "g"):
        yield pred._replace(kind="v")


@binary("BE NP", "NEG NP")
def be_noun(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    if aux.cat == "NEG" and aux.kind != "BE":
        return
    if noun.wh or noun.kind in ("univ", "chg") or not isinstance(noun.sem, SetExpr):
        return
    if noun.q is not None and noun.q.kind not in ("and", "or"):
        return
    pred: Pred = Among(noun.sem, noun.mask)
    cost = noun.cost + (0.2 if noun.kind == "ent" else 0.0)
    yield Cell("VP", Not(pred) if aux.cat == "NEG" else pred, noun.mask, cost, kind="v")


@binary("BE PP", "NEG PP")
def be_phrase(g: Ground, aux: Cell, phrase: Cell) -> Iterator[Cell]:
    if aux.cat == "NEG" and aux.kind != "BE":
        return
    for pred, cost in phrase_predicates(g, phrase):
        found = Not(pred) if aux.cat == "NEG" else pred
        yield predicate(g, found, "v", cost + g.shape["bridge_of"])


def phrase_predicates(g: Ground, phrase: Cell) -> Iterator[tuple[Pred, float]]:
    """A prepositional phrase as a predicate: by any relation that needs no word."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if phrase.kind == "chg":
        return
    if isinstance(noun.sem, Image) and g.closure(noun.sem.relation) in ("impact", "data"):
        if noun.q is None and not noun.wh:  # in the blast radius of X
            yield Among(noun.sem, noun.mask), phrase.cost
        return
    relations = g.meaning.bridges(g.meaning.everything, noun.mask)
    if relations:
        for pred, cost in g.related(relations, noun):
            yield pred, cost + phrase.cost


@binary("VP PP")
def predicate_phrase(g: Ground, pred: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Depend on X in system S": the phrase belongs to the subject."""
    if not isinstance(pred.sem, Pred):
        return
    for more, cost in phrase_predicates(g, phrase):
        if g.meaning.domain(more) & pred.mask:
            dear = g.shape["bridge_of"] + g.shape["high"]
            yield predicate(g, Both((pred.sem, more)), pred.kind, pred.cost + cost + dear)


@binary("V LIGHT")
def light_object(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    if verb.kind in ("b", "s", "g", "p") and isinstance(verb.sem, Verb):
        pred = Rel(verb.sem.relations, None, g.meaning.everything)
        dear = g.shape["existential"] + (0.15 if str(word.sem).endswith("thing") else 0.0)
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], verb.cost + dear)


@binary("V RN")
def verb_relational(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Subscribed to by more consumers": the noun says the verb again, and counts it."""
    assert isinstance(verb.sem, Verb)
    if not isinstance(noun.sem, Noun) or noun.q is None or noun.wh or noun.q.kind not in MODES:
        return
    turned = inverse(noun.sem.relation)
    if turned in verb.sem.relations and not noun.sem.filters:
        pred = Rel((turned,), None, noun.sem.xs, MODES[noun.q.kind], noun.q.n)
        cost = verb.cost + noun.cost
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], cost - 0.1)
