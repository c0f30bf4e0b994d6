"""The `cartulary` command: what every error looks like, and the exit codes.

Exit codes: 0 done; 1 done with something to look at (a question not understood or with several meanings, an
ingestion or a query that was stopped, a reader of the output that left early); 2 wrong use; 3 the store cannot be had.
"""

from __future__ import annotations

import os
import sys

__all__ = ["main"]

EXIT_LOOK, EXIT_USE, EXIT_STORE, EXIT_INTERRUPTED = 1, 2, 3, 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with one of the exit codes."""
    try:
        code = _run(arguments)  # imports inside: Ctrl-C while they load is answered as any other
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        code = EXIT_LOOK
    if code == EXIT_INTERRUPTED:
        sys.stderr.write("cartulary: stopped\n")
    sys.exit(_flushed(code))


def _run(arguments: list[str] | None) -> int:
    from graph.errors import CartularyError, OntologyError, StoreUnavailable, UsageError
    from ui.cli.commands import app
    from ui.cli.output import complain, prepare_streams

    prepare_streams()
    try:
        app(args=arguments, prog_name="cartulary", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_USE if end.code else 0
    except (UsageError, OntologyError) as error:
        complain(error)
        return EXIT_USE
    except StoreUnavailable as error:
        complain(error)
        return EXIT_STORE
    except CartularyError as error:
        complain(error)
        return EXIT_LOOK
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("CARTULARY_DEBUG"):
            raise
        complain(
            f"this is a fault of Cartulary, please report it: {type(error).__name__}: {error} "
            "(CARTULARY_DEBUG=1 shows where it happened)"
        )
        return EXIT_LOOK
    return 0


def _flushed(code: int) -> int:
    """The exit code, after all output is out or its reader is known to be gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code or EXIT_LOOK
    return code


if __name__ == "__main__":
    main()
