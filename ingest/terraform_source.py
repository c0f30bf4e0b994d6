"""Terraform code as blocks: resources, calls of modules, and what references lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from graph.vocabulary import Prop
from ingest.documents import Document, unrendered
from ingest.hcl import Attribute, HclBlock
from ingest.properties import Props
from ingest.terraform import BUCKETS, KEPT, OWNERS, TAGS, Block, provider_of

__all__ = ["addresses", "led_through", "module", "resource", "stated_maps"]

RESOURCE: Final = re.compile(r"[a-z][a-z0-9-]*_[a-zA-Z0-9_-]+\Z")
TITLES: Final = ("identifier", "cluster_identifier", "bucket", "name", "function_name")


Maps: TypeAlias = Mapping[str, Attribute]  # locals of the file, by `local.<name>`


def stated_maps(blocks: list[HclBlock]) -> Maps:
    """The locals that are literal maps: tags are often written there, once for all."""
    stated = (
        each for block in blocks if block.kind == "locals" for each in block.attributes.items()
    )
    return {f"local.{name}": attribute for name, attribute in stated if attribute.texts}


def resource(doc: Document, block: HclBlock, maps: Maps) -> Block:
    kind, name = block.labels
    at, stated = doc.lines(block.line, block.end), block.attributes.get("provider")
    named = stated.references[0] if stated and stated.references else stated.text if stated else ""
    provider = provider_of(named.partition(".")[0], kind)
    supplied = doc.lines(stated.line) if stated else at
    read = Block(f"{kind}.{name}", kind, provider, at, supplied, Props(doc))
    for key, said in KEPT.items():
        if (attribute := block.attributes.get(key)) and attribute.text:
            read.props.put(said, attribute.text, doc.lines(attribute.line))
    for key in TITLES:
        attribute = block.attributes.get(key)
        if attribute and attribute.text and not unrendered(attribute.text):
            read.aliases.append(attribute.text)
            if BUCKETS.get(kind) == key:
                read.keys.append(f"host:{attribute.text.lower()}")
    for key, index in (("count", "count"), ("for_each", "for_each")):
        if key in block.attributes:
            read.props.put("repeated_by", index, doc.lines(block.attributes[key].line))
    _tags(doc, block, read, maps)
    return read


def _tags(doc: Document, block: HclBlock, read: Block, maps: Maps) -> None:
    for holder in TAGS:
        if (attribute := block.attributes.get(holder)) is None:
            continue
        shared = [maps[r] for r in attribute.references if r in maps]
        stated = {k: (v, each.line) for each in (*shared, attribute) for k, v in each.texts}
        for key, (text, line) in stated.items():
            at = doc.lines(line)
            if key.casefold() in OWNERS and not unrendered(text):
                read.owners.append((text, at))
            elif key.casefold() in ("environment", "env"):
                read.props.put(Prop.ENVIRONMENT, text, at)
            elif (key, text) in attribute.texts and key == "Name" and not unrendered(text):
                read.aliases.append(text)


def module(doc: Document, block: HclBlock, maps: Maps) -> Block:
    """A call of a module: what stands for the resources that it makes."""
    at = doc.lines(block.line, block.end)
    read = Block(f"module.{block.labels[0]}", "module", "", at, at, Props(doc))
    for key in ("source", "version"):
        if (attribute := block.attributes.get(key)) and attribute.text:
            read.props.put(key, attribute.text, doc.lines(attribute.line))
    _tags(doc, block, read, maps)
    return read


def led_through(blocks: list[HclBlock]) -> Mapping[str, tuple[str, ...]]:
    """What locals and data sources of this file lead to: they are no things of their own."""
    found: dict[str, tuple[str, ...]] = {}
    for block in blocks:
        if block.kind == "locals":
            found |= {f"local.{name}": a.references for name, a in block.attributes.items()}
        elif block.kind == "data" and len(block.labels) == 2:
            references = (r for _, a in block.all_attributes() for r in a.references)
            found[f"data.{'.'.join(block.labels)}"] = tuple(references)
    return found


def addresses(references: tuple[str, ...], through: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The resources and modules that references lead to."""
    waiting, seen = list(references), set[str]()
    while waiting:
        parts = waiting.pop(0).split(".")
        address = ".".join(parts[: 3 if parts[0] == "data" else 2])
        if address in seen:
            continue
        seen.add(address)
        if address in through:
            waiting += through[address]
        elif parts[0] == "module" or RESOURCE.match(parts[0]):
            yield address
