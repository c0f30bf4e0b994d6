"""The store: one graph behind Bolt, embedded in a folder or on a Neo4j server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.store.protocol import Hit, Row, Statement, Store
from graph.store.schema import Schema

if TYPE_CHECKING:
    from graph.store.table import Table

__all__ = [
    "Hit",
    "Row",
    "Schema",
    "Statement",
    "Store",
    "Table",
    "open_store",
    "stop_embedded",
    "store_folder",
]

DEFAULT: Final = "embedded:.cartulary"
IDLE_MINUTES: Final = 10.0


def open_store(url: str | None = None, *, environ: Mapping[str, str]) -> Store:
    """Connect to the store at `url`, else at `CARTULARY_STORE`, else the one in `.cartulary`.

    Raises `UsageError` for what is no address of a store, `StoreUnavailable` for a store that cannot be had.
    """
    chosen = _chosen(url, environ)
    if chosen.startswith("embedded:"):
        from graph.store.arcadedb import ArcadeStore

        return ArcadeStore(_folder(chosen), idle_minutes=_idle_minutes(environ))
    _refuse_secrets(chosen)
    from graph.store.neo4j import SCHEMES, open_neo4j

    if urlsplit(chosen).scheme not in SCHEMES:
        kinds = ", ".join(sorted(f"{scheme}://" for scheme in SCHEMES))
        raise UsageError(f"{chosen} is no store: use embedded:FOLDER or one of {kinds}")
    return open_neo4j(chosen, environ)


def store_folder(url: str | None = None, *, environ: Mapping[str, str]) -> Path | None:
    """The folder of an embedded store, without opening it; none for a server."""
    chosen = _chosen(url, environ)
    return _folder(chosen) if chosen.startswith("embedded:") else None


def stop_embedded(folder: Path) -> bool:
    """End the process that serves `folder`; whether there was one."""
    from graph.store.embedded import stop_embedded as stop

    return stop(folder)


def _chosen(url: str | None, environ: Mapping[str, str]) -> str:
    return url or environ.get("CARTULARY_STORE") or DEFAULT


def _folder(url: str) -> Path:
    text = url.removeprefix("embedded:")
    if not text:
        raise UsageError("embedded: needs a folder, as in embedded:.cartulary")
    return Path(text).expanduser().absolute()


def _idle_minutes(environ: Mapping[str, str]) -> float:
    text = environ.get("CARTULARY_STORE_IDLE_MINUTES", "")
    try:
        minutes = float(text) if text else IDLE_MINUTES
    except ValueError:
        minutes = -1.0
    if not 0 < minutes < 1e6:
        raise UsageError(
            f"CARTULARY_STORE_IDLE_MINUTES must be a number of minutes above 0, not {text!r}"
        )
    return minutes


def _refuse_secrets(url: str) -> None:
    try:
        parts = urlsplit(url)
        secret = parts.username or parts.password
    except ValueError:
        raise UsageError("the address of the store is no URL") from None
    if secret is not None:
        raise UsageError(
            "the address of the store holds a user or a password, which would end up in logs and shell histories: "
            "set CARTULARY_NEO4J_USER and CARTULARY_NEO4J_PASSWORD instead"
        )


def __getattr__(name: str) -> Any:
    """`Table` on demand, since it brings the driver with it."""
    if name == "Table":
        from graph.store.table import Table

        return Table
    raise AttributeError(name)
