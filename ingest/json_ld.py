"""JSON-LD as triples with places: contexts in the file are obeyed, remote ones are never fetched.

Of JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/) this knows terms, prefixes, `@vocab`, `@base`, type coercion,
`@graph`, `@list`, `@set`, `@reverse`, `@value` and language maps. For a remote context of a vocabulary that
the ontology is aligned with, the local names of its aligned terms stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.documents import Document, Value
from ingest.triples import BASE, TYPE, Literal, Term, Triple

__all__ = ["PREFIXES", "Terms", "json_ld"]

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "dprod": "https://ekgf.github.io/dprod/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
KNOWN_REMOTE = re.compile(r"dprod|dcat|/ns/prov|w3\.org/ns/org|foaf", re.I)
KEYWORDS = frozenset(
    [
        "@base",
        "@container",
        "@context",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    ]
)
ALIASES = {"id": "@id", "type": "@type"}


@dataclass(frozen=True, slots=True)
class Terms:
    """Local names of bundled vocabularies: their IRIs, which have things as values, and the namespaces."""

    iris: Mapping[str, str]
    links: frozenset[str]
    spaces: tuple[str, ...] = ()

    def explain(self, context: str) -> bool:
        """Whether a remote context is one of these vocabularies', by its address."""
        bare = tuple(space.rstrip("/#") for space in self.spaces)
        return KNOWN_REMOTE.search(context) is not None or context.startswith(bare)


@dataclass(frozen=True)
class _Context:
    terms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    vocab: str = ""
    base: str = BASE
    language: str = ""
    remote: bool = False  # some terms are defined where nobody looks

    def expand(self, name: str, *, term: bool) -> str | None:
        """A keyword, an IRI, or None for a word that nothing defines."""
        if name in KEYWORDS:
            return name
        if term and name in self.terms:
            found = str(self.terms[name].get("@id") or name)
            return found if found == name else self.expand(found, term=found in self.terms)
        prefix, colon, rest = name.partition(":")
        if colon:
            if rest.startswith("//") or prefix == "_":
                return name
            if prefix in self.terms and prefix != name:
                start = str(self.terms[prefix].get("@id") or "")
                return (self.expand(start, term=False) or start) + rest
            return PREFIXES[prefix] + rest if prefix in PREFIXES else name
        if term:
            return self.vocab + name if self.vocab else None
        return self.base + name

    def definition(self, name: str) -> Mapping[str, Any]:
        return self.terms.get(name, {})


def json_ld(doc: Document, bundled: Terms) -> tuple[list[Triple], tuple[str, ...]]:
    """The triples, and the words that only a remote context could explain."""
    reader = _Reader(bundled)
    for top in doc.root.one_or_many():
        if top.is_map:
            reader.node(top, _Context())
    return reader.found, tuple(sorted(reader.unknown))


class _Reader:
    def __init__(self, bundled: Terms) -> None:
        self.bundled = bundled
        self.found: list[Triple] = []
        self.unknown: set[str] = set()

    def node(self, value: Value, context: _Context) -> str:
        """A node object: its subject, with all that its keys say of it."""
        context = self._context(value["@context"], context)
        keys = {key: context.expand(key, term=True) for key, _ in value.items()}
        named = [value.get(key) for key, keyword in keys.items() if keyword == "@id"]
        named.sort(key=lambda v: not v.pointer.endswith("/@id"))
        subject = next((v.data for v in named if isinstance(v.data, str) and v.data), "")
        subject = (context.expand(subject, term=False) or "") if subject else f"_:{value.pointer}"
        for key, inner in value.items():
            predicate = keys[key]
            if predicate == "@type":
                for each in inner.one_or_many():
                    if isinstance(each.data, str) and (iri := context.expand(each.data, term=True)):
                        self.found.append(Triple(subject, TYPE, iri, each.at))
            elif predicate in ("@graph", "@included"):
                for each in inner.one_or_many():
                    if each.is_map:
                        self.node(each, context)
            elif predicate == "@reverse" and inner.is_map:
                for name, others in inner.items():
                    self._backwards(subject, context.expand(name, term=True), others, context)
            elif predicate == "@nest" and inner.is_map:
                for name, others in inner.items():
                    self._say(subject, name, context.expand(name, term=True), others, context)
            else:
                self._say(subject, key, predicate, inner, context)
        return subject

    def _say(
        self, subject: str, key: str, predicate: str | None, value: Value, context: _Context
    ) -> None:
        stated = context.definition(key)
        if back := stated.get("@reverse"):
            self._backwards(subject, context.expand(str(back), term=True), value, context)
        elif predicate is None:
            if context.remote:
                self.unknown.add(key)
        elif not predicate.startswith("@"):
            for term, at in self._terms(value, stated, context):
                self.found.append(Triple(subject, predicate, term, at.at))

    def _backwards(
        self, subject: str, predicate: str | None, value: Value, context: _Context
    ) -> None:
        for each in value.one_or_many():
            if predicate is not None and each.is_map:
                self.found.append(Triple(self.node(each, context), predicate, subject, each.at))

    def _terms(
        self, value: Value, stated: Mapping[str, Any], context: _Context
    ) -> Iterator[tuple[Term, Value]]:
        if stated.get("@container") == "@language" and value.is_map:
            for language, texts in value.items():
                yield from ((Literal(t.text, language), t) for t in texts.one_or_many())
            return
        for each in value.one_or_many():
            if not each.is_map:
                yield from self._plain(each, stated, context)
            elif each["@value"].is_scalar:
                yield Literal(each["@value"].text, each["@language"].text), each
            elif each["@list"] or each["@set"]:
                for inner in (each["@list"], each["@set"]):
                    yield from self._terms(inner, stated, context)
            else:
                yield self.node(each, context), each

    def _plain(
        self, value: Value, stated: Mapping[str, Any], context: _Context
    ) -> Iterator[tuple[Term, Value]]:
        coerced = stated.get("@type")
        if isinstance(value.data, list) or not value.text:
            return
        if coerced in ("@id", "@vocab") and isinstance(value.data, str):
            iri = context.expand(value.text, term=coerced == "@vocab")
            yield iri or context.base + value.text, value
        else:
            yield Literal(value.text, context.language), value

    def _context(self, value: Value, context: _Context) -> _Context:
        for each in value.one_or_many():
            if each.is_map:
                context = self._merged(each, context)
            elif isinstance(each.data, str):
                known = self.bundled if self.bundled.explain(each.data) else Terms({}, frozenset())
                terms = {
                    name: {"@id": iri, **({"@type": "@id"} if iri in known.links else {})}
                    for name, iri in known.iris.items()
                }
                words = {word: {"@id": keyword} for word, keyword in ALIASES.items()}
                context = replace(context, terms={**context.terms, **terms, **words}, remote=True)
        return context

    def _merged(self, value: Value, context: _Context) -> _Context:
        terms = dict(context.terms)
        for key, inner in value.items():
            if key.startswith("@"):
                continue
            if inner.is_map:
                terms[key] = {k: v.data for k, v in inner.items()}
            else:
                terms[key] = {"@id": inner.data if isinstance(inner.data, str) else ""}
        merged = replace(context, terms=terms)
        vocab, base = value["@vocab"].data, value["@base"].data
        if isinstance(vocab, str):
            merged = replace(merged, vocab=merged.expand(vocab, term=False) or "")
        if isinstance(base, str):
            merged = replace(merged, base=base)
        return replace(merged, language=value["@language"].text or merged.language)
