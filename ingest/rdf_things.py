"""Triples in the catalog's terms, by the ontology's alignments with DCAT, PROV-O, ORG, DPROD and FOAF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from graph.facts import Edge, Fact, Node, Place, Provenance, Ref, Reject
from graph.ontology import Ontology
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, unrendered
from ingest.json_ld import Terms
from ingest.properties import Props
from ingest.triples import BASE, TYPE, Literal, Term, Triple, absolute, is_blank

__all__ = ["Alignments", "Things", "alignments"]

DCAT, DCT = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
DPROD, PROV = "https://ekgf.github.io/dprod/", "http://www.w3.org/ns/prov#"
ORG, ODRL = "http://www.w3.org/ns/org#", "http://www.w3.org/ns/odrl/2/"
DISTRIBUTIONS = ((f"{DCAT}distribution", True), (f"{DPROD}isDistributionOf", False))
SERVICES = ((f"{DCAT}accessService", True), (f"{DPROD}isAccessServiceOf", False))
PORTS = (f"{DPROD}outputPort", f"{DPROD}inputPort")
WIDE = frozenset([f"{PROV}Entity", f"{PROV}Collection", "http://xmlns.com/foaf/0.1/Agent"])
SCHEMA = tuple(
    f"http://www.w3.org/{name}"
    for name in ("2002/07/owl#", "2000/01/rdf-schema#", "ns/shacl#", "2004/02/skos/core#")
)  # what is of these classes describes words, and is nothing of a landscape
LAST_PART = frozenset(
    [Prop.LIFECYCLE, Prop.PROTOCOL, Prop.STATUS, Prop.LANGUAGE, Prop.TYPE, Prop.SENSITIVITY]
)


@dataclass(frozen=True, slots=True)
class Alignments:
    """What each IRI of another vocabulary means: a class, a relation (and whether from its end), a property."""

    classes: Mapping[str, str]
    relations: Mapping[str, tuple[str, bool]]
    properties: Mapping[str, str]
    terms: Terms


@cache
def alignments(ontology: Ontology) -> Alignments:
    """The ontology's alignments, by IRI; ODRL's policies are for a connector of their own."""
    classes = {i: n for n, c in ontology.classes.items() for i in c.aligned}
    relations = {i: (n, False) for n, r in ontology.relations.items() for i in r.aligned}
    relations |= {i: (n, True) for n, r in ontology.relations.items() for i in r.aligned_inverse}
    properties = {i: n for n, p in ontology.properties.items() for i in p.aligned}
    structure = [name for name, _ in (*DISTRIBUTIONS, *SERVICES)]
    iris: dict[str, str] = {}
    kinds = [f"{DCAT}Distribution", f"{DCT}format"]
    for iri in sorted({*classes, *relations, *properties, *structure, *kinds}, key=_order):
        iris.setdefault(_last(iri), iri)
    links = frozenset([*relations, *structure])
    spaces = {re.split(r"(?<=[/#])[^/#]*\Z", iri)[0] for iri in classes}
    own = {i: n for i, n in classes.items() if not i.startswith(ODRL)}
    ways = {i: r for i, r in relations.items() if not i.startswith(ODRL)}
    return Alignments(own, ways, properties, Terms(iris, links, tuple(sorted(spaces))))


def _order(iri: str) -> tuple[int, str]:
    first = (DPROD, DCAT, DCT, PROV, "http://xmlns.com/foaf/", ORG)
    return next((n for n, start in enumerate(first) if iri.startswith(start)), len(first)), iri


def _last(iri: str) -> str:
    """The last part of an IRI, as a word."""
    part = iri.removeprefix(BASE).rstrip("/#").replace("#", "/").rpartition("/")[2]
    return unquote(part.rpartition(":")[2] or part)


class Things:
    """The things that a file's triples describe."""

    def __init__(self, doc: Document, triples: list[Triple]) -> None:
        self.doc, self.known = doc, alignments(doc.ontology)
        self.triples = triples
        self.of: dict[str, list[Triple]] = {}
        for triple in triples:
            self.of.setdefault(triple.subject, []).append(triple)
        self.links: dict[tuple[str, bool, str], list[Triple]] = {}
        for triple in triples:
            for predicate, forward in (*DISTRIBUTIONS, *SERVICES):
                if triple.predicate == predicate and isinstance(triple.object, str):
                    end = triple.subject if forward else triple.object
                    self.links.setdefault((predicate, forward, end), []).append(triple)
        self.types: dict[str, list[Triple]] = {}
        for triple in triples:
            if triple.predicate == TYPE and isinstance(triple.object, str):
                self.types.setdefault(triple.subject, []).append(triple)
        self.refs: dict[str, Ref] = {}
        self.rejects: list[Reject] = []
        for subject in self.types:
            self._note(subject)

    def facts(self) -> Iterator[Fact | Reject]:
        yield from self.rejects
        for subject, ref in self.refs.items():
            yield self._node(subject, ref)
        for triple in self.triples:
            found = self.known.relations.get(triple.predicate)
            if found is not None and triple.subject in self.refs:
                yield from self._edge(triple, *found)
        yield from self._memberships()
        yield from self._distributed()

    def _note(self, subject: str) -> None:
        """Give a subject its reference, when its types are of the catalog."""
        types = [t for t in self.types[subject] if isinstance(t.object, str)]
        stated = [str(t.object) for t in types]
        if any(t.startswith(SCHEMA) for t in stated if not t.endswith("NamedIndividual")):
            return
        classes = [t for t in stated if t in self.known.classes]
        classes = [t for t in classes if t not in WIDE] or classes
        if not classes:
            return
        label = self.known.classes[classes[0]]
        name = self._name(subject)
        if not name or unrendered(name):
            at = types[0].at
            self.rejects.append(Reject(at, f"a {_last(classes[0])} needs an IRI or a title"))
        else:
            self.refs[subject] = self._ref(label, subject, name)

    def _ref(self, label: str, subject: str, name: str) -> Ref:
        if absolute(subject):
            return Ref(label, name, key=f"iri:{subject}", scope=subject)
        return Ref(label, name)

    def _name(self, subject: str) -> str:
        titles = self._texts(subject, Prop.TITLE)
        if titles:
            return titles[0]
        if not is_blank(subject):
            return _last(subject)
        return next(iter(self._texts(subject, Prop.ENDPOINT)), "")

    def _texts(self, subject: str, prop: str) -> list[str]:
        """The texts of a property: English before others, then those that name no language."""
        found = [
            (t.object, n)
            for n, t in enumerate(self.of.get(subject, ()))
            if self.known.properties.get(t.predicate) == prop
        ]
        ranked = sorted(found, key=lambda pair: (_rank(pair[0]), pair[1]))
        return [text for term, _ in ranked if (text := _text(term))]

    def _node(self, subject: str, ref: Ref) -> Node:
        props = Props(self.doc)
        at = self.types[subject][0].at
        for triple in sorted(self.of[subject], key=lambda t: _rank(t.object)):
            name = self.known.properties.get(triple.predicate)
            if name is not None and name != Prop.TAGS:
                self._put(props, name, triple)
        tags = [t for t in self.of[subject] if self.known.properties.get(t.predicate) == Prop.TAGS]
        if tags:
            props.put(Prop.TAGS, tuple(_text(t.object) for t in tags), tags[0].at)
        for distribution, _ in self._linked(subject, DISTRIBUTIONS):
            for triple in self.of.get(distribution, ()):
                if self.known.properties.get(triple.predicate) == Prop.URL:
                    self._put(props, Prop.URL, triple)
        others = [t for t in self._texts(subject, Prop.TITLE) if t != ref.name]
        last = _last(subject) if not is_blank(subject) else ""
        aliases = tuple(dict.fromkeys(a for a in (last, *others) if a and a != ref.name))
        keys = (ref.key,) if ref.key else ()
        return Node(ref, at, props.values, props.places, keys=keys, aliases=aliases)

    def _put(self, props: Props, name: str, triple: Triple) -> None:
        term = triple.object
        if isinstance(term, str):
            if name in (Prop.CONTACT, Prop.EMAIL):
                card = self._texts(term, Prop.TITLE) + self._texts(term, Prop.EMAIL)
                text = ", ".join(c.removeprefix("mailto:") for c in card)
                text = text or ("" if is_blank(term) else term)
            else:
                text = "" if is_blank(term) else _last(term) if name in LAST_PART else term
        else:
            text = term.text
        props.put(name, text.removeprefix("mailto:").strip(), triple.at)

    def _edge(self, triple: Triple, relation: str, inverse: bool) -> Iterator[Edge]:
        """What a triple says, as far as the ontology allows it between the two."""
        if not isinstance(triple.object, str):
            return
        thing = self.refs[triple.subject]
        other = self.refs.get(triple.object) or self._outside(
            thing, triple.predicate, triple.object, relation, inverse
        )
        if other is None or other == thing:
            return
        start, end = (other, thing) if inverse else (thing, other)
        ontology = self.doc.ontology
        if any(
            ontology.row(s, relation, e)
            for s in _leaves(ontology, start)
            for e in _leaves(ontology, end)
        ):
            loose = triple.predicate.startswith(DCT) and relation != Rel.OWNS
            vague = loose and triple.object not in self.refs
            yield Edge(start, relation, end, triple.at, known_only=vague)

    def _outside(
        self, thing: Ref, predicate: str, iri: str, relation: str, inverse: bool
    ) -> Ref | None:
        """A thing that the file names and does not describe."""
        if is_blank(iri) or iri in self.types or not _last(iri):
            return None
        ontology = self.doc.ontology
        among = tuple(
            sorted(
                {
                    row.domain if inverse else row.range
                    for row in ontology.relations[relation].rows
                    if ontology.is_a(thing.label, row.range if inverse else row.domain)
                }
            )
        )
        leaves = {leaf for label in among for leaf in ontology.leaves(label)}
        key = f"iri:{iri}" if absolute(iri) else None
        if Label.DATASET in leaves and predicate.startswith((DCAT, PROV)):
            return Ref(Label.DATASET, _last(iri), key=key)
        if not among:
            return None
        label = thing.label if thing.label in leaves else min(leaves)
        if relation == Rel.OWNS:
            label = Label.TEAM
        return Ref(label, _last(iri), key=key, among=among if len(leaves) > 1 else ())

    def _linked(
        self, subject: str, ways: tuple[tuple[str, bool], ...]
    ) -> Iterator[tuple[str, Place]]:
        """What a subject is linked with by either of two predicates, one in each direction."""
        for predicate, forward in ways:
            for triple in self.links.get((predicate, forward, subject), ()):
                other = str(triple.object) if forward else triple.subject
                yield other, triple.at

    def _distributed(self) -> Iterator[Edge]:
        """A service that gives access to a distribution of a dataset depends on it; a product's port holds its data."""
        access: dict[str, list[Ref]] = {}
        for dataset, ref in self.refs.items():
            if ref.label != Label.DATASET:
                continue
            for distribution, _ in self._linked(dataset, DISTRIBUTIONS):
                for service, at in self._linked(distribution, SERVICES):
                    if service in self.refs and self.refs[service].label == Label.API:
                        access.setdefault(service, []).append(ref)
                        yield Edge(self.refs[service], Rel.DEPENDS_ON, ref, at)
        for triple in self.triples:
            product = self.refs.get(triple.subject)
            if triple.predicate not in PORTS or product is None:
                continue
            if product.label == Label.DATA_PRODUCT and isinstance(triple.object, str):
                for ref in access.get(triple.object, ()):
                    known = Provenance.INFERRED
                    yield Edge(product, Rel.DERIVED_FROM, ref, triple.at, {}, known)

    def _memberships(self) -> Iterator[Edge]:
        """`org:Membership`: a person, an organisation, and a role in it."""
        for subject, types in self.types.items():
            if any(t.object == f"{ORG}Membership" for t in types):
                said = {t.predicate: t for t in self.of[subject]}
                ends = (said.get(f"{ORG}member"), said.get(f"{ORG}organization"))
                refs = [self.refs.get(str(t.object)) if t else None for t in ends]
                person, team = refs
                if (
                    person is not None
                    and team is not None
                    and self.doc.ontology.row(person.label, Rel.MEMBER_OF, team.label)
                ):
                    yield Edge(person, Rel.MEMBER_OF, team, types[0].at)


def _leaves(ontology: Ontology, ref: Ref) -> list[str]:
    return [leaf for label in ref.among or (ref.label,) for leaf in ontology.leaves(label)]


def _text(term: Term) -> str:
    return " ".join((term.text if isinstance(term, Literal) else term).split())


def _rank(term: Term) -> int:
    language = term.language.lower() if isinstance(term, Literal) else ""
    return 0 if language.startswith("en") else 1 if not language else 2
