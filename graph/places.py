"""Which files say so: the places behind the edges of paths, fetched from the store by (urn, type, urn)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from graph.closure import Path
from graph.ontology import ROOT
from graph.store.schema import quoted

__all__ = ["Reading", "places_of"]


class Reading(Protocol):
    """What is needed of a store."""

    def rows(self, cypher: str, **parameters: object) -> list[dict[str, Any]]: ...


def places_of(
    store: Reading, paths: Iterable[Path]
) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """Places by edge; an edge that is no longer in the store has no entry."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for path in paths:
        for step in path:
            wanted.setdefault(step.relation, set()).add((step.start, step.end))
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for relation, pairs in sorted(wanted.items()):
        rows = store.rows(
            "UNWIND $pairs AS pair "
            f"MATCH (a:{ROOT} {{urn: pair[0]}})-[r:{quoted(relation)}]->(b:{ROOT} {{urn: pair[1]}}) "
            "RETURN a.urn AS start, b.urn AS end, r.sources AS sources",
            pairs=[list(pair) for pair in sorted(pairs)],
        )
        for row in rows:
            sources = row["sources"] or ()
            found[row["start"], relation, row["end"]] = tuple(map(str, sources))
    return found
