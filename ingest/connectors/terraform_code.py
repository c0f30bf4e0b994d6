"""Terraform code (`*.tf`, `*.tofu`): resources and modules, and what their expressions refer to.

Values files (`*.tfvars`) are never read: they hold secrets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.hcl import hcl_blocks
from ingest.parse import Unreadable
from ingest.sniff import suffix
from ingest.terraform import Block, facts_of
from ingest.terraform_source import addresses, led_through, module, resource, stated_maps

NOT_NEEDED: Final = ("provider", "providers")


@connector(
    title="Terraform code",
    reads=suffix(".tf", ".tofu", syntax="text"),
    nodes={Label.RESOURCE},
    edges={Rel.DEPENDS_ON, Rel.OWNS, Rel.SUPPLIED_BY},
)
def terraform_code(doc: Document) -> Iterator[Fact | Reject]:
    try:
        blocks = hcl_blocks(doc.text)
    except Unreadable as error:
        at = doc.lines(int(error.pointer[1:])) if error.pointer else doc.at
        yield Reject(at, f"{error.reason}: correct it, and read again", True)
        return
    through, maps = led_through(blocks), stated_maps(blocks)
    found: dict[str, Block] = {}
    for block in blocks:
        wanted = 2 if block.kind == "resource" else 1 if block.kind == "module" else 0
        if not wanted:
            continue
        if len(block.labels) != wanted or not all(block.labels):
            yield Reject(doc.lines(block.line), f"a {block.kind} needs {wanted} label(s)")
            continue
        read = (resource if wanted == 2 else module)(doc, block, maps)
        if read.address in found:
            yield Reject(read.at, f"{read.address} is declared twice; the first one counts")
            continue
        found[read.address] = read
        for name, attribute in block.all_attributes():
            if name not in NOT_NEEDED:
                for address in addresses(attribute.references, through):
                    read.needs.append((address, doc.lines(attribute.line)))
    yield from facts_of(found.values(), doc.folder, known_only=True)
