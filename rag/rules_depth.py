"""Rules for how far and how exclusively: directly, ultimately, only, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    But,
    Count,
    Entity,
    Exists,
    Image,
    In,
    Listing,
    Named,
    NoneOf,
    RelExpr,
    SetExpr,
)
from rag.cell import Cell, Noun, Phrase, Quantity, Verb
from rag.deepen import along
from rag.grammar import (
    DEPTHS,
    Ground,
    binary,
)
from rag.lexicon import PLACES
from rag.predicate import ALIKE, Both, Not, Pred, Rel, inverse
from rag.rules_verb import verb_object


@binary("Q DEPTH")
def question_depth(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    depth = DEPTHS.get(str(word.sem))
    if depth is not None and isinstance(q.sem, Listing | Count | Exists):
        of = g.deepen_set(q.sem.of, depth)
        if of is not None:
            yield q._replace(sem=replace(q.sem, of=of), cost=q.cost + 0.1)


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
    if isinstance(pred.sem, Rel) and any(
        isinstance(r, Named) and r.severity for r in pred.sem.relations
    ):
        yield pred  # "only degrade": a severity is exact as it is
    elif isinstance(pred.sem, Rel) and pred.sem.mode == "some" and pred.sem.target is not None:
        yield pred._replace(sem=replace(pred.sem, mode="only"))


@binary("ONLYV NP")
def only_verb(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Depends only on X"."""
    if noun.q is None or noun.q.kind in ("and", "or"):
        yield from verb_object(g, verb._replace(cat="V"), noun._replace(q=Quantity("only")))


@binary("OR DEPTH", "AND DEPTH")
def or_depth(g: Ground, word: Cell, depth: Cell) -> Iterator[Cell]:
    yield depth._replace(cat="ORDEPTH")


@binary("INCLUSIVE DEPTH")
def including_depth(g: Ground, word: Cell, depth: Cell) -> Iterator[Cell]:
    """ "Including through delegation" goes as far as that."""
    if depth.sem != "one-step":
        yield depth


