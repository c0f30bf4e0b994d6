"""What `terraform show -json` lists: resources as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Place
from ingest.documents import Value
from ingest.properties import Props
from ingest.terraform import (
    Block,
    describe,
    members,
    plain_address,
    provider_of,
)
from ingest.terraform_plan import Configuration

__all__ = ["changing_blocks", "module_blocks", "needs_of"]


def module_blocks(module: Value) -> Iterator[Block]:
    for resource in module["resources"]:
        if resource["mode"].text != "data":
            sensitive = resource["sensitive_values"]
            yield from resource_blocks(
                resource, plain_address(resource["address"].text), resource["values"], sensitive
            )
    for child in module["child_modules"]:
        yield from module_blocks(child)


def resource_blocks(value: Value, address: str, values: Value, sensitive: Value) -> Iterator[Block]:
    kind = value["type"].text or "".join(address.split(".")[-2:-1])
    if not kind or "." not in address:
        value.document.reject(value.at, "a resource needs a type and an address")
        return
    provider = value["provider_name"]
    name = provider_of(provider.text, kind)
    block = Block(address, kind, name, value.at, provider.at, Props(value.document))
    index = value["index"]
    module = value["address"].text.rpartition(f"{kind}.")[0]
    block.note_instance(module, index.text if index.is_scalar else "")
    hidden = (
        [key for key, mark in sensitive.items() if mark.data is True] if sensitive.is_map else []
    )
    describe(block, values, hidden)
    block.needs += [(plain_address(n.text), n.at) for n in value["depends_on"] if n.text]
    yield block


def changing_blocks(change: Value, address: str) -> Iterator[Block]:
    """A resource by its planned change: as it will be, or as it was when it goes."""
    inner = change["change"]
    part = "after" if inner["after"].is_map else "before"
    yield from resource_blocks(change, address, inner[part], inner[f"{part}_sensitive"])


def needs_of(
    block: Block, blocks: dict[str, Block], configuration: Configuration
) -> Iterator[tuple[str, Place]]:
    """What a state lists for the resource, and what the plan's configuration refers to."""
    for address, at in block.needs:
        if "data" not in address.split("."):
            found = [address] if address in blocks else members(blocks, address)
            yield from ((each, at) for each in found or [address])
    for address, at in configuration.references(block.address):
        if address in blocks:
            yield address, at
