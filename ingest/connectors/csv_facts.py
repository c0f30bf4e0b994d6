"""Spreadsheets of assets (CSV): a row a thing, its columns read by the ontology's words for properties and relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Fact, Reject
from ingest.connector import connector
from ingest.documents import Document
from ingest.sheet import sheet_of
from ingest.sheet_rows import thing_of
from ingest.sniff import Condition, suffix

SHEETS = suffix(".csv", ".tsv")
SOME = 60  # rows, to tell what it is


@dataclass(frozen=True, slots=True)
class OfAssets(Condition):
    """A header with a name and a class (or a file or column called after one), and a column more that is known."""

    def matches(self, doc: Document) -> bool:
        return SHEETS.matches(doc) and sheet_of(doc, SOME) is not None

    def claims(self, path: str) -> bool:
        return SHEETS.claims(path)

    def __str__(self) -> str:
        return f"{SHEETS} with columns for name, class and more that the ontology knows"


@connector(
    title="CSV of assets",
    reads=OfAssets(),
    nodes=None,
    edges=None,
    authority="catalog",
)
def csv_facts(doc: Document) -> Iterator[Fact | Reject]:
    sheet = sheet_of(doc)
    if sheet is None:
        return
    for row in sheet.rows:
        yield from thing_of(doc, sheet, row)
    if sheet.wrong:
        last = sheet.rows[-1].at.at if sheet.rows else doc.at
        yield Reject(last, f"the rows after this one cannot be read: {sheet.wrong}")
