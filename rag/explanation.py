"""How a question was understood: what its words were linked to, and the readings that were considered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from graph.ontology import Ontology
from rag.algebra import Answer, Entity, Named, RelExpr, Where
from rag.cell import Cell, Noun, Quantity, Verb
from rag.choose import Weighed
from rag.lattice import Lattice
from rag.meaning import Meaning
from rag.names import Tier
from rag.predicate import Not, Pred, Prop, Rel
from rag.reading import Chosen, Decision, Reading, Several, Tie
from rag.words import sentences

__all__ = ["Considered", "Explanation", "Link", "Verdict", "links_in", "links_of", "verdict"]

Verdict: TypeAlias = Literal["chosen", "tied", "empty", "dearer", "not tried"]

TIERS = {
    Tier.EXACT: "exact name",
    Tier.TITLE: "title or alias",
    Tier.NORMALISED: "name but for spelling",
    Tier.PARTIAL: "part of the name",
    Tier.WORD: "word of the name",
    Tier.SPELLED: "name but for a slip or two",
    Tier.FUZZY: "spelled nearly so",
}
SPOKEN = {
    "NP": "class",
    "V": "verb",
    "RN": "noun",
    "PN": "property",
    "ADJ": "filter",
    "VALUE": "value",
}


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A stretch of the question and one thing that it may mean; `urn` where that is a catalogued thing."""

    start: int
    end: int
    text: str
    kind: str
    meaning: str
    urn: str | None = None
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Considered:
    """A reading in plain English, what it costs, what became of it, and how many things it gives (where tried)."""

    reading: str
    cost: float
    verdict: Verdict
    things: int | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it for one question; `left` are words that nothing was made of."""

    links: tuple[Link, ...]
    readings: tuple[Considered, ...]
    left: tuple[str, ...] = ()


def links_in(text: str, meaning: Meaning, linked: Callable[[str], Lattice]) -> tuple[Link, ...]:
    """What the words of a text, sentence by sentence, may mean."""
    found: list[Link] = []
    for sentence in sentences(text):
        begin = max(text.find(sentence), 0)
        for one in links_of(linked(sentence), sentence, meaning.ontology, meaning):
            found.append(replace(one, start=one.start + begin, end=one.end + begin))
    return tuple(found)


def links_of(lattice: Lattice, text: str, ontology: Ontology, meaning: Meaning) -> tuple[Link, ...]:
    """What the stretches of a sentence were linked to, the longest first where several begin at one place."""
    found = set(_things(lattice, text)) | set(_words(lattice, text, ontology, meaning))
    inner = [
        link
        for link in found
        if not any(
            o.start <= link.start
            and link.end <= o.end
            and (o.end - o.start) > (link.end - link.start)
            for o in found
        )
    ]
    return tuple(sorted(inner, key=lambda k: (k.start, -k.end, k.cost, k.kind, k.meaning)))


def _stretch(lattice: Lattice, start: int, end: int, text: str) -> tuple[int, int, str]:
    first, last = lattice.tokens[start].start, lattice.tokens[end - 1].end
    return first, last, text[first:last]


def _things(lattice: Lattice, text: str) -> Iterator[Link]:
    for start, end, match in lattice.entities:
        first, last, said = _stretch(lattice, start, end, text)
        thing = match.thing
        kind = TIERS[match.tier]
        yield Link(
            first, last, said, kind, f"{thing.name} ({thing.label})", thing.urn, float(match.tier)
        )


def _words(lattice: Lattice, text: str, ontology: Ontology, meaning: Meaning) -> Iterator[Link]:
    for edge in lattice.edges:
        said = _meaning(edge.cell, ontology, meaning)
        if said is None:
            continue
        first, last, stretch = _stretch(lattice, edge.start, edge.end, text)
        yield Link(
            first, last, stretch, SPOKEN.get(edge.cell.cat, "word"), said, None, edge.cell.cost
        )


def _meaning(cell: Cell, ontology: Ontology, meaning: Meaning) -> str | None:
    """What a cell of the ontology's words means; None for things (told apart) and for words of the language."""
    sem = cell.sem
    if isinstance(sem, Entity) or cell.kind == "ent":
        return None
    match sem:
        case Verb(relations, negated):
            return ("not " if negated else "") + _relations(relations, ontology)
        case Noun(relation):
            return _relations((relation,), ontology)
        case Quantity():
            return None
        case Rel(relations):
            return _relations(relations, ontology)
        case Prop() | Not():
            return _said(sem)
        case Where(_, name, op, value):
            return _said(Prop(name, op, value))
        case _ if cell.cat == "NP" and cell.kind in ("cls", "def"):
            return " or ".join(sorted(meaning.labels(cell.mask)))
        case _:
            return None


def _said(pred: Pred) -> str | None:
    match pred:
        case Prop(name, op, value):
            return f"{name} {op} {value}" if value is not None else f"{name} {op}"
        case Not(of):
            inner = _said(of)
            return None if inner is None else f"not {inner}"
        case _:
            return None


def _relations(relations: Iterable[RelExpr], ontology: Ontology) -> str:
    names = dict.fromkeys(_relation(r, ontology) for r in relations)
    return " or ".join(names)


def _relation(relation: RelExpr, ontology: Ontology) -> str:
    name = getattr(relation, "name", None) or getattr(relation, "relation", None)
    if not isinstance(name, str):
        return "a combination of relations"
    forward = bool(getattr(relation, "forward", True))
    deep = f", depth {relation.depth}" if isinstance(relation, Named) and relation.depth else ""
    known = ontology.relations.get(name) or ontology.derived.get(name)
    called = f" ({known.label})" if known is not None else ""
    return f"{name}{called}{'' if forward else ', from its other end'}{deep}"


def verdict(place: int, reading: Reading, decision: Decision, weighed: Weighed) -> Verdict:
    """What became of a reading: `place` is its place in the order of costs."""
    match decision:
        case Chosen(chosen) if chosen == reading:
            return "chosen"
        case Several(all_) if reading in all_:
            return "chosen"
        case Tie(tied) if reading in tied:
            return "tied"
        case _:
            result = weighed.results.get(place)
            if result is None:
                return "not tried"
            return "empty" if result.empty else "dearer"
