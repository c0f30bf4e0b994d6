"""What CycloneDX bills of materials say, counted by the specification alone (https://cyclonedx.org/specification/overview/)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

RUNS = ("application", "container", "device", "firmware", "operating-system", "platform")
CLASSES = {"machine-learning-model": "Model", "data": "Dataset"}


def boms(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(data, dict) and "bomFormat" in data and "specVersion" in data:
            yield data
    for file in sorted(root.rglob("*.xml")):
        try:
            top = ElementTree.parse(file).getroot()
        except ElementTree.ParseError:
            continue
        if top.tag.startswith("{http://cyclonedx.org/schema/bom/"):
            yield of_xml(top)


def of_xml(top: ElementTree.Element) -> dict[str, Any]:
    """The parts of an XML document that count, as the JSON format has them."""

    def named(node: ElementTree.Element, *path: str) -> list[ElementTree.Element]:
        return node.findall("/".join(f"{{*}}{step}" for step in path))

    def component(node: ElementTree.Element) -> dict[str, Any]:
        return {
            "type": node.get("type"),
            "name": "".join(n.text or "" for n in named(node, "name")),
            "bom-ref": node.get("bom-ref"),
            "purl": "".join(n.text or "" for n in named(node, "purl")),
            "supplier": next(({"name": n.text} for n in named(node, "supplier", "name")), None),
            "components": [component(c) for c in named(node, "components", "component")],
        }

    return {
        "metadata": next(
            ({"component": component(c)} for c in named(top, "metadata", "component")), None
        ),
        "components": [component(c) for c in named(top, "components", "component")],
        "services": [{"name": s.get("bom-ref")} for s in named(top, "services", "service")],
        "dependencies": [
            {"ref": d.get("ref"), "dependsOn": [i.get("ref") for i in named(d, "dependency")]}
            for d in named(top, "dependencies", "dependency")
        ],
    }


def inside(things: list[dict[str, Any]] | None, key: str) -> Iterator[dict[str, Any]]:
    for thing in things or []:
        yield thing
        yield from inside(thing.get(key), key)


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for bom in boms(root):
        found += of_bom(bom)
    return +found


def library(component: dict[str, Any]) -> str:
    """What the component is a version of: its package URL without version and qualifiers, or its name."""
    purl = (component.get("purl") or "").partition("#")[0].partition("?")[0]
    named = f"{component.get('group') or ''}/{component['name']}"
    return purl.rpartition("@")[0] if "@" in purl else purl or named


def of_bom(bom: dict[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    about = bom.get("metadata") or {}
    main = about.get("component")
    if main:
        runs = main.get("type") in RUNS
        found[f"node {CLASSES.get(main['type'], 'Service' if runs else 'Library')}"] += 1
    components = [
        *inside(bom.get("components"), "components"),
        *inside((main or {}).get("components"), "components"),
    ]
    distinct = {library(c): c for c in components}
    for component in distinct.values():
        found[f"node {CLASSES.get(str(component.get('type')), 'Library')}"] += 1
    if main and not bom.get("dependencies"):  # all that is said is that it is made of these
        found["edge DEPENDS_ON"] += len(distinct)
    services = list(inside(bom.get("services"), "services"))
    found["node API"] += len(services)
    for thing in (*([main] if main else []), *components, *services):
        for key in ("supplier", "manufacturer", "provider"):
            found["edge SUPPLIED_BY"] += bool((thing.get(key) or {}).get("name"))
    known = {t.get("bom-ref") for t in (*([main] if main else []), *components, *services)}
    for dependency in bom.get("dependencies") or []:
        for ref in dependency.get("dependsOn") or []:
            both = dependency["ref"] in known and ref in known
            found["edge DEPENDS_ON" if both else "reject"] += ref != dependency["ref"]
    return found
