"""Data contracts: the Open Data Contract Standard 3.x and the Data Contract Specification."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.contract_specification import contract_specification
from ingest.contract_standard import contract_standard
from ingest.documents import Document
from ingest.sniff import keys, kind


@connector(
    title="Data contracts (ODCS 3, Data Contract Specification)",
    reads=kind("v*", "DataContract") | keys("dataContractSpecification"),
    nodes={Label.DATASET, Label.DATA_CONTRACT, Label.FIELD, Label.TOPIC},
    edges={Rel.DERIVED_FROM, Rel.GUARANTEES, Rel.OWNS, Rel.PART_OF},
    authority="contract",
)
def odcs(doc: Document) -> Iterator[Fact | Reject]:
    if doc["dataContractSpecification"]:
        yield from contract_specification(doc)
    elif not doc["apiVersion"].text.startswith("v3"):
        yield Reject(doc["apiVersion"].at, "only version 3 of ODCS is read; migrate the contract")
    else:
        yield from contract_standard(doc)
