"""CycloneDX XML in the shape of its JSON form, every value with its XPath."""

from __future__ import annotations

from typing import Any, Final

from graph.facts import Place
from ingest.documents import Document, Value
from ingest.placed import PlacedValue
from ingest.xml_document import Element

__all__ = ["top_of"]

ATTRIBUTES: Final = ("bom-ref", "type", "ref", "serialNumber", "version", "flow", "name")
LISTS: Final = frozenset(
    [
        "components",
        "services",
        "dependencies",
        "licenses",
        "vulnerabilities",
        "ratings",
        "affects",
        "externalReferences",
        "datasets",
        "endpoints",
        "performanceMetrics",
        "ancestors",
    ]
)


def top_of(doc: Document) -> Value:
    """The document in the shape of JSON, whatever it is written in."""
    if doc.xml is None:
        return doc.root
    places: dict[str, Place] = {}
    data = _shaped(doc.xml, "0", places)
    if isinstance(data, dict):
        data["specVersion"] = doc.xml.namespace.rstrip("/").rpartition("/")[2]
    return PlacedValue(doc, data, "0", places)


def _shaped(element: Element, pointer: str, places: dict[str, Place]) -> Any:
    places[pointer] = element.at
    name = element.name
    if name in LISTS:
        return [_item(child, f"{pointer}/{i}", places) for i, child in enumerate(element)]
    if name == "classification":  # how it flows is an attribute of it
        return element.text
    if name == "data" and not any(element.children("type", "name", "contents")):  # of a service
        return [_flow(child, f"{pointer}/{i}", places) for i, child in enumerate(element)]
    children = list(element)
    found: dict[str, Any] = {key: element.get(key) for key in ATTRIBUTES if element.get(key)}
    if not children:
        return {**found, "value": element.text} if found else element.text
    for child in children:
        found.setdefault(child.name, _shaped(child, f"{pointer}/{child.name}", places))
    return found


def _item(element: Element, pointer: str, places: dict[str, Place]) -> Any:
    """An item of a list, as the JSON form has it."""
    if element.name == "ref" and element.text:
        places[pointer] = element.at
        return {"ref": element.text}
    if element.name == "license":
        places[pointer] = element.at
        return {"license": _shaped(element, f"{pointer}/license", places)}
    if element.name == "expression":
        places[pointer] = element.at
        return {"expression": element.text}
    if element.name == "dependency":
        places[pointer] = element.at
        needed = list(element.children("dependency"))
        for i, child in enumerate(needed):
            places[f"{pointer}/dependsOn/{i}"] = child.at
        return {"ref": element.get("ref"), "dependsOn": [child.get("ref") for child in needed]}
    return _shaped(element, pointer, places)


def _flow(element: Element, pointer: str, places: dict[str, Place]) -> Any:
    """`classification` alone (before 1.5), or a `dataflow` with one."""
    shaped = _shaped(element, pointer, places)
    return {"classification": shaped} if isinstance(shaped, str) else shaped
