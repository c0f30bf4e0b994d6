"""`cartulary query` and `cartulary search`: Cypher that only reads, and full text."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import typer
from rich.table import Table as RichTable
from rich.text import Text

from graph.errors import UsageError
from ui.cli.output import (
    JSON,
    STORE,
    catalog,
    complain,
    console,
    counted,
    emit,
    hint,
    plain,
    waiting,
)

if TYPE_CHECKING:
    from graph.ontology import Ontology
    from graph.store import Table

__all__ = ["register"]


PARAMETER = typer.Option(
    [], metavar="NAME=VALUE", help="A parameter; its value is JSON, else text."
)


def register(app: typer.Typer) -> None:
    app.command()(query)
    app.command()(search)


def query(
    cypher: str = typer.Argument(..., metavar="CYPHER", help="A Cypher query; it runs read-only."),
    store: str = STORE,
    as_json: bool = JSON,
    as_csv: bool = typer.Option(False, "--csv", help="Print CSV."),
    limit: int = typer.Option(1000, min=0, help="At most so many rows; 0 for all."),
    timeout: float = typer.Option(30.0, min=0.1, help="Stop the query after so many seconds."),
    param: list[str] = PARAMETER,
) -> None:
    """Run a Cypher query, read-only, with a limit on rows and time."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    parameters = dict(_parameter(text) for text in param)
    with catalog(store) as opened:
        with waiting("Running the query"):
            table = opened.store.query(cypher, parameters, limit=limit or None, timeout=timeout)
        ontology = opened.ontology
    if as_json:
        emit(table.json(), indent=None)
    elif as_csv:
        _print_csv(table)
    else:
        _print_table(table, ontology)
    if not table.complete and not as_json:
        complain(f"cut at {counted(limit, 'row')}; there are more (--limit 0 for all)")


def search(
    text: str = typer.Argument(
        ..., metavar="TEXT", help="Words to look for in names, titles and descriptions."
    ),
    store: str = STORE,
    as_json: bool = JSON,
    limit: int = typer.Option(20, min=1, max=10_000, help="At most so many."),
) -> None:
    """Find assets by words."""
    from ui.finding import find
    from ui.questions import EMPTY, is_empty

    with catalog(store) as opened:
        hits = find(opened, text, limit=limit)
        empty = is_empty(opened)
    if as_json:
        emit({"text": text, "hits": [hit.json() for hit in hits]})
        return
    if not hits:
        console().print("nothing found")
    for hit in hits:
        console().print(
            Text(plain(f"{hit.label:<13} {hit.name}  ")), Text(plain(hit.urn), style="dim"), sep=""
        )
    if empty:
        hint(EMPTY)


def _parameter(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--param {text!r}: write name=value")
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError):
        return name, value


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _print_csv(table: Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if v is None else _json(v) for v in row] for row in table.rows])


def _print_table(table: Table, ontology: Ontology) -> None:
    from ui.cells import cell

    out = console()
    rows = [[plain(cell(value, ontology)) for value in row] for row in table.rows]
    if out.is_terminal:
        grid = RichTable(box=None, pad_edge=False)
        for name in table.columns:
            grid.add_column(plain(name), overflow="fold")
        for row in rows:
            grid.add_row(*[text.replace("\n", " ") for text in row])
        out.print(grid)
        out.print(f"{counted(len(rows), 'row')} in {table.elapsed_ms} ms", style="dim")
        return
    for row in ([plain(name) for name in table.columns], *rows):
        sys.stdout.write("\t".join(" ".join(text.split()) for text in row) + "\n")
