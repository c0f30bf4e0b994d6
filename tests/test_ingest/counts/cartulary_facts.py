"""What Cartulary facts say, counted by the published JSON Schema's words alone (`ontologies/cartulary-facts.schema.json`)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

SCHEMA = Path(__file__).parents[3] / "ontologies" / "cartulary-facts.schema.json"
KEYS: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))["$defs"]
SINGLE_WORDS = """
agent capability control dataset document domain field library model objective operation person
policy report resource service system task team tool topic vendor workflow
"""
CLASSES = {
    "api": "API",
    "data_contract": "DataContract",
    "data_product": "DataProduct",
    **{word: word.capitalize() for word in SINGLE_WORDS.split()},
}
RELATIONS = {
    "calls": "called_by",
    "consumes": "consumed_by",
    "delegates_to": "delegated_to_by",
    "depends_on": "dependency_of",
    "derived_from": "origin_of",
    "documents": "documented_by",
    "evaluated_on": "evaluation_data_of",
    "governs": "governed_by",
    "guarantees": "guaranteed_by",
    "implements": "implemented_by",
    "invokes": "invoked_by",
    "measures": "measured_by",
    "member_of": "has_member",
    "owns": "owned_by",
    "part_of": "has_part",
    "provides": "provided_by",
    "publishes_to": "published_to_by",
    "reads": "read_by",
    "runs_on": "runs",
    "same_as": "same_as",
    "subscribes_to": "subscribed_to_by",
    "subteam_of": "has_subteam",
    "supersedes": "superseded_by",
    "supplied_by": "supplies",
    "supports": "supported_by",
    "trained_on": "training_data_of",
    "tuned_from": "base_model_of",
    "uses_model": "model_used_by",
    "uses_tool": "tool_used_by",
    "violates": "violated_by",
    "writes": "written_by",
}
MEANT = {word: name.upper() for name, inverse in RELATIONS.items() for word in (name, inverse)}


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.cartulary.yaml"), *root.rglob("*.cartulary.yml")]):
        for document in yaml.load_all(file.read_text("utf-8"), yaml.BaseLoader):
            for thing in (document or {}).get("things", []):
                found += of_thing(thing)
    return +found


def of_thing(thing: dict[str, Any]) -> Counter[str]:
    (word,) = (key for key in thing if key in CLASSES)
    found = Counter({f"node {CLASSES[word]}": 1})
    for key, said in thing.items():
        if key not in KEYS[word]["properties"]:
            found["reject"] += 1
        elif key in MEANT:
            found[f"edge {MEANT[key]}"] += len(said) if isinstance(said, list) else 1
        elif key == "in":  # a tool or a part is in the thing that it belongs to
            found["edge PART_OF"] += 1
    return found
