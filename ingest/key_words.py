"""What a key means that people write in a spreadsheet or a modelling tool, by the words of the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from graph.facts import Edge, Place, Ref
from graph.facts_format import FactsFormat, folded, key_of
from graph.ontology import Ontology, Property, Relation
from graph.vocabulary import Label, Rel
from ingest.class_words import class_named, thing_named
from ingest.documents import unrendered
from ingest.properties import Props

__all__ = ["NOTHING", "Says", "free_name", "meaning", "related", "say"]

MAX_NAME = 60
WHOLES = frozenset([Label.TEAM, Label.SYSTEM, Label.DOMAIN, Label.VENDOR, Label.CAPABILITY])
NOTHING = frozenset(["", "-", "--", "n/a", "na", "none", "null", "tbd", "unknown", "?"])


@dataclass(frozen=True, slots=True)
class Says:
    """A key is a property of a class, or a relation of it (`inverse`: the value is the start, `other` its class)."""

    property: Property | None = None
    relation: Relation | None = None
    inverse: bool = False
    other: str = ""


@cache
def _formats(ontology: Ontology) -> FactsFormat:
    return FactsFormat(ontology)


@cache
def _nouns(ontology: Ontology) -> dict[str, Says]:
    """Nouns of properties and of the ends of relations (the *owner*, the *dependencies*), verbs of the widest one (*uses*)."""
    found: dict[str, list[Says]] = {}
    for stated in ontology.properties.values():
        for noun in (stated.name, *stated.nouns):
            found.setdefault(folded(noun), []).append(Says(property=stated))
    for relation in ontology.relations.values():
        for nouns, inverse in (
            (relation.words.start_nouns, True),
            (relation.words.end_nouns, False),
        ):
            for noun in nouns:
                for word in (noun, _plural(noun)):
                    found.setdefault(folded(word), []).append(
                        Says(relation=relation, inverse=inverse)
                    )
    verbs = {
        folded(_third_person(verb)): Says(relation=relation)
        for relation in (ontology.relations[Rel.DEPENDS_ON],)
        for verb in (*relation.words.verbs, *relation.words.general)
    }
    sure = {word: said[0] for word, said in found.items() if all(s == said[0] for s in said)}
    return {**verbs, **sure}


def _third_person(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    return f"{'is' if first == 'be' else first + 's'} {rest}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


@cache
def meaning(ontology: Ontology, label: str, key: str) -> Says | None:
    """What a key says of a thing of the class; None when the ontology has no word for it."""
    form = _formats(ontology)
    word = folded(key)
    known = form.relations.get(word)
    if known is not None and form.ends(label, *known):
        return Says(relation=known[0], inverse=known[1])
    said = _nouns(ontology).get(word)
    if said is not None and said.property is not None and ontology.is_a(label, said.property.of):
        return said
    relation = said.relation if said is not None else None
    if said is not None and relation is not None and form.ends(label, relation, said.inverse):
        return said
    other = class_named(ontology, key) or class_named(ontology, key.removesuffix("s"))
    if other is None or (ontology.is_a(other, Label.ACTOR) and not _label(ontology, other, word)):
        return None  # `users: 200` says how many there are, not who
    return _side_by_side(ontology, label, other)


def _label(ontology: Ontology, label: str, word: str) -> bool:
    """Whether the word is the class's own label, in singular or plural, and not another word for it."""
    own = folded(ontology.classes[label].label)
    return word in (own, _plural(own))


def _side_by_side(ontology: Ontology, label: str, other: str) -> Says | None:
    """A key that is a class (`team`, `system`): what two nouns side by side may mean, from the thing if it can be."""
    form = _formats(ontology)
    for inverse in (False, True):
        found = [
            Says(relation=relation, inverse=inverse, other=other)
            for _, relation in sorted(ontology.relations.items())
            if relation.words.juxtaposed and other in form.ends(label, relation, inverse)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def related(ontology: Ontology, thing: Ref, said: Says, text: str, at: Place) -> Edge | None:
    """The edge that the text under a relation's key says; None when it names nothing."""
    relation = said.relation
    text = text.strip()
    if relation is None or text.casefold() in NOTHING or unrendered(text):
        return None
    if said.other and ":" not in text:
        other = Ref(said.other, text, loose=relation.name == Rel.OWNS)
    else:
        other = _other(ontology, thing, relation, said.inverse, text)
    start, end = (other, thing) if said.inverse else (thing, other)
    leaves = [x for label in other.among or (other.label,) for x in ontology.leaves(label)]
    allowed = (
        ontology.row(x, relation.name, thing.label)
        if said.inverse
        else ontology.row(thing.label, relation.name, x)
        for x in leaves
    )
    return Edge(start, relation.name, end, at) if any(allowed) else None


def _other(ontology: Ontology, thing: Ref, relation: Relation, inverse: bool, text: str) -> Ref:
    among = tuple(
        sorted(
            {
                row.domain if inverse else row.range
                for row in relation.rows
                if ontology.is_a(thing.label, row.range if inverse else row.domain)
            }
        )
    )
    if relation.name == Rel.OWNS and inverse:
        return Ref(Label.TEAM, text, among=(Label.TEAM, Label.PERSON), loose=True)
    found = thing_named(ontology, text, among)
    leaves = {leaf for label in among for leaf in ontology.leaves(label)}
    if found.among == among:
        one = thing.label if thing.label in leaves else Label.SERVICE
        one = one if one in leaves else min(leaves)
        found = Ref(one, found.name, among=() if leaves == {one} else among)
    return found


def free_name(key: str) -> str:
    """A key that the ontology does not know as the name of a property: `Cost Center` is `cost_center`."""
    name = key_of("".join(c if c.isalnum() else " " for c in key).strip())
    return name[:MAX_NAME].strip("_")


def say(
    ontology: Ontology, thing: Ref, pairs: Iterable[tuple[str, str, Place]], props: Props
) -> Iterator[Edge]:
    """Note what (key, text, place) say of a thing: its properties in `props`, its relations as edges."""
    for key, text, at in pairs:
        said = meaning(ontology, thing.label, key)
        if said is not None and said.other and said.other not in WHOLES:
            said = None  # `API: REST` names no API
        if said is not None and said.relation is not None:
            edge = related(ontology, thing, said, text, at)
            if edge is not None:
                yield edge
        elif text.strip().casefold() not in NOTHING:
            stated = said.property.name if said and said.property else free_name(key)
            if stated:
                props.put(stated, text.strip(), at)
