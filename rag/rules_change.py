"""Rules for cause and effect: who suffers, and who must hear of it, when what changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Entity,
    Named,
    RelExpr,
    SetExpr,
    Union,
)
from rag.cell import Caused, Cell, Phrase, Quantity, Valued
from rag.grammar import (
    Ground,
    binary,
    fill,
    has_hole,
    unary,
)
from rag.predicate import HOLE, Among, Both, Not, Pred, Rel
from rag.rules_noun import restrict
from rag.rules_verb import VOICE, predicate


@unary("EFFECT")
def effect(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Break", of whatever another clause says will change."""
    assert isinstance(word.sem, RelExpr)
    mask = g.meaning.seconds(word.sem)
    pred: Pred = Rel((word.sem,), HOLE, mask)
    if word.wh == "not":
        pred = Not(pred)
    yield predicate(g, pred, VOICE[word.kind], word.cost)


@binary("EFFECT NP")
def affected_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "The affected agents"; "survive an outage of X"."""
    if not isinstance(word.sem, RelExpr):
        return
    those = noun.kind == "univ" and noun.sem is None and noun.mask == g.meaning.everything
    if word.kind == "p" and (noun.kind == "cls" or those) and not noun.wh:
        yield from restrict(
            g, noun, Rel((word.sem,), HOLE, g.meaning.seconds(word.sem)), word.cost + 0.05
        )
    elif noun.kind == "chg" and word.wh == "not" and isinstance(noun.sem, SetExpr):
        pred = Not(Rel((word.sem,), noun.sem, noun.mask))
        yield predicate(g, pred, VOICE[word.kind], word.cost + noun.cost)


@binary("SPEAKER REMEDY", "BE REMEDY", "NEEDING REMEDY", "TO REMEDY")
def to_be_mended(g: Ground, word: Cell, remedy: Cell) -> Iterator[Cell]:
    """ "What must we retest", "what has to be retested", "what needs retesting"."""
    wanted = {"SPEAKER": "b", "BE": "d", "NEEDING": "g", "TO": "b"}[word.cat]
    if remedy.kind != wanted or not isinstance(remedy.sem, RelExpr):
        return
    pred = Rel((remedy.sem,), HOLE, g.meaning.seconds(remedy.sem))
    if word.cat == "SPEAKER":
        yield Cell("GP", pred, g.meaning.domain(pred), remedy.cost)
    else:
        yield predicate(g, pred, "p" if word.cat == "TO" else "v", remedy.cost)


@binary("TO SPEAK")
def to_be_told(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Teams to notify"."""
    if verb.kind in ("b", "p"):
        yield from spoken(g, verb, "p")


@binary("SPEAKER SPEAK")
def speaker_acts(g: Ground, speaker: Cell, word: Cell) -> Iterator[Cell]:
    if word.kind == "b":
        yield from spoken(g, word, "v")


def spoken(g: Ground, word: Cell, kind: str) -> Iterator[Cell]:
    assert isinstance(word.sem, RelExpr)
    yield Cell(
        "VP",
        Rel((word.sem,), HOLE, g.meaning.everything),
        g.meaning.everything,
        word.cost,
        kind=kind,
        wh="who",
    )


@unary("SPEAK")
def spoken_to(g: Ground, word: Cell) -> Iterator[Cell]:
    """ "Must be told": the one asked for is who hears."""
    if word.kind in ("d", "p"):
        yield from spoken(g, word, "p")
    elif word.kind in ("b", "s"):
        yield from (c._replace(cost=c.cost + 0.05) for c in spoken(g, word, "v"))


