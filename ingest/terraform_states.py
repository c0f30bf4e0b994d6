"""Terraform state files, by version: their resources as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from ingest.documents import Document
from ingest.properties import Props
from ingest.sniff import Condition
from ingest.terraform import (
    Block,
    describe,
    plain_address,
    provider_of,
    unflattened,
)

__all__ = ["StateFile", "current", "flat"]


@dataclass(frozen=True, slots=True)
class StateFile(Condition):
    """A numbered version with resources or modules, and something that only a state has."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        version, held = data.get("version"), data.get("resources")
        if not isinstance(version, int) or isinstance(version, bool):
            return False
        if "terraform_version" in data and any(
            mark in data for mark in ("lineage", "serial", "modules")
        ):
            return True
        first: Any = cast("list[Any]", held)[0] if isinstance(held, list) and held else None
        if isinstance(first, dict):
            return {"type", "name", "instances"} <= cast("dict[Any, Any]", first).keys()
        return "lineage" in data and "serial" in data

    def __str__(self) -> str:
        return "a version with resources or modules of a Terraform state"


def current(doc: Document) -> Iterator[Block]:
    """Version 4: https://developer.hashicorp.com/terraform/language/state"""
    for resource in doc["resources"]:
        kind, name = resource["type"].text, resource["name"].text
        if resource["mode"].text == "data":
            continue  # a data source looks at what is managed elsewhere
        if not kind or not name:
            doc.reject(resource.at, "a resource needs a type and a name")
            continue
        module = plain_address(resource["module"].text)
        address = f"{module}.{kind}.{name}" if module else f"{kind}.{name}"
        provider = resource["provider"]
        block = Block(
            address, kind, provider_of(provider.text, kind), resource.at, provider.at, Props(doc)
        )
        for instance in resource["instances"]:
            if instance["deposed"]:
                continue
            index = instance["index_key"]
            block.note_instance(resource["module"].text, index.text if index.is_scalar else "")
            hidden = {
                step["value"].text
                for path in instance["sensitive_attributes"]
                for step in path.one_or_many()
                if step.is_map and step["value"].is_scalar
            }
            describe(block, instance["attributes"], hidden)
            for stated in ("dependencies", "depends_on"):
                for needed in instance.get(stated):
                    text = plain_address(needed.text)
                    if text and not re.search(r"(?:\A|\.)data\.", text):
                        block.needs.append((text, needed.at))
        yield block


def flat(doc: Document) -> Iterator[Block]:
    """Versions 2 and 3: modules with resources by `type.name[.index]`, attributes by dotted paths."""
    for module in doc["modules"]:
        path = [step for step in module["path"].texts() if step != "root"]
        prefix = "".join(f"module.{step}." for step in path)
        for key, resource in module["resources"].items():
            parts = key.split(".")
            if parts[0] == "data" or not resource.is_map:
                continue
            if len(parts) < 2 or not all(parts[:2]):
                doc.reject(resource.at, f"{key!r} is no address of a resource: type.name")
                continue
            kind, provider = parts[0], resource["provider"]
            block = Block(
                f"{prefix}{kind}.{parts[1]}",
                kind,
                provider_of(provider.text, kind),
                resource.at,
                provider.at,
                Props(doc),
            )
            attributes = resource["primary/attributes"]
            describe(block, unflattened(attributes))
            for needed in resource["depends_on"]:
                if needed.text and not needed.text.startswith("data."):
                    block.needs.append((".".join(needed.text.split(".")[:2]), needed.at))
            yield block
