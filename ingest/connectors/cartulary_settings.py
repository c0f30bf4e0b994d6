"""`cartulary.yaml`: the ways in which files name the same owners; the rest of it says what is ingested."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import filename, keys

PERSON = "person:"


@connector(
    title="Cartulary settings",
    reads=filename("cartulary.yaml", "cartulary.yml") & keys("version", "sources"),
    nodes={Label.PERSON, Label.TEAM},
    edges=(),
    authority="catalog",
)
def cartulary_settings(doc: Document) -> Iterator[Fact | Reject]:
    if doc["version"].text != "1":
        yield Reject(doc["version"].at, "settings have `version: 1`; this version is not known")
        return
    for stated, others in doc["owners"].items():
        label = Label.PERSON if stated.startswith(PERSON) else Label.TEAM
        name = stated.removeprefix(PERSON).removeprefix("team:").strip()
        if not name:
            yield Reject(others.at, "an owner needs a name before the colon")
            continue
        yield Node(Ref(label, name), at=others.at, aliases=others.texts())
