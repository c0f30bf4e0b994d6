"""`terraform show -json`: states and plans of format 1.x; a plan's configuration says what depends on what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import keys
from ingest.terraform import (
    Block,
    facts_of,
    merged,
    plain_address,
    space_of,
)
from ingest.terraform_plan import Configuration
from ingest.terraform_shown import changing_blocks, module_blocks, needs_of

PARTS: Final = ("values", "planned_values")
GOING: Final[dict[tuple[str, ...], str]] = {
    ("delete",): "delete",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
}


@connector(
    title="Terraform state and plan (show -json)",
    reads=keys(
        "format_version",
        "terraform_version",
        some=("planned_values", "values", "resource_changes"),
        without=("provider_schemas",),
    ),
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
        found += module_blocks(doc[part]["root_module"])
    changes = {plain_address(c["address"].text): c for c in doc["resource_changes"] if c.is_map}
    listed = {block.address for block in found}
    for address, change in changes.items():  # what goes away, and plans without planned values
        if address not in listed and change["mode"].text != "data":
            found += changing_blocks(change, address)
    blocks = merged(found)
    configuration = Configuration(doc["configuration/root_module"])
    for address, block in blocks.items():
        if address in changes:
            actions = changes[address]["change/actions"]
            action = GOING.get(actions.texts(), "".join(actions.texts()[:1]))
            block.props.put("planned_action", "" if action == "no-op" else action, actions.at)
        block.needs = list(needs_of(block, blocks, configuration))
    yield from facts_of(blocks.values(), space_of(doc))
