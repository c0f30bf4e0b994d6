"""From the Turtle of ontology files to the values of `graph.ontology`, with every mistake named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, Namespace
from rdflib.namespace import SKOS
from rdflib.term import Node

from graph.errors import OntologyError
from graph.identity_rules import DataStore, IdentityRules, KeyScheme
from graph.ontology import (
    ROOT,
    Class,
    Container,
    Derived,
    Flow,
    Ontology,
    Property,
    PropertyValue,
    Relation,
    Row,
    Severity,
    WordList,
)

__all__ = ["read_turtle"]

M = Namespace("urn:cartulary:meta#")


def read_turtle(files: Iterable[Path]) -> Ontology:
    """Read files into one ontology. Raises OntologyError with file and reason."""
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
            identity=self._identity(classes),
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
                narrower=self._texts(subject, M.narrower),
                text=self._flag(subject, M.text),
                loosely=self._texts(subject, M.loosely),
                aligned=self._texts(subject, M.aligned),
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
            remedies=self._texts(subject, M.remedyVerb),
            lacking=self._texts(subject, M.lacking),
            start_lacking=self._texts(subject, M.startLacking),
            start_having=self._texts(subject, M.startHaving),
            bare_verbs=self._texts(subject, M.bareVerb),
            general_start_nouns=self._texts(subject, M.generalStartNoun),
            denying=self._texts(subject, M.denyingVerb),
            denying_inverse=self._texts(subject, M.denyingInverseVerb),
            end_places=self._texts(subject, M.endPlace),
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
                                self._flag(row, M.keeps),
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
            aligned=self._texts(subject, M.aligned),
            aligned_inverse=self._texts(subject, M.alignedInverse),
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
                    self._texts(value, M.orMore),
                    self._texts(value, SKOS.hiddenLabel),
                    self._texts(value, M.dataNoun),
                    self._texts(value, M.verb),
                    self._named(value, M.of, classes),
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
            tells_when=self._flag(subject, M.tellsWhen),
            tells_before=self._flag(subject, M.tellsBefore),
            tells_kind=self._flag(subject, M.tellsKind),
            tells_who=self._flag(subject, M.tellsWho),
            tells_long=self._flag(subject, M.tellsLong),
            set_for=self._flag(subject, M.setFor),
            degrees=self._texts(subject, M.degree),
            denies=_local(denied) if (denied := self.graph.value(subject, M.denies)) else "",
            general_nouns=self._texts(subject, M.generalNoun),
            verbs=self._texts(subject, M.verb),
            aligned=self._texts(subject, M.aligned),
        )

    def _identity(self, classes: Mapping[str, Class]) -> IdentityRules:
        stores = [self._store(s, n, classes) for s, n in self._subjects(M.DataStore)]
        by_scheme: dict[str, DataStore] = {}
        for store in stores:
            for scheme in store.schemes:
                if by_scheme.setdefault(scheme, store) is not store:
                    raise OntologyError(f"two data stores have the scheme {scheme!r}")
        endings = {c: self._texts(s, M.nameEnding) for s, c in self._subjects(M.Class)}
        return IdentityRules(
            schemes={n: self._scheme(s, n, classes) for s, n in self._subjects(M.KeyScheme)},
            stores=by_scheme,
            loose_spelling=frozenset(
                n for s, n in self._subjects(M.Class) if self._flag(s, M.looseSpelling)
            ),
            endings={
                c: tuple(sorted(f, key=lambda e: (-len(e), e))) for c, f in endings.items() if f
            },
            code_hosts=self._all(M.CodeHosts, M.host),
            subjects=self._all(M.SubjectForms, M.form),
            types={
                member.casefold(): family
                for s, family in self._subjects(M.TypeFamily)
                for member in self._texts(s, M.member)
            },
        )

    def _all(self, kind: Node, predicate: Node) -> tuple[str, ...]:
        found = {t for s, _ in self._subjects(kind) for t in self._texts(s, predicate)}
        return tuple(sorted(found))

    def _scheme(self, subject: Node, name: str, classes: Mapping[str, Class]) -> KeyScheme:
        held = self._text(subject, M.held)
        if held not in ("one", "several", "reference"):
            raise OntologyError(f"key scheme {name}: m:held is one, several or reference")
        return KeyScheme(
            name=name,
            identifies=held == "one",
            joins=held != "reference",
            per_root=self._flag(subject, M.perRoot),
            exclusive=self._flag(subject, M.exclusive),
            same_class=self._flag(subject, M.sameClass),
            address=self._flag(subject, M.address),
            hosts=next((_local(o) for o in self.graph.objects(subject, M.hosts)), ""),
            apart=frozenset(self._named(subject, M.apart, classes)),
            apart_as=next((_local(o) for o in self.graph.objects(subject, M.apartAs)), ""),
            comment=self._text(subject, RDFS.comment),
        )

    def _store(self, subject: Node, name: str, classes: Mapping[str, Class]) -> DataStore:
        namespace, names = self._text(subject, M.namespaceForm), self._texts(subject, M.nameForm)
        if not namespace or not names:
            raise OntologyError(f"data store {name}: state m:namespaceForm and m:nameForm")
        holds = self._named(subject, M.holds, classes)
        return DataStore(
            name=name,
            label=self._text(subject, RDFS.label),
            schemes=self._texts(subject, M.scheme),
            holds=holds[0] if holds else "",
            namespace_form=namespace,
            name_forms=names,
            nowhere=self._flag(subject, M.nowhere),
            endpoint=self._text(subject, M.endpoint),
        )


def _local(term: Node) -> str:
    return str(term).rsplit("#", 1)[-1]
