"""What tests of the graph share: a small landscape in each of the two stores."""

from __future__ import annotations

import pytest

from graph.store import Store
from graph.vocabulary import Label, Rel
from tests.stores import SMALL, service, urn


@pytest.fixture
def small(store: Store) -> Store:
    """shop -> cart -> stock, and a team that owns cart."""
    store.prepare(SMALL)
    store.merge_nodes(
        Label.SERVICE,
        [service("shop", tier=1), service("cart", aliases=["basket", "trolley"]), service("stock")],
    )
    store.merge_nodes(Label.TEAM, [{"urn": urn("core", "team"), "props": {"name": "core"}}])
    store.merge_edges(
        Rel.DEPENDS_ON,
        [
            {"start": urn("shop"), "end": urn("cart"), "props": {"sources": ["a.yaml#0/x"]}},
            {"start": urn("cart"), "end": urn("stock"), "props": {"sources": ["b.yaml#0/x"]}},
        ],
    )
    store.merge_edges(
        Rel.OWNS, [{"start": urn("core", "team"), "end": urn("cart"), "props": {"sources": ["c"]}}]
    )
    return store
