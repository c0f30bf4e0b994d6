"""`cartulary ingest` and `forget`: files into the catalog, and out of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from ui.cli.output import JSON, STORE, catalog, console, counted, emit, plain

if TYPE_CHECKING:
    from graph.load import Progress as Tell
    from ingest.report import Disagreement, RunReport

__all__ = ["register"]

KEEP_DAYS = 90

SHOWN = 20
LONGEST_VALUE = 80
PATHS = typer.Argument(..., metavar="PATH", help="Folders to read, each a root.")


def register(app: typer.Typer) -> None:
    app.command()(ingest)
    app.command()(forget)


def ingest(
    paths: list[Path] = PATHS,
    store: str = STORE,
    landscape: str = typer.Option(
        "", metavar="NAME", help="Keep these roots apart from other organisations' things."
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Say what would change, and change nothing."
    ),
    allow_removal: bool = typer.Option(
        False, "--allow-removal", help="Go on though more than 30 % of a source would go."
    ),
    keep_days: int = typer.Option(
        KEEP_DAYS, min=1, help="How long what was observed stays when no run shows it any more."
    ),
    as_json: bool = JSON,
) -> None:
    """Read folders into the catalog; what they no longer say is taken back."""
    from ingest.roots import top_of
    from ingest.run import ingest as ingest_paths

    for path in paths:
        top_of(path)  # a folder that is not there is said before a store is started

    with catalog(store) as opened, _progress() as tell:
        report = ingest_paths(
            paths,
            opened.store,
            opened.ontology,
            now=_now(),
            run_id=_run_id(),
            landscape=landscape,
            dry_run=dry_run,
            allow_removal=allow_removal,
            keep_days=keep_days,
            progress=tell,
        )
    _say(report, as_json)


def forget(
    root: str = typer.Argument(
        ..., metavar="ROOT", help="The root's name, as `cartulary status` gives it, or its folder."
    ),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Take back all that a root said."""
    from ingest.run import forget as forget_root

    with catalog(store) as opened, _progress() as tell:
        report = forget_root(
            root, opened.store, opened.ontology, now=_now(), run_id=_run_id(), progress=tell
        )
    _say(report, as_json)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"


@contextmanager
def _progress() -> Generator[Tell | None]:
    """A bar on standard error for each stage, where somebody is looking."""
    err = console(error=True)
    if not err.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(plain(what), total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield tell


def _say(report: RunReport, as_json: bool) -> None:
    if as_json:
        emit(report.as_json())
        return
    out = console()
    for root in report.roots:
        out.print(
            plain(
                f"{root.name}: {counted(root.files, 'file')}: {root.read} read, "
                f"{root.rejected} rejected, {root.no_format} of no catalog format"
            )
        )
        facts = sorted(root.facts.items(), key=lambda pair: (-pair[1], pair[0]))
        if facts:
            out.print(plain("  facts: " + ", ".join(f"{name} {n}" for name, n in facts)))
    for note in report.notes:
        out.print(plain(note))
    change = report.change
    if report.unchanged:
        out.print("nothing would change" if report.dry_run else "nothing changed")
    elif report.dry_run:
        out.print(
            f"would add {change.added}, change {change.changed}, remove {change.removed} "
            "things and relations"
        )
    else:
        out.print(
            f"added {change.added}, changed {change.changed}, removed {change.removed} "
            "things and relations"
        )
    if report.resolved:
        would = "would hold" if report.dry_run else "holds"
        out.print(
            f"the catalog {would} {counted(report.things, 'thing')} and "
            f"{counted(report.links, 'relation')}"
        )
    _list("rejects", [f"{r.name}/{x.at}: {x.reason}" for r in report.roots for x in r.rejects])
    _list("sources disagree", [_disagreement(d) for d in report.disagreements])
    _list("named by someone, declared by nobody", [_short(urn) for urn in report.placeholders])
    _list(
        "suspected duplicates",
        [
            f"{_short(s.one)} = {_short(s.other)} ({s.score:.2f}: {s.evidence})"
            for s in report.suggestions
        ],
    )


def _disagreement(found: Disagreement) -> str:
    return (
        f"{_short(found.urn)} {found.property}: shown {_cut(found.shown)!r}, "
        f"also {_cut(found.other)!r} ({', '.join(found.sources)})"
    )


def _short(urn: str) -> str:
    return urn.removeprefix("urn:cartulary:")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    out = console()
    out.print(f"{title}: {len(lines)}")
    for line in lines[:SHOWN]:
        out.print(plain(f"  {line}"))
    if len(lines) > SHOWN:
        out.print(f"  … and {len(lines) - SHOWN} more (--json has all)")
