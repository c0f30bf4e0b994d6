"""`terraform show -json`: states and plans of format 1.x; a plan's configuration says what depends on what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Fact, Place, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import keys
from ingest.terraform import (
    Block,
    describe,
    facts_of,
    members,
    merged,
    plain_address,
    provider_of,
    space_of,
)
from ingest.terraform_plan import Configuration

PARTS: Final = ("values", "planned_values")
GOING: Final[dict[tuple[str, ...], str]] = {
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
}


@connector(
    title="Terraform state and plan (show -json)",
    reads=keys("format_version", some=("planned_values", "values"), without=("provider_schemas",)),
    nodes={Label.RESOURCE},
    edges={Rel.DEPENDS_ON, Rel.OWNS, Rel.SUPPLIED_BY},
)
def terraform_show(doc: Document) -> Iterator[Fact | Reject]:
    """https://developer.hashicorp.com/terraform/internals/json-format"""
    version = doc["format_version"]
    if not version.text.startswith(("0.", "1.")):
        yield Reject(version.at, f"format {version.text!r} is not known; 0.x and 1.x are read")
        return
    found = list[Block]()
    for part in PARTS:
        found += _module(doc[part]["root_module"])
    changes = {plain_address(c["address"].text): c for c in doc["resource_changes"] if c.is_map}
    for address, change in changes.items():
        if change["mode"].text == "managed" and change["change/actions"].texts() == ("delete",):
            found += _resource(
                change, address, change["change/before"], change["change/before_sensitive"]
            )
    blocks = merged(found)
    configuration = Configuration(doc["configuration/root_module"])
    for address, block in blocks.items():
        if address in changes:
            actions = changes[address]["change/actions"]
            action = GOING.get(actions.texts(), "".join(actions.texts()[:1]))
            block.props.put("planned_action", "" if action == "no-op" else action, actions.at)
        block.needs = list(_needs(block, blocks, configuration))
    yield from facts_of(blocks.values(), space_of(doc))


def _module(module: Value) -> Iterator[Block]:
    for resource in module["resources"]:
        if resource["mode"].text != "data":
            sensitive = resource["sensitive_values"]
            yield from _resource(
                resource, plain_address(resource["address"].text), resource["values"], sensitive
            )
    for child in module["child_modules"]:
        yield from _module(child)


def _resource(value: Value, address: str, values: Value, sensitive: Value) -> Iterator[Block]:
    kind = value["type"].text
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


def _needs(
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
