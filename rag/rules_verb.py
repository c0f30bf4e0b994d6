"""Rules for verbs: objects, voice, negation, depth, coordination, clauses, and who suffers when what changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import Entity, Named, Op, SetExpr
from rag.cell import Caused, Cell, Noun, Phrase, Quantity, Ranking, Verb
from rag.grammar import DEPTHS, MODES, Ground, binary, quantified, unary
from rag.meaning import HOLE, Among, Both, Not, OneOf, Pred, Prop, Ranked, Rel, inverse, sum_masks

VOICE = {"b": "v", "s": "v", "d": "v", "g": "g", "p": "p"}


def negated(pred: Pred, verb: Verb) -> Pred:
    return Not(pred) if verb.negated else pred


def predicate(g: Ground, pred: Pred, kind: str, cost: float) -> Cell:
    return Cell("VP", pred, g.meaning.domain(pred), cost, kind=kind)


# ------------------------------------------------------------------ objects and subjects


@binary("V NP")
def verb_object(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(verb.sem, Verb)
    if noun.wh:
        return
    cost = verb.cost + noun.cost + (0.15 if verb.kind == "d" else 0.0)
    relations = verb.sem.wide or verb.sem.relations if noun.kind == "univ" else verb.sem.relations
    for pred, extra in g.related(relations, noun):
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
    """Existence: services that publish; topics that are consumed."""
    assert isinstance(verb.sem, Verb)
    everything = g.meaning.everything
    relations = verb.sem.wide or verb.sem.relations
    if verb.kind == "d":
        pred: Pred = Rel(tuple(inverse(r) for r in relations), None, everything)
        dear = 0.5 if any(g.closure(r) for r in verb.sem.relations) else 0.0
        yield predicate(g, negated(pred, verb.sem), "p", verb.cost + g.shape["existential"] + dear)
    if verb.kind in ("b", "s", "g"):
        pred = Rel(verb.sem.relations, None, everything)
        cost = verb.cost + g.shape["existential"] * 3
        cost += 0.5 if any(isinstance(r, Named) for r in verb.sem.relations) else 0.0
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], cost)


@binary("NP V")
def subject_verb(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    """A clause whose object stands elsewhere: "team A owns" in "the services team A owns"."""
    assert isinstance(verb.sem, Verb)
    if noun.wh or verb.kind == "g":
        return
    turned = tuple(inverse(r) for r in verb.sem.relations)
    cost = noun.cost + verb.cost + (0.2 if verb.kind == "d" else 0.0)
    if noun.q is not None and noun.q.kind in ("and", "each", "every"):
        if noun.q.kind == "every":
            for relation in turned:
                if g.meaning.firsts(relation, noun.mask):
                    yield Cell("GP", Ranking(relation, None), noun.mask, cost, kind="each", q=noun.q)
            return
        noun = noun._replace(q=Quantity("or"))
    for pred, extra in g.related(turned, noun):
        pred = negated(pred, verb.sem)
        yield Cell("GP", pred, g.meaning.domain(pred), cost + extra)


@binary("DO GP", "MODAL GP", "BE GP", "HAVE GP")
def inverted(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    if gap.kind in ("", "each"):
        yield gap._replace(kind="q")


@binary("GP DEPTH")
def gap_depth(g: Ground, gap: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(gap.sem, Pred):
        pred = g.deepen_pred(gap.sem, DEPTHS[str(word.sem)])
        if pred is not None:
            yield gap._replace(sem=pred)


# ------------------------------------------------------------------ auxiliaries


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
    if not verb.sem.negated:
        yield verb._replace(sem=replace(verb.sem, negated=True), kind="s" if word.kind == "BE" else verb.kind)


@binary("NEG VP", "NOT VP")
def not_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred) and not isinstance(pred.sem, Not):
        kind = "v" if word.cat == "NEG" else pred.kind
        if word.kind == "BE" and pred.kind == "v":
            return
        yield pred._replace(sem=Not(pred.sem), kind=kind)


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


# ------------------------------------------------------------------ having


@binary("HAVE NP", "HAVE RN", "HAVENO NP", "HAVENO RN")
def have_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from has(g, word.cat == "HAVENO", noun, "v")
    if word.cat == "HAVENO":
        yield from has(g, True, noun, "g")


@binary("WITH NP", "WITH RN", "WITHOUT NP", "WITHOUT RN")
def with_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from has(g, word.cat == "WITHOUT", noun, "p")


def has(g: Ground, without: bool, noun: Cell, kind: str) -> Iterator[Cell]:
    if noun.wh or noun.kind in ("univ", "chg", "any"):
        return
    for pred, cost in g.having(noun):
        cell = predicate(g, Not(pred) if without else pred, kind, noun.cost + cost)
        yield cell._replace(wh="hasno" if without else "has")


@binary("AND RN", "OR RN", "BUT RN", "COMMA RN", "NOR RN")
def and_having(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh:
        yield noun._replace(cat="ANDRN", wh=word.cat)


@binary("VP ANDRN")
def having_too(g: Ground, left: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Have no subscriber but a publisher", "without an owner or a contract"."""
    if left.wh not in ("has", "hasno") or not isinstance(left.sem, Pred):
        return
    for pred, cost in g.having(noun._replace(cat="RN", wh="")):
        more: Pred = Not(pred) if left.wh == "hasno" else pred
        either = noun.wh == "OR" and left.wh == "has"
        parts = (left.sem, more)
        sem = OneOf(parts) if either else Both(parts)
        mask = left.mask | g.meaning.domain(more) if either else left.mask & g.meaning.domain(more)
        if mask:
            yield Cell("VP", sem, mask, left.cost + noun.cost + cost, kind=left.kind, wh=left.wh)


