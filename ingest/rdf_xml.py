"""RDF/XML as triples with places. Specification: https://www.w3.org/TR/rdf-syntax-grammar/."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from urllib.parse import urljoin

from ingest.triples import BASE, RDF, TYPE, Literal, Term, Triple
from ingest.xml_document import Element

__all__ = ["rdf_xml"]

XML = "http://www.w3.org/XML/1998/namespace"
SYNTAX = frozenset(["about", "ID", "nodeID", "resource", "datatype", "parseType", "bagID"])
MAX_DEPTH = 100


def rdf_xml(root: Element) -> list[Triple]:
    """The triples of a file whose top element is `rdf:RDF`, or one that describes a thing."""
    reader = _Reader()
    tops = root if (root.namespace, root.name) == (RDF, "RDF") else (root,)
    for node in tops:
        reader.node(node, 0)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[Triple] = []
        self.fresh = count()

    def node(self, node: Element, depth: int) -> str:
        """A node element: its subject, with all that its attributes and children say of it."""
        said = _rdf(node)
        if "about" in said:
            subject = _iri(node, said["about"])
        elif "ID" in said:
            subject = _iri(node, f"#{said['ID']}")
        else:
            subject = self._blank(said.get("nodeID"))
        if (node.namespace, node.name) != (RDF, "Description"):
            self._say(subject, TYPE, node.namespace + node.name, node)
        for predicate, text in _properties(node):
            value = _iri(node, text) if predicate == TYPE else Literal(text, _language(node))
            self._say(subject, predicate, value, node)
        if depth < MAX_DEPTH:
            for position, each in enumerate(node, start=1):
                self._property(subject, each, position, depth)
        return subject

    def _property(self, subject: str, element: Element, position: int, depth: int) -> None:
        said, children = _rdf(element), list(element)
        predicate = element.namespace + element.name
        if predicate == f"{RDF}li":
            predicate = f"{RDF}_{position}"
        kind = said.get("parseType")
        value: Term
        if "resource" in said:
            value = _iri(element, said["resource"])
        elif "nodeID" in said:
            value = self._blank(said["nodeID"])
        elif kind == "Resource":
            value = self._blank(None)
            for number, each in enumerate(children, start=1):
                self._property(value, each, number, depth + 1)
        elif kind == "Collection":
            for each in children:
                self._say(subject, predicate, self.node(each, depth + 1), element)
            return
        elif children and kind != "Literal":
            value = self.node(children[0], depth + 1)
        elif pairs := list(_properties(element)):
            value = self._blank(None)
            for inner, text in pairs:
                self._say(value, inner, Literal(text, _language(element)), element)
        else:
            value = Literal(element.text, _language(element))
        self._say(subject, predicate, value, element)

    def _say(self, subject: str, predicate: str, value: Term, at: Element) -> None:
        self.found.append(Triple(subject, predicate, value, at.at))

    def _blank(self, name: str | None) -> str:
        return f"_:n-{name}" if name is not None else f"_:b{next(self.fresh)}"


def _rdf(element: Element) -> dict[str, str]:
    """The attributes of the syntax itself."""
    return {n: v for space, n, v in element.attributes() if space == RDF and n in SYNTAX}


def _properties(element: Element) -> Iterator[tuple[str, str]]:
    """Attributes that are properties."""
    for space, name, value in element.attributes():
        if space and space != XML and not (space == RDF and name in SYNTAX):
            yield space + name, value


def _stated(element: Element, name: str) -> str | None:
    """`xml:base` or `xml:lang`, of the element or of the nearest one around it."""
    here: Element | None = element
    while here is not None:
        for space, attribute, value in here.attributes():
            if space == XML and attribute == name:
                return value
        here = here.parent()
    return None


def _iri(element: Element, reference: str) -> str:
    base = _stated(element, "base")
    if ":" in reference.split("/")[0]:
        return reference
    return urljoin(base, reference) if base else BASE + reference


def _language(element: Element) -> str:
    return _stated(element, "lang") or ""
