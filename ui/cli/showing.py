"""`cartulary show`, `status` and `stop`: one asset, the whole store, and the end of its process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from graph.store import stop_embedded, store_folder
from ui.cli.output import (
    JSON,
    STORE,
    catalog,
    chosen_store,
    console,
    counted,
    emit,
    hint,
    plain,
    waiting,
)

if TYPE_CHECKING:
    from ui.asset import AssetView
    from ui.state import State

__all__ = ["register"]

SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command()(show)
    app.command()(status)
    app.command()(stop)


def show(
    name: str = typer.Argument(..., metavar="NAME", help="A name, class:name, alias or URN."),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Show an asset: its properties, owners and relations, and the place behind each."""
    from ui.asset import asset_view
    from ui.links import locate
    from ui.naming import described, resolve

    with catalog(store) as opened:
        view = asset_view(opened, resolve(opened.projection(), name))
        located = locate(opened.store, view.all_places)
        links = {place: found.url for place, found in located.items() if found.url}
        if as_json:
            emit(view.json(links))
            return
        owners = [
            described(opened.projection(), o.urn)[1] + (" (inherited)" if o.inherited else "")
            for o in view.owners
        ]
    _print(view, owners, links)


def _print(view: AssetView, owners: list[str], links: Mapping[str, str]) -> None:
    from ui.asset import shown

    out = console()
    out.print(Text(plain(f"{view.label} {view.name}"), style="bold"))
    out.print(Text(plain(view.urn), style="dim"))
    if view.placeholder:
        out.print("a placeholder: named by someone, declared by nobody")
    out.print(plain("owners: " + (", ".join(owners) or "none")))
    _places("declared in", view.sources, view.provenance, links)
    if view.properties:
        out.print(Text("properties", style="bold"))
    for name, value in view.properties.items():
        out.print(plain(f"  {name}: {shown(value)}"))
        for place in view.places.get(name, ()):
            _dim(f"      {place}", links.get(place))
    for other in view.differing():
        out.print(plain(f"  sources disagree: {other}"))
    if view.relations:
        out.print(Text("relations", style="bold"))
    for related in view.relations:
        arrow = f"-{related.relation}->" if related.outgoing else f"<-{related.relation}-"
        out.print(plain(f"  {arrow} {related.label} {related.name}"))
        for place, how in zip(related.sources, related.provenance, strict=False):
            _dim(f"      {place} ({how})", links.get(place))


def _dim(text: str, link: str | None) -> None:
    """A place, and its web page on a line of its own."""
    out = console()
    out.print(Text(plain(text), style="dim"))
    if link:
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        out.print(Text(plain(indent + link), style="dim"))


def _places(
    title: str, places: tuple[str, ...], provenance: tuple[str, ...], links: Mapping[str, str]
) -> None:
    if places:
        out = console()
        out.print(Text(title, style="bold"))
        for place, how in zip(places, provenance, strict=False):
            _dim(f"  {place} ({how})", links.get(place))


def status(store: str = STORE, as_json: bool = JSON) -> None:
    """What is in the store by class and relation, the last runs, and every reject with its place."""
    from ui.questions import EMPTY
    from ui.state import state_of

    with catalog(store) as opened, waiting("Reading the catalog"):
        state = state_of(opened)
    if as_json:
        emit(state.json())
        return
    _print_state(state)
    if not state.classes:
        hint(EMPTY)


def _print_state(state: State) -> None:
    out = console()
    out.print(plain(f"store: {state.store} ({state.kind})"))
    out.print(plain(f"embeddings: {state.embeddings}"))
    _counts("things", state.classes)
    _counts("relations", state.relations)
    out.print(f"placeholders: {state.placeholders}")
    for root in state.roots:
        apart = f", landscape {root['landscape']}" if root["landscape"] else ""
        out.print(
            plain(
                f"root {root['name']}: {counted(root['files'], 'file')}{apart}, "
                f"last read {root['last_run']}, from {root['path']}"
            )
        )
    for source in state.sources:
        out.print(
            plain(
                f"  {source['root']}, {source['connector']}: {counted(source['files'], 'file')}, "
                f"{counted(source['facts'], 'fact')}, {counted(source['rejects'], 'reject')}"
            )
        )
    _some(
        "sources that could not be read when last tried",
        [f"{r['name']}: {r['failed']}" for r in state.roots if r["failed"]],
    )
    _some("last runs", [run.sentence() for run in state.runs])
    _some("rejects", [f"{r['place']}: {r['reason']}" for r in state.rejects])
    _some("could not be read lately; what they said last is kept", list(state.stale))


def _counts(title: str, counts: Mapping[str, int]) -> None:
    listed = ", ".join(f"{name} {n}" for name, n in counts.items()) or "none"
    console().print(f"{title}: {sum(counts.values())} ({listed})" if counts else f"{title}: none")


def _some(title: str, lines: list[str]) -> None:
    out = console()
    out.print(f"{title}: {len(lines)}")
    for line in lines[:SHOWN]:
        out.print(plain(f"  {line}"))
    if len(lines) > SHOWN:
        out.print(f"  … and {len(lines) - SHOWN} more (--json has all)")


def stop(store: str = STORE, as_json: bool = JSON) -> None:
    """End the process of an embedded store; the next command starts it again."""
    folder = store_folder(chosen_store(store), environ=os.environ)
    stopped = folder is not None and stop_embedded(folder)
    if as_json:
        emit({"stopped": stopped})
    elif folder is None:
        console().print("the store is a server of its own; nothing to stop")
    else:
        console().print("stopped" if stopped else "it was not running")
