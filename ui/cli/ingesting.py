"""`cartulary ingest` and `forget`: sources into the catalog, and out of it."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from graph.errors import UsageError
from ui.cli.main import EXIT_LOOK
from ui.cli.output import JSON, STORE, catalog, console, counted, emit, plain

if TYPE_CHECKING:
    from graph.load import Progress as Tell
    from ingest.report import Disagreement, RunReport
    from ingest.sources.source import Source

__all__ = ["register"]

KEEP_DAYS = 90

SHOWN = 20
LONGEST_VALUE = 80
MOST_WORKERS = 8
PATHS = typer.Argument(
    None,
    metavar="[SOURCE]...",
    help="Folders, files, zips, Git addresses, schema-registry+https://…, marquez+https://…, "
    "mlflow+https://… or kubernetes:CONTEXT, each a root; else those of the nearest cartulary.yaml.",
    show_default=False,
)
ONLY = typer.Option(
    None, "--only", metavar="NAME", help="Of a cartulary.yaml, read this source alone; repeatable."
)


def register(app: typer.Typer) -> None:
    app.command()(ingest)
    app.command()(forget)


def ingest(
    places: list[str] | None = PATHS,
    store: str = STORE,
    settings: Path | None = typer.Option(
        None, "--settings", metavar="FILE", help="A cartulary.yaml other than the nearest one."
    ),
    only: list[str] | None = ONLY,
    landscape: str = typer.Option(
        "", metavar="NAME", help="Keep these roots apart from other organisations' things."
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Say what would change, and change nothing."
    ),
    allow_removal: bool = typer.Option(
        False, "--allow-removal", help="Go on though more than 30 % of a source would go."
    ),
    keep_days: int | None = typer.Option(
        None,
        min=1,
        help="How long what was observed stays when no run shows it any more. [default: 90]",
        show_default=False,
    ),
    as_json: bool = JSON,
) -> None:
    """Read sources into the catalog; what they no longer say is taken back."""
    from ingest.run import ingest_sources
    from ingest.sources.source import Kind

    # what is not there, or wrongly said, is told before a store is started
    if places:
        if settings is not None or only:
            raise UsageError("--settings and --only go with a cartulary.yaml, not with sources")
        sources, days = _named(places, landscape), KEEP_DAYS
    else:
        sources, days = _listed(settings, only or [], landscape)
    local = all(s.kind in (Kind.FOLDER, Kind.FILE) for s in sources)
    with catalog(store) as opened, _progress() as tell:
        report = ingest_sources(
            sources,
            opened.store,
            opened.ontology,
            now=_now(),
            run_id=run_id(),
            environ=os.environ,
            alone=not (places and local),
            dry_run=dry_run,
            allow_removal=allow_removal,
            keep_days=keep_days or days,
            workers=min(os.cpu_count() or 1, MOST_WORKERS),
            progress=tell,
        )
    _say(report, as_json)
    if report.failures:
        raise typer.Exit(EXIT_LOOK)


def _named(places: list[str], landscape: str) -> tuple[Source, ...]:
    from ingest.sources.address import source_of

    return tuple(source_of(place, landscape) for place in places)


def _listed(
    settings: Path | None, only: list[str], landscape: str
) -> tuple[tuple[Source, ...], int]:
    """The sources of the settings file, and how long what was observed stays."""
    from ingest.settings import find_settings, read_settings, sources_of

    if landscape:
        raise UsageError("--landscape goes with sources; a cartulary.yaml says it itself")
    file = settings or find_settings(Path.cwd())
    if file is None:
        raise UsageError(
            "name what to read, or list it in a cartulary.yaml in this folder or one above"
        )
    found = read_settings(file)
    sources = sources_of(found, file)
    if unknown := sorted(set(only) - {s.name for s in sources}):
        known = ", ".join(s.name for s in sources)
        raise UsageError(f"{file} has no source called {unknown[0]}; it has {known}")
    return tuple(s for s in sources if not only or s.name in only), found.keep_days


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
            root, opened.store, opened.ontology, now=_now(), run_id=run_id(), progress=tell
        )
    _say(report, as_json)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def run_id() -> str:
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
    failed = {f.source for f in report.failures}
    for root in report.roots:
        if root.name in failed or root.path in failed:
            continue
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
    _list("could not be read; what they said before is kept, as stale", [
        f"{f.source}: {f.reason}" for f in report.failures
    ])  # fmt: skip
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
