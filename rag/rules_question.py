"""Rules for whole questions: what is asked for, and in which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.algebra import (
    Answer,
    Count,
    Entity,
    Exists,
    Grouped,
    Image,
    In,
    Listing,
    Minus,
    Named,
    Op,
    PathOf,
    SetExpr,
    Subset,
    Value,
    Where,
)
from rag.cell import Caused, Cell, Noun, Phrase, Ranking, Valued
from rag.grammar import Ground, binary, fill_answer, holes, unary
from rag.meaning import HOLE, Among, Not, Pred, Prop, Rel, inverse
from rag.rules_noun import relational, restrict


def ask(wh: str, of: SetExpr) -> Answer:
    return Count(of) if wh == "count" else Listing(of)


def question(answer: Answer, cost: float, kind: str = "") -> Cell:
    return Cell("Q", answer, cost=cost, kind=kind)


# ------------------------------------------------------------------ question words


@unary("WHAT")
def what(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="univ", wh="list")


@unary("WHO")
def who(g: Ground, word: Cell) -> Iterator[Cell]:
    persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
    others = g.meaning.everything & ~persons
    if persons:
        yield Cell("NP", None, persons, kind="univ", wh="list")
    yield Cell("NP", None, others, g.shape["who_as_thing"] if persons else 0.0, kind="univ", wh="list")


@unary("WHERE")
def where(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.05, kind="univ", wh="list")


@binary("NP WHEREV")
def subject_where_verb(g: Ground, noun: Cell, verb: Cell) -> Iterator[Cell]:
    """ "Where does X run" asks for what X runs on."""
    from rag.rules_verb import subject_verb

    for cell in subject_verb(g, noun, verb._replace(cat="V")):
        yield cell._replace(cat="GPW")


@binary("DO GPW", "BE GPW", "MODAL GPW")
def inverted_where(g: Ground, aux: Cell, gap: Cell) -> Iterator[Cell]:
    yield gap._replace(kind="q")


@binary("WHERE GPW")
def where_question(g: Ground, word: Cell, gap: Cell) -> Iterator[Cell]:
    if gap.kind == "q" and isinstance(gap.sem, Pred):
        noun = Cell("NP", None, g.meaning.everything, kind="univ", wh="list")
        yield from answered(g, noun, gap.sem, gap.cost)


@unary("ANYONE", "ANYTHING")
def anyone(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="univ")


@unary("NOONE", "NOTHING")
def no_one(g: Ground, word: Cell) -> Iterator[Cell]:
    from rag.cell import Quantity

    yield Cell("NP", None, g.meaning.everything, q=Quantity("no"), kind="univ")


@unary("EVERYTHING")
def everything(g: Ground, word: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, kind="every")


@binary("WHICH NP", "WHICH RN", "WHICH PN", "WHAT PN")
def which(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg", "every"):
        yield noun._replace(wh="list")


@binary("HOWMANY NP", "HOWMANY RN")
def how_many(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind not in ("ent", "univ", "chg"):
        yield noun._replace(wh="count")


@binary("NUMBEROF NP", "COUNTOF NP")
def number_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr) and noun.kind not in ("ent", "chg"):
        yield question(Count(noun.sem), noun.cost)


# ------------------------------------------------------------------ wh-questions


@binary("NP VP")
def subject_question(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if not noun.wh or not isinstance(pred.sem, Pred) or pred.kind == "g":
        return
    cost = noun.cost + pred.cost + (0.2 if pred.kind == "p" and noun.kind == "univ" else 0.0)
    if pred.wh == "who" and noun.kind == "univ":
        persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
        if noun.mask != persons:
            return
    yield from answered(g, noun, pred.sem, cost)


@binary("NP GP", "NP RC")
def object_question(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    if noun.wh and isinstance(gap.sem, Pred):
        cost = noun.cost + gap.cost + (0.0 if gap.kind == "q" else g.shape["loose"])
        yield from answered(g, noun, gap.sem, cost)
    elif noun.wh and isinstance(gap.sem, Ranking):
        xs = g.meaning.firsts(gap.sem.relation, gap.mask) & noun.mask
        if xs:  # which services does each team own
            of = noun.sem if isinstance(noun.sem, SetExpr) else g.meaning.listed(xs)
            grouped = Grouped(of, gap.sem.relation, g.meaning.labels(gap.mask), noun.wh == "count")
            yield question(grouped, noun.cost + gap.cost)


def answered(g: Ground, noun: Cell, pred: Pred, cost: float) -> Iterator[Cell]:
    sem = noun.sem
    assert sem is None or isinstance(sem, SetExpr)
    persons = noun.kind == "univ" and noun.mask != g.meaning.everything
    for found, mask, extra in g.meaning.apply(pred, sem, noun.mask):
        if found is None:
            continue
        if extra and persons:
            extra = 0.3 if impacted(g, pred) else 0.8
        if isinstance(pred, Among) and noun.kind == "univ" and mask != pred.mask:
            found = In((g.meaning.listed(mask), found))
        yield question(ask(noun.wh, found), cost + extra)


def impacted(g: Ground, pred: Pred) -> bool:
    """Whether it is about who suffers: then persons are those who own what does."""
    return isinstance(pred, Rel) and any(g.closure(r) == "impact" for r in pred.relations)


@binary("WHOSE BE")
def whose_is(g: Ground, word: Cell, aux: Cell) -> Iterator[Cell]:
    yield Cell("WHOSEIS")


@binary("WHOSEIS NP", "WHOSENP BE")
def whose_thing(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Whose is X" and "whose service is X" ask for who it belongs to."""
    if word.cat == "WHOSENP":
        yield word._replace(cat="WHOSEIS")
    elif noun.kind == "ent" and not noun.wh and isinstance(noun.sem, SetExpr):
        if word.mask and not word.mask & noun.mask:
            return
        persons = g.meaning.mask(c.name for c in g.ontology.classes.values() if c.pronouns)
        for bridge in g.meaning.bridges(persons, noun.mask):
            yield question(Listing(Image(bridge, noun.sem)), noun.cost + 0.1)


