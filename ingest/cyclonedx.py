"""CycloneDX documents, JSON or XML, as parts and links. https://cyclonedx.org/specification/overview/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, cast

from graph.facts import Place, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.bom import Link, Part, purl_of
from ingest.documents import Value, unrendered
from ingest.properties import Props

__all__ = ["LINK", "VERSIONS", "Bom", "Issues", "bom_key"]

VERSIONS: Final = tuple(f"1.{minor}" for minor in range(8))
RUNS: Final = frozenset(
    [
        "application",
        "container",
        "platform",
        "operating-system",
        "device",
        "firmware",
        "device-driver",
    ]
)
LABELS: Final = {"machine-learning-model": Label.MODEL, "data": Label.DATASET}
PARAMETERS: Final = {
    "task": "task",
    "architectureFamily": "architecture_family",
    "modelArchitecture": "model_architecture",
}
CLOSED: Final = frozenset(["not_affected", "false_positive", "resolved", "resolved_with_pedigree"])
LINK: Final = re.compile(r"urn:cdx:(?P<serial>[^/#]+)/(?P<version>[^#]+)(?:#(?P<ref>.*))?\Z")


def bom_key(serial: str, version: str, ref: str) -> str:
    """The native key of what a bill of materials calls `ref`, as a BOM-Link names it."""
    return f"bom:{serial.removeprefix('urn:uuid:').lower()}/{version or '1'}#{ref}"


class Bom:
    """One bill of materials: its parts in order, its main part, and what they need."""

    def __init__(self, top: Value) -> None:
        self.top = top
        self.serial = top["serialNumber"].text
        self.number = top["version"].text
        self.parts: list[Part] = []
        self.listed: list[Part] = []  # components of the top level
        self.links: list[Link] = []
        self.main: Part | None = None
        self.ids: set[str] = set()
        self.later: list[tuple[str, Value, str]] = []  # (model, place, bom-ref of a data set)
        self.issues = Issues(top["vulnerabilities"])

    def read(self) -> None:
        metadata = self.top["metadata"]
        if metadata["component"].is_map:
            self.main = self._component(metadata["component"], main=True)
        for component in self.top["components"]:
            if (part := self._component(component)) is not None:
                self.listed.append(part)
        for service in self.top["services"]:
            self._service(service)
        for model, value, ref in self.later:
            found = [part for part in self.parts if part.id == ref]
            if not found:
                value.document.reject(value.at, f"nothing here has the bom-ref {ref!r}")
            elif found[0].label != Label.DATASET:
                value.document.reject(value.at, f"{ref!r} is no component of type data")
            else:
                self.links.append(Link(model, ref, value.at, Rel.TRAINED_ON))
        self._dependencies()

    def _component(self, value: Value, *, main: bool = False) -> Part | None:
        kind, name = value["type"].text, value["name"].text
        if not name or unrendered(name):
            value.document.reject(value.at, "a component needs a name")
            return None
        label = LABELS.get(kind, Label.SERVICE if main and kind in RUNS else Label.LIBRARY)
        props = Props(value.document)
        props.put("component_type", kind, value["type"].at)
        _describe(value, props)
        for data in value["data"].one_or_many():
            if data.is_map:
                props.text(Prop.SENSITIVITY, data["classification"])
        makers = [value["supplier"], value["manufacturer"]]
        if main:
            makers += [self.top["metadata/supplier"], self.top["metadata/manufacture"]]
        part = self._part(value, label, name, props, makers)
        _model_card(value["modelCard"], props)
        for used in value["modelCard/modelParameters/datasets"] if label == Label.MODEL else ():
            self._trained(part, used)
        if label == Label.MODEL:
            self._ancestors(part, value["pedigree/ancestors"])
        for inner in value["components"]:
            self._component(inner)
        return part

    def _part(
        self, value: Value, label: Label, name: str, props: Props, makers: list[Value]
    ) -> Part:
        ref = value["bom-ref"].text
        package = purl_of(value["purl"].text)
        if value["purl"].text and package is None:
            value.document.reject(value["purl"].at, "not a package URL: pkg:type/namespace/name")
        self.issues.onto(ref, props)
        keys = [bom_key(self.serial, self.number, ref)] if self.serial and ref else []
        suppliers = [(m["name"].text, m["name"].at) for m in makers if m.is_map and m["name"].text]
        part = Part(
            ref or value.pointer,
            label,
            name,
            value.at,
            props,
            group=value["group"].text,
            version=value["version"].text,
            purl=package,
            keys=tuple(keys),
            suppliers=tuple(dict.fromkeys(suppliers)),
        )
        if ref and ref in self.ids:
            value.document.reject(
                value["bom-ref"].at, f"the bom-ref {ref!r} is given twice; the first one counts"
            )
        if ref:
            self.ids.add(ref)
        self.parts.append(part)
        return part

    def _service(self, value: Value) -> None:
        name = value["name"].text
        if not name or unrendered(name):
            value.document.reject(value.at, "a service needs a name")
            return
        props = Props(value.document)
        _describe(value, props)
        props.texts("endpoints", value["endpoints"])
        props.put(Prop.URL, next(iter(value["endpoints"].texts()), ""), value["endpoints"].at)
        classes = [d["classification"].text for d in value["data"] if d.is_map]
        props.put(
            "data_classification", tuple(dict.fromkeys(c for c in classes if c)), value["data"].at
        )
        if isinstance(value["authenticated"].data, bool) or value["authenticated"].text in (
            "true",
            "false",
        ):
            props.put("authenticated", value["authenticated"].flag, value["authenticated"].at)
        self._part(value, Label.API, name, props, [value["provider"]])
        for inner in value["services"]:
            self._service(inner)

    def _dependencies(self) -> None:
        stated = False
        aside = _refs(self.top)
        for entry in self.top["dependencies"]:
            start = entry["ref"].text
            for end in entry["dependsOn"]:
                stated = True
                unknown = [ref for ref in (entry["ref"], end) if ref.text not in self.ids]
                for ref in unknown:
                    if ref.text not in aside:
                        ref.document.reject(ref.at, f"nothing here has the bom-ref {ref.text!r}")
                if not unknown:
                    self.links.append(Link(start, end.text, end.at))
        if not stated and self.main is not None:
            # what a bill lists is included in what it is about; which part needs which, it does not say
            linked = {link.end for link in self.links}
            free = [part for part in self.listed if part.id not in linked]
            self.links += [Link(self.main.id, part.id, part.at) for part in free]

    def _trained(self, part: Part, used: Value) -> None:
        """A data set of a model card: a component here by its bom-ref, or described in place."""
        if not used.is_map:
            used.document.reject(used.at, "a data set is a mapping with ref or name")
        elif ref := used["ref"].text:
            self.later.append((part.id, used["ref"], ref))
        elif name := used["name"].text:
            end = Ref(Label.DATASET, name)
            self.links.append(Link(part.id, end, used.at, Rel.TRAINED_ON))

    def _ancestors(self, part: Part, ancestors: Value) -> None:
        for before in ancestors:
            if name := before["name"].text:
                package = purl_of(before["purl"].text)
                end = Part(
                    "",
                    Label.MODEL,
                    name,
                    before.at,
                    Props(before.document),
                    before["group"].text,
                    purl=package,
                )
                self.links.append(Link(part.id, end.ref, before.at, Rel.TUNED_FROM))


def _refs(top: Value) -> set[str]:
    """What is described, yet is no part: the tools that made the bill, the steps of the build, its makers."""
    waiting: list[Any] = [top["metadata"].data, top["formulation"].data, top["annotations"].data]
    found: set[str] = set()
    while waiting:
        data = waiting.pop()
        if isinstance(data, dict):
            inner = cast("dict[str, Any]", data)
            if isinstance(ref := inner.get("bom-ref"), str):
                found.add(ref)
            waiting += inner.values()
        elif isinstance(data, list):
            waiting += cast("list[Any]", data)
    return found


def _describe(value: Value, props: Props) -> None:
    props.text(Prop.DESCRIPTION, value["description"])
    props.put(Prop.LICENSE, ", ".join(_licences(value["licenses"])), value["licenses"].at)
    props.texts("purl", value["purl"])
    props.texts("cpe", value["cpe"])
    props.text("publisher", value["publisher"])
    props.text("bom_scope", value["scope"])
    for reference in value["externalReferences"]:
        kind, url = reference["type"].text, reference["url"]
        if kind == "vcs":
            props.text(Prop.REPOSITORY, url)
        elif kind == "website":
            props.text(Prop.URL, url)


def _licences(licences: Value) -> Iterator[str]:
    for choice in licences:
        stated = choice["license"]
        text = (stated["id"].text or stated["name"].text) if stated.is_map else ""
        if text := text or choice["expression"].text:
            yield text


def _model_card(card: Value, props: Props) -> None:
    """https://cyclonedx.org/docs/1.6/json/#components_items_modelCard"""
    parameters = card["modelParameters"]
    for key, said in PARAMETERS.items():
        props.text(said, parameters.get(key))
    if parameters["approach"].is_map:
        props.text("approach", parameters["approach/type"])
    measured = card["quantitativeAnalysis/performanceMetrics"]
    shown = (f"{m['type'].text}={m['value'].text}" for m in measured if m["type"].text)
    props.put("metrics", tuple(shown), measured.at)


