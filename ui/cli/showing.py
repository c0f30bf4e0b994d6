"""`cartulary show`, `status` and `stop`: one asset, the whole store, and the end of its process."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from graph.store import stop_embedded, store_folder
from ui.cli.output import JSON, STORE, catalog, chosen_store, console, emit, plain

if TYPE_CHECKING:
    from ui.asset import AssetView
    from ui.state import State

__all__ = ["register"]

SHOWN_REJECTS = 20


def register(app: typer.Typer) -> None:
    app.command()(show)
    app.command()(status)
    app.command()(stop)


def show(
    name: str = typer.Argument(..., help="A name, class:name, alias or URN."),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Show an asset: its properties, owners and relations, and the place behind each."""
    from ui.asset import asset_view
    from ui.naming import described, resolve

    with catalog(store) as opened:
        view = asset_view(opened, resolve(opened.projection(), name))
        if as_json:
            emit(view.json())
            return
        owners = [
            described(opened.projection(), o.urn)[1] + (" (inherited)" if o.inherited else "")
            for o in view.owners
        ]
    _print(view, owners)


def _print(view: AssetView, owners: list[str]) -> None:
    out = console()
    out.print(
        Text(plain(f"{view.label} {view.name}"), style="bold"), Text(plain(view.urn), style="dim")
    )
    if view.properties.get("placeholder"):
        out.print("a placeholder: named by someone, declared by nobody")
    for place in view.sources:
        out.print(Text(plain(f"  {place}"), style="dim"))
    for name, value in view.properties.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        out.print(plain(f"{name}: {shown}"))
        for place in view.places.get(name, ()):
            out.print(Text(plain(f"    {place}"), style="dim"))
    out.print(plain("owners: " + (", ".join(owners) or "none")))
    for text in view.disagreements:
        out.print(plain(f"sources disagree: {text}"))
    for related in view.relations:
        arrow = f"-{related.relation}->" if related.outgoing else f"<-{related.relation}-"
        out.print(plain(f"  {arrow} {related.label} {related.name}"))
        for place, how in zip(related.sources, related.provenance, strict=False):
            out.print(Text(plain(f"      {place} ({how})"), style="dim"))


def status(store: str = STORE, as_json: bool = JSON) -> None:
    """What is in the store by class and relation, the last runs, and every reject with its place."""
    from ui.state import state_of

    with catalog(store) as opened:
        state = state_of(opened)
    if as_json:
        emit(state.json())
    else:
        _print_state(state)


def _print_state(state: State) -> None:
    out = console()
    out.print(plain(f"store: {state.store} ({state.kind})"))
    out.print(plain(f"embeddings: {state.embeddings}"))
    out.print("things: " + (", ".join(f"{n} {k}" for k, n in state.classes.items()) or "none"))
    out.print("relations: " + (", ".join(f"{n} {k}" for k, n in state.relations.items()) or "none"))
    out.print(f"placeholders: {state.placeholders}")
    for run in state.runs:
        out.print(plain(run.sentence()))
    out.print(f"rejects: {len(state.rejects)}")
    for reject in state.rejects[:SHOWN_REJECTS]:
        out.print(plain(f"  {reject['place']}: {reject['reason']}"))
    if len(state.rejects) > SHOWN_REJECTS:
        out.print(
            f"  … and {len(state.rejects) - SHOWN_REJECTS} more: cartulary status --json has all"
        )


def stop(store: str = STORE) -> None:
    """End the process of an embedded store; the next command starts it again."""
    folder = store_folder(chosen_store(store), environ=os.environ)
    if folder is None:
        console().print("the store is a server of its own; nothing to stop")
    elif stop_embedded(folder):
        console().print("stopped")
    else:
        console().print("it was not running")