@binary("NP VP", "NP GP", "NP RC")
def free_relative(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "What X depends on", as a noun phrase."""
    if noun.wh == "list" and noun.kind == "univ" and isinstance(pred.sem, Pred) and pred.kind not in ("q", "g"):
        if noun.mask != g.meaning.everything:
            return
        for sem, mask, extra in g.meaning.apply(pred.sem, None, noun.mask):
            if not extra:
                yield Cell("NP", sem, mask, noun.cost + pred.cost + 0.2, kind="rel")


@binary("Q DEPTH")
def question_depth(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    from rag.grammar import DEPTHS

    depth = DEPTHS.get(str(word.sem))
    if depth is not None and isinstance(q.sem, Listing | Count | Exists):
        of = g.deepen_set(q.sem.of, depth)
        if of is not None:
            yield q._replace(sem=replace(q.sem, of=of), cost=q.cost + 0.1)


@binary("DO LIGHT", "DO SPEAKER", "MODAL SPEAKER", "MODAL LIGHT")
def does_it(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("DOESIT", word.cat)


@binary("HOW DOESIT")
def how_does_it(g: Ground, word: Cell, it: Cell) -> Iterator[Cell]:
    yield it._replace(cat="HOWIT")


@binary("HOWIT CONNECTED", "DOESIT CONNECTED")
def how_does_it_get(g: Ground, it: Cell, word: Cell) -> Iterator[Cell]:
    yield it._replace(cat="HOWITGETS" if it.cat == "HOWIT" else "ITGETS")


@binary("HOWITGETS ENDS", "ITGETS ENDS")
def how_it_gets(g: Ground, it: Cell, ends: Cell) -> Iterator[Cell]:
    """ "How does data get from A to B"."""
    assert isinstance(ends.sem, PathOf)
    family = "data" if it.sem == "LIGHT" else None
    yield question(replace(ends.sem, family=family, boolean=it.cat == "ITGETS"), ends.cost)


@binary("NP NP")
def class_asked_last(g: Ground, noun: Cell, asked: Cell) -> Iterator[Cell]:
    """ "Upstream of X: which topics?"."""
    if asked.wh and asked.kind == "cls" and noun.kind == "rel" and noun.q is None and not noun.wh:
        if isinstance(noun.sem, SetExpr) and isinstance(asked.sem, SetExpr) and noun.mask & asked.mask:
            yield question(ask(asked.wh, In((asked.sem, noun.sem))), noun.cost + asked.cost + 0.2)


@binary("NP GPH", "RN GPH")
def have_question(g: Ground, noun: Cell, gap: Cell) -> Iterator[Cell]:
    """ "Which owner does X have", "how many dependents has X"."""
    if not noun.wh:
        return
    owner = gap._replace(cat="NP")
    if noun.cat == "RN":
        for cell in relational(g, noun._replace(wh=""), owner, gap.cost):
            if isinstance(cell.sem, SetExpr):
                yield question(ask(noun.wh, cell.sem), cell.cost)
        return
    if noun.kind == "univ":
        return
    from rag.rules_noun import bridged

    for cell in bridged(g, noun._replace(wh=""), owner, gap.cost + g.shape["bridge_of"]):
        if isinstance(cell.sem, SetExpr):
            yield question(ask(noun.wh, cell.sem), cell.cost)


@unary("NP")
def counted_alone(g: Ground, noun: Cell) -> Iterator[Cell]:
    """ "How many services" and "which services of team A" are questions as they stand."""
    if noun.wh and isinstance(noun.sem, SetExpr) and noun.kind in ("cls", "rel", "any"):
        if noun.wh == "count" or noun.kind == "rel":
            yield question(ask(noun.wh, noun.sem), noun.cost + (0.05 if noun.wh == "count" else 0.2))


@binary("Q EXIST", "EXIST Q")
def exists_noise(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    yield left if left.cat == "Q" else right


@binary("NP EXIST")
def noun_exists(g: Ground, noun: Cell, word: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel"):
        yield noun
    if noun.wh and noun.kind in ("cls", "rel", "any"):
        yield noun._replace(kind="rel")


@binary("GP NP")
def object_asked_last(g: Ground, gap: Cell, noun: Cell) -> Iterator[Cell]:
    """ "X depends on which services?"."""
    if noun.wh and isinstance(gap.sem, Pred) and gap.kind == "":
        yield from answered(g, noun, gap.sem, noun.cost + gap.cost)


@binary("LIST NP")
def list_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is not None and noun.q.kind in ("and", "every"):
        noun = noun._replace(q=None)
    if noun.q is None and isinstance(noun.sem, SetExpr) and noun.kind in ("cls", "rel", "every", "any"):
        yield question(Listing(noun.sem), noun.cost)


@binary("LIST Q")
def list_question(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    yield q._replace(kind="")


@unary("NP")
def fragment(g: Ground, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr) and noun.kind in ("rel", "any"):
        yield question(Listing(noun.sem), noun.cost + g.shape["fragment"], "fragment")


@binary("NP Q")
def topic_first(g: Ground, noun: Cell, q: Cell) -> Iterator[Cell]:
    """ "Checkout: who owns it?"."""
    if not isinstance(q.sem, Answer) or not isinstance(noun.sem, SetExpr) or noun.wh or not holes(q.sem):
        return
    if noun.kind == "ent":
        yield q._replace(sem=fill_answer(q.sem, noun.sem), cost=q.cost + noun.cost)
    elif noun.kind == "rel" and isinstance(noun.sem, Image) and isinstance(noun.sem.of, Entity):
        if noun.sem.of != HOLE:  # "consequences of dropping X: what is affected"
            yield q._replace(sem=fill_answer(q.sem, noun.sem.of), cost=q.cost + noun.cost + 0.3)


# ------------------------------------------------------------------ yes or no


@binary("DO NP", "BE NP", "MODAL NP", "HAVE NP")
def yes_no_start(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.wh or (noun.q is not None and noun.q.kind in ("no", "most", "fewest")):
        return
    yield noun._replace(cat="YN", kind=noun.kind, wh=aux.cat)


@binary("DOALL NP")
def universal_start(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Do all services …"."""
    from rag.cell import Quantity

    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel"):
        first = str(aux.sem).split()[0]
        wh = "BE" if first in ("are", "is", "were") else "HAVE" if first in ("have", "has") else "DO"
        yield noun._replace(cat="YN", wh=wh, q=Quantity("every"), cost=noun.cost - 0.2)


@binary("WITHTHEIR RN", "WITHTHEIR PN")
def with_their(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and not noun.wh:
        yield noun._replace(cat="PERP" if noun.cat == "RN" else "THEIRPN", cost=noun.cost + 0.1)


@binary("Q THEIRPN")
def with_their_values(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    if isinstance(q.sem, Listing):
        yield question(Value(q.sem.of, name), q.cost + noun.cost)


@binary("WHICH LIGHT")
def which_data(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    yield Cell("NP", None, g.meaning.everything, 0.05, kind="univ", wh="list")


@binary("YN VP", "YN RC")
def yes_no(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    if not isinstance(pred.sem, Pred):
        return
    if subject.wh == "BE" and pred.kind == "v":
        return
    if subject.wh == "TRUTH" and pred.kind != "v":
        return
    if subject.wh in ("DO", "MODAL") and pred.kind not in ("v", "p"):
        return
    yield from truth(g, subject, pred.sem, subject.cost + pred.cost)


def truth(g: Ground, subject: Cell, pred: Pred, cost: float) -> Iterator[Cell]:
    sem = subject.sem
    assert sem is None or isinstance(sem, SetExpr)
    if subject.kind in ("ent", "chg", "univ"):
        pred = any_depth(g, pred)
    if subject.q is not None and subject.q.kind in ("and", "both", "every"):
        for found, _, extra in g.meaning.apply(pred, sem, subject.mask):
            if found is not None and sem is not None:
                yield question(Subset(sem, found), cost + extra)
        return
    for found, _, extra in g.meaning.apply(pred, sem, subject.mask):
        if found is not None:
            yield question(Exists(found), cost + extra)


def any_depth(g: Ground, pred: Pred) -> Pred:
    """ "Does A depend on B" asks for any depth, where no word says otherwise."""
    match pred:
        case Rel(relations):
            return replace(pred, relations=tuple(_deeper(g, r) for r in relations))
        case Not(of):
            return Not(any_depth(g, of))
        case Among(of, mask):
            return pred
        case _:
            return pred


def _deeper(g: Ground, relation: object) -> object:
    from rag.algebra import Depth

    if isinstance(relation, Named) and relation.depth is None:
        derived = g.ontology.derived[relation.name]
        if derived.depth == "direct" and derived.family != "delegation":
            return replace(relation, depth=Depth.ANY)
    return relation


@binary("YN NP")
def yes_no_noun(g: Ground, subject: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Is X a dependency of Y"."""
    if subject.wh != "BE" or noun.wh or not isinstance(noun.sem, SetExpr) or noun.q is not None:
        return
    if isinstance(subject.sem, SetExpr) and subject.mask & noun.mask and noun.kind != "univ":
        pred = Among(noun.sem, noun.mask)
        yield from truth(g, subject, pred, subject.cost + noun.cost)


@binary("YN PP")
def yes_no_phrase(g: Ground, subject: Cell, phrase: Cell) -> Iterator[Cell]:
    from rag.rules_verb import phrase_predicates

    if subject.wh == "BE":
        for pred, cost in phrase_predicates(g, phrase):
            yield from truth(g, subject, pred, subject.cost + cost + g.shape["loose"])


@binary("YN RN")
def has_it(g: Ground, subject: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Has X an owner"."""
    if subject.wh == "HAVE" and not noun.wh:
        for pred, cost in g.having(noun):
            yield from truth(g, subject, pred, subject.cost + noun.cost + cost)


@binary("BE THERE", "HAVE THERE")
def be_there(g: Ground, aux: Cell, word: Cell) -> Iterator[Cell]:
    yield Cell("ISTHERE")


@binary("ISTHERE NP", "EXIST NP")
def is_there(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if word.cat == "EXIST" and not str(word.sem).startswith(("is", "are", "do", "have", "did")):
        return
    if noun.q is None and not noun.wh and isinstance(noun.sem, SetExpr) and noun.kind in ("cls", "rel"):
        yield question(Exists(noun.sem), noun.cost)
    if noun.q is None and noun.sem is None:
        yield noun._replace(cat="THEREIS")


@binary("THEREIS RC", "THEREIS VP")
def is_there_any(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    if isinstance(pred.sem, Pred):
        for found, _, extra in g.meaning.apply(pred.sem, None, noun.mask):
            if found is not None:
                yield question(Exists(found), noun.cost + pred.cost + extra)


# ------------------------------------------------------------------ values


@binary("PN PP", "GEN PN", "NP PN", "PN NP")
def valued(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    noun, other = (left, right) if left.cat == "PN" else (right, left)
    cost = 0.0 if left.cat == "GEN" or right.cat == "PP" else g.shape["keyword"]
    if isinstance(other.sem, Phrase):
        other = other.sem.noun._replace(cost=other.cost)
    if noun.q is not None or other.wh or other.q is not None or other.kind in ("univ", "chg"):
        return
    name = getattr(noun.sem, "name", "")
    if other.mask & g.meaning.has_property(name) and isinstance(other.sem, SetExpr):
        if left.cat == "PN" and right.cat == "NP" and other.kind != "ent":
            return
        sem = Valued(g.ontology.properties[name], other.sem, other.mask)
        yield Cell("VALN", sem, other.mask, cost + other.cost, wh=noun.wh)


@unary("VALN")
def value_alone(g: Ground, noun: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued) and noun.sem.of is not None
    yield question(Value(noun.sem.of, noun.sem.property.name), noun.cost + g.shape["fragment"])


@binary("LIST VALN")
def list_value(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued) and noun.sem.of is not None
    yield question(Value(noun.sem.of, noun.sem.property.name), noun.cost)


@binary("BE VALN")
def be_value(g: Ground, aux: Cell, noun: Cell) -> Iterator[Cell]:
    yield noun._replace(cat="BEVAL")


@binary("NP BEVAL", "HOW BEVAL")
def what_value(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(value.sem, Valued) and value.sem.of is not None
    if noun.cat == "HOW" or (noun.wh == "list" and noun.kind == "univ"):
        yield question(Value(value.sem.of, value.sem.property.name), noun.cost + value.cost)


@binary("BEVAL VALUE", "BEVAL NUM", "BEVAL ADJ")
def value_is(g: Ground, noun: Cell, value: Cell) -> Iterator[Cell]:
    assert isinstance(noun.sem, Valued) and noun.sem.of is not None
    name = noun.sem.property.name
    if isinstance(value.sem, tuple) and value.sem[0] == name:
        yield question(Exists(Where(noun.sem.of, name, Op.EQ, value.sem[1])), noun.cost)
    elif isinstance(value.sem, int) and noun.sem.property.type in ("integer", "number"):
        yield question(Exists(Where(noun.sem.of, name, Op.EQ, value.sem)), noun.cost)
    elif isinstance(value.sem, Prop) and value.sem.name == name:
        yield question(Exists(Where(noun.sem.of, name, value.sem.op, value.sem.value)), noun.cost)


@binary("HOW ADJ")
def how_much(g: Ground, word: Cell, adj: Cell) -> Iterator[Cell]:
    """ "How critical is X" asks for the property that the adjective is a value of."""
    if isinstance(adj.sem, Prop) and word.sem == "how":
        p = g.ontology.properties[adj.sem.name]
        yield Cell("PN", p, adj.mask, adj.cost, wh="list")


@binary("PN BE", "PN DO", "PN HAVE")
def property_be(g: Ground, noun: Cell, aux: Cell) -> Iterator[Cell]:
    if noun.wh:
        yield noun._replace(cat="PNBE", kind=aux.cat)


@binary("PNBE NP", "PN GPH", "PNBE GPH")
def property_of(g: Ground, noun: Cell, of: Cell) -> Iterator[Cell]:
    name = getattr(noun.sem, "name", "")
    if not noun.wh or of.wh or of.q is not None or not isinstance(of.sem, SetExpr) or of.kind in ("univ", "chg"):
        return
    if of.mask & g.meaning.has_property(name):
        several = noun.many and of.kind == "ent" and g.ontology.properties[name].type != "strings"
        yield question(Value(of.sem, name), noun.cost + of.cost + (0.4 if several else 0.0))


# ------------------------------------------------------------------ groups


@binary("PER NP")
def per_noun(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and noun.kind == "cls" and not noun.wh:
        yield noun._replace(cat="PERP")


@binary("PER RN")
def per_relational(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.q is None and isinstance(noun.sem, Noun) and not noun.wh:
        yield noun._replace(cat="PERP")


@binary("RN PERP", "COUNTED PERP")
def relational_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Subscribers per topic", "the owner of each service"."""
    if not isinstance(noun.sem, Noun) or noun.q is not None or isinstance(per.sem, Noun):
        return
    if g.meaning.firsts(noun.sem.relation, per.mask) & noun.sem.xs:
        if not isinstance(per.sem, SetExpr):
            return
        of: SetExpr | None = Image(noun.sem.relation, per.sem)
        if g.meaning.firsts(noun.sem.relation, noun.sem.ys) != noun.sem.xs:
            of = In((g.meaning.listed(noun.sem.xs), of))
        for pred in noun.sem.filters:
            step = next(g.meaning.apply(pred, of, noun.sem.xs), None)
            if step is None:
                return
            of = step[0]
        assert of is not None
        count = noun.wh == "count" or noun.cat == "COUNTED"
        answer = Grouped(of, noun.sem.relation, g.meaning.labels(per.mask), count)
        yield question(answer, noun.cost + per.cost + (0.0 if noun.wh or count else 0.2))


@binary("PERP RC")
def per_clause(g: Ground, per: Cell, clause: Cell) -> Iterator[Cell]:
    """ "Datasets by report that reads them"."""
    if isinstance(clause.sem, Rel) and clause.sem.target == HOLE and not isinstance(per.sem, Noun):
        relation = g.meaning.meant(clause.sem.relations, per.mask, g.meaning.everything)
        if relation is not None:
            yield Cell("PERP", Ranking(inverse(relation), None), per.mask, per.cost + clause.cost)


@binary("PERP Q")
def each_of_it(g: Ground, per: Cell, q: Cell) -> Iterator[Cell]:
    """ "For each team, which services does it own"."""
    if not isinstance(q.sem, Listing | Count) or not isinstance(per.sem, SetExpr):
        return
    parts = q.sem.of.parts if isinstance(q.sem.of, In) else (q.sem.of,)
    open_ = [p for p in parts if isinstance(p, Image) and p.of == HOLE]
    rest = tuple(p for p in parts if p not in open_)
    if len(open_) != 1 or any(holes(Listing(p)) for p in rest):
        return
    relation = open_[0].relation
    xs = g.meaning.firsts(relation, per.mask)
    if xs:
        of = In(rest) if len(rest) > 1 else rest[0] if rest else g.meaning.listed(xs)
        answer = Grouped(of, relation, g.meaning.labels(per.mask), isinstance(q.sem, Count))
        yield question(answer, q.cost + per.cost)


@binary("NP PERP")
def noun_per(g: Ground, noun: Cell, per: Cell) -> Iterator[Cell]:
    """ "Datasets by team"."""
    if noun.q is None and not noun.wh and noun.kind in ("cls", "rel") and isinstance(noun.sem, SetExpr):
        yield from grouped(g, question(Listing(noun.sem), noun.cost + 0.2), per)


@binary("Q PERP", "PERP Q")
def grouped(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    q, per = (left, right) if left.cat == "Q" else (right, left)
    if not isinstance(q.sem, Count | Listing):
        return
    count = isinstance(q.sem, Count)
    if holes(q.sem):
        return
    if isinstance(per.sem, Ranking):
        answer = Grouped(q.sem.of, per.sem.relation, g.meaning.labels(per.mask), count)
        yield question(answer, q.cost + per.cost)
        return
    if isinstance(per.sem, Noun):
        relation = inverse(per.sem.relation)
        yield question(Grouped(q.sem.of, relation, g.meaning.labels(per.sem.xs), count), q.cost)
        return
    from rag.typing import IllTyped, type_of

    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    for relation in g.meaning.bridges(mask, per.mask):
        yield question(Grouped(q.sem.of, relation, g.meaning.labels(per.mask), count), q.cost + per.cost)


# ------------------------------------------------------------------ paths


@binary("HOW YN", "WHY YN")
def how_does(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if isinstance(subject.sem, Entity) and subject.kind == "ent":
        yield subject._replace(cat="HOWDOES")


@binary("HOWDOES VP")
def how_related(g: Ground, subject: Cell, pred: Cell) -> Iterator[Cell]:
    found = pred.sem
    assert isinstance(subject.sem, Entity)
    if not isinstance(found, Rel) or not isinstance(found.target, Entity) or found.target == HOLE:
        return
    family = next((f for r in found.relations if (f := family_of(g, r)) is not None), None)
    yield question(PathOf(subject.sem, found.target, family), subject.cost + pred.cost)


def family_of(g: Ground, relation: object) -> str | None:
    return g.ontology.derived[relation.name].family if isinstance(relation, Named) else None


@binary("YN CONNECTED")
def is_connected(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="YNC")


@binary("HOWDOES CONNECTED")
def how_connected(g: Ground, subject: Cell, word: Cell) -> Iterator[Cell]:
    yield subject._replace(cat="HOWC")


@binary("HOWC NP", "HOWC PP", "YNC NP", "YNC PP")
def connected_to(g: Ground, subject: Cell, other: Cell) -> Iterator[Cell]:
    inner = other.sem.noun if isinstance(other.sem, Phrase) else other
    if isinstance(subject.sem, Entity) and isinstance(inner.sem, Entity) and not inner.wh:
        boolean = subject.cat == "YNC"
        cost = subject.cost + other.cost + 0.1
        yield question(PathOf(subject.sem, inner.sem, None, boolean), cost)


@binary("HOW YNPAIR", "WHY YNPAIR")
def how_pair(g: Ground, word: Cell, pair: Cell) -> Iterator[Cell]:
    if isinstance(pair.sem, PathOf):
        yield question(replace(pair.sem, boolean=False), pair.cost)


@binary("YN CONNECTED")
def pair_connected(g: Ground, pair: Cell, word: Cell) -> Iterator[Cell]:
    """ "Are A and B connected"."""
    from rag.algebra import Union

    if isinstance(pair.sem, Union) and pair.q is not None and len(pair.sem.parts) == 2:
        start, end = pair.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            path = PathOf(start, end, None, True)
            yield Cell("YNPAIR", path, cost=pair.cost)
            yield question(path, pair.cost)


@binary("BETWEEN NP", "FROM NP", "TO NP", "OF NP")
def path_ends(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    from rag.algebra import Union

    if word.cat == "BETWEEN" and isinstance(noun.sem, Union) and len(noun.sem.parts) == 2:
        start, end = noun.sem.parts
        if isinstance(start, Entity) and isinstance(end, Entity):
            yield Cell("ENDS", PathOf(start, end), cost=noun.cost)
    elif word.cat != "BETWEEN" and isinstance(noun.sem, Entity) and noun.kind == "ent" and word.sem in ("from", "to"):
        yield Cell("ENDFROM" if word.sem == "from" else "ENDTO", noun.sem, cost=noun.cost)


@binary("ENDFROM ENDTO")
def from_to(g: Ground, start: Cell, end: Cell) -> Iterator[Cell]:
    if isinstance(start.sem, Entity) and isinstance(end.sem, Entity):
        yield Cell("ENDS", PathOf(start.sem, end.sem), cost=start.cost + end.cost)


@binary("PATH ENDS", "DATAPATH ENDS")
def path_between(g: Ground, word: Cell, ends: Cell) -> Iterator[Cell]:
    assert isinstance(ends.sem, PathOf)
    family = "data" if word.cat == "DATAPATH" else None
    yield ends._replace(cat="PATHNP", sem=replace(ends.sem, family=family))


@binary("LIST PATHNP", "ISTHERE PATHNP", "BE PATHNP", "EXIST PATHNP")
def path_question(g: Ground, word: Cell, path: Cell) -> Iterator[Cell]:
    assert isinstance(path.sem, PathOf)
    if word.cat == "BE":
        yield path._replace(cat="BEPATH")
    else:
        yield question(replace(path.sem, boolean=word.cat != "LIST"), path.cost)


@binary("NP BEPATH")
def what_path(g: Ground, noun: Cell, path: Cell) -> Iterator[Cell]:
    if noun.wh and noun.kind == "univ" and isinstance(path.sem, PathOf):
        yield question(path.sem, path.cost)


@unary("PATHNP")
def path_alone(g: Ground, path: Cell) -> Iterator[Cell]:
    assert isinstance(path.sem, PathOf)
    yield question(path.sem, path.cost + g.shape["fragment"])


# ------------------------------------------------------------------ clauses about the whole question


@binary("Q CAUSE", "CAUSE Q", "CL Q", "DROP Q", "CHG Q", "Q PP", "PP Q")
def filled(g: Ground, left: Cell, right: Cell) -> Iterator[Cell]:
    """What one clause leaves open the other one names."""
    q, other = (left, right) if left.cat == "Q" else (right, left)
    if not isinstance(q.sem, Answer):
        return
    if isinstance(other.sem, Caused):
        if holes(q.sem) and (q.kind != "fragment" or other.cat in ("CAUSE", "CHG")):
            yield q._replace(sem=fill_answer(q.sem, other.sem.of), cost=q.cost + other.cost, kind="")
        return
    assert isinstance(other.sem, Phrase)
    noun = other.sem.noun
    if holes(q.sem):
        if noun.q is None and isinstance(noun.sem, SetExpr) and noun.kind in ("ent", "chg", "rel"):
            yield q._replace(sem=fill_answer(q.sem, noun.sem), cost=q.cost + other.cost + 0.1, kind="")
    else:
        yield from narrowed(g, q, other, 0.1 if left.cat == "PP" else 0.3)


def narrowed(g: Ground, q: Cell, phrase: Cell, dear: float) -> Iterator[Cell]:
    """ "In system S, which services …": the phrase belongs to what is asked for."""
    from rag.rules_verb import phrase_predicates
    from rag.typing import IllTyped, type_of

    if not isinstance(q.sem, Listing | Count | Exists):
        return
    try:
        mask = g.meaning.mask(type_of(q.sem.of, g.ontology))
    except IllTyped:
        return
    noun = Cell("NP", q.sem.of, mask, q.cost, kind="rel")
    for pred, cost in phrase_predicates(g, phrase):
        for cell in restrict(g, noun, pred, cost + g.shape["bridge_of"] + dear):
            if isinstance(cell.sem, SetExpr):
                yield q._replace(sem=replace(q.sem, of=cell.sem), cost=cell.cost)


@binary("Q EXC")
def question_except(g: Ground, q: Cell, without: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Listing | Count | Exists) and isinstance(without.sem, SetExpr):
        yield q._replace(sem=replace(q.sem, of=Minus(q.sem.of, without.sem)), cost=q.cost + without.cost + 0.05)


# ------------------------------------------------------------------ afterthoughts


@binary("Q ANDWHICH", "NP ANDWHICH")
def and_which(g: Ground, q: Cell, word: Cell) -> Iterator[Cell]:
    """ "Is there one, and which" asks for the list."""
    if isinstance(q.sem, Exists):
        yield q._replace(sem=Listing(q.sem.of))
    elif isinstance(q.sem, Listing):
        yield q
    elif isinstance(q.sem, SetExpr) and q.q is None and not q.wh and q.kind in ("cls", "rel"):
        yield question(Listing(q.sem), q.cost + 0.1)


@binary("Q NP")
def only_those(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    """A class said last narrows the question: "… (datasets)", "… just the datasets"."""
    only = noun.q is not None and noun.q.kind == "only"
    if noun.kind not in ("cls", "rel") or noun.wh or (noun.q is not None and not only):
        return
    if isinstance(q.sem, Listing | Count) and isinstance(noun.sem, SetExpr) and noun.many:
        cost = q.cost + noun.cost + (0.1 if only else 0.35)
        yield q._replace(sem=replace(q.sem, of=In((noun.sem, q.sem.of))), cost=cost)


@binary("IE Q")
def question_again(g: Ground, word: Cell, q: Cell) -> Iterator[Cell]:
    yield q._replace(cat="IEQ")


@binary("Q IEQ")
def same_question(g: Ground, q: Cell, again: Cell) -> Iterator[Cell]:
    """ "Who is hit when X stops, i.e. what breaks?"; "whom must I tell, i.e. who owns what is affected"."""
    if isinstance(q.sem, Answer) and isinstance(again.sem, Answer):
        yield q if not holes(q.sem) or holes(again.sem) else again._replace(cat="Q", cost=q.cost + again.cost)


@binary("TRACE NP")
def traced(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh:
        yield noun._replace(cat="TRACED")


@binary("TRACED RN", "TRACED PP")
def trace(g: Ground, noun: Cell, end: Cell) -> Iterator[Cell]:
    """ "Trace X upstream", "trace X back to its sources"."""
    if isinstance(end.sem, Noun):
        for cell in relational(g, end, noun._replace(cat="NP"), noun.cost):
            if isinstance(cell.sem, SetExpr):
                yield question(Listing(cell.sem), cell.cost)
    elif isinstance(end.sem, Phrase) and isinstance(end.sem.noun.sem, SetExpr) and isinstance(noun.sem, SetExpr):
        answer: Answer = Listing(end.sem.noun.sem)
        if holes(answer):
            yield question(fill_answer(answer, noun.sem), noun.cost + end.cost)


@binary("Q RN")
def said_twice(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    """ "What comes out of X, downstream"."""
    of = q.sem.of if isinstance(q.sem, Listing) else None
    parts = of.parts if isinstance(of, In) else (of,)
    if isinstance(noun.sem, Noun) and any(isinstance(p, Image) and p.relation == noun.sem.relation for p in parts):
        yield q


@binary("Q PN")
def value_again(g: Ground, q: Cell, noun: Cell) -> Iterator[Cell]:
    if isinstance(q.sem, Value) and q.sem.property == getattr(noun.sem, "name", ""):
        yield q


@binary("PV NP")
def ask_by_verb(g: Ground, verb: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Describe X"."""
    name = getattr(verb.sem, "name", "")
    if verb.kind == "b" and noun.kind == "ent" and noun.mask & verb.mask and isinstance(noun.sem, SetExpr):
        yield question(Value(noun.sem, name), noun.cost)


@binary("WHEN YN")
def when_was(g: Ground, word: Cell, subject: Cell) -> Iterator[Cell]:
    if isinstance(subject.sem, SetExpr) and subject.kind in ("ent", "rel"):
        yield subject._replace(cat="WHENWAS")


@binary("WHENWAS PV")
def when_done(g: Ground, subject: Cell, verb: Cell) -> Iterator[Cell]:
    """ "When was X decided": a property that is a date."""
    p = g.ontology.properties[getattr(verb.sem, "name", "")]
    if p.type == "date" and subject.mask & verb.mask and isinstance(subject.sem, SetExpr):
        yield question(Value(subject.sem, p.name), subject.cost)


@binary("TRUTH NP")
def truth_of(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "ent" and not noun.wh:
        yield noun._replace(cat="YN", kind=noun.kind, wh="TRUTH")


@binary("NP VP")
def statement(g: Ground, noun: Cell, pred: Cell) -> Iterator[Cell]:
    """ "X depends on Y?" asks whether it does."""
    if noun.kind == "ent" and not noun.wh and pred.kind == "v" and isinstance(pred.sem, Pred):
        for cell in truth(g, noun, pred.sem, noun.cost + pred.cost + 0.5):
            yield cell


@binary("YN SHARES")
def do_they_share(g: Ground, pair: Cell, noun: Cell) -> Iterator[Cell]:
    """ "Do A and B have the same owner"."""
    from rag.algebra import Union

    if isinstance(pair.sem, Union) and isinstance(noun.sem, Noun) and pair.mask & ~noun.sem.ys == 0:
        images = tuple(Image(noun.sem.relation, part) for part in pair.sem.parts)
        yield question(Exists(In(images)), pair.cost + noun.cost)


@binary("BETWEEN NP")
def between_class(g: Ground, word: Cell, noun: Cell) -> Iterator[Cell]:
    if noun.kind == "cls" and noun.q is None and not noun.wh:
        yield noun._replace(cat="AMONGST")


@binary("NP AMONGST", "Q AMONGST")
def amongst(g: Ground, noun: Cell, phrase: Cell) -> Iterator[Cell]:
    """ "Undeclared calls between services"."""
    if noun.cat == "Q" or noun.kind == "any":
        yield noun._replace(cost=noun.cost + 0.1)


_ = Among
