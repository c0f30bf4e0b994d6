"""SPDX 2 documents as parts and links: JSON, YAML and tag-value. https://spdx.github.io/spdx-spec/v2.3/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from graph.facts import Place, Ref
from graph.vocabulary import Label, Prop
from ingest.bom import Link, Part, purl_of
from ingest.documents import Document, Value, unrendered
from ingest.placed import PlacedValue
from ingest.properties import Props

__all__ = ["DEPENDS", "LINKS", "NEEDED_BY", "RUNS", "Spdx", "known", "tag_values"]

RUNS: Final = frozenset(
    ["application", "container", "operatingsystem", "device", "firmware", "platform"]
)
NOTHING: Final = frozenset(["", "NOASSERTION", "NONE"])
DEPENDS: Final = frozenset(
    [
        "dependson",
        "contains",
        "staticlink",
        "dynamiclink",
        "hasprerequisite",
        "hasstaticlink",
        "hasdynamiclink",
        "hasoptionaldependency",
        "hasprovideddependency",
        "hasoptionalcomponent",
    ]
)
"""Relationships by which the first needs the second, in the words of SPDX 2 and 3 without `_` and case."""
NEEDED_BY: Final = frozenset(
    [
        "dependencyof",
        "builddependencyof",
        "devdependencyof",
        "optionaldependencyof",
        "provideddependencyof",
        "testdependencyof",
        "runtimedependencyof",
        "containedby",
        "prerequisitefor",
        "optionalcomponentof",
    ]
)
LINKS: Final = frozenset(
    ["dependson", "staticlink", "dynamiclink", "hasstaticlink", "hasdynamiclink"]
)
DOCUMENT: Final = "SPDXRef-DOCUMENT"
_ORGANISATION: Final = re.compile(r"Organization:\s*(?P<name>.+?)\s*(?:\([^()]*\))?\Z", re.DOTALL)


def known(text: str) -> str:
    """A value, or "" for what SPDX writes for none."""
    return "" if text in NOTHING else text


class Spdx:
    """One SPDX 2 document: its packages, and what they need."""

    def __init__(self, top: Value) -> None:
        self.top = top
        self.space = top["documentNamespace"].text
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.packages: dict[str, Value] = {}
        self.files: dict[str, str] = {}  # a file's package
        self.others = {
            each["externalDocumentId"].text: each["spdxDocument"].text
            for each in top["externalDocumentRefs"]
        }

    def read(self) -> None:
        relations = [each for each in self.top["relationships"] if each.is_map]
        self.files = {each["SPDXID"].text: "" for each in self.top["files"]}
        for package in self.top["packages"]:
            identity, name = package["SPDXID"].text, package["name"].text
            if not identity or not name or unrendered(name):
                package.document.reject(package.at, "a package needs a name and an SPDXID")
            elif identity in self.packages:
                package.document.reject(
                    package.at, f"the SPDXID {identity!r} is given twice; the first one counts"
                )
            else:
                self.packages[identity] = package
                self.files |= {file.text: identity for file in package["hasFiles"]}
        described = self._described(relations)
        for identity, package in self.packages.items():
            self.parts.append(self._part(identity, package, described))
        for each in relations:
            start, end = each["spdxElementId"].text, each["relatedSpdxElement"].text
            if _plain(each) == "contains" and start in self.packages and end in self.files:
                self.files[end] = start
        for each in relations:
            self._relation(each)

    def _described(self, relations: list[Value]) -> list[str]:
        found = list(self.top["documentDescribes"].texts())
        for each in relations:
            start, end, kind = (
                each["spdxElementId"].text,
                each["relatedSpdxElement"].text,
                _plain(each),
            )
            if kind == "describes" and start == DOCUMENT:
                found.append(end)
            elif kind == "describedby" and end == DOCUMENT:
                found.append(start)
        return [identity for identity in dict.fromkeys(found) if identity in self.packages]

    def _part(self, identity: str, package: Value, described: list[str]) -> Part:
        props, purpose = Props(package.document), package["primaryPackagePurpose"]
        label, among = Label.LIBRARY, tuple[str, ...]()
        if identity in described:
            stated = purpose.text.lower().replace("-", "")
            if stated in RUNS:
                label = Label.SERVICE
            elif (
                not stated and len(described) == 1
            ):  # a product, or a library that has a bill of its own
                label, among = Label.SERVICE, (Label.SERVICE, Label.LIBRARY)
        props.put("component_type", purpose.text.lower(), purpose.at)
        props.text(
            Prop.DESCRIPTION,
            package["description"] if package["description"] else package["summary"],
        )
        for licence in (package["licenseConcluded"], package["licenseDeclared"]):
            props.put(Prop.LICENSE, known(licence.text), licence.at)
        props.put(Prop.URL, known(package["homepage"].text), package["homepage"].at)
        package_url, advisories = None, list[str]()
        for reference in package["externalRefs"]:
            kind, locator = reference["referenceType"].text, reference["referenceLocator"]
            if kind == "purl" and package_url is None:
                package_url = purl_of(locator.text)
                props.texts("purl", locator)
            elif kind.startswith("cpe"):
                props.texts("cpe", locator)
            elif reference["referenceCategory"].text == "SECURITY" and kind in ("advisory", "fix"):
                advisories.append(locator.text)
        props.put("advisories", tuple(advisories), package["externalRefs"].at)
        supplier = _ORGANISATION.match(package["supplier"].text)
        if package["supplier"].text and supplier is None:
            props.put("supplier", known(package["supplier"].text), package["supplier"].at)
        return Part(
            identity,
            label,
            package["name"].text,
            package.at,
            props,
            version=known(package["versionInfo"].text),
            purl=package_url,
            keys=(f"spdx:{self.space}#{identity}",) if self.space else (),
            among=among,
            suppliers=((supplier["name"], package["supplier"].at),) if supplier else (),
        )

    def _relation(self, each: Value) -> None:
        kind = _plain(each)
        start, end = each["spdxElementId"], each["relatedSpdxElement"]
        if kind in NEEDED_BY:
            start, end = end, start
        elif kind not in DEPENDS:
            return
        one, other = self._thing(start, kind), self._thing(end, kind)
        if one is not None and other is not None:
            said = each["relationshipType"].text.lower()
            self.links.append(Link(one, other, each.at, props={"relationship": said}))

    def _thing(self, element: Value, kind: str = "") -> str | Ref | None:
        """A package here, or one of another document; a file that is linked stands for its package."""
        text = element.text
        if text in self.packages:
            return text
        if text in self.files:
            return (self.files[text] or None) if kind in LINKS else None
        other, colon, identity = text.partition(":")
        if colon and other in self.others:
            name = identity.removeprefix("SPDXRef-")
            return (
                Ref(Label.LIBRARY, name, key=f"spdx:{self.others[other]}#{identity}")
                if name
                else None
            )
        if known(text) and text != DOCUMENT:
            element.document.reject(element.at, f"nothing here is {text!r}")
        return None


def _plain(relation: Value) -> str:
    return relation["relationshipType"].text.replace("_", "").lower()


_TAG: Final = re.compile(r"(?P<tag>[A-Za-z]+):[ \t]*(?P<value>.*)\Z")
TAGS: Final = {
    "PackageName": "name",
    "PackageVersion": "versionInfo",
    "PackageSupplier": "supplier",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageHomePage": "homepage",
    "PackageSummary": "summary",
    "PackageDescription": "description",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
}

LISTED: Final = {
    "ExternalRef": ("externalRefs", ("referenceCategory", "referenceType", "referenceLocator")),
    "ExternalDocumentRef": (
        "externalDocumentRefs",
        ("externalDocumentId", "spdxDocument", "checksum"),
    ),
    "Relationship": (
        "relationships",
        ("spdxElementId", "relationshipType", "relatedSpdxElement"),
    ),
}
"""Tags of three words that may come again: the list that they go to, and what each word is."""


def tag_values(doc: Document) -> Value:
    """A tag-value document in the shape of its JSON form, placed by lines."""
    top: dict[str, Any] = {
        "packages": [],
        "files": [],
        "relationships": [],
        "externalDocumentRefs": [],
    }
    places: dict[str, Place] = {"0": Place(doc.path)}
    here, at = top, "0"
    for line, tag, value in _tags(doc):
        if tag in ("PackageName", "FileName"):
            kind = "packages" if tag == "PackageName" else "files"
            here, at = (
                {"inside": top["packages"][-1] if top["packages"] else None},
                f"0/{kind}/{len(top[kind])}",
            )
            top[kind].append(here)
            places[at] = doc.lines(line)
        key = TAGS.get(tag)
        if key is not None or tag == "SPDXID":
            here.setdefault(key or "SPDXID", value)
            places[f"{at}/{key or 'SPDXID'}"] = doc.lines(line)
        elif tag in ("SPDXVersion", "DocumentNamespace"):
            key = "spdxVersion" if tag == "SPDXVersion" else "documentNamespace"
            top.setdefault(key, value)
            places[f"0/{key}"] = doc.lines(line)
        elif tag in LISTED:
            inside = (here, at) if tag == "ExternalRef" else (top, "0")
            _add(*inside, *LISTED[tag], value, doc.lines(line), places)
    for file in top["files"]:  # a file belongs to the package that stands before it
        package = file.pop("inside", None)
        if package is not None and "SPDXID" in file:
            package.setdefault("hasFiles", []).append(file["SPDXID"])
    for package in top["packages"]:
        package.pop("inside", None)
    return PlacedValue(doc, top, "0", places)


def _add(
    into: dict[str, Any],
    at: str,
    name: str,
    keys: tuple[str, str, str],
    value: str,
    place: Place,
    places: dict[str, Place],
) -> None:
    words = value.split(None, 2)
    held = into.setdefault(name, [])
    places[f"{at}/{name}/{len(held)}"] = place
    held.append(dict(zip(keys, words, strict=False)))


def _tags(doc: Document) -> Iterator[tuple[int, str, str]]:
    """(line, tag, value) of each; a value in `<text>` may take several lines."""
    lines = doc.text.split("\n")
    number = 0
    while number < len(lines):
        start, found = number, _TAG.match(lines[number].strip())
        number += 1
        if found is None:
            continue
        value = found["value"].strip()
        if value.startswith("<text>"):
            held = [value.removeprefix("<text>")]
            while "</text>" not in held[-1] and number < len(lines):
                held.append(lines[number])
                number += 1
            value = "\n".join(held).partition("</text>")[0].strip()
        yield start + doc.line, found["tag"], value