@binary("DEPTH ORDEPTH")
def either_depth(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """ "Directly or indirectly" takes the farther of the two."""
    yield (right if left.sem == "one-step" else left)._replace(cat="DEPTH")


@binary("VP NOELSE", "RC NOELSE")
def nothing_else(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Depends on X and nothing else"."""
    if (
        isinstance(pred.sem, Rel)
        and pred.sem.mode in ("some", "only")
        and pred.sem.target is not None
    ):
        yield pred._replace(sem=replace(pred.sem, mode="only"))


@binary("NOELSE NP")
def no_other(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls":
        yield word


@binary("ALONG RELNAME")
def along_relation(g: Ground, word: Cell, name: Cell) -> Iterator[Cell]:
    kind = "only" if "only" in str(word.sem) or "just" in str(word.sem) else ""
    yield Cell("ALONGREL", name.sem, kind=kind)
    if kind:
        yield Cell("ALONGONLY", name.sem)


@binary("ALONGREL ALONE")
def along_it_alone(g: Ground, name: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ALONGONLY", name.sem)


@binary("VP ALONGONLY", "RC ALONGONLY", "GP ALONGONLY")
def only_along(g: Ground, pred: Cell, name: Cell) -> Iterator[Cell]:
    """ "Derived from X through DERIVED_FROM alone": over edges of that name, at any depth."""
    if isinstance(pred.sem, Rel):
        found = tuple(
            f for r in pred.sem.relations if (f := along(g.ontology, r, str(name.sem))) is not None
        )
        if found:
            yield pred._replace(sem=replace(pred.sem, relations=found))


@binary("NP ALONGONLY")
def set_only_along(g: Ground, noun: Cell, name: Cell) -> Iterator[Cell]:
    """ "Everything downstream of X through DERIVED_FROM alone"."""
    parts = noun.sem.parts if isinstance(noun.sem, In) else (noun.sem,)
    images = [p for p in parts if isinstance(p, Image)]
    if len(images) == 1 and noun.q is None and noun.kind == "rel":
        image = images[0]
        relation = along(g.ontology, image.relation, str(name.sem))
        if relation is not None:
            made = (replace(image, relation=relation) if p is image else p for p in parts)
            kept = tuple(p for p in made if isinstance(p, SetExpr))
            yield noun._replace(sem=kept[0] if len(kept) == 1 else In(kept))


def as_far_as_can_be(g: Ground, pred: Pred) -> Pred:
    deeper = g.deepen_pred(pred, DEPTHS["any-depth"])
    return deeper if deeper is not None else pred


@binary("ENDUP V")
def ends_up(g: Ground, word: Cell, verb: Cell) -> Iterator[Cell]:
    """ "End up delegating to X", "ends up derived from it": however far."""
    assert isinstance(verb.sem, Verb)
    if verb.kind in ("g", "p") and verb.sem.phrase not in PLACES:  # "end up in" is a verb
        far = tuple(g.meaning.deepened(r, DEPTHS["any-depth"]) or r for r in verb.sem.relations)
        yield verb._replace(sem=replace(verb.sem, relations=far), kind="s")


@binary("ENDUP VP")
def ends_up_so(g: Ground, word: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred) and pred.kind in ("g", "p"):
        cost = pred.cost + 0.15
        yield pred._replace(sem=as_far_as_can_be(g, pred.sem), kind="v", cost=cost)


@binary("DEPTH Q")
def depth_first(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    """ "Through delegation, which tools can X reach"."""
    for cell in question_depth(g, q, word):
        yield cell._replace(cost=q.cost - 0.12)


@binary("VP ATALL")
def not_at_all(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Do not need X at all": not by way of others either."""
    if isinstance(pred.sem, Not) and isinstance(pred.sem.of, Rel):
        deeper = g.deepen_pred(pred.sem, DEPTHS["any-depth"])
        if deeper is not None and isinstance(pred.sem.of.target, Entity) and deeper != pred.sem:
            yield pred._replace(sem=deeper, cost=pred.cost - 0.12)


@binary("VP INDIRECTLY", "GP INDIRECTLY", "RC INDIRECTLY")
def only_indirectly(g: Ground, pred: Cell, word: Cell) -> Iterator[Cell]:
    """ "Indirectly but not directly"."""
    if isinstance(pred.sem, Rel) and pred.sem.mode == "some":
        far = g.deepen_pred(pred.sem, DEPTHS["any-depth"])
        near = g.deepen_pred(pred.sem, DEPTHS["one-step"])
        if far is not None and near is not None and far != near:
            yield pred._replace(sem=Both((far, Not(near))))


@binary("NOTEVEN PP", "NOTEVEN ALONGP")
def not_even(g: Ground, word: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Not even by way of their system"."""
    yield Cell("NOTEVENP")


@binary("ALONG GEN", "ALONG ITS")
def along_its(g: Ground, word: Cell, its: Cell) -> Iterator[Cell]:
    yield Cell("ALONGITS")


@binary("ALONGITS NP")
def along_its_group(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and noun.q is None and noun.mask & g.meaning.groups:
        yield Cell("ALONGP")


@binary("Q NOTEVENP", "VP NOTEVENP", "RC NOTEVENP", "GP NOTEVENP")
def not_at_all_even(g: Ground, said: Cell, word: Cell) -> Iterator[Cell]:
    """ "Nobody owns, not even via its system": what is inherited counts all the same."""
    of = said.sem.of if isinstance(said.sem, Listing | Count | Exists) else None
    none = isinstance(of, NoneOf) or (isinstance(said.sem, Rel) and said.sem.mode == "none")
    if none or isinstance(said.sem, Not):
        yield said._replace(cost=said.cost + 0.05)


@binary("ALONG NP")
def only_by_way_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Only through another agent": not directly."""
    said = str(word.sem)
    other = noun.sem == ALIKE or (noun.kind == "univ" and "other" in said)
    if ("only" in said or "just" in said) and other and not noun.wh:
        yield Cell("INDIRECTLY", "only indirectly")


def inherited(g: Ground, noun: Noun) -> Noun | None:
    """ "An inherited owner": one by way of what it is in, and none of its own."""
    near = g.meaning.deepened(noun.relation, DEPTHS["one-step"])
    nearest = isinstance(noun.relation, Named) and near is not None and near != noun.relation
    if not nearest or near is None or noun.family:
        return None
    return replace(noun, relation=But(noun.relation, near))


@binary("INHERIT RN")
def inherited_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    said = str(word.sem)
    if not isinstance(noun.sem, Noun) or noun.q is not None or noun.wh:
        return
    found = inherited(g, noun.sem)
    if found is None:
        return
    if said == "inherited":
        yield noun._replace(sem=found)
    else:
        pred = Rel((inverse(found.relation),), None, found.xs)
        kind = "g" if said.endswith("ing") else "v"
        yield Cell("VP", pred, g.meaning.domain(pred), noun.cost, kind=kind, wh="inherits")


@binary("INCLUSIVE INHERIT", "INCLUSIVE INHERITED")
def including_inherited(g: Ground, word: Cell, inherit: Cell) -> Iterator[Cell]:
    if inherit.cat == "INHERITED" or inherit.sem == "inherited":
        yield Cell("INCLINHERITED")


@binary("INHERIT THOSE", "INHERIT RN")
def inherited_ones(g: Ground, word: Cell, ones: Cell) -> Iterator[Cell]:
    if word.sem == "inherited" and ones.q is None and not ones.wh:
        yield Cell("INHERITED")


@binary("Q INCLINHERITED", "Q INHERITED")
def inherited_too(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "By owner, including inherited ones": those count in any case."""
    yield q._replace(cost=q.cost + 0.05)


@binary("INHERIT ONE", "INHERIT THOSE")
def inherit_one(g: Ground, word: Cell, one: Cell) -> Iterator[Cell]:
    """ "No owner of their own but inherit one"."""
    for bridge in g.meaning.bridges(g.owned, g.persons) if word.sem != "inherited" else ():
        noun = Noun(inverse(bridge), g.persons, g.owned)
        for cell in inherited_noun(g, word, Cell("RN", noun, g.persons)):
            yield cell._replace(cost=cell.cost + 0.05)


@binary("INHERIT ITS")
def inherit_its(g: Ground, word: Cell, its: Cell) -> Iterator[Cell]:
    if word.sem != "inherited":
        yield word


@binary("VP PP")
def inherit_from(g: Ground, pred: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Inherit their owner from the system"."""
    noun = phrase.sem.noun if isinstance(phrase.sem, Phrase) else phrase
    if pred.wh == "inherits" and noun.kind in ("cls", "rel") and noun.mask & g.meaning.groups:
        yield pred._replace(cost=pred.cost - 0.05, wh="")


@binary("DONE NOFURTHER", "V NOFURTHER")
def no_further(g: Ground, verb: Cell, word: Cell) -> Iterator[Cell]:
    """ "Delegate no further": to nobody."""
    relations = verb.sem.relations if isinstance(verb.sem, Verb) else verb.sem
    if isinstance(relations, tuple) and verb.kind in ("b", "s"):
        kept = tuple(r for r in relations if isinstance(r, RelExpr))
        pred = Rel(kept, None, g.meaning.everything, "none")
        yield Cell("VP", pred, g.meaning.domain(pred), verb.cost, kind="v")


@binary("RN ITSOWN", "NP ITSOWN")
def its_own(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    """ "An owner of its own" is none that it inherits."""
    if isinstance(noun.sem, Noun):
        near = g.meaning.deepened(noun.sem.relation, DEPTHS["one-step"])
        sem = replace(noun.sem, relation=near) if near is not None else noun.sem
        yield noun._replace(sem=sem, cost=noun.cost - 0.12)
    elif noun.kind in ("cls", "rel"):
        yield noun._replace(cost=noun.cost - 0.12)
