"""What RDF files say by the alignments (`ontologies/alignments.ttl`): DCAT, DPROD, PROV-O, ORG, FOAF and Dublin Core.

Turtle is parsed; JSON-LD, whose contexts are remote, is read as the vocabularies spell it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import rdflib

CLASSES = {
    "Dataset": ("Dataset", "DatasetSeries", "Entity"),
    "API": ("DataService",),
    "DataProduct": ("DataProduct",),
    "DataContract": ("DataContract",),
    "Team": ("Organization", "FormalOrganization", "OrganizationalUnit", "Agent", "Group"),
    "Person": ("Person",),
    "Task": ("Activity",),
    "Policy": ("Offer", "Agreement", "Set", "Policy"),
}
LABELS = {name: label for label, names in CLASSES.items() for name in names}
SPACES = (
    "/ns/dcat#",
    "/dprod/",
    "/ns/prov#",
    "/ns/org#",
    "/foaf/",
    "/ns/odrl/2/",
    "purl.org/dc/terms/",
)
RELATIONS = {
    "publisher": "OWNS",
    "rightsHolder": "OWNS",
    "dataProductOwner": "OWNS",
    "memberOf": "MEMBER_OF",
    "unitOf": "SUBTEAM_OF",
    "inSeries": "DEPENDS_ON",
    "seriesMember": "DEPENDS_ON",
    "servesDataset": "DEPENDS_ON",
    "wasDerivedFrom": "DERIVED_FROM",
    "previousVersion": "SUPERSEDES",
    "replaces": "SUPERSEDES",
    "inputPort": "CONSUMES",
    "outputPort": "PROVIDES",
}
NAMING = ("@id", "id", "title", "endpointURL")
# terms of DCAT and DPROD that lead to further nodes; those of a remote context are not known
INSIDE = frozenset(
    [
        "@graph",
        "dataset",
        "distribution",
        "inputPort",
        "isAccessServiceOf",
        "isDistributionOf",
        "outputPort",
        "service",
    ]
)


def local(name: str) -> str:
    return name.rstrip("/#").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.ttl")):
        found += turtle(file)
    for file in sorted([*root.rglob("*.jsonld"), *root.rglob("*.json")]):
        if file.suffix == ".jsonld" or '"https://ekgf.github.io/dprod' in file.read_text(
            "utf-8", errors="replace"
        ):
            try:
                data = json.loads(file.read_text("utf-8"))
            except ValueError:
                continue
            for top in data if isinstance(data, list) else [data]:
                walk(top, found, "", "")
    return +found


def turtle(file: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    graph = rdflib.Graph()
    try:
        graph.parse(file, format="turtle")
    except Exception:  # a file that is no Turtle says nothing
        return found
    things = {
        subject: LABELS[local(str(kind))]
        for subject, kind in graph.subject_objects(rdflib.RDF.type)
        if local(str(kind)) in LABELS and any(s in str(kind) for s in SPACES)
    }
    found.update(f"node {label}" for label in things.values())
    for subject, predicate, _ in graph:
        relation = RELATIONS.get(local(str(predicate)))
        if relation and subject in things and any(s in str(predicate) for s in SPACES):
            found[f"edge {relation}"] += 1
    return found


def walk(value: Any, found: Counter[str], product: str, service: str) -> None:
    """A node of JSON-LD, in the product and behind the service that it stands in."""
    if isinstance(value, list):
        for item in value:
            walk(item, found, product, service)
        return
    if not isinstance(value, dict):
        return
    stated = value.get("@type", value.get("type", ""))
    kinds = [local(k) for k in (stated if isinstance(stated, list) else [stated])]
    label = next((LABELS[k] for k in kinds if k in LABELS), "")
    named = any(local(key) in NAMING for key in value)
    if label and named:
        found[f"node {label}"] += 1
    if label == "Dataset" and service and named:
        found["edge DEPENDS_ON"] += 1  # what the service gives access to
        found["edge DERIVED_FROM"] += bool(product)
    for key, inner in value.items():
        relation = RELATIONS.get(local(key))
        many = inner if isinstance(inner, list) else [inner]
        if label and relation:
            found[f"edge {relation}"] += len(many)
        if local(key) in INSIDE:
            walk(inner, found, product or label, service or ("API" if label == "API" else ""))
