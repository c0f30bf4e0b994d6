"""SPDX 3 documents (JSON-LD graphs) as parts and links. https://spdx.github.io/spdx-spec/v3.0.1/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, cast

from graph.facts import Place, PropValue, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.bom import Link, Part, Purl, purl_of
from ingest.documents import Value, unrendered
from ingest.properties import Props
from ingest.spdx import DEPENDS, LINKS, NEEDED_BY, RUNS, known

__all__ = ["Spdx3"]

PACKAGES: Final = {
    "package": Label.LIBRARY,
    "aipackage": Label.MODEL,
    "datasetpackage": Label.DATASET,
}
PURPOSES: Final = {"model": Label.MODEL, "data": Label.DATASET}
LICENCES: Final = ("hasconcludedlicense", "hasdeclaredlicense")
MODELS: Final = {
    "trainedon": Rel.TRAINED_ON,
    "testedon": Rel.EVALUATED_ON,
    "descendantof": Rel.TUNED_FROM,
}
FINDINGS: Final = ("affects", "hasassociatedvulnerability")
JUDGED: Final = {
    "fixedin": "fixed",
    "doesnotaffect": "not_affected",
    "underinvestigationfor": "in_triage",
    "affects": "affected",
}
ANY: Final = (Label.LIBRARY, Label.SERVICE, Label.MODEL, Label.DATASET)


def _type(element: Value) -> str:
    """An element's class without its namespace: `software_Package`, `software:Package`, an IRI."""
    stated = element["type"] if element["type"] else element.get("@type")
    text = next(iter(stated.texts()), "")
    return re.split(r"[/#:_]", text)[-1].lower()


def _id(element: Value) -> str:
    return (
        (element["spdxId"].text or element.get("@id").text or element["id"].text)
        if element.is_map
        else ""
    )


def _get(element: Value, name: str) -> Value:
    """A property, with or without the prefix of its profile."""
    if element.is_map and name not in element.data:
        for key in cast("dict[str, Any]", element.data):
            if key.endswith(name) and re.split(r"[_:/#]", key)[-1] == name:
                return element.get(key)
    return element.get(name)


def _kind(relation: Value) -> str:
    return re.split(r"[/#:]", _get(relation, "relationshipType").text)[-1].replace("_", "").lower()


