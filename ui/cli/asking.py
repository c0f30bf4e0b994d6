"""`cartulary ask`: one question, or a file of them with one start-up; and the demo's five."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import typer
from rich.text import Text

from graph.errors import StoreUnavailable, UsageError
from rag.explanation import Explanation
from rag.reply import Ambiguous, Answered, Citation, NothingFound, NotUnderstood, Reply
from ui.catalog import Catalog
from ui.cli.main import EXIT_LOOK
from ui.cli.output import (
    JSON,
    STORE,
    catalog,
    complain,
    console,
    counted,
    emit,
    plain,
    waiting,
)

__all__ = ["print_reply", "register"]

LONGEST = 1_000_000
MOST_CITATIONS = 6


def register(app: typer.Typer) -> None:
    app.command()(ask)
    app.command(hidden=True)(demo)


def ask(
    question: str = typer.Argument("", metavar="QUESTION", help="The question, in plain English."),
    store: str = STORE,
    as_json: bool = JSON,
    batch: Path | None = typer.Option(
        None,
        "--batch",
        metavar="FILE",
        help="A file of questions, one a line (- for standard input); needs --json.",
    ),
    every: bool = typer.Option(False, "--all", help="Print all citations of a long answer."),
    explained: bool = typer.Option(
        False, "--explain", help="Show what the words were linked to, the readings and the Cypher."
    ),
    reading: int | None = typer.Option(
        None, "--reading", metavar="N", min=1, help="Answer reading N of --explain instead."
    ),
) -> None:
    """Answer a question, each claim with the path that proves it."""
    from ui.questions import ask as answer
    from ui.questions import explain

    if batch is not None:
        if not as_json or question:
            raise UsageError("--batch FILE goes with --json and without a question")
        _batch(batch, store)
        return
    if len(question) > LONGEST:
        raise UsageError("the question is longer than a million characters")
    with catalog(store) as opened:
        explanation: Explanation | None = None
        with waiting("Looking"):
            if explained or reading is not None:
                reply, explanation = explain(opened, question, reading)
            else:
                reply = answer(opened, question)
        if as_json:
            from rag.reply_json import explanation_json, reply_json
            from ui.links import with_links

            told = {"explanation": explanation_json(explanation)} if explanation else {}
            emit({**with_links(reply_json(reply), opened.store), **told}, indent=None)
        else:
            print_reply(reply, opened, MOST_CITATIONS if not every else None)
            if explanation and explained:
                _print_explanation(explanation, reply)
    if isinstance(reply, Ambiguous | NotUnderstood):
        raise typer.Exit(EXIT_LOOK)


def _lines(file: Path) -> Iterator[str]:
    """Lines end at a line feed alone, so that other control characters stay in their question."""
    if str(file) == "-":
        yield from (line.decode("utf-8-sig", "replace") for line in sys.stdin.buffer)
        return
    try:
        with file.open("rb") as stream:
            yield from (line.decode("utf-8-sig", "replace") for line in stream)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error


def _batch(file: Path, store: str) -> None:
    from rag.reply_json import reply_json
    from ui.links import with_links

    lines = (line.rstrip("\r\n") for line in _lines(file))
    first = next(lines, None)  # a file that is not there is said before a store is started
    if first is None:
        return
    failed = 0
    with catalog(store) as opened, waiting("Answering", printing=True) as tell:
        for number, line in enumerate(chain((first,), lines), 1):
            reply, fault = _answer(opened, line)
            failed += fault
            emit(with_links(reply_json(reply), opened.store), indent=None)
            tell(f"Answering: {counted(number, 'question')} done")
    if failed:
        complain(f"{counted(failed, 'question')} met a fault of Cartulary; see above")
        raise typer.Exit(EXIT_LOOK)


def _answer(opened: Catalog, question: str) -> tuple[Reply, bool]:
    """The reply to a question of a batch; a fault of ours costs this question only, and is told."""
    from ui.questions import ask as answer

    try:
        return answer(opened, question[:LONGEST]), False
    except StoreUnavailable:
        raise
    except Exception as error:
        traceback.print_exc()
        said = f"This question met a fault of Cartulary: {type(error).__name__}."
        return NotUnderstood(question, said, ()), True


def demo(file: Path, store: str = STORE) -> None:
    """Ask each question of a file and print it with its answer."""
    from ui.questions import ask as answer

    with catalog(store) as opened:
        for line in _lines(file):
            if line.strip() and not line.startswith("#"):
                console().print(Text(f"\n» {plain(line.strip())}", style="bold"))
                print_reply(answer(opened, line.strip()), opened, MOST_CITATIONS)


def print_reply(reply: Reply, opened: Catalog, most: int | None) -> None:
    """A reply as a person reads it: the answer, then its citations, `most` of them."""
    out = console()
    out.print(plain(reply.answer))
    match reply:
        case Answered() | NothingFound():
            citations = {c.n: c for claim in reply.claims for c in claim.citations}
            _print_citations([citations[n] for n in sorted(citations)], opened, most)
            out.print(
                Text(
                    f"Understood as: {plain(reply.reading)} ({reply.elapsed_ms} ms)\n", style="dim"
                )
            )
        case Ambiguous() | NotUnderstood():
            pass


def _print_explanation(explanation: Explanation, reply: Reply) -> None:
    """Links, readings and Cypher, below the reply."""
    out = console()
    out.print(Text("What the words were linked to", style="bold"))
    for link in explanation.links:
        out.print(plain(f"  {link.text}: {link.meaning} [{link.kind}]"))
    out.print(Text("\nReadings (cost; lower is likelier)", style="bold"))
    for n, one in enumerate(explanation.readings, 1):
        things = "" if one.things is None else f", {counted(one.things, 'thing')}"
        mark = "»" if one.verdict == "chosen" else " "
        out.print(plain(f"{mark} {n}. {one.reading} ({one.cost:.2f}, {one.verdict}{things})"))
    if not explanation.readings:
        out.print("  none")
    if isinstance(reply, Answered | NothingFound) and reply.cypher:
        out.print(Text("\nCypher that ran", style="bold"))
        for run in reply.cypher:
            out.print(plain(f"  {run.text}"))
            out.print(Text(plain(f"    {run.parameters}"), style="dim"))
    out.print(Text("\nAnother reading: --reading N", style="dim"))


def _print_citations(citations: list[Citation], opened: Catalog, most: int | None) -> None:
    from ui.links import locate
    from ui.roots import known_roots

    out = console()
    shown = citations[:most]
    roots = known_roots(opened.store) if citations else {}
    places = [place for c in shown for stated in c.sources for place in stated]
    located = locate(opened.store, places)
    if citations:
        out.print()
    for citation in shown:
        out.print(Text(plain(f"[{citation.n}] {_path(citation, opened)}"), style="cyan"))
        for place in dict.fromkeys(place for places in citation.sources for place in places):
            found = located.get(place)
            line = found.line if found else None
            out.print(Text(plain(f"    {_place(place, roots, line)}"), style="dim"))
            if found and found.url:
                out.print(Text(plain(f"      {found.url}"), style="dim"))
    if most is not None and len(citations) > most:
        out.print(
            Text(f"… and {len(citations) - most} more: --all, or --json for programs", style="dim")
        )


def _place(place: str, roots: Mapping[str, Path], known: int | None) -> str:
    """A place with its line: as the file is now where it is within reach, else as it was when it was read."""
    from ui.excerpt import line_of

    line = line_of(place, roots) or known
    return place if line is None else f"{place} (line {line})"


def _path(citation: Citation, opened: Catalog) -> str:
    from ui.citing import absent, steps

    path = "".join(steps(citation, opened.projection(), "-{}->", "<-{}-"))
    missing = absent(citation, opened.projection())
    return f"{path}: {missing}" if missing else path
