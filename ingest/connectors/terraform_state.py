"""Terraform and OpenTofu state files, versions 2 to 4: resources, their providers, owners and dependencies."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import suffix
from ingest.terraform import (
    facts_of,
    members,
    merged,
    space_of,
)
from ingest.terraform_states import StateFile, current, flat


@connector(
    title="Terraform state",
    reads=StateFile() | (suffix(".tfstate", syntax="json") & StateFile()),
    nodes={Label.RESOURCE},
    edges={Rel.DEPENDS_ON, Rel.OWNS, Rel.SUPPLIED_BY},
)
def terraform_state(doc: Document) -> Iterator[Fact | Reject]:
    version = doc["version"].data
    if version not in (2, 3, 4):
        yield Reject(
            doc["version"].at, f"version {version} of a state is not known; 2, 3 and 4 are read"
        )
        return
    blocks = merged(current(doc) if version == 4 else flat(doc))
    for block in blocks.values():
        needs, block.needs = block.needs, []
        module = block.module
        for address, at in needs:
            inside = f"{module}.{address}" if module else address
            found = [each for each in (address, inside) if each in blocks][:1]
            for each in found or members(blocks, address, inside) or [address]:
                block.needs.append((each, at))
    yield from facts_of(blocks.values(), space_of(doc))
