"""The ingested roots by name, with the folders that they were read from."""

from __future__ import annotations

from pathlib import Path

from graph.ledger import Ledger
from graph.store import Store

__all__ = ["known_roots"]


def known_roots(store: Store) -> dict[str, Path]:
    """Folder by root name, the longest names first, so that the first that fits a place is the right one."""
    roots = Ledger(store).roots()
    return {name: Path(roots[name].path) for name in sorted(roots, key=lambda n: (-len(n), n))}
