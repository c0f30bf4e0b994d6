"""`cartulary impact`: what a change reaches, whom to tell, in which order to move, and what is not known."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from ui.cli.output import JSON, STORE, catalog, console, emit, plain

if TYPE_CHECKING:
    from graph.closure import Path
    from graph.impact import Impact
    from graph.impact_text import Places

__all__ = ["register"]

NAMES = typer.Argument(
    ..., help="What changes: a name, class:name, alias or URN; several change together."
)


def register(app: typer.Typer) -> None:
    app.command()(impact)


def impact(
    names: list[str] = NAMES,
    store: str = STORE,
    as_json: bool = JSON,
    markdown: bool = typer.Option(False, "--markdown", help="Print a report in Markdown."),
) -> None:
    """Show the impact of a change."""
    from graph.impact_text import json_of, markdown_of
    from graph.places import places_of
    from ui.analysis import analysis
    from ui.naming import described, resolve

    with catalog(store) as opened:
        projection = opened.projection()
        found = analysis(opened, [resolve(projection, name) for name in names])
        places = places_of(opened.store, [asset.path for asset in found.assets])

    def called(urn: str) -> str:
        return described(projection, urn)[1]

    if as_json:
        emit(json_of(found, places))
    elif markdown:
        sys.stdout.write(markdown_of(found, called, places))
    else:
        _print(found, called, places)


def _print(found: Impact, called: Callable[[str], str], places: Places) -> None:
    out = console()
    changed = ", ".join(f"{i.label} {i.name}" for i in found.changed)
    out.print(
        Text(plain(f"Impact of a change to {changed}: {len(found.assets)} assets"), style="bold")
    )
    for asset in found.assets:
        mark = " (placeholder)" if asset.item.placeholder else ""
        touched = "" if asset.whole else ", touched through its parts"
        out.print(
            plain(
                f"{asset.severity.value:<8} {asset.hops} hops  {asset.item.label} "
                f"{asset.item.name}{mark}{touched}"
            )
        )
        out.print(Text(plain(f"    {_drawn(asset.path, called)}"), style="cyan"))
        for step in asset.path:
            for place in places.get((step.start, step.relation, step.end), ()):
                out.print(Text(plain(f"        {place}"), style="dim"))
    _list("Owners to tell", [
        f"{o.item.label} {o.item.name}: "
        + ", ".join(a.name + (" (inherited)" if inherited else "") for a, inherited in o.assets)
        for o in found.owners
    ])  # fmt: skip
    _list("Migration waves (roll back from the last to the first)", [
        f"{wave.number}. " + "; ".join(", ".join(map(called, group)) for group in wave.groups)
        for wave in found.waves
    ])  # fmt: skip
    _list("Contracts", [f"{c.severity.value}: {c.item.name}" for c in found.contracts])
    _list("Policies", [p.item.name for p in found.policies])
    _list("Gaps", [f"{g.item.label} {g.item.name}: no {g.missing}" for g in found.gaps])
    unknown = found.unknown
    _list("What the catalog does not know", [
        *(f"{i.name} is a placeholder: declared by nobody" for i in unknown.placeholders),
        *(f"{i.name} rests on files that could not be read lately" for i in unknown.stale),
        *(f"no source states {r}" for r in unknown.not_stated),
        *(f"{i.name} has no column links: followed as a whole" for i in unknown.no_columns),
        *(f"{file} could not be read" for file in unknown.unread),
        *(f"{root} was last read {at}" for root, at in unknown.runs),
    ])  # fmt: skip


def _drawn(path: Path, called: Callable[[str], str]) -> str:
    parts = [called(path[0].source)] if path else []
    for step in path:
        parts.append(f"-{step.relation}->" if step.forward else f"<-{step.relation}-")
        parts.append(called(step.target))
    return " ".join(parts)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        out = console()
        out.print(Text(f"{title}:", style="bold"))
        for line in lines:
            out.print(plain(f"  {line}"))
