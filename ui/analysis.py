"""The impact analysis of the open catalog, with what its ledger knows of sources and runs, and its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.impact import Impact, analyse
from graph.ledger import Ledger
from graph.ontology import Severity
from ui.catalog import Catalog

__all__ = ["analysis", "headline", "unknowns"]


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


def headline(found: Impact) -> str:
    """What changes and how much that reaches, in one line."""
    changed = ", ".join(f"{i.label} {i.name}" for i in found.changed)
    if not found.assets:
        return f"A change to {changed} reaches nothing that the catalog knows of."
    counts = [
        f"{sum(a.severity is severity for a in found.assets)} {severity.value}"
        for severity in sorted(Severity, key=lambda s: -s.rank)
    ]
    owners = len(found.owners)
    return (
        f"A change to {changed} reaches {len(found.assets)}: {', '.join(counts)}; "
        f"{owners} {'owner' if owners == 1 else 'owners'} to tell"
    )


def unknowns(found: Impact) -> Iterator[str]:
    """What the catalog cannot tell about this change, a sentence each."""
    unknown = found.unknown
    yield from (f"{i.name} is a placeholder: declared by nobody" for i in unknown.placeholders)
    yield from (f"{i.name} rests on files that could not be read lately" for i in unknown.stale)
    yield from (f"no source states {relation}" for relation in unknown.not_stated)
    yield from (f"{i.name} has no column links: followed as a whole" for i in unknown.no_columns)
    yield from (f"{file} could not be read" for file in unknown.unread)
    yield from (f"{root} was last read {at}" for root, at in unknown.runs)
