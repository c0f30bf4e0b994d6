"""`cartulary impact`: what a change reaches, whom to tell, in which order to move, and what is not known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from ui.cli.output import JSON, STORE, catalog, console, counted, emit, plain, waiting

if TYPE_CHECKING:
    from graph.closure import Path, Step
    from graph.impact import Impact
    from graph.impact_text import Places

__all__ = ["register"]

NAMES = typer.Argument(
    ...,
    metavar="NAME",
    help="What changes: a name, class:name, alias or URN; several change together.",
)


def register(app: typer.Typer) -> None:
    app.command()(impact)


def impact(
    names: list[str] = NAMES,
    store: str = STORE,
    as_json: bool = JSON,
    markdown: bool = typer.Option(False, "--markdown", help="Print a report in Markdown."),
) -> None:
    """Show the impact of a change: what it reaches, whom to tell, in which order to move."""
    from graph.errors import UsageError
    from graph.impact_text import json_of, markdown_of
    from graph.places import places_of
    from ui.analysis import analysis
    from ui.links import locate
    from ui.naming import described, resolve

    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other")
    with catalog(store) as opened, waiting("Following the impact"):
        projection = opened.projection()
        found = analysis(opened, list(dict.fromkeys(resolve(projection, name) for name in names)))
        places = places_of(opened.store, [asset.path for asset in found.assets])
        located = locate(opened.store, (p for stated in places.values() for p in stated))
        links = {place: where.url for place, where in located.items() if where.url}

    def called(urn: str) -> str:
        return described(projection, urn)[1]

    if as_json:
        emit(json_of(found, places, links))
    elif markdown:
        sys.stdout.write(markdown_of(found, called, places, links))
    else:
        _print(found, called, places, links)


def _print(
    found: Impact, called: Callable[[str], str], places: Places, links: Mapping[str, str]
) -> None:
    from ui.analysis import headline, unknowns

    out = console()
    out.print(Text(plain(headline(found)), style="bold"))
    for asset in found.assets:
        mark = " (placeholder)" if asset.item.placeholder else ""
        touched = "" if asset.whole else " (through its parts)"
        out.print(
            plain(
                f"  {asset.severity.value:<8}{counted(asset.hops, 'hop'):<8}{asset.item.label} "
                f"{asset.item.name}{mark}{touched}"
            )
        )
        out.print(Text(plain(f"      {_drawn(asset.path, called)}"), style="cyan"))
    _list("Owners to tell", [
        f"{o.item.label} {o.item.name}: "
        + ", ".join(a.name + (" (inherited)" if inherited else "") for a, inherited in o.assets)
        for o in found.owners
    ])  # fmt: skip
    _list("Migration waves (roll back from the last to the first)", [
        f"{wave.number}. " + "; ".join(", ".join(map(called, group)) for group in wave.groups)
        for wave in found.waves
    ])  # fmt: skip
    _list("Contracts", [
        f"{c.severity.value}: {c.item.name}"
        + (f", promised by {', '.join(i.name for i in c.promised_by)}" if c.promised_by else "")
        + (f" to {', '.join(i.name for i in c.consumers)}" if c.consumers else "")
        for c in found.contracts
    ])  # fmt: skip
    _list("Policies", [
        f"{p.item.name}: {', '.join(i.name for i in p.assets)}" for p in found.policies
    ])  # fmt: skip
    _list("Gaps", [f"{g.item.label} {g.item.name}: no {g.missing}" for g in found.gaps])
    _list("What the catalog does not know", list(unknowns(found)))
    steps = {(s.start, s.relation, s.end): s for asset in found.assets for s in asset.path}
    _list("Where each step is stated", [
        line for key, step in steps.items() for line in _stated(step, called, places.get(key, ()), links)
    ])  # fmt: skip


def _stated(
    step: Step, called: Callable[[str], str], places: tuple[str, ...], links: Mapping[str, str]
) -> list[str]:
    told = [f"{called(step.start)} -{step.relation}-> {called(step.end)}"]
    for place in places:
        told.append(f"    {place}")
        if place in links:
            told.append(f"      {links[place]}")
    return told


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
