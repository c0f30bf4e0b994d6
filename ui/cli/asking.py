"""`cartulary ask`: one question, or a file of them with one start-up; and the demo's five."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.text import Text

from graph.errors import UsageError
from rag.reply import Ambiguous, Answered, NothingFound, NotUnderstood, Reply
from ui.cli.output import EXIT_LOOK, JSON, STORE, catalog, console, emit, plain

__all__ = ["register"]

LONGEST = 1_000_000


def register(app: typer.Typer) -> None:
    app.command()(ask)
    app.command(hidden=True)(demo)


def ask(
    question: str = typer.Argument("", help="The question, in plain English."),
    store: str = STORE,
    as_json: bool = JSON,
    batch: Path | None = typer.Option(
        None,
        "--batch",
        help="A file of questions, one a line (- for standard input); needs --json.",
    ),
) -> None:
    """Answer a question, each claim with the path that proves it."""
    if batch is not None:
        if not as_json or question:
            raise UsageError("--batch FILE goes with --json and without a question")
        _batch(batch, store)
        return
    if len(question) > LONGEST:
        raise UsageError("the question is longer than a million characters")
    with catalog(store) as opened:
        reply = opened.assistant.ask(question)
    if as_json:
        from rag.reply_json import reply_json

        emit(reply_json(reply), indent=None)
    else:
        print_reply(reply)
    if isinstance(reply, Ambiguous | NotUnderstood):
        raise typer.Exit(EXIT_LOOK)


def _lines(file: Path) -> Iterator[str]:
    if str(file) == "-":
        yield from sys.stdin
        return
    try:
        with file.open(encoding="utf-8", errors="replace", newline="\n") as stream:
            yield from stream
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error


def _batch(file: Path, store: str) -> None:
    from rag.reply_json import reply_json

    with catalog(store) as opened:
        for line in _lines(file):
            reply = opened.assistant.ask(line.rstrip("\r\n"))
            sys.stdout.write(json.dumps(reply_json(reply), ensure_ascii=False) + "\n")
            sys.stdout.flush()


def demo(file: Path, store: str = STORE) -> None:
    """Ask each question of a file and print it with its answer."""
    with catalog(store) as opened:
        for line in _lines(file):
            if line.strip() and not line.startswith("#"):
                console().print(Text(f"\n» {plain(line.strip())}", style="bold"))
                print_reply(opened.assistant.ask(line.strip()))


def print_reply(reply: Reply) -> None:
    """A reply as a person reads it: the answer, then its citations."""
    out = console()
    out.print(plain(reply.answer))
    match reply:
        case Answered() | NothingFound():
            citations = {c.n: c for claim in reply.claims for c in claim.citations}
            for n in sorted(citations):
                citation = citations[n]
                out.print(
                    Text(
                        f"  [{n}] {plain(_path(citation.nodes, citation.relations, citation.forward))}",
                        style="cyan",
                    )
                )
                for places in citation.sources:
                    for place in places:
                        out.print(Text(f"        {plain(place)}", style="dim"))
            out.print(
                Text(f"understood as: {plain(reply.reading)} ({reply.elapsed_ms} ms)", style="dim")
            )
        case Ambiguous():
            for choice in reply.choices:
                out.print(plain(f"  - {choice.reading}"))
        case NotUnderstood():
            pass


def _path(nodes: tuple[str, ...], relations: tuple[str, ...], forward: tuple[bool, ...]) -> str:
    parts = [_short(nodes[0])]
    for urn, relation, onward in zip(nodes[1:], relations, forward, strict=True):
        parts.append(f"-{relation}->" if onward else f"<-{relation}-")
        parts.append(_short(urn))
    return " ".join(parts)


def _short(urn: str) -> str:
    return urn.removeprefix("urn:cartulary:")
