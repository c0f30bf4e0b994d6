"""Rules for idioms: in whose hands, verbs parted by their object, who is there to do it, a dependency on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import Hop, Image, Listing, Op, RelExpr, SetExpr
from rag.cell import Cell, Noun, Phrase, Verb
from rag.forms import PARTICLES
from rag.grammar import DEPTHS, Ground, binary, unary
from rag.predicate import HOLE, Not, Pred, Prop, Rel, inverse
from rag.rules_change import change_of
from rag.rules_noun import bridged, restrict
from rag.rules_question import question
from rag.rules_verb import VOICE, predicate, verb_object

PREPOSED = ("in", "under", "within")


def persons_of(g: Ground) -> int:
    return g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)


# ------------------------------------------------------------------ in the hands of


@binary("NP POSS")
def of_nobody(g: Ground, noun: Cell, mark: Cell) -> Iterator[Cell]:
    """ "Nobody's"."""
    if noun.kind == "univ" and noun.q is not None and noun.q.kind == "no" and not noun.wh:
        yield noun._replace(cat="GENNO")


@binary("GEN PLACE", "GENNO PLACE")
def place_of(g: Ground, owner: Cell, place: Cell) -> Iterator[Cell]:
    """ "T's hands"."""
    yield Cell("GENPLACE", (place.sem, owner), owner.mask, owner.cost)


@binary("IN GENPLACE")
def in_the_place_of(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    """ "In T's hands", "in nobody's care"."""
    assert isinstance(place.sem, tuple)
    relation, owner = place.sem
    for pred, cost in g.related((relation,), owner._replace(cat="NP")):
        yield predicate(g, pred, "p", owner.cost + cost - 0.12)


@binary("OF GENPLACE")
def at_the_place_of(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    """ "At T's disposal"."""
    if word.sem == "at":
        yield from in_the_place_of(g, word, place)


@binary("HAVE V")
def has_done(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Nobody has documented"."""
    if verb.kind == "d" and str(word.sem) in ("have", "has", "had"):
        yield verb._replace(kind="s")


@binary("V GENPLACE")
def falls_in_the_place_of(g: Ground, verb: Cell, place: Cell) -> Iterator[Cell]:
    """ "Fall under T's responsibility"."""
    assert isinstance(verb.sem, Verb)
    if verb.sem.phrase.split()[-1] not in PREPOSED or verb.sem.negated:
        return
    for cell in in_the_place_of(g, verb, place):
        yield cell._replace(kind=VOICE[verb.kind])


