"""A landscape put into a store as it is, for tests of what reads it."""

from __future__ import annotations

from graph.landscape import Landscape
from graph.ontology import Ontology
from graph.store import Schema, Store

__all__ = ["put", "schema_of"]


def schema_of(ontology: Ontology) -> Schema:
    """What a store must be prepared for to hold things of that ontology."""
    return Schema(
        labels={name: kind.ancestors for name, kind in ontology.classes.items()},
        relations=tuple(ontology.relations),
        private={"CartularyRun": "id", "CartularyPassage": "id"},
        fulltext=("name", "title", "description", "aliases"),
        passage=("CartularyPassage", "text"),
    )


def put(store: Store, landscape: Landscape, ontology: Ontology) -> None:
    """Prepare the store and write all of the landscape."""
    store.prepare(schema_of(ontology))
    labels = sorted({thing.label for thing in landscape.things.values()})
    for label in labels:
        rows = [
            {"urn": t.urn, "props": _listed(t.props)}
            for t in landscape.things.values()
            if t.label == label
        ]
        store.merge_nodes(label, rows)
    for relation in sorted({link.relation for link in landscape.links.values()}):
        rows = [
            {"start": k.start, "end": k.end, "props": _listed(k.props)}
            for k in landscape.links.values()
            if k.relation == relation
        ]
        store.merge_edges(relation, rows)
    store.bump()


def _listed(props: object) -> dict[str, object]:
    assert hasattr(props, "items")
    return {k: list(v) if isinstance(v, tuple) else v for k, v in props.items()}  # pyright: ignore
