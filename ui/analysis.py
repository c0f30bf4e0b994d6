"""The impact analysis of the open catalog, with what its ledger knows of sources and runs."""

from __future__ import annotations

from collections.abc import Sequence

from graph.impact import Impact, analyse
from graph.ledger import Ledger
from ui.catalog import Catalog

__all__ = ["analysis"]


def analysis(catalog: Catalog, urns: Sequence[str]) -> Impact:
    """What a change to the things reaches. Raises UnknownName."""
    ledger = Ledger(catalog.store)
    return analyse(
        catalog.reach(),
        urns,
        unread=sorted(
            {f"{root}/{reject.at.path}" for root, reject in ledger.rejects() if reject.whole_file}
        ),
        runs=sorted((r.name, r.last_run) for r in ledger.roots().values()),
    )
