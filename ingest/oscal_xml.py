"""OSCAL's XML read as its JSON, which says the same under plural names, with the places of the elements.

https://pages.nist.gov/OSCAL/reference/
"""

from __future__ import annotations

from typing import Any

from graph.facts import Place
from ingest.documents import Document, Value
from ingest.xml_document import Element

__all__ = ["NAMESPACE", "model_of"]

NAMESPACE = "http://csrc.nist.gov/ns/oscal/*"
MAX_DEPTH = 100
LISTS = {
    **{
        name: f"{name}s"
        for name in (
            *("by-component", "component", "control", "group", "implemented-requirement", "import"),
            *("incorporates-component", "link", "param", "part", "party-uuid", "prop", "resource"),
            *("responsible-role", "rlink", "statement", "system-id", "with-id"),
        )
    },
    "capability": "capabilities",
    "party": "parties",
    "responsible-party": "responsible-parties",
    "include-controls": "include-controls",
}
MARKED_UP = frozenset({"title", "description", "purpose", "remarks", "name", "text", "short-name"})
PROSE = frozenset({"p", "ol", "ul", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table"})


class _Text(str):
    element: Element


class _Map(dict[str, Any]):
    element: Element


class _XmlValue(Value):
    """A value whose place is the element that says it."""

    __slots__ = ("element",)
    element: Element

    @property
    def at(self) -> Place:
        return self.element.at

    def _inner(self, data: Any, key: object) -> Value:
        inner = _value(self.document, data, self.pointer, self.element)
        del key
        return inner


def _value(doc: Document, data: Any, pointer: str, element: Element) -> _XmlValue:
    value = _XmlValue(doc, data, pointer)
    value.element = getattr(data, "element", element)
    return value


def model_of(doc: Document, name: str) -> Value:
    """The model that a document holds, whichever way it is written."""
    if doc.xml is None:
        return doc[name]
    return _value(doc, _tree(doc.xml, 0), "", doc.xml)


def _tree(element: Element, depth: int) -> Any:
    """An element as JSON has it: attributes and children by name, those that may be several as a list."""
    stated = {name: value for _, name, value in element.attributes()}
    inside = [] if element.name in MARKED_UP or depth > MAX_DEPTH else list(element)
    if not inside and not stated:
        text = _Text(element.text)
        text.element = element
        return text
    out = _Map(stated)
    out.element = element
    if element.name == "system-id":
        out["id"] = element.text
    prose = [child.text for child in inside if child.name in PROSE]
    if prose:
        out["prose"] = "\n".join(prose)
    for child in inside:
        if child.name in PROSE:
            continue
        data = _tree(child, depth + 1)
        if child.name == "control-implementation" and element.name in ("component", "capability"):
            out.setdefault("control-implementations", []).append(data)
        elif child.name in LISTS:
            out.setdefault(LISTS[child.name], []).append(data)
        else:
            out.setdefault(child.name, data)
    return out