class Issues:
    """What vulnerabilities say of the parts that they affect."""

    def __init__(self, vulnerabilities: Value) -> None:
        self.open: dict[str, list[str]] = {}
        self.judged: dict[str, list[str]] = {}
        self.places: dict[str, Place] = {}
        self.targets: dict[str, Value] = {}
        for found in vulnerabilities:
            name = found["id"].text
            if not name:
                found.document.reject(found.at, "a vulnerability needs an id")
                continue
            state = found["analysis/state"].text
            severities = [r["severity"].text for r in found["ratings"] if r["severity"].text]
            words = [word for word in (*severities[:1], state) if word]
            for target in found["affects"]:
                if not (ref := target["ref"].text):
                    continue
                self.targets.setdefault(ref, target["ref"])
                self.places.setdefault(ref, target["ref"].at)
                if state not in CLOSED:
                    self.open.setdefault(ref, []).append(name)
                if words:
                    self.judged.setdefault(ref, []).append(f"{name}: {', '.join(words)}")

    def onto(self, ref: str, props: Props) -> None:
        """Put what is known of the part with this bom-ref on it."""
        if ref in self.places:
            at = self.places[ref]
            props.put("vulnerabilities", tuple(dict.fromkeys(self.open.get(ref, ()))), at)
            props.put("vulnerability_analysis", tuple(dict.fromkeys(self.judged.get(ref, ()))), at)
