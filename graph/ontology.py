"""The ontology, read once from Turtle: what exists, the words for it, and what follows from it.

How an ontology file is written is described in `ontologies/meta.md`. Labels and relations are plain
strings here, since a user's own file may add some; `graph.vocabulary` has enums of the shipped ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from importlib import resources
from pathlib import Path

from graph.identity_rules import IdentityRules

__all__ = [
    "Class",
    "Container",
    "Derived",
    "Flow",
    "Ontology",
    "Property",
    "PropertyValue",
    "Relation",
    "Row",
    "Severity",
    "WordList",
    "load_ontology",
    "shipped_files",
]

ROOT = "Thing"
USER_FILES = "CARTULARY_ONTOLOGY"


class Flow(StrEnum):
    """Which way something travels along an edge a -> b."""

    FORWARD = "a>b"
    BACKWARD = "a<b"
    BOTH = "both"
    NONE = "none"


class Severity(StrEnum):
    """How hard a change hits what it reaches; `rank` is higher for worse."""

    BREAK = "break"
    DEGRADE = "degrade"
    INFORM = "inform"

    @property
    def rank(self) -> int:
        return {"break": 3, "degrade": 2, "inform": 1}[self.value]


class Container(StrEnum):
    """What a PART_OF-like row means for the container rule of design.md §2."""

    WHOLE_AND_PARTS = "whole-and-parts"
    PART_TO_WHOLE = "part-to-whole"
    GROUPING = "grouping"


@dataclass(frozen=True, slots=True)
class WordList:
    """The words that people use for a relation, by the role they play."""

    verbs: tuple[str, ...] = ()
    inverse_verbs: tuple[str, ...] = ()
    start_nouns: tuple[str, ...] = ()
    end_nouns: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    inverse_general: tuple[str, ...] = ()
    juxtaposed: bool = False
    effects: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    change_nouns: tuple[str, ...] = ()
    speaker_verbs: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    start_lacking: tuple[str, ...] = ()
    start_having: tuple[str, ...] = ()
    bare_verbs: tuple[str, ...] = ()
    general_start_nouns: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    denying_inverse: tuple[str, ...] = ()
    end_places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.verbs or self.inverse_verbs or self.start_nouns or self.end_nouns)


@dataclass(frozen=True, slots=True)
class Class:
    name: str
    ancestors: tuple[str, ...]  # nearest first, the root last; empty for the root
    label: str
    alternatives: tuple[str, ...]
    plurals: tuple[str, ...]
    kind_words: tuple[str, ...]
    comment: str
    part: bool
    named: bool  # competes for a name only when the question names the class
    pronouns: tuple[str, ...] = ()  # "who" and its kind, where they mean this class
    narrower: tuple[str, ...] = ()  # words that are kinds within it, where things say their kind
    text: bool = False  # has passages of text that can be asked what they say
    loosely: tuple[str, ...] = ()  # nouns for one that is described: thing, software
    aligned: tuple[str, ...] = ()  # IRIs of other vocabularies' classes that mean this one


@dataclass(frozen=True, slots=True)
class Row:
    """One (domain, relation, range): the signature and what travels along it."""

    relation: str
    domain: str
    range: str
    impact: Flow
    severity: Severity | None
    data: Flow
    container: Container | None
    keeps: bool = False  # the end keeps the start, as a database its tables


@dataclass(frozen=True, slots=True)
class Relation:
    name: str
    label: str
    words: WordList
    rows: tuple[Row, ...]
    same_class: bool  # joins only two things of one own label
    comment: str
    inverse: str = ""  # its name read from its end
    aligned: tuple[str, ...] = ()  # IRIs of other vocabularies that mean it, from start to end
    aligned_inverse: tuple[str, ...] = ()  # likewise, from end to start


@dataclass(frozen=True, slots=True)
class Derived:
    """A relation that is computed: by a path over relations, or by a function of `graph`."""

    name: str
    label: str
    comment: str
    words: WordList
    domain: tuple[str, ...]
    range: tuple[str, ...]
    path: str | None
    function: str | None
    family: str | None
    depth: str | None  # "direct" or "any": what it takes without a word of depth
    reads_for: tuple[str, ...]
    inverted: bool  # its start is the end of the relation that it reads for


@dataclass(frozen=True, slots=True)
class PropertyValue:
    value: str
    words: tuple[str, ...]
    rank: int | None
    or_more: tuple[str, ...] = ()  # words for this value and those above it
    written: tuple[str, ...] = ()  # what sources write for it and nobody says
    data: tuple[str, ...] = ()  # nouns for data of that value
    verbs: tuple[str, ...] = ()  # what a thing did that has it
    of: tuple[str, ...] = ()  # the classes of which its words are said, where not of all


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    of: str
    type: str
    nouns: tuple[str, ...]
    values: tuple[PropertyValue, ...]
    low_is_high: bool
    verbs: tuple[str, ...] = ()
    aligned: tuple[str, ...] = ()  # IRIs of other vocabularies' properties that mean it
    tells_when: bool = False  # its value is when things happen
    tells_before: bool = False  # its values name what comes before, in the same container
    tells_kind: bool = False  # its values are kinds within a class
    tells_who: bool = False  # its value is somebody
    tells_long: bool = False  # its value is how long something takes or lasts
    set_for: bool = False  # said of what its thing is set for: a table's latency is its contract's
    denies: str = ""  # the property whose verbs, denied, ask for this one
    general_nouns: tuple[str, ...] = ()  # words that rather mean another property
    degrees: tuple[str, ...] = ()  # adjectives that ask for it after "how"


@dataclass(frozen=True)
class Ontology:
    """Everything the Turtle says; hashable by identity, so that results may be cached on it."""

    classes: Mapping[str, Class]
    relations: Mapping[str, Relation]
    derived: Mapping[str, Derived]
    properties: Mapping[str, Property]
    function_words: Mapping[str, tuple[str, ...]]
    fingerprint: str
    identity: IdentityRules = field(default_factory=IdentityRules)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def is_a(self, label: str, ancestor: str) -> bool:
        """Whether `label` is `ancestor` or below it."""
        return label == ancestor or ancestor in self.classes[label].ancestors

    @cached_property
    def _descendants(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(other for other in self.classes if self.is_a(other, name))
            for name in self.classes
        }

    def descendants(self, label: str) -> frozenset[str]:
        """The label and all below it."""
        return self._descendants[label]

    def leaves(self, label: str) -> frozenset[str]:
        """Labels below `label` (or itself) that a node may carry as its own: those without children."""
        return frozenset(
            name for name in self.descendants(label) if len(self._descendants[name]) == 1
        )

    def lineage_of(self, label: str) -> tuple[str, ...]:
        """The label and its ancestors, nearest first."""
        return (label, *self.classes[label].ancestors)

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], Row]:
        """Rows by (own label, relation, own label); the most specific row wins."""
        found: dict[tuple[str, str, str], tuple[int, Row]] = {}
        for relation in self.relations.values():
            for row in relation.rows:
                depth = len(self.classes[row.domain].ancestors) + len(
                    self.classes[row.range].ancestors
                )
                for start in self.descendants(row.domain):
                    for end in self.descendants(row.range):
                        if relation.same_class and start != end:
                            continue
                        key = (start, relation.name, end)
                        if key not in found or found[key][0] < depth:
                            found[key] = (depth, row)
        return {key: row for key, (_, row) in found.items()}

    def row(self, start: str, relation: str, end: str) -> Row | None:
        """The row that an edge between two own labels falls under, or None when it is forbidden."""
        return self._rows.get((start, relation, end))

    def signatures(self, relation: str) -> frozenset[tuple[str, str]]:
        """All (own label, own label) pairs that the relation may join."""
        return self._signatures.get(relation, frozenset())

    @cached_property
    def _signatures(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        found: dict[str, set[tuple[str, str]]] = {}
        for start, relation, end in self._rows:
            found.setdefault(relation, set()).add((start, end))
        return {relation: frozenset(pairs) for relation, pairs in found.items()}

    def property_of(self, name: str, label: str) -> Property | None:
        """The property when a thing of that label may have it."""
        found = self.properties.get(name)
        return found if found is not None and self.is_a(label, found.of) else None


def shipped_files() -> tuple[Path, ...]:
    """The Turtle files that come with Cartulary, sorted."""
    folder = resources.files("ontologies")
    return tuple(sorted(Path(str(f)) for f in folder.iterdir() if f.name.endswith(".ttl")))


def load_ontology(
    files: Iterable[Path] | None = None, *, environ: Mapping[str, str] | None = None
) -> Ontology:
    """Read Turtle files into one ontology.

    Without `files`: the shipped ones, and those that `CARTULARY_ONTOLOGY` names
    (separated as in PATH). Raises OntologyError with file and reason.
    """
    if files is None:
        extra = (environ if environ is not None else os.environ).get(USER_FILES, "")
        files = (*shipped_files(), *(Path(p) for p in extra.split(os.pathsep) if p))
    from graph.turtle import read_turtle  # which is made of the values above

    return read_turtle(files)
