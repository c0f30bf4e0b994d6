"""Which CSV files are spreadsheets of assets: a name, a class, and something more that the ontology knows."""

from __future__ import annotations

import pytest

from graph.ontology import load_ontology, shipped_files
from ingest.documents import Document
from ingest.sheet import sheet_of

ONTOLOGY = load_ontology(shipped_files())


def label_of(path: str, text: str) -> str | None:
    """The class of the sheet's things; "by row" when a column says it; None for no sheet."""
    sheet = sheet_of(Document(path, 0, None, ONTOLOGY, text))
    return None if sheet is None else sheet.label or "by row"


@pytest.mark.parametrize(
    ("path", "header", "row", "label"),
    [
        ("services.csv", "name,owner", "a,b", "Service"),
        ("our-teams.csv", "Name;Parent team", "a;b", "Team"),
        ("x.csv", "Application,Business Unit,Owner,Tier", "a,b,c,1", "Service"),
        ("x.csv", "System name\tDomain", "a\tb", "System"),
        ("inventory.csv", "name|type|lifecycle", "a|topic|live", "by row"),
        ("inventory.csv", "Name,Kind,Depends on", 'a,Service,"b, c"', "by row"),
        ("vendors.csv", "name,supplies,lifecycle", "a,b,live", "Vendor"),
    ],
)
def test_sheets_of_assets(path: str, header: str, row: str, label: str) -> None:
    assert label_of(path, f"{header}\n{row}\n") == label


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("customers.csv", "id,name,type,status,email\n1,Jane,gold,active,a@b.example\n"),
        ("raw_orders.csv", "id,user_id,order_date,status\n1,1,2018-01-01,returned\n"),
        ("models.csv", "name,version\nGiulia,2019\n"),
        ("products.csv", "name,category,price\nPen,office,3\n"),
        ("services.csv", "2024,2025\n1,2\n"),
        ("services.csv", ""),
        ("services.csv", "name\na\n"),
        ("notes.csv", "name,comment\na,b\n"),
        ("types.csv", "name,type\nheight,integer\nwidth,integer\n"),
    ],
)
def test_tables_of_data(path: str, text: str) -> None:
    assert label_of(path, text) is None
