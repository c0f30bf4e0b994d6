"""The ontology, read once from Turtle: what exists, the words for it, and what follows from it.

How an ontology file is written is described in `ontologies/meta.md`. Labels and relations are plain
strings here, since a user's own file may add some; `graph.vocabulary` has enums of the shipped ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from importlib import resources
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace
from rdflib.namespace import SKOS
from rdflib.term import Node

from graph.errors import OntologyError

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

C = Namespace("urn:cartulary:ontology#")
M = Namespace("urn:cartulary:meta#")
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
    lacking: tuple[str, ...] = ()
    general_start_nouns: tuple[str, ...] = ()

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
    text: bool = False  # has passages of text that can be asked what they say


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


@dataclass(frozen=True, slots=True)
class Relation:
    name: str
    label: str
    words: WordList
    rows: tuple[Row, ...]
    same_class: bool  # joins only two things of one own label
    comment: str
    inverse: str = ""  # its name read from its end


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


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    of: str
    type: str
    nouns: tuple[str, ...]
    values: tuple[PropertyValue, ...]
    low_is_high: bool
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ontology:
    """Everything the Turtle says; hashable by identity, so that results may be cached on it."""

    classes: Mapping[str, Class]
    relations: Mapping[str, Relation]
    derived: Mapping[str, Derived]
    properties: Mapping[str, Property]
    function_words: Mapping[str, tuple[str, ...]]
    fingerprint: str

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
    graph = Graph()
    texts: list[str] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
            graph.parse(data=text, format="turtle", publicID=file.name)
        except OSError as error:
            raise OntologyError(f"{file}: cannot be read: {error.strerror}") from error
        except Exception as error:  # rdflib raises parser errors of several unrelated kinds
            raise OntologyError(f"{file}: not valid Turtle: {error}") from error
        texts.append(text)
    return _Reader(graph).read("\n".join(texts))


class _Reader:
    """From triples to values, with every mistake named."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def read(self, text: str) -> Ontology:
        from hashlib import sha256

        classes = self._classes()
        relations = {n: self._relation(s, n, classes) for s, n in self._subjects(M.Relation)}
        if not classes:
            raise OntologyError("the ontology names no class")
        return Ontology(
            classes=classes,
            relations=relations,
            derived={n: self._derived(s, n, classes) for s, n in self._subjects(M.DerivedRelation)},
            properties={n: self._property(s, n, classes) for s, n in self._subjects(M.Property)},
            function_words={
                sense: tuple(
                    sorted(
                        word
                        for s, _ in self._subjects(M.Words)
                        if self._text(s, M.sense) == sense
                        for word in self._texts(s, SKOS.altLabel)
                    )
                )
                for sense in sorted({self._text(s, M.sense) for s, _ in self._subjects(M.Words)})
            },
            fingerprint=sha256(text.encode()).hexdigest()[:16],
        )

    def _subjects(self, kind: Node) -> list[tuple[Node, str]]:
        found = [(s, _local(s)) for s in self.graph.subjects(RDF.type, kind)]
        return sorted(found, key=lambda pair: pair[1])

    def _texts(self, subject: Node, predicate: Node) -> tuple[str, ...]:
        return tuple(sorted(str(o) for o in self.graph.objects(subject, predicate)))

    def _text(self, subject: Node, predicate: Node) -> str:
        found = self._texts(subject, predicate)
        return found[0] if found else ""

    def _flag(self, subject: Node, predicate: Node) -> bool:
        return (subject, predicate, Literal(True)) in self.graph

    def _named(
        self, subject: Node, predicate: Node, classes: Mapping[str, object]
    ) -> tuple[str, ...]:
        names = tuple(sorted(_local(o) for o in self.graph.objects(subject, predicate)))
        for name in names:
            if name not in classes:
                raise OntologyError(f"{_local(predicate)} names the unknown class {name}")
        return names

    def _classes(self) -> dict[str, Class]:
        parents: dict[str, str | None] = {}
        for subject, name in self._subjects(M.Class):
            above = [_local(o) for o in self.graph.objects(subject, RDFS.subClassOf)]
            if len(above) > 1:
                raise OntologyError(f"class {name} has more than one ancestor: {', '.join(above)}")
            parents[name] = above[0] if above else None
        roots = sorted(name for name, parent in parents.items() if parent is None)
        if len(roots) != 1:
            raise OntologyError(
                f"one class must have no ancestor, found: {', '.join(roots) or 'none'}"
            )
        found: dict[str, Class] = {}
        for subject, name in self._subjects(M.Class):
            chain: list[str] = []
            above = parents[name]
            while above is not None:
                if above not in parents or above in chain:
                    raise OntologyError(
                        f"class {name}: its ancestor {above} is unknown or circular"
                    )
                chain.append(above)
                above = parents[above]
            found[name] = Class(
                name=name,
                ancestors=tuple(chain),
                label=self._text(subject, RDFS.label),
                alternatives=self._texts(subject, SKOS.altLabel),
                plurals=self._texts(subject, M.plural),
                kind_words=self._texts(subject, M.kindWord),
                comment=self._text(subject, RDFS.comment),
                part=self._flag(subject, M.part),
                named=self._flag(subject, M.named),
                pronouns=self._texts(subject, M.pronoun),
                text=self._flag(subject, M.text),
            )
        return found

    def _words(self, subject: Node) -> WordList:
        return WordList(
            verbs=self._texts(subject, M.verb),
            inverse_verbs=self._texts(subject, M.inverseVerb),
            start_nouns=self._texts(subject, M.startNoun),
            end_nouns=self._texts(subject, M.endNoun),
            general=self._texts(subject, M.general),
            inverse_general=self._texts(subject, M.inverseGeneral),
            juxtaposed=self._flag(subject, M.juxtaposed),
            effects=self._texts(subject, M.effectVerb),
            changes=self._texts(subject, M.changeVerb),
            change_nouns=self._texts(subject, M.changeNoun),
            speaker_verbs=self._texts(subject, M.speakerVerb),
            lacking=self._texts(subject, M.lacking),
            general_start_nouns=self._texts(subject, M.generalStartNoun),
        )

    def _relation(self, subject: Node, name: str, classes: Mapping[str, Class]) -> Relation:
        rows: list[Row] = []
        for row in self.graph.objects(subject, M.row):
            impact, data = self._text(row, M.impact), self._text(row, M.data)
            if not impact or not data:
                raise OntologyError(f"relation {name}: a row must state m:impact and m:data")
            severity, container = (
                self._text(row, M.severity),
                self._text(row, M.container),
            )
            try:
                for domain in self._named(row, M.domain, classes):
                    for range_ in self._named(row, M.range, classes):
                        rows.append(
                            Row(
                                name,
                                domain,
                                range_,
                                Flow(impact),
                                Severity(severity) if severity else None,
                                Flow(data),
                                Container(container) if container else None,
                            )
                        )
            except ValueError as error:
                raise OntologyError(f"relation {name}: {error}") from error
            if (impact != Flow.NONE) != bool(severity):
                raise OntologyError(f"relation {name}: impact and severity go together")
        return Relation(
            name=name,
            label=self._text(subject, RDFS.label),
            words=self._words(subject),
            rows=tuple(sorted(rows, key=lambda r: (r.domain, r.range))),
            same_class=self._flag(subject, M.sameClass),
            comment=self._text(subject, RDFS.comment),
            inverse=self._text(subject, M.inverse) or f"inverse of {name}",
        )

    def _derived(self, subject: Node, name: str, classes: Mapping[str, Class]) -> Derived:
        path, function = self._text(subject, M.path), self._text(subject, M.function)
        if bool(path) == bool(function):
            raise OntologyError(f"derived relation {name}: give either m:path or m:function")
        return Derived(
            name=name,
            label=self._text(subject, RDFS.label),
            comment=self._text(subject, RDFS.comment),
            words=self._words(subject),
            domain=self._named(subject, M.domain, classes),
            range=self._named(subject, M.range, classes),
            path=path or None,
            function=function or None,
            family=self._text(subject, M.family) or None,
            depth=self._text(subject, M.depth) or None,
            reads_for=tuple(sorted(_local(o) for o in self.graph.objects(subject, M.readsFor))),
            inverted=self._flag(subject, M.inverted),
        )

    def _property(self, subject: Node, name: str, classes: Mapping[str, Class]) -> Property:
        values: list[PropertyValue] = []
        for value in self.graph.objects(subject, M.value):
            rank = self._text(value, M.rank)
            values.append(
                PropertyValue(
                    self._text(value, M["is"]),
                    self._texts(value, SKOS.altLabel),
                    int(rank) if rank else None,
                )
            )
        of = self._named(subject, M.of, classes)
        return Property(
            name=name,
            of=of[0] if of else ROOT,
            type=self._text(subject, M.type) or "string",
            nouns=self._texts(subject, M.noun),
            values=tuple(sorted(values, key=lambda v: (v.rank or 0, v.value))),
            low_is_high=self._flag(subject, M.lowIsHigh),
            verbs=self._texts(subject, M.verb),
        )


def _local(term: Node) -> str:
    return str(term).rsplit("#", 1)[-1]
