"""The command line's options and sub-commands, put together."""

from __future__ import annotations

from importlib.metadata import version

import typer

from ui.cli import (
    asking,
    explaining,
    identifying,
    impacting,
    ingesting,
    querying,
    showing,
    sourcing,
)
from ui.cli.output import STORE, default_store

__all__ = ["app"]

app = typer.Typer(
    name="cartulary",
    help="A knowledge-graph catalog of a software landscape: ask, see impact, query, each with its proof.",
    epilog="Exit codes: 0 done, 1 done with something to look at, 2 wrong use, 3 the store cannot be had.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (ingesting, sourcing, identifying, explaining, asking, impacting, showing, querying):
    module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cartulary {version('cartulary')}")
        raise typer.Exit


@app.callback()
def options(
    store: str = STORE,
    _: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and end."
    ),
) -> None:
    default_store(store)
