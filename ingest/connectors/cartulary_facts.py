"""Cartulary facts (`*.cartulary.yaml`): what no other file says, in the ontology's own words.

The JSON Schema is `ontologies/cartulary-facts.schema.json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from ingest.connector import connector
from ingest.documents import Document
from ingest.facts_reader import FactsReader
from ingest.sniff import filename, keys


@connector(
    title="Cartulary facts",
    reads=filename("*.cartulary.yaml", "*.cartulary.yml", "*.cartulary.json")
    | keys("cartulary", "things"),
    nodes=None,
    edges=None,
    authority="catalog",
)
def cartulary_facts(doc: Document) -> Iterator[Fact | Reject]:
    if doc.data is None:
        return
    if doc["cartulary"].text != "1" or not doc["things"].is_list:
        yield Reject(doc.at, "Cartulary facts need `cartulary: 1` and a list of `things`")
        return
    reader = FactsReader(doc)
    things = list(doc["things"])
    for thing in things:
        reader.note(thing)
    for thing in things:
        yield from reader.thing(thing)
