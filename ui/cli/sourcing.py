"""`cartulary sources` and `formats`: what was read and how fresh it is; what can be read."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from graph.errors import UnknownName, UsageError
from ui.cli.main import EXIT_LOOK
from ui.cli.output import JSON, STORE, catalog, console, counted, emit, hint, plain, waiting

if TYPE_CHECKING:
    from ui.freshness import SourceLine

__all__ = ["register"]

SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command()(sources)
    app.command()(formats)


def sources(
    name: str = typer.Argument(
        "", metavar="[NAME]", help="This source alone, every reject listed."
    ),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """What was read, when, how much, how stale, with every reject; ends with 1 when a source is stale."""
    from ui.freshness import counts, sources_of_store
    from ui.questions import EMPTY

    with catalog(store) as opened, waiting("Reading the catalog"):
        lines = sources_of_store(opened.store, datetime.now(UTC))
    if name:
        known = ", ".join(line.root.name for line in lines) or "none"
        lines = tuple(line for line in lines if line.root.name == name)
        if not lines:
            raise UnknownName(f"no source is called {name}; ingested are: {known}")
    if as_json:
        emit({**counts(lines), "each": [line.json() for line in lines]})
    else:
        for line in lines:
            _print(line, None if name else SHOWN)
        if not lines:
            hint(EMPTY)
    if any(line.stale for line in lines):
        raise typer.Exit(EXIT_LOOK)


def _print(line: SourceLine, most: int | None) -> None:
    from ui.freshness import FOLDER, aged

    out = console()
    root = line.root
    out.print(Text(plain(root.name), style="bold"))
    apart = f", landscape {root.landscape}" if root.landscape else ""
    commit = f", at commit {root.commit[:12]}" if root.commit else ""
    out.print(plain(f"  {root.kind or FOLDER} {root.path}{commit}{apart}"))
    when = f"read {aged(line.age)} ago ({root.last_run})" if root.last_run else "never read"
    out.print(
        plain(
            f"  {when}: {counted(root.files, 'file')}, "
            f"{root.no_format} of no catalog format, {counted(line.facts, 'fact')}, "
            f"{counted(len(line.rejects), 'reject')}"
        )
    )
    for each in line.connectors:
        out.print(
            plain(
                f"    {each.connector}: {counted(each.files, 'file')}, {counted(each.facts, 'fact')}"
                + (f", {counted(each.rejects, 'reject')}" if each.rejects else "")
            )
        )
    _list("stale", list(line.stale), most)
    _list("rejects", [f"{place}: {reason}" for place, reason in line.rejects], most)


def _list(title: str, lines: list[str], most: int | None) -> None:
    if not lines:
        return
    out = console()
    out.print(f"  {title}:")
    for line in lines[:most]:
        out.print(plain(f"    {line}"))
    if most is not None and len(lines) > most:
        out.print(f"    … and {len(lines) - most} more: cartulary sources NAME has all")


def formats(
    as_json: bool = JSON,
    markdown: bool = typer.Option(False, "--markdown", help="Print a table in Markdown."),
) -> None:
    """What can be read: each format, how it is recognised, and what becomes of it."""
    from ingest.connector import discover
    from ingest.formats import ANY, formats_markdown
    from ingest.formats import formats as declared

    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other")
    rows = declared(discover())
    if as_json:
        emit([row.json() for row in rows])
        return
    if markdown:
        sys.stdout.write(formats_markdown(rows))
        return
    out = console()
    for row in rows:
        out.print(Text(plain(f"{row.title} ({row.connector})"), style="bold"))
        out.print(plain(f"  recognised by {row.recognised_by}"))
        for title, names in (("yields", row.labels), ("relations", row.relations)):
            said = ANY if names is None else ", ".join(names)
            if said:
                out.print(plain(f"  {title}: {said}"))