@binary("WITHOUT NP")
def without_it(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What stops working without X"."""
    if noun.kind == "ent":
        yield from caused(noun, "CAUSE", 0.1)


@binary("HAVE PN", "HAVENO PN", "WITH PN", "WITHOUT PN")
def has_property(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    kind = "p" if word.cat.startswith("WITH") else "v"
    if noun.wh:
        return
    if noun.q is not None and noun.q.kind in ("most", "fewest"):
        yield predicate(g, Ranked(name, 1, noun.q.kind == "most"), kind, noun.cost)
        return
    lacks = word.cat in ("HAVENO", "WITHOUT") or (noun.q is not None and noun.q.kind == "no")
    yield predicate(g, Prop(name, Op.UNKNOWN if lacks else Op.KNOWN), kind, noun.cost)


@binary("HAVE ADJ", "WITH ADJ", "WITHOUT ADJ", "HAVENO ADJ")
def has_value(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    if isinstance(adj.sem, Prop | Both | OneOf | Not):
        kind = "p" if word.cat.startswith("WITH") else "v"
        sem = Not(adj.sem) if word.cat in ("WITHOUT", "HAVENO") else adj.sem
        yield predicate(g, sem, kind, adj.cost + g.shape["loose"])


@binary("NP HAVE")
def subject_have(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind != "univ":
        yield noun._replace(cat="GPH")


@binary("DO GPH", "MODAL GPH", "HAVE NP")
def inverted_have(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    if gap.cat == "GPH" or (gap.kind == "ent" and not gap.wh):
        yield gap._replace(cat="GPH")


# ------------------------------------------------------------------ depth and only


@binary("DEPTH V", "V DEPTH")
def verb_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, verb = (left, right) if left.cat == "DEPTH" else (right, left)
    assert isinstance(verb.sem, Verb)
    depth = DEPTHS.get(str(word.sem))
    if depth is None:
        return
    kept = tuple(d for r in verb.sem.relations if (d := g.meaning.deepened(r, depth)) is not None)
    if kept:
        yield verb._replace(sem=replace(verb.sem, relations=kept))


@binary("DEPTH VP", "VP DEPTH")
def predicate_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, verb = (left, right) if left.cat == "DEPTH" else (right, left)
    depth = DEPTHS.get(str(word.sem))
    if depth is not None and isinstance(verb.sem, Pred):
        pred = g.deepen_pred(verb.sem, depth)
        if pred is not None:
            yield verb._replace(sem=pred)


@binary("DEPTH RN", "RN DEPTH")
def noun_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, noun = (left, right) if left.cat == "DEPTH" else (right, left)
    depth = DEPTHS.get(str(word.sem))
    if depth is not None and isinstance(noun.sem, Noun):
        relation = g.meaning.deepened(noun.sem.relation, depth)
        if relation is not None:
            yield noun._replace(sem=replace(noun.sem, relation=relation))


@binary("DEPTH NP", "NP DEPTH")
def set_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, noun = (left, right) if left.cat == "DEPTH" else (right, left)
    depth = DEPTHS.get(str(word.sem))
    if depth is not None and isinstance(noun.sem, SetExpr) and noun.kind == "rel":
        found = g.deepen_set(noun.sem, depth)
        if found is not None:
            yield noun._replace(sem=found, cost=noun.cost + g.shape["loose"])


@binary("ONLY VP")
def only_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Rel) and pred.sem.mode == "some" and pred.sem.target is not None:
        yield pred._replace(sem=replace(pred.sem, mode="only"))


@binary("ONLYV NP")
def only_verb(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depends only on X"."""
    if noun.q is None or noun.q.kind in ("and", "or"):
        yield from verb_object(g, verb._replace(cat="V"), noun._replace(q=Quantity("only")))


# ------------------------------------------------------------------ and, or, but


@binary("AND VP", "OR VP", "BUT VP", "COMMA VP")
def and_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="ANDVP", wh="or" if word.cat == "OR" else "and")


@binary("AND RC", "OR RC", "BUT RC", "COMMA RC")
def and_clause(g: Ground, word: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause._replace(cat="ANDRC", wh="or" if word.cat == "OR" else "and")


@binary("VP ANDVP", "RC ANDRC", "RC ANDVP", "VP ANDRC")
def predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        parts = (left.sem, right.sem)
        sem = OneOf(parts) if right.wh == "or" else Both(parts)
        mask = left.mask | right.mask if right.wh == "or" else left.mask & right.mask
        odd = 0.0 if left.kind == right.kind else 0.05
        if mask:
            yield Cell(left.cat, sem, mask, left.cost + right.cost + odd, kind=left.kind)


@binary("VP RC", "RC VP")
def stacked(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """A further clause on the same head, without a word between."""
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred) and left.mask & right.mask:
        if right.cat == "VP" and right.kind not in ("p", "g"):
            return
        cost = left.cost + right.cost + g.shape["high"]
        yield Cell(left.cat, Both((left.sem, right.sem)), left.mask & right.mask, cost, kind=left.kind)


@binary("VP VP")
def stacked_predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(right.sem, Prop) and right.cost:
        return
    if right.kind in ("p", "g") and isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        mask = left.mask & right.mask
        if mask:
            cost = left.cost + right.cost + g.shape["high"]
            yield Cell("VP", Both((left.sem, right.sem)), mask, cost, kind=left.kind)


@binary("NOT NP", "NOT PP")
def not_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    inner = noun.sem.noun if isinstance(noun.sem, Phrase) else noun
    if inner.q is None and not inner.wh and inner.kind != "univ":
        yield inner._replace(cat="NOTNP", cost=noun.cost)


@binary("BUT NOTNP", "AND NOTNP", "COMMA NOTNP", "EXCEPT NOTNP")
def but_not_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun


@binary("VP NOTNP")
def predicate_but_not(g: Ground, pred: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depends on A but not on B": the relation is said once."""
    if isinstance(pred.sem, Rel):
        for other, cost in g.related(pred.sem.relations, noun._replace(cat="NP")):
            sem = Both((pred.sem, Not(other)))
            yield pred._replace(sem=sem, cost=pred.cost + noun.cost + cost)


@binary("NEITHER VP")
def neither_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="NEITHERVP")


@binary("NOR VP")
def nor_predicate(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="NORVP")


@binary("NEITHERVP NORVP")
def neither_nor_predicates(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    if isinstance(left.sem, Pred) and isinstance(right.sem, Pred):
        yield Cell("VP", Not(OneOf((left.sem, right.sem))), left.mask & right.mask, left.cost + right.cost, kind="v")


@binary("BOTH VP", "EITHER VP")
def both_predicates(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Both if word.cat == "BOTH" else OneOf):
        yield pred


# ------------------------------------------------------------------ relative clauses


@binary("THAT VP", "THAT GP")
def relative_clause(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred) and pred.kind != "q" and (pred.kind not in ("p",) or pred.cat == "GP"):
        yield pred._replace(cat="RC", kind="")


@binary("WHOSE RN", "WHOSE PN", "WHOSE NP")
def whose(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind != "ent":
        yield noun._replace(cat="WHOSENP", kind=noun.cat)


@binary("WHOSENP VP")
def whose_clause(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not isinstance(pred.sem, Pred):
        return
    cost = noun.cost + pred.cost
    if isinstance(noun.sem, Noun):
        base, mask, relations = g.meaning.listed(noun.sem.xs), noun.sem.xs, (inverse(noun.sem.relation),)
        if isinstance(pred.sem, Among):
            base = None
        for target, kept, extra in g.meaning.apply(pred.sem, base, mask):
            yield Cell("RC", Rel(relations, target, kept), noun.sem.ys, cost + extra)
    elif noun.kind == "NP" and isinstance(noun.sem, SetExpr):
        relations = g.meaning.bridges(g.meaning.everything, noun.mask)
        for target, kept, extra in g.meaning.apply(pred.sem, noun.sem, noun.mask):
            found = Rel(relations, target, kept)
            if relations:
                yield Cell("RC", found, g.meaning.domain(found), cost + extra + g.shape["bridge_of"])
    elif isinstance(pred.sem, Prop) and pred.sem.name == getattr(noun.sem, "name", ""):
        yield Cell("RC", pred.sem, noun.mask, cost)
    elif isinstance(pred.sem, Not) and isinstance(pred.sem.of, Prop):
        if pred.sem.of.name == getattr(noun.sem, "name", ""):
            yield Cell("RC", pred.sem, noun.mask, cost)


@binary("BE UNKNOWN")
def be_unknown(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISUNKNOWN")


@binary("BE NUM", "BE VALUE")
def be_number(g: Ground, aux: Cell, number: Cell) -> Iterator[Cell]:
    yield number._replace(cat="ISVALUE")


@binary("WHOSENP ISUNKNOWN")
def whose_unknown(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun):
        yield Cell("RC", Rel((inverse(noun.sem.relation),), None, noun.sem.xs, "none"), noun.sem.ys, noun.cost)
    elif noun.kind == "PN":
        yield Cell("RC", Prop(getattr(noun.sem, "name", ""), Op.UNKNOWN), noun.mask, noun.cost)


@binary("WHOSENP ISVALUE")
def whose_value(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    if noun.kind != "PN":
        return
    name = getattr(noun.sem, "name", "")
    if isinstance(value.sem, tuple) and value.sem[0] == name:
        yield Cell("RC", Prop(name, Op.EQ, value.sem[1]), noun.mask, noun.cost)
    elif isinstance(value.sem, int) and g.ontology.properties[name].type in ("integer", "number"):
        yield Cell("RC", Prop(name, Op.EQ, value.sem), noun.mask, noun.cost)


# ------------------------------------------------------------------ effects and causes


@unary("EFFECT")
def effect(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Break", of whatever another clause says will change."""
    from rag.algebra import RelExpr

    assert isinstance(word.sem, RelExpr)
    mask = g.meaning.seconds(word.sem)
    pred = Rel((word.sem,), HOLE, mask)
    kind = VOICE[word.kind]
    yield predicate(g, pred, kind, word.cost)


@binary("SPEAKER SPEAK")
def speaker_acts(g: Ground, speaker: Cell, word: Cell) -> Iterator[Cell]:
    if word.kind == "b":
        yield from spoken(g, word, "v")


def spoken(g: Ground, word: Cell, kind: str) -> Iterator[Cell]:
    from rag.algebra import RelExpr

    assert isinstance(word.sem, RelExpr)
    yield Cell("VP", Rel((word.sem,), HOLE, g.meaning.everything), g.meaning.everything, word.cost, kind=kind, wh="who")


@unary("SPEAK")
def spoken_to(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Must be told": the one asked for is who hears."""
    if word.kind in ("d", "p"):
        yield from spoken(g, word, "p")
    elif word.kind == "b":
        yield from (c._replace(cost=c.cost + 0.05) for c in spoken(g, word, "v"))


@binary("BE CHANGE", "MODAL CHANGE", "DO CHANGE", "HAVE CHANGE")
def auxiliary_change(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield word._replace(kind="s")


@binary("NP CHANGE")
def changing(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield from caused(noun, "CL", word.cost)
    if word.kind == "g":
        yield from caused(noun, "CHG", word.cost + 0.05)


def caused(noun: Cell, cat: str, cost: float = 0.0) -> Iterator[Cell]:
    if isinstance(noun.sem, SetExpr) and not noun.wh and noun.kind not in ("univ", "chg"):
        if noun.q is None or noun.q.kind in ("and", "or", "both"):
            dear = 0.0 if noun.kind == "ent" else 0.2
            yield Cell(cat, Caused(noun.sem, noun.mask), noun.mask, noun.cost + cost + dear)


@binary("CHANGE NP")
def change_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield from caused(noun, "CHG" if word.kind == "g" else "DROP", word.cost)


@binary("SPEAKER DROP", "DO DROP", "SPEAKER CHG", "BE CHG", "MODAL DROP", "TO DROP", "NP DROP")
def speaker_changes(g: Ground, who: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause._replace(cat="DROP" if who.cat in ("DO", "MODAL", "TO") else "CL")


@binary("SPEAKER CL", "DO CL", "MODAL CL")
def speaker_changes_later(g: Ground, who: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause


@binary("SPEAKER BE", "SPEAKER DO", "SPEAKER MODAL", "SPEAKER HAVE")
def speaker_about_to(g: Ground, who: Cell, aux: Cell) -> Iterator[Cell]:
    yield who


@binary("CHANGENOUN PP")
def change_noun(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    yield from caused(phrase.sem.noun, "CHG", phrase.cost)


@binary("NP CHANGENOUN", "GEN CHANGENOUN")
def change_compound(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield from caused(noun, "CHG", 0.05)


@unary("CHG")
def change_as_noun(g: Ground, change: Cell) -> Iterator[Cell]:
    assert isinstance(change.sem, Caused)
    yield Cell("NP", change.sem.of, change.mask, change.cost + 0.05, kind="chg")


@binary("IF CL", "IF CHG", "IF DROP")
def if_clause(g: Ground, word: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause._replace(cat="CAUSE")


@binary("IF CAUSE")
def if_if(g: Ground, word: Cell, clause: Cell) -> Iterator[Cell]:
    yield clause


@binary("NP CAUSE", "VP CAUSE", "RC CAUSE")
def caused_inside(g: Ground, phrase: Cell, cause: Cell) -> Iterator[Cell]:
    """The cause right after what it causes."""
    from rag.grammar import fill, has_hole

    assert isinstance(cause.sem, Caused)
    if isinstance(phrase.sem, Rel) and phrase.sem.target == HOLE:
        yield phrase._replace(
            sem=replace(phrase.sem, target=cause.sem.of, mask=cause.mask), cost=phrase.cost + cause.cost
        )
    elif isinstance(phrase.sem, SetExpr) and phrase.sem != HOLE and has_hole(phrase.sem) and not phrase.wh:
        yield phrase._replace(sem=fill(phrase.sem, cause.sem.of), cost=phrase.cost + cause.cost)


# ------------------------------------------------------------------ more of the same


@binary("V AND", "V OR", "V NOR")
def verb_and(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    yield verb._replace(cat="VAND", wh=word.cat)


@binary("VAND V")
def two_verbs(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Reads and writes X": two verbs with one object."""
    if isinstance(left.sem, Verb) and isinstance(right.sem, Verb):
        yield Cell("VV", (left, right), cost=left.cost + right.cost, kind=right.kind, wh=left.wh)


@binary("VV NP")
def two_verbs_object(g: Ground, verbs: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(verbs.sem, tuple)
    left, right = verbs.sem
    for first in verb_object(g, left, noun):
        for second in verb_object(g, right, noun):
            assert isinstance(first.sem, Pred) and isinstance(second.sem, Pred)
            parts = (first.sem, second.sem)
            if verbs.wh == "NOR":
                yield Cell("NORVV", OneOf(parts), first.mask & second.mask, first.cost + second.cost)
            sem = Both(parts) if verbs.wh == "AND" else OneOf(parts)
            yield Cell("VP", sem, first.mask & second.mask, first.cost + second.cost, kind=second.kind)


@binary("NEITHER NORVV")
def neither_verb(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred):
        yield Cell("VP", Not(pred.sem), pred.mask, pred.cost, kind="v")


@binary("AS RN")
def as_role(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun):
        yield noun._replace(cat="ROLE")


@binary("VP ROLE", "RC ROLE")
def in_a_role(g: Ground, pred: Cell, role: Cell) -> Iterator[Cell]:
    """ "Belongs to T as its owner" says which relation is meant."""
    assert isinstance(role.sem, Noun)
    if isinstance(pred.sem, Rel):
        wanted = (role.sem.relation, inverse(role.sem.relation))
        kept = tuple(r for r in pred.sem.relations if r in wanted)
        if kept:
            sem = replace(pred.sem, relations=kept)
            yield predicate(g, sem, pred.kind, pred.cost)._replace(cat=pred.cat)


@binary("CLASSED ADJ")
def classed_as(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    yield adj._replace(cat="VP", kind="p")


@binary("OF ADJ", "IN ADJ")
def of_value(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "Services of tier 2", "in production"."""
    yield adj._replace(cat="VP", kind="p", cost=adj.cost + 0.1)


@binary("OR DEPTH", "AND DEPTH")
def or_depth(g: Ground, word: Cell, depth: Cell) -> Iterator[Cell]:
    yield depth._replace(cat="ORDEPTH")


@binary("DEPTH ORDEPTH")
def either_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Directly or indirectly" takes the farther of the two."""
    yield (right if left.sem == "one-step" else left)._replace(cat="DEPTH")


@unary("THOSE")
def those(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.1, kind="univ")


@binary("NP BOTH")
def both_after(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind == "and":
        yield noun._replace(q=Quantity("both"))


@binary("VP PP", "RC PP")
def happens_to(g: Ground, pred: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "What happens to our reports if …": those that suffer are among them."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if isinstance(pred.sem, Rel) and pred.sem.target == HOLE and phrase.sem.word in ("to", "on", "for", "among", "in"):
        if noun.kind in ("cls", "rel") and noun.q is None and isinstance(noun.sem, SetExpr):
            sem = Both((Among(noun.sem, noun.mask), pred.sem))
            if noun.mask & pred.mask:
                yield Cell(pred.cat, sem, noun.mask & pred.mask, pred.cost + phrase.cost, kind=pred.kind)


@binary("CL PP", "CHG PP", "DROP PP", "CAUSE PP")
def changed_in(g: Ground, clause: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Field f is removed from topic t": its container says no more."""
    assert isinstance(clause.sem, Caused) and isinstance(phrase.sem, Phrase)
    thing, holder = clause.sem.of, phrase.sem.noun.sem
    if isinstance(thing, Entity) and isinstance(holder, Entity):
        if any(g.containers.get(u) in holder.urns for u in thing.urns):
            yield clause._replace(cost=clause.cost + phrase.cost)


@binary("LIGHT PP")
def data_of(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "The data in X" is X."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if noun.kind == "ent":
        yield noun._replace(cost=phrase.cost + 0.1)


@binary("V LIGHT")
def light_object(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    if verb.kind in ("b", "s", "g") and isinstance(verb.sem, Verb):
        pred = Rel(verb.sem.relations, None, g.meaning.everything)
        yield predicate(g, negated(pred, verb.sem), VOICE[verb.kind], verb.cost + g.shape["existential"])


@binary("SPEAK NP")
def spoken_of(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What do we buy from V": the speaker's act with both its ends."""
    from rag.algebra import RelExpr

    if isinstance(verb.sem, RelExpr) and verb.kind in ("b", "g", "d") and not noun.wh:
        for pred, cost in g.related((verb.sem,), noun):
            yield Cell("SPOKE", pred, g.meaning.domain(pred), verb.cost + noun.cost + cost)


@binary("SPEAKER SPOKE")
def speaker_spoke(g: Ground, speaker: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="VP", kind="v")


@binary("EFFECT SEVERITY", "SEVERITY EFFECT")
def effect_severity(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, severity = (left, right) if left.cat == "EFFECT" else (right, left)
    if isinstance(word.sem, Named):
        yield word._replace(sem=replace(word.sem, severity=str(severity.sem)))


@binary("VP SEVERITY", "RC SEVERITY")
def predicate_severity(g: Ground, pred: Cell, severity: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Rel):
        kept = tuple(
            replace(r, severity=str(severity.sem)) if isinstance(r, Named) and g.closure(r) == "impact" else r
            for r in pred.sem.relations
        )
        if kept != pred.sem.relations:
            yield pred._replace(sem=replace(pred.sem, relations=kept))


@binary("GPH ROLE")
def have_as(g: Ground, owner: Cell, role: Cell) -> Iterator[Cell]:
    """ "Which services does X have as dependents"."""
    if isinstance(role.sem, Noun):
        for pred, cost in g.related((role.sem.relation,), owner._replace(cat="NP")):
            yield Cell("GP", pred, g.meaning.domain(pred), owner.cost + role.cost + cost)


@binary("PV VALUE")
def property_verb(g: Ground, verb: Cell, value: Cell) -> Iterator[Cell]:
    """ "Written in Go", "tagged pci"."""
    assert isinstance(value.sem, tuple)
    name = getattr(verb.sem, "name", "")
    if value.sem[0] == name:
        op = Op.CONTAINS if g.ontology.properties[name].type == "strings" else Op.EQ
        yield predicate(g, Prop(name, op, value.sem[1]), VOICE[verb.kind], verb.cost + value.cost)


@binary("SAME RN")
def same_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(noun.sem, Noun) and noun.q is None:
        yield noun._replace(cat="SAMERN")


@binary("HAVE SAMERN", "SHARE RN", "SHARE SAMERN")
def have_same(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SHARES")


@binary("SHARES AS", "SHARES WITH")
def same_as(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="SHARESWITH")


@binary("SHARESWITH NP")
def shares_with(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "Have the same owner as X": others with an owner of X."""
    from rag.algebra import Image

    assert isinstance(noun.sem, Noun)
    if other.kind == "ent" and isinstance(other.sem, Entity) and other.mask & noun.sem.ys:
        relation = noun.sem.relation
        shared = Image(relation, other.sem)
        pred = Both((Rel((inverse(relation),), shared, noun.sem.xs), Not(Among(other.sem, other.mask))))
        yield predicate(g, pred, "v", noun.cost + other.cost)


@binary("VP NOELSE", "RC NOELSE")
def nothing_else(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Depends on X and nothing else"."""
    if isinstance(pred.sem, Rel) and pred.sem.mode in ("some", "only") and pred.sem.target is not None:
        yield pred._replace(sem=replace(pred.sem, mode="only"))


@binary("NOELSE NP")
def no_other(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls":
        yield word


_ = (MODES, quantified, sum_masks)
