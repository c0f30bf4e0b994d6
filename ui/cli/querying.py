"""`cartulary query` and `cartulary search`: Cypher that only reads, and full text."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import typer
from rich.table import Table as RichTable

from graph.errors import UsageError
from ui.cli.output import JSON, STORE, catalog, complain, console, emit, plain

if TYPE_CHECKING:
    from graph.store import Table

__all__ = ["register"]


PARAMETER = typer.Option([], help="A parameter, name=value (JSON, else text).")


def register(app: typer.Typer) -> None:
    app.command()(query)
    app.command()(search)


def query(
    cypher: str = typer.Argument(..., help="A Cypher query; it runs read-only."),
    store: str = STORE,
    as_json: bool = JSON,
    as_csv: bool = typer.Option(False, "--csv", help="Print CSV."),
    limit: int = typer.Option(1000, min=0, help="At most so many rows; 0 for all."),
    timeout: float = typer.Option(30.0, min=0.1, help="Stop the query after so many seconds."),
    param: list[str] = PARAMETER,
) -> None:
    """Run a Cypher query, read-only, with a limit on rows and time."""
    parameters = dict(_parameter(text) for text in param)
    with catalog(store) as opened:
        table = opened.store.query(cypher, parameters, limit=limit or None, timeout=timeout)
    if as_json:
        emit(table.json(), indent=None)
    elif as_csv:
        _print_csv(table)
    else:
        _print_table(table)
    if not table.complete and not as_json:
        complain(f"cut at {limit} rows; there are more (--limit 0 for all)")


def search(
    text: str = typer.Argument(..., help="Words to look for in names, titles and descriptions."),
    store: str = STORE,
    as_json: bool = JSON,
    limit: int = typer.Option(20, min=1, help="At most so many."),
) -> None:
    """Find assets by words."""
    from ui.naming import described

    with catalog(store) as opened:
        hits = opened.store.search(text, limit=limit)
        things = opened.projection()
        rows = [
            {
                "urn": hit.urn,
                "label": described(things, hit.urn)[0],
                "name": described(things, hit.urn)[1],
                "score": round(hit.score, 4),
            }
            for hit in hits
        ]
    if as_json:
        emit({"text": text, "hits": rows})
        return
    for row in rows:
        console().print(plain(f"{row['label']:<14} {row['name']}  {row['urn']}"))
    if not rows:
        console().print("nothing found")


def _parameter(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--param {text!r}: write name=value")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _print_csv(table: Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if v is None else _cell(v) for v in row] for row in table.rows])


def _print_table(table: Table) -> None:
    grid = RichTable(*[plain(c) for c in table.columns], box=None, pad_edge=False)
    for row in table.rows:
        grid.add_row(*[plain(_cell(v)) for v in row])
    console().print(grid)
    console().print(f"{len(table.rows)} rows in {table.elapsed_ms} ms")
