"""The words that a reading is said with: one verb for each relation, plurals, the fewest classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.ontology import Derived, Ontology

__all__ = ["Verb", "fewest", "plural", "third_person", "verb_of"]


def plural(noun: str) -> str:
    """The plural of a noun phrase by rule."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    return noun + "s"


def third_person(verb: str) -> str:
    """'depend on' as 'depends on'."""
    first, _, rest = verb.partition(" ")
    known = {"be": "is", "have": "has", "do": "does", "can": "can", "may": "may"}
    said = known.get(first) or (
        first[:-1] + "ies"
        if first.endswith("y") and first[-2:-1] not in "aeiou"
        else first + ("es" if first.endswith(("s", "x", "ch", "sh", "z", "o")) else "s")
    )
    return f"{said} {rest}".strip()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, infinitive; `active` when its subject is the x of the relation as asked."""

    text: str
    active: bool


@lru_cache(maxsize=64)
def _rivals(ontology: Ontology) -> dict[str, int]:
    """How many relations each verb may mean."""
    found: dict[str, int] = {}
    for entry in (*ontology.relations.values(), *ontology.derived.values()):
        words = entry.words
        for verb in {*words.verbs, *words.inverse_verbs, *words.general, *words.inverse_general}:
            found[verb] = found.get(verb, 0) + 1
    return found


def _best(verbs: tuple[str, ...], label: str, ontology: Ontology) -> str | None:
    rivals = _rivals(ontology)
    return min(
        verbs,
        key=lambda v: (
            third_person(v) != label,
            not label.startswith(third_person(v)),
            v not in label,
            rivals.get(v, 0) > 1,
            len(v),
            v,
        ),
        default=None,
    )


@lru_cache(maxsize=1024)
def verb_of(name: str, derived: bool, forward: bool, ontology: Ontology) -> Verb:
    """The verb that a relation is said with, its subject x (active) or y."""
    entry = ontology.derived[name] if derived else ontology.relations[name]
    words, label = entry.words, entry.label
    if isinstance(entry, Derived) and not words.verbs and not words.inverse_verbs:
        for other in entry.reads_for:
            return verb_of(other, False, forward != entry.inverted, ontology)
    onward, back = _best(words.verbs, label, ontology), _best(words.inverse_verbs, label, ontology)
    if forward:
        if onward is None and back is not None:
            return Verb(back, active=False)
        return Verb(onward or "be related to", active=True)
    if back is not None and (onward is None or back in label):
        return Verb(back, active=True)
    return Verb(onward or "be related to", active=False)


def fewest(labels: frozenset[str], ontology: Ontology) -> list[str]:
    """The fewest classes that mean the same: an ancestor for all that is below it, parts apart."""
    classes = ontology.classes
    leaves = frozenset(leaf for label in labels for leaf in ontology.leaves(label))
    parts = frozenset(n for n, kind in classes.items() if kind.part)
    if leaves & parts:
        parts = frozenset[str]()
    whole = [n for n in classes if (inner := ontology.leaves(n) - parts) and inner <= leaves]
    tops = [n for n in whole if not any(a in whole for a in classes[n].ancestors)]
    return sorted(tops) or sorted(labels)
