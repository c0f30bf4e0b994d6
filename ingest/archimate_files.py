"""The two file formats of ArchiMate models: the Open Group's exchange format, and that of the tool Archi."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from graph.facts import Ref, Reject
from graph.vocabulary import Label
from ingest.archimate_model import JUNCTIONS, LABELS, Element, Model, Relationship
from ingest.documents import unrendered
from ingest.xml_document import Element as Xml

__all__ = ["model_of"]

XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXCHANGE = "http://www.opengroup.org/xsd/archimate"
OLDER = {"usedby": "serving", "used": "serving", "realisation": "realization"}


def model_of(root: Xml) -> tuple[Model, list[Reject]]:
    """The model of a file in either format, and what is wrong with some of it."""
    archi = not root.namespace.startswith(EXCHANGE)
    model = Model(_plain(root.get("id") or root.get("identifier")))
    rejects: list[Reject] = []
    definitions = {
        d.get("identifier"): _name(d) for d in root.inside("propertyDefinition", "propertydef")
    }
    for xml in _entries(root, archi):
        kind = _kind(xml)
        if xml.get("source") or xml.get("target") or kind.endswith("Relationship"):
            _relationship(model, xml, kind, rejects)
        else:
            _element(model, xml, kind, definitions, rejects)
    return _classed(model), rejects


def _entries(root: Xml, archi: bool) -> Iterator[Xml]:
    """Elements and relationships, without the views."""
    if archi:
        folders = list(root.children("folder"))
        while folders:
            folder = folders.pop(0)
            if folder.get("type") != "diagrams":
                yield from folder.children("element")
                folders = [*folder.children("folder"), *folders]
    else:
        for part in root.children("elements", "relationships"):
            yield from part.children("element", "relationship")


def _kind(xml: Xml) -> str:
    """`xsi:type` without its prefix; a junction of Archi has a `type` of its own besides."""
    stated = {space: value for space, name, value in xml.attributes() if name == "type"}
    return (stated.get(XSI) or "").rpartition(":")[2]


def _name(xml: Xml) -> str:
    """The name: an attribute in Archi's files; else a child in one of several languages, English if there is one."""
    if stated := xml.get("name"):
        return " ".join(stated.split())
    named = list(xml.children("name", "label"))
    english = [n for n in named if n.get("lang").lower().startswith("en")]
    return next((n.text for n in [*english, *named] if n.text), "")


def _plain(ident: str) -> str:
    """An id as both formats have it: the exchange format may not begin one with a digit, and puts `id-` before."""
    return re.sub(r"\Aid-", "", ident)


def _element(
    model: Model, xml: Xml, kind: str, definitions: dict[str, str], rejects: list[Reject]
) -> None:
    ident, name = _plain(xml.get("id") or xml.get("identifier")), _name(xml)
    if not ident or not kind:
        rejects.append(Reject(xml.at, "an element needs an identifier and a type"))
    elif ident in model.elements:
        rejects.append(Reject(xml.at, f"the identifier {ident} is given twice; the first counts"))
    elif kind in LABELS and (not name or unrendered(name)):
        rejects.append(Reject(xml.at, f"a {kind} needs a name"))
    else:
        said = [(p.get("key"), p.get("value"), p.at) for p in xml.children("property")]
        for group in xml.children("properties"):
            for each in group.children("property"):
                reference = each.get("propertyDefinitionRef") or each.get("identifierref")
                value = each.child("value")
                if value is not None and reference in definitions:
                    said.append((definitions[reference], value.text, each.at))
        text = next((d.text for d in xml.children("documentation") if d.text), "")
        model.elements[ident] = Element(ident, kind, name, text, xml.at, tuple(said))


def _relationship(model: Model, xml: Xml, kind: str, rejects: list[Reject]) -> None:
    source, target = _plain(xml.get("source")), _plain(xml.get("target"))
    if not source or not target:
        rejects.append(Reject(xml.at, "a relationship needs a source and a target"))
        return
    model.relations.add(_plain(xml.get("id") or xml.get("identifier")))
    word = kind.removesuffix("Relationship").lower()
    access = xml.get("accessType")
    if word == "access" and not access and not _top(xml).namespace.startswith(EXCHANGE):
        access = "0"  # what Archi leaves out is its first choice
    model.relationships.append(
        Relationship(OLDER.get(word, word), source, target, access, _name(xml), xml.at)
    )


def _top(xml: Xml) -> Xml:
    while (above := xml.parent()) is not None:
        xml = above
    return xml


def _classed(model: Model) -> Model:
    """Each element that is of the catalog with its reference; of two that share class and name, by its type or id."""
    labels = {i: LABELS[e.kind] for i, e in model.elements.items() if e.kind in LABELS}
    names = Counter((label, _folded(model, i)) for i, label in labels.items())
    kinds = Counter(
        (label, _folded(model, i), model.elements[i].kind) for i, label in labels.items()
    )
    for ident, label in labels.items():
        element = model.elements[ident]
        name = _folded(model, ident)
        scope = None
        if names[label, name] > 1:
            alone = kinds[label, name, element.kind] == 1
            scope = element.kind if alone else f"{element.kind} {ident}"
        key = f"archimate:{model.ident}/{ident}"
        model.elements[ident] = replace(element, ref=_ref(label, element.name, key, scope))
    return model


def _folded(model: Model, ident: str) -> str:
    return model.elements[ident].name.casefold()


def _ref(label: Label, name: str, key: str, scope: str | None) -> Ref:
    return Ref(label, name, key=key, scope=scope)


assert not JUNCTIONS & LABELS.keys()