@binary("WHOSE PLACE")
def whose_place(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    yield Cell("WHOSEPLACE", place.sem)


@binary("IN WHOSEPLACE")
def in_whose_place(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    yield place._replace(cat="INWHOSE")


@binary("BE INWHOSE")
def is_in_whose_place(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    yield place._replace(cat="ISINWHOSE")


@binary("INWHOSE YN", "NP ISINWHOSE")
def in_whose_place_is_it(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "In whose hands is X", "X is in whose hands"."""
    place, thing = (left, right) if left.cat == "INWHOSE" else (right, left)
    if thing.wh not in ("", "BE") or thing.q is not None or thing.kind not in ("ent", "rel"):
        return
    assert isinstance(place.sem, RelExpr)
    asked = thing._replace(cat="NP", wh="")
    for pred, cost in g.related((inverse(place.sem),), asked):
        for of, _, extra in g.meaning.apply(pred, None, g.meaning.everything):
            if isinstance(of, SetExpr):
                yield question(Listing(of), thing.cost + cost + extra, "wh")


@binary("BE GENPLACE", "NEG GENPLACE")
def is_at_the_place_of(g: Ground, aux: Cell, place: Cell) -> Iterator[Cell]:
    """ "Are T's responsibility", "is nobody's problem"."""
    if aux.cat == "NEG" and aux.kind != "BE":
        return
    for cell in in_the_place_of(g, aux, place):
        if isinstance(cell.sem, Pred):
            said = Not(cell.sem) if aux.cat == "NEG" else cell.sem
            yield cell._replace(sem=said, kind="v", cost=cell.cost + 0.12)


@binary("HAVE GENPLACE", "WITH GENPLACE")
def has_somebodys(g: Ground, word: Cell, place: Cell) -> Iterator[Cell]:
    """ "Have T's name against them", "with nobody's name on it"."""
    for cell in in_the_place_of(g, word, place):
        kind = "v" if word.cat == "HAVE" else "p"
        yield cell._replace(kind=kind, cost=cell.cost + 0.2, wh="has")


@binary("BE GEN", "NEG GEN", "BE GENNO")
def is_somebodys(g: Ground, aux: Cell, owner: Cell) -> Iterator[Cell]:
    """ "Which services are T's", "are nobody's"."""
    persons = persons_of(g)
    if owner.sem == HOLE or not owner.mask & persons:
        return
    mask = owner.mask & persons
    relations = g.meaning.bridges(g.meaning.everything & ~persons, mask)
    for pred, cost in g.related(relations, owner._replace(cat="NP", mask=mask)):
        found = Not(pred) if aux.cat == "NEG" else pred
        yield predicate(g, found, "v", owner.cost + cost + 0.1)


@binary("GEN NP", "NP PP")
def units_of(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "T's squads", "teams in T": of groups of persons, those below."""
    if isinstance(right.sem, Phrase):
        if right.sem.word not in ("of", "in", "under", "within"):
            return
        noun, whole = left, right.sem.noun._replace(cost=right.cost)
    else:
        noun, whole = right, left
    plain = noun.kind == "cls" and noun.q is None and not noun.wh and noun.many
    if not plain or whole.kind != "ent" or noun.mask & ~persons_of(g) or whole.q is not None:
        return
    for name, relation in sorted(g.ontology.relations.items()):
        ends = {(row.domain, row.range) for row in relation.rows}
        if len(ends) == 1 and not relation.same_class:
            (first, second), *_ = ends
            mask = g.meaning.of_class[first]
            if first == second and mask == noun.mask and mask & whole.mask:
                assert isinstance(whole.sem, SetExpr)
                pred = Rel((Hop(name),), whole.sem, whole.mask)
                yield from restrict(g, noun, pred, whole.cost + 0.1)


# ------------------------------------------------------------------ verbs parted by their object


@binary(*(f"SPLIT{p} NP" for p in PARTICLES))
def held_object(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind in ("ent", "cls", "rel"):
        yield Cell("HELD" + verb.cat.removeprefix("SPLIT"), (verb.sem, noun), cost=noun.cost)


@binary(*(f"HELD{p} PARTICLE{p}" for p in PARTICLES))
def particle_last(g: Ground, held: Cell, word: Cell) -> Iterator[Cell]:
    """ "Switch X off", "take X down"."""
    assert isinstance(held.sem, tuple)
    verb, noun = held.sem
    assert isinstance(verb, Cell)
    yield from verb_object(g, verb, noun) if verb.cat == "V" else change_of(g, verb, noun)


@binary("OPENV NP")
def open_verb(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    if not noun.wh and noun.kind in ("ent", "cls", "rel"):
        yield Cell("OPENVP", (verb.sem, noun), cost=noun.cost)


@binary("OPENVP TAIL")
def closed_verb(g: Ground, held: Cell, tail: Cell) -> Iterator[Cell]:
    """ "Use X for training", "supply X with data"."""
    assert isinstance(held.sem, tuple)
    ways, noun = held.sem
    for verb, wanted in ways:
        if wanted == tail.sem:
            yield from verb_object(g, verb, noun)


@binary("OPENSPEAK NP")
def speaker_gets(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh and noun.q is None:
        yield Cell("OPENSPEAKNP", (verb.sem, noun), cost=noun.cost, kind=verb.kind)


@binary("OPENSPEAKNP TAIL")
def speaker_gets_from(g: Ground, held: Cell, tail: Cell) -> Iterator[Cell]:
    assert isinstance(held.sem, tuple)
    (relation, wanted), noun = held.sem
    if wanted == tail.sem:
        yield Cell("GETSFROM", (relation, noun), cost=held.cost, kind=held.kind)


@binary("SPEAKER GETSFROM")
def whom_from(g: Ground, speaker: Cell, gets: Cell) -> Iterator[Cell]:
    """ "Whom do we buy X from"."""
    assert isinstance(gets.sem, tuple)
    relation, noun = gets.sem
    for pred, cost in g.related((inverse(relation),), noun):
        yield Cell("GP", pred, g.meaning.domain(pred), gets.cost + cost)


@binary("HASIT RN")
def has_it_there(g: Ground, noun: Cell, role: Cell) -> Iterator[Cell]:
    """ "Has X upstream"."""
    if isinstance(role.sem, Noun) and role.q is None and g.closure(role.sem.relation) == "data":
        for pred, cost in g.related((inverse(role.sem.relation),), noun._replace(cat="NP")):
            yield predicate(g, pred, noun.kind, noun.cost + role.cost + cost)


@binary("TRACE NP")
def trace_lineage(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Trace the lineage of X", "trace X upstream"."""
    sem = noun.sem
    if isinstance(sem, Image) and g.closure(sem.relation) == "data" and not noun.wh:
        yield noun._replace(cost=noun.cost - 0.1)


# ------------------------------------------------------------------ somebody who does it


@binary("NP VP")
def somebody_doing(g: Ground, who: Cell, pred: Cell) -> Iterator[Cell]:
    """ "Nobody looking after them"."""
    if who.kind != "univ" or who.sem is not None or who.wh or pred.kind not in ("g", "p"):
        return
    if isinstance(pred.sem, Rel) and pred.sem.target == HOLE and pred.sem.mode == "some":
        mode = "none" if who.q is not None and who.q.kind == "no" else "some"
        turned = tuple(inverse(r) for r in pred.sem.relations if g.closure(r) != "impact")
        if turned:
            sem = Rel(turned, None, g.meaning.everything, mode)
            yield Cell("SOMEBODY", sem, cost=who.cost + pred.cost)


@binary("HAVE SOMEBODY", "WITH SOMEBODY", "HAVENO SOMEBODY", "WITHOUT SOMEBODY")
def has_somebody(g: Ground, word: Cell, somebody: Cell) -> Iterator[Cell]:
    assert isinstance(somebody.sem, Pred)
    lacks = word.cat in ("HAVENO", "WITHOUT")
    kind = "p" if word.cat.startswith("WITH") else "v"
    sem = Not(somebody.sem) if lacks else somebody.sem
    yield predicate(g, sem, kind, somebody.cost)


# ------------------------------------------------------------------ a dependency on it


@binary("RN PP")
def noun_on(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "A dependency on X": X is the dependency."""
    assert isinstance(phrase.sem, Phrase)
    if not isinstance(noun.sem, Noun) or noun.sem.filters or noun.sem.family == "impact":
        return
    if phrase.sem.word != "on" or noun.wh or phrase.sem.noun.wh:
        return
    if noun.q is not None and noun.q.kind not in ("no", "any"):
        return
    if not noun.sem.xs & phrase.sem.noun.mask or not noun.sem.ys & phrase.sem.noun.mask:
        return
    for pred, cost in g.related((inverse(noun.sem.relation),), phrase.sem.noun):
        found = Not(pred) if noun.q is not None and noun.q.kind == "no" else pred
        yield Cell("NOUNON", found, cost=noun.cost + phrase.cost + cost, many=noun.many)


@binary("HAVE NOUNON", "WITH NOUNON", "HAVENO NOUNON", "WITHOUT NOUNON")
def has_noun_on(g: Ground, word: Cell, on: Cell) -> Iterator[Cell]:
    assert isinstance(on.sem, Pred)
    kind = "p" if word.cat.startswith("WITH") else "v"
    sem = Not(on.sem) if word.cat in ("HAVENO", "WITHOUT") else on.sem
    yield predicate(g, sem, kind, on.cost)


@unary("NOUNON")
def dependencies_on(g: Ground, on: Cell) -> Iterator[Cell]:
    """ "Dependencies on X": those that have one."""
    if on.many and isinstance(on.sem, Rel):
        for of, mask, extra in g.meaning.apply(on.sem, None, g.meaning.everything):
            yield Cell("NP", of, mask, on.cost + extra + 0.1, kind="rel", many=True)


@binary("RN NP", "RNIS NP")
def noun_is(g: Ground, noun: Cell, other: Cell) -> Iterator[Cell]:
    """ "Owner: T", "owner=T", said of something."""
    if not isinstance(noun.sem, Noun) or noun.q is not None or noun.wh or noun.sem.filters:
        return
    if other.kind != "ent" or other.wh or not other.mask & noun.sem.xs or other.mask & noun.sem.ys:
        return
    for pred, cost in g.related((inverse(noun.sem.relation),), other):
        dear = 0.0 if noun.cat == "RNIS" else g.shape["keyword"]
        yield predicate(g, pred, "p", noun.cost + other.cost + cost + dear)


@binary("RN EXACTLY")
def noun_equals(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if word.sem == "=":
        yield noun._replace(cat="RNIS")


@binary("WHERE RN", "WHERE PN", "WHERE NP")
def where_none(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Where no owner is known"."""
    if noun.q is None or noun.q.kind != "no" or noun.wh:
        return
    if noun.cat == "PN":
        sem: Pred = Prop(getattr(noun.sem, "name", ""), Op.UNKNOWN)
        yield Cell("WHERENO", sem, cost=noun.cost)
        return
    for pred, cost in g.having(noun):
        yield Cell("WHERENO", pred, cost=noun.cost + cost)


@binary("WHERENO BE", "WHERENO EXIST", "WHERENO ISKNOWN")
def where_none_is(g: Ground, none: Cell, word: Cell) -> Iterator[Cell]:
    assert isinstance(none.sem, Pred)
    yield Cell("RC", none.sem, g.meaning.domain(none.sem), none.cost)


@binary("BE KNOWN")
def is_known(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISKNOWN")


@binary("NP NP")
def thing_then_class(g: Ground, thing: Cell, asked: Cell) -> Iterator[Cell]:
    """ "X - which team?"."""
    if thing.kind == "ent" and thing.q is None and not thing.wh:
        if asked.kind == "cls" and asked.wh == "list":
            for cell in bridged(g, asked._replace(wh=""), thing, thing.cost + g.shape["bridge_of"]):
                if isinstance(cell.sem, SetExpr):
                    yield question(Listing(cell.sem), cell.cost + 0.1, "wh")


@binary("RN CHAINWORD")
def whole_chain(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "Dependency tree"."""
    if isinstance(noun.sem, Noun) and noun.q is None and not noun.many:
        relation = g.meaning.deepened(noun.sem.relation, DEPTHS["any-depth"])
        if relation is not None:
            yield noun._replace(sem=replace(noun.sem, relation=relation), many=True)
