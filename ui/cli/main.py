"""The `cartulary` command: its options, its sub-commands, and what every error looks like.

Exit codes: 0 done, 1 done with something to look at, 2 wrong use, 3 the store cannot be had.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import typer

from graph.errors import (
    CartularyError,
    OntologyError,
    QueryTimeout,
    RunRefused,
    StoreUnavailable,
    UsageError,
)
from ui.cli import asking, impacting, ingesting, querying, showing
from ui.cli.output import EXIT_LOOK, EXIT_STORE, EXIT_USE, STORE, complain, default_store

__all__ = ["app", "main"]

app = typer.Typer(
    name="cartulary",
    help="A knowledge-graph catalog of a software landscape: ask, see impact, query, each with its proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (ingesting, asking, querying, impacting, showing):
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


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with one of the exit codes."""
    try:
        app(args=arguments, standalone_mode=True)
    except (UsageError, OntologyError) as error:
        complain(error)
        sys.exit(EXIT_USE)
    except StoreUnavailable as error:
        complain(error)
        sys.exit(EXIT_STORE)
    except (RunRefused, QueryTimeout, CartularyError) as error:
        complain(error)
        sys.exit(EXIT_LOOK)
    except KeyboardInterrupt:
        complain("stopped")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_LOOK)


if __name__ == "__main__":
    main()
