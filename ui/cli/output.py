"""How the command line speaks: errors, JSON, waiting, and text that is safe for a terminal."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.text import Text

from ui.catalog import Catalog, open_catalog
from ui.text import plain

__all__ = [
    "JSON",
    "STORE",
    "catalog",
    "chosen_store",
    "complain",
    "console",
    "counted",
    "default_store",
    "emit",
    "hint",
    "plain",
    "prepare_streams",
    "waiting",
]

STORE = typer.Option(
    "",
    "--store",
    metavar="URL",
    help="embedded:FOLDER, neo4j://HOST:PORT …; else CARTULARY_STORE, else embedded:.cartulary",
    show_default=False,
)
JSON = typer.Option(False, "--json", help="Print JSON.")
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_chosen: dict[str, str] = {}


def prepare_streams() -> None:
    """No character of a name makes printing fail, and libraries log nothing of their own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.getLogger("neo4j").addHandler(logging.NullHandler())


def default_store(url: str) -> None:
    """Keep the store named before the sub-command, for the sub-command."""
    _chosen["url"] = url


def console(*, error: bool = False) -> Console:
    """A console that neither guesses at markup nor colours what is piped."""
    return Console(stderr=error, highlight=False, markup=False, emoji=False, soft_wrap=True)


def complain(error: object) -> None:
    """Say what is wrong on standard error: one paragraph, and the list of choices below it if there is one."""
    console(error=True).print(Text(f"cartulary: {_paragraph(str(error))}", style="red"))


def hint(text: str) -> None:
    """Say on standard error what a person may do next."""
    console(error=True).print(Text(plain(text), style="yellow"))


def _paragraph(text: str) -> str:
    said, *listed = plain(text).split("\n  ")
    return "\n  ".join([" ".join(said.split()), *(line.rstrip() for line in listed)])


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 hop, 2 hops."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def emit(value: Mapping[str, Any] | list[Any], *, indent: int | None = 2) -> None:
    """Print one JSON value; without indent on just one line, whoever splits it."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    sys.stdout.write(text.translate(_LINE_ENDS) + "\n")
    sys.stdout.flush()


@contextmanager
def waiting(what: str, *, printing: bool = False) -> Generator[Callable[[str], None]]:
    """A sign of life on standard error, where somebody is looking; yields what changes its text.

    `printing`: output comes meanwhile, and is sign enough where it goes to a terminal itself.
    """
    err = console(error=True)
    if not err.is_terminal or (printing and console().is_terminal):
        yield lambda _: None
        return
    spinner = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        console=err,
        transient=True,
        redirect_stdout=False,  # what is printed meanwhile is the command's output
        redirect_stderr=False,
    )
    with spinner:
        task = spinner.add_task(what, total=None)
        yield lambda text: spinner.update(task, description=text)


def chosen_store(store: str) -> str | None:
    """The store named behind or before the sub-command, if any."""
    return store or _chosen.get("url") or None


@contextmanager
def catalog(store: str) -> Generator[Catalog]:
    """The catalog for one command, closed after it."""
    with waiting("Opening the store"):
        opened = open_catalog(chosen_store(store), os.environ)
    try:
        yield opened
    finally:
        opened.close()
