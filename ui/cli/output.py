"""How the command line speaks: exit codes, errors, JSON, and text that is safe for a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from ui.catalog import Catalog, open_catalog

__all__ = [
    "EXIT_LOOK",
    "EXIT_STORE",
    "EXIT_USE",
    "JSON",
    "STORE",
    "catalog",
    "chosen_store",
    "complain",
    "console",
    "default_store",
    "emit",
    "plain",
]

EXIT_LOOK, EXIT_USE, EXIT_STORE = 1, 2, 3

STORE = typer.Option(
    "",
    "--store",
    metavar="URL",
    help="embedded:FOLDER, neo4j://HOST:PORT …; else CARTULARY_STORE, else embedded:.cartulary",
    show_default=False,
)
JSON = typer.Option(False, "--json", help="Print JSON.")
_chosen: dict[str, str] = {}


def default_store(url: str) -> None:
    """Keep the store named before the sub-command, for the sub-command."""
    if url:
        _chosen["url"] = url


def console(*, error: bool = False) -> Console:
    """A console that neither guesses at markup nor colours what is piped."""
    return Console(stderr=error, highlight=False, markup=False, soft_wrap=True)


def complain(error: object) -> None:
    """Say what is wrong on standard error, in one paragraph."""
    console(error=True).print(Text(f"cartulary: {plain(str(error))}", style="red"))


def plain(text: str) -> str:
    """Text from files without control characters: a name must not move the cursor."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def emit(value: Mapping[str, object] | list[object], *, indent: int | None = 2) -> None:
    """Print one JSON value."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=str) + "\n")
    sys.stdout.flush()


def chosen_store(store: str) -> str | None:
    """The store named behind or before the sub-command, if any."""
    return store or _chosen.get("url") or None


@contextmanager
def catalog(store: str) -> Generator[Catalog]:
    """The catalog for one command, closed after it."""
    opened = open_catalog(chosen_store(store), os.environ)
    try:
        yield opened
    finally:
        opened.close()
