"""The ingested roots by name, with the folders that they were read from."""

from __future__ import annotations

from pathlib import Path

from graph.ledger import Ledger
from graph.store import Store

__all__ = ["known_roots"]

FILES = ("file", "settings")


def known_roots(store: Store) -> dict[str, Path]:
    """Folder by root name, the longest names first, so that the first that fits a place is the right one.

    Of a root that was fetched from elsewhere there is no folder: it is left out.
    """
    roots = Ledger(store).roots()
    names = sorted(roots, key=lambda n: (-len(n), n))
    return {
        name: Path(roots[name].path).parent if roots[name].kind in FILES else Path(roots[name].path)
        for name in names
        if roots[name].kind in ("", *FILES)
    }
