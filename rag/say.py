"""The words that a reading is said with: one verb for each relation, plurals, the fewest classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.ontology import Derived, Ontology
from rag.algebra import Op

__all__ = [
    "BEYOND",
    "Verb",
    "adverb_first",
    "fewest",
    "joined",
    "once",
    "place",
    "plural",
    "plural_verb",
    "said_of",
    "third_person",
    "verb_of",
]


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


def place(clause: str) -> tuple[int, int]:
    """Plain exceptions before conditions, so that they belong to the head; long conditions last."""
    depth = clause.count(" that ") + clause.count(" whose ")
    return (0 if clause.startswith("except ") and not depth else 1, depth)


def joined(clauses: list[str]) -> list[str]:
    said: list[str] = []
    conditions = 0
    for clause in clauses:
        exception = clause.startswith("except ")
        said.append(clause if exception or not conditions else f"and {clause}")
        conditions += not exception
    return said


def plural_verb(verb: str) -> str:
    return f"are {verb[3:]}" if verb.startswith("be ") else verb


def adverb_first(adverb: str, verb: str) -> str:
    """'transitively ' before 'depend on'; after the auxiliary of 'are part of'."""
    if adverb and verb.startswith(("are ", "is ")):
        aux, _, rest = verb.partition(" ")
        return f"{aux} {adverb}{rest}"
    return f"{adverb}{verb}"


def said_of(op: Op, value: object) -> str:
    """What is said of a property: "is at least 2", "starts with "pay""."""
    match op:
        case Op.KNOWN:
            return "is known"
        case Op.UNKNOWN:
            return "is not known"
        case Op.EQ:
            return f"is {value}"
        case Op.NE:
            return f"is not {value}"
        case Op.CONTAINS:
            return f'contains "{value}"'
        case Op.STARTS | Op.ENDS:
            return f'{op.value} "{value}"'
        case Op.LT | Op.LE | Op.GT | Op.GE:
            return f"is {_ORDERED[op]} {value}"


_ORDERED = {Op.LT: "below", Op.LE: "at most", Op.GT: "above", Op.GE: "at least"}


def once(text: str, *phrases: str) -> str:
    """A text with the last only of what it says several times."""
    for phrase in phrases:
        before, found, after = text.rpartition(f" {phrase}")
        text = before.replace(f" {phrase}", "") + found + after
    return text


BEYOND = {
    Op.LT: ("fewer ", "lower than that of"),
    Op.GT: ("more ", "higher than that of"),
    Op.EQ: ("as many ", "the same as that of"),
    Op.LE: ("no more ", "no higher than that of"),
    Op.GE: ("no fewer ", "no lower than that of"),
}
