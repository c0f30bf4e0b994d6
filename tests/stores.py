"""Stores for tests: a small schema, and an empty graph between two tests."""

from __future__ import annotations

from typing import Final

from graph.store import Schema, Statement, Store
from graph.vocabulary import Label, Rel

IDLE: Final = {"CARTULARY_STORE_IDLE_MINUTES": "1"}
"""Environment of embedded stores in tests, so that a killed run leaves nothing behind for long."""

SMALL: Final = Schema(
    labels={
        Label.THING: (),
        Label.ASSET: (Label.THING,),
        Label.ACTOR: (Label.THING,),
        Label.SERVICE: (Label.ASSET, Label.THING),
        Label.DATASET: (Label.ASSET, Label.THING),
        Label.TEAM: (Label.ACTOR, Label.THING),
    },
    relations=(Rel.DEPENDS_ON, Rel.OWNS, Rel.READS),
    private={"CartularyRun": "id", "CartularyPassage": "id"},
    fulltext=("name", "title", "description", "aliases"),
    passage=("CartularyPassage", "text"),
)

_WIPE: Final = (
    "MATCH (n) WHERE NOT (n:CartularyStore AND n.id = 'schema') WITH n LIMIT 5000 DETACH DELETE n"
)


def wipe(store: Store) -> None:
    """Leave nothing but what the store was prepared for."""
    while store.rows(
        "MATCH (n) WHERE NOT (n:CartularyStore AND n.id = 'schema') RETURN count(n) AS n"
    )[0]["n"]:
        store.run([Statement(_WIPE)])


def service(name: str, **props: object) -> dict[str, object]:
    return {"urn": f"urn:cartulary:service:default:{name}", "props": {"name": name, **props}}


def urn(name: str, label: str = "service") -> str:
    return f"urn:cartulary:{label}:default:{name}"


def everything(store: Store) -> tuple[list[object], list[object]]:
    nodes = sorted((n["urn"], n["label"], sorted(n["props"].items())) for n in store.scan_nodes())
    edges = sorted((s, r, e, sorted(props.items())) for s, r, e, props in store.scan_edges())
    return list(nodes), list(edges)