class Spdx3:
    """One SPDX 3 document: its packages, models and data sets, and what they need."""

    def __init__(self, elements: list[Value]) -> None:
        self.elements = {_id(e): e for e in elements if _id(e)}
        self.relations = [e for e in elements if _type(e).endswith("relationship")]
        self.held = {i: e for i, e in self.elements.items() if _type(e) in PACKAGES}
        self.files: dict[str, str] = {}
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.about: dict[str, list[tuple[str, Value, Value]]] = {}  # (kind, relation, other end)

    def read(self) -> None:
        for relation in self.relations:
            start, kind = _get(relation, "from"), _kind(relation)
            for end in _get(relation, "to").one_or_many():
                self.about.setdefault(start.text, []).append((kind, relation, end))
                if _type(self.elements.get(start.text, relation)) == "vulnerability":
                    self.about.setdefault(end.text, []).append((kind, relation, start))
                if kind == "contains" and end.text not in self.held and start.text in self.held:
                    self.files[end.text] = start.text
        roots = self._roots()
        for identity, element in self.held.items():
            name = _get(element, "name").text
            if name and not unrendered(name):
                self.parts.append(self._part(identity, name, element, roots))
            else:
                element.document.reject(element.at, "a package needs a name")
        for relation in self.relations:
            self._relation(relation)

    def _roots(self) -> list[str]:
        """What the document is about: root elements, through the bills that collect them."""
        waiting = [i for i, e in self.elements.items() if _type(e) == "spdxdocument"]
        seen: dict[str, None] = {}
        while waiting:
            identity = waiting.pop(0)
            if identity in seen or identity not in self.elements:
                continue
            seen[identity] = None
            if identity not in self.held:
                waiting += _get(self.elements[identity], "rootElement").texts()
                waiting += [e.text for k, _, e in self.about.get(identity, ()) if k == "describes"]
        return [identity for identity in seen if identity in self.held]

    def _part(self, identity: str, name: str, element: Value, roots: list[str]) -> Part:
        props, purpose = Props(element.document), _get(element, "primaryPurpose")
        stated = purpose.text.lower()
        label = PACKAGES[_type(element)]
        label, among = (
            PURPOSES.get(stated, label) if label is Label.LIBRARY else label,
            tuple[str, ...](),
        )
        if label is Label.LIBRARY and identity in roots:
            if stated in RUNS:
                label = Label.SERVICE
            elif not stated and len(roots) == 1:
                label, among = Label.SERVICE, (Label.SERVICE, Label.LIBRARY)
        props.put("component_type", stated, purpose.at)
        for key in ("description", "summary"):
            props.text(Prop.DESCRIPTION, _get(element, key))
        props.put(Prop.URL, known(_get(element, "homePage").text), _get(element, "homePage").at)
        for key, said in (
            ("typeOfModel", "type_of_model"),
            ("domain", "domains"),
            ("datasetType", "dataset_type"),
        ):
            props.texts(said, _get(element, key))
        self._licence(identity, props)
        self._findings(identity, props)
        return Part(
            identity,
            label,
            name,
            element.at,
            props,
            version=known(_get(element, "packageVersion").text),
            purl=_package(element, props),
            keys=(f"spdx:{identity}",),
            among=among,
            suppliers=tuple(self._suppliers(element)),
        )

    def _licence(self, identity: str, props: Props) -> None:
        for wanted in LICENCES:
            for kind, relation, end in self.about.get(identity, ()):
                licence = self.elements.get(end.text)
                if kind == wanted and licence is not None:
                    text = _get(licence, "licenseExpression").text or _get(licence, "name").text
                    props.put(Prop.LICENSE, known(text), relation.at)

    def _findings(self, identity: str, props: Props) -> None:
        """Vulnerabilities that a relationship of either direction ties to the element."""
        found, judged, at = list[str](), list[str](), None
        for kind, relation, end in self.about.get(identity, ()):
            issue = self.elements.get(end.text)
            if issue is None or _type(issue) != "vulnerability":
                continue
            name, at = _get(issue, "name").text or end.text.rpartition("/")[2], at or relation.at
            found += [name] if kind in FINDINGS else []
            judged += [f"{name}: {JUDGED[kind]}"] if kind in JUDGED else []
        if at is not None:
            closed = {j.partition(":")[0] for j in judged if not j.endswith(": affected")}
            props.put(
                "vulnerabilities", tuple(dict.fromkeys(f for f in found if f not in closed)), at
            )
            props.put("vulnerability_analysis", tuple(dict.fromkeys(judged)), at)

    def _suppliers(self, element: Value) -> Iterator[tuple[str, Place]]:
        for agent in _get(element, "suppliedBy").one_or_many():
            stated = agent if agent.is_map else self.elements.get(agent.text)
            known_as = "" if stated is None else _get(stated, "name").text
            if stated is not None and known_as and _type(stated) in ("organization", "agent"):
                yield known_as, agent.at

    def _relation(self, relation: Value) -> None:
        kind, start = _kind(relation), _get(relation, "from")
        rel = MODELS.get(kind, Rel.DEPENDS_ON)
        if kind not in DEPENDS and kind not in NEEDED_BY and kind not in MODELS:
            return
        props: dict[str, PropValue] = {}
        if rel is Rel.DEPENDS_ON:
            props = {"relationship": _get(relation, "relationshipType").text.rpartition("/")[2]}
            if scope := _get(relation, "scope").text:
                props["scope"] = scope
        one = self._thing(start, kind)
        for end in _get(relation, "to").one_or_many():
            other = self._thing(end, kind)
            if one is None or other is None or not self._fits(one, rel, other):
                continue
            first, second = (other, one) if kind in NEEDED_BY else (one, other)
            self.links.append(Link(first, second, end.at, rel, props))

    def _fits(self, start: str | Ref, relation: Rel, end: str | Ref) -> bool:
        """Whether the ends are what the relation is between: a model and a data set, two models."""
        if relation is Rel.DEPENDS_ON:
            return True
        wanted = Label.MODEL if relation is Rel.TUNED_FROM else Label.DATASET
        labels = {part.id: part.label for part in self.parts}
        return all(
            isinstance(e, str) and labels.get(e) == label
            for e, label in ((start, Label.MODEL), (end, wanted))
        )

    def _thing(self, value: Value, kind: str = "") -> str | Ref | None:
        """A package here, or an element of another document; a file that is linked stands for its package."""
        text = _id(value) if value.is_map else value.text
        if text in self.held:
            return text
        if text in self.files:
            return self.files[text] if kind in LINKS else None
        if text in self.elements or not known(text) or text.startswith("_:"):
            return None  # a file or snippet of no package, a person, NoAssertion
        if text.endswith(("NoAssertionElement", "NoneElement")):
            return None
        name = re.split(r"[/#]", text)[-1].removeprefix("SPDXRef-")
        return Ref(Label.LIBRARY, name, key=f"spdx:{text}", among=ANY) if name else None


def _package(element: Value, props: Props) -> Purl | None:
    """The package URL: a property of its own, or one of the external identifiers."""
    stated = [_get(element, "packageUrl")]
    for each in _get(element, "externalIdentifier").one_or_many():
        if not each.is_map:
            continue
        kind, identifier = (
            _get(each, "externalIdentifierType").text.lower(),
            _get(each, "identifier"),
        )
        if "packageurl" in kind or "purl" in kind:
            stated.append(identifier)
        elif "cpe" in kind:
            props.texts("cpe", identifier)
    for value in stated:
        if value.is_scalar and (found := purl_of(value.text)):
            props.texts("purl", value)
            return found
    return None