@binary("BE CHANGE", "MODAL CHANGE", "DO CHANGE", "HAVE CHANGE", "TO CHANGE")
def auxiliary_change(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield word._replace(kind="g" if str(aux.sem).endswith("ing") else "s")


@binary("NP CHANGE")
def changing(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    yield from caused(noun, "CL", word.cost)
    if word.kind == "g":
        yield from caused(noun, "CHG", word.cost + 0.05)


def caused(noun: Cell, cat: str, cost: float = 0.0) -> Iterator[Cell]:
    if isinstance(noun.sem, SetExpr) and not noun.wh and noun.kind not in ("univ", "chg", "any"):
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
    assert isinstance(cause.sem, Caused)
    if isinstance(phrase.sem, Rel) and phrase.sem.target == HOLE:
        yield phrase._replace(
            sem=replace(phrase.sem, target=cause.sem.of, mask=cause.mask),
            cost=phrase.cost + cause.cost,
        )
    elif (
        isinstance(phrase.sem, SetExpr)
        and phrase.sem != HOLE
        and has_hole(phrase.sem)
        and not phrase.wh
    ):
        yield phrase._replace(sem=fill(phrase.sem, cause.sem.of), cost=phrase.cost + cause.cost)


@binary("VP PP", "RC PP")
def happens_to(g: Ground, pred: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "What happens to our reports if …": those that suffer are among them."""
    assert isinstance(phrase.sem, Phrase)
    noun = phrase.sem.noun
    if (
        (
            isinstance(pred.sem, Rel)
            and pred.sem.target == HOLE
            and phrase.sem.word in ("to", "on", "for", "among", "in")
        )
        and noun.kind in ("cls", "rel")
        and noun.q is None
        and isinstance(noun.sem, SetExpr)
    ):
        sem = Both((Among(noun.sem, noun.mask), pred.sem))
        if noun.mask & pred.mask:
            yield Cell(
                pred.cat, sem, noun.mask & pred.mask, pred.cost + phrase.cost, kind=pred.kind
            )


@binary("CL PP", "CHG PP", "DROP PP", "CAUSE PP")
def changed_in(g: Ground, clause: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Field f is removed from topic t": its container says no more."""
    assert isinstance(clause.sem, Caused)
    assert isinstance(phrase.sem, Phrase)
    thing, holder = clause.sem.of, phrase.sem.noun.sem
    if isinstance(thing, Entity) and isinstance(holder, Entity):
        if any(g.containers.get(u) in holder.urns for u in thing.urns):
            yield clause._replace(cost=clause.cost + phrase.cost)


@binary("SPEAK NP")
def spoken_of(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What do we buy from V": the speaker's act with both its ends."""
    if isinstance(verb.sem, RelExpr) and verb.kind in ("b", "g", "d") and not noun.wh:
        for pred, cost in g.related((verb.sem,), noun):
            dear = verb.cost + noun.cost + cost
            yield Cell("SPOKE", pred, g.meaning.domain(pred), dear, kind=verb.kind)


@binary("SPEAKER SPOKE")
def speaker_spoke(g: Ground, speaker: Cell, pred: Cell) -> Iterator[Cell]:
    yield pred._replace(cat="VP", kind="g" if pred.kind == "g" else "v")
    yield pred._replace(cat="GP", kind="")


@binary("EFFECT SEVERITY", "SEVERITY EFFECT")
def effect_severity(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    word, severity = (left, right) if left.cat == "EFFECT" else (right, left)
    if isinstance(word.sem, Named):
        yield word._replace(sem=replace(word.sem, severity=str(severity.sem)))


@binary("VP SEVERITY", "RC SEVERITY")
def predicate_severity(g: Ground, pred: Cell, severity: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Rel):
        kept = tuple(
            replace(r, severity=str(severity.sem))
            if isinstance(r, Named) and g.closure(r) == "impact"
            else r
            for r in pred.sem.relations
        )
        if kept != pred.sem.relations:
            yield pred._replace(sem=replace(pred.sem, relations=kept))


@binary("CHANGE VALN", "CHANGE ASPECTOF")
def change_of_aspect(g: Ground, word: Cell, what: Cell) -> Iterator[Cell]:
    """ "X changes its type"; "we change the type of X": what changes of it, changes it."""
    of = what.sem.of if isinstance(what.sem, Valued) else what.sem
    if not isinstance(of, SetExpr) or what.wh:
        return
    if of == HOLE:
        yield word._replace(cost=word.cost + what.cost)
    else:
        thing = Cell("NP", of, what.mask, what.cost, kind="ent")
        yield from caused(thing, "CHG" if word.kind == "g" else "DROP", word.cost)


@binary("VALN CHANGE", "ASPECTOF CHANGE")
def aspect_changes(g: Ground, what: Cell, word: Cell) -> Iterator[Cell]:
    """ "The schema of X changes"."""
    of = what.sem.of if isinstance(what.sem, Valued) else what.sem
    if isinstance(of, SetExpr) and of != HOLE and not what.wh:
        yield from changing(g, Cell("NP", of, what.mask, what.cost, kind="ent"), word)


@binary("CHANGE ASPECT")
def change_as_to(g: Ground, word: Cell, aspect: Cell) -> Iterator[Cell]:
    """ "X changes schema", "changes in format"."""
    if word.kind in ("b", "s", "g"):
        yield word._replace(cost=word.cost + 0.1)


@binary("GEN ASPECT", "ASPECT PP")
def aspect_of(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "X's schema", "the format of X"."""
    noun = right.sem.noun if isinstance(right.sem, Phrase) else left
    if noun.kind == "ent" and noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr):
        yield Cell("ASPECTOF", noun.sem, noun.mask, noun.cost)


@binary("CHANGENOUN ASPECTPP")
def noun_of_aspect(g: Ground, word: Cell, what: Cell) -> Iterator[Cell]:
    """ "A change to the schema of X"."""
    assert isinstance(what.sem, SetExpr)
    yield from caused(Cell("NP", what.sem, what.mask, what.cost, kind="ent"), "CHG")


@binary("OF VALN", "OF ASPECTOF", "TO VALN", "TO ASPECTOF", "IN VALN", "IN ASPECTOF")
def to_an_aspect(g: Ground, word: Cell, what: Cell) -> Iterator[Cell]:
    of = what.sem.of if isinstance(what.sem, Valued) else what.sem
    if isinstance(of, SetExpr) and of != HOLE and not what.wh:
        yield Cell("ASPECTPP", of, what.mask, what.cost)


@binary("CL NP", "CL RN")
def fails_to_deliver(g: Ground, clause: Cell, noun: Cell) -> Iterator[Cell]:
    """ "If V cannot deliver readers any more": what it no longer does adds nothing to that it fails."""
    bare = noun.many and noun.kind in ("", "cls") and noun.q is None and not noun.wh
    if bare and isinstance(clause.sem, Caused):
        yield clause._replace(cost=clause.cost + noun.cost + 0.3)


@binary("AND ONE")
def and_one(g: Ground, word: Cell, one: Cell) -> Iterator[Cell]:
    yield Cell("ANDONE")


@binary("ANDONE PP")
def and_one_of(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    assert isinstance(phrase.sem, Phrase)
    yield phrase.sem.noun._replace(cat="ANDONEOF", cost=phrase.cost)


@binary("NP ANDONEOF")
def change_and_one(g: Ground, change: Cell, other: Cell) -> Iterator[Cell]:
    """ "An outage of A and one of B"."""
    if change.kind == "chg" and change.q is None and isinstance(change.sem, SetExpr):
        if other.kind == "ent" and other.q is None and isinstance(other.sem, SetExpr):
            sem = Union((change.sem, other.sem))
            yield Cell(
                "NP",
                sem,
                change.mask | other.mask,
                change.cost + other.cost,
                Quantity("and"),
                "ent",
                many=True,
            )
