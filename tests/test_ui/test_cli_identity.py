"""`identity` and `why`: a decision changes the graph, taking it back leaves no trace; reasons name their places."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.ontology import load_ontology
from graph.store import Store, open_store, stop_embedded
from tests.command import Command
from tests.neo4j_server import Neo4jServer
from tests.stores import wipe
from ui.meaning import by_meaning

pytestmark = pytest.mark.store

SHOP = """\
cartulary: 1
things:
  - service: cart
    depends_on: service:ledger
  - service: ledger
    owned_by: team:counters
  - team: counters
"""
OPS = """\
cartulary: 1
things:
  - service: cart-service
    depends_on: service:ledger
"""
LEDGER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: ledger, labels: {app: ledger}}
spec:
  selector: {matchLabels: {app: ledger}}
  template:
    metadata: {labels: {app: ledger}}
    spec: {containers: [{name: main, image: acme/ledger:1, env: [{name: BACK, value: "cart:80"}]}]}
"""
CART = "urn:cartulary:service:default:cart"
OTHER = "urn:cartulary:service:default:cart-service"
LEDGER_URN = "urn:cartulary:service:default:ledger"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("identity") / "store"
    yield f"embedded:{folder}"
    stop_embedded(folder)


@pytest.fixture
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty store: the embedded one or Neo4j, its password in the environment."""
    if request.param == "arcadedb":
        url = str(request.getfixturevalue("store"))
        opened = open_store(url, environ=os.environ)
        wipe(opened)
        opened.close()
        return url
    wipe(request.getfixturevalue("neo4j_store"))
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    for name, value in server.environ().items():
        monkeypatch.setenv(name, value)
    return server.url


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    shop, ops = tmp_path / "shop", tmp_path / "ops"
    shop.mkdir()
    ops.mkdir()
    (shop / "a.cartulary.yaml").write_text(SHOP)
    (shop / "ledger.yaml").write_text(LEDGER)
    (ops / "b.cartulary.yaml").write_text(OPS)
    return shop, ops


def dump(url: str) -> tuple[object, ...]:
    """Everything that the store shows: nodes and edges with all that is said of them."""
    store: Store = open_store(url, environ=os.environ)
    try:
        nodes = sorted(
            (n["urn"], n["label"], sorted(n["props"].items())) for n in store.scan_nodes()
        )
        edges = sorted((a, r, b, sorted(props.items())) for a, r, b, props in store.scan_edges())
        return nodes, edges
    finally:
        store.close()


BOTH = pytest.mark.parametrize("either", ["arcadedb", "neo4j"], indirect=True)


@BOTH
def test_taking_a_decision_back_restores_the_graph_exactly(
    anywhere: Command, either: str, roots: tuple[Path, Path]
) -> None:
    shop, ops = roots
    file = shop / "cartulary.decisions.yaml"
    file.write_text(
        "# ours\ndecisions:\n- things: [urn:a, urn:b]  # long gone\n  decision: different\n"
    )
    at = ("--store", either)
    assert anywhere("ingest", str(shop), str(ops), *at).code == 0
    before, text = dump(either), file.read_text()
    listed = anywhere("identity", "list", "--json", *at).json()
    assert [{t["urn"] for t in s["things"]} for s in listed["suggestions"]] == [{CART, OTHER}]
    assert [d["stale"] for d in listed["decisions"]] == [True]

    done = anywhere("identity", "accept", "cart", "cart-service", "--reason", "one image", *at)
    assert done.code == 0, done.err
    joined = dump(either)
    assert joined != before
    assert anywhere("identity", "list", "--json", *at).json()["total"] == 0
    assert "# long gone" in file.read_text()
    assert "one image" in file.read_text()
    assert anywhere("ingest", str(shop), str(ops), "--json", *at).json()["unchanged"]
    found = anywhere("why", "cart", "cart-service", "--json", *at).json()
    assert found["one"]
    assert "decision" in {r["kind"] for r in found["reasons"]}
    assert anywhere("identity", "undo", "cart", "cart-service", *at).code == 0
    assert dump(either) == before
    assert file.read_text() == text

    assert anywhere("identity", "refuse", "cart", "cart-service", *at).code == 0
    assert anywhere("identity", "list", "--json", *at).json()["total"] == 0
    found = anywhere("why", CART, OTHER, "--json", *at).json()
    assert not found["one"]
    assert "decision" in {r["kind"] for r in found["reasons"]}
    assert anywhere("identity", "undo", CART, OTHER, *at).code == 0
    assert dump(either) == before

    (owns,) = anywhere("why", "counters", "ledger", "--json", *at).json()["edges"]
    assert (owns["relation"], owns["end"]) == ("OWNS", LEDGER_URN)
    assert [a["place"] for a in owns["assertions"]] == ["shop/a.cartulary.yaml#0/things/1/owned_by"]

    part = anywhere("identity", "split", "ledger", "--part", "shop/ledger.yaml", *at)
    assert part.code == 0, part.err
    split = {urn: places for urn, places in _services(either).items() if "ledger" in urn}
    assert split.pop(LEDGER_URN) == ["shop/a.cartulary.yaml#0/things/1"]
    ((other, places),) = split.items()
    assert places == ["shop/ledger.yaml#0"]
    found = anywhere("why", LEDGER_URN, other, "--json", *at).json()
    assert not found["one"]
    assert "decision" in {r["kind"] for r in found["reasons"]}
    assert anywhere("ingest", str(shop), str(ops), "--json", *at).json()["unchanged"]
    assert anywhere("identity", "undo", LEDGER_URN, *at).code == 0
    assert dump(either) == before


def _services(url: str) -> dict[str, list[str]]:
    store = open_store(url, environ=os.environ)
    try:
        return {
            n["urn"]: n["props"]["sources"] for n in store.scan_nodes() if n["label"] == "Service"
        }
    finally:
        store.close()


@pytest.mark.parametrize("either", ["arcadedb"], indirect=True)
def test_what_cannot_be_decided_is_said(
    anywhere: Command, either: str, roots: tuple[Path, Path]
) -> None:
    at = ("--store", either)
    anywhere("ingest", *map(str, roots), *at)
    for arguments, words in (
        (("accept", "cart", "counters"), "one class"),
        (("accept", "cart", "nobody"), "nothing in the catalog"),
        (("accept", "cart", "cart"), "one thing already"),
        (("undo", "cart", "ledger"), "no decision"),
        (("split", "ledger", "--part", "shop/nowhere.yaml"), "neither a native key nor a place"),
        (("refuse", "cart", "ledger", "--root", "mars"), "no folder to keep"),
    ):
        ran = anywhere("identity", *arguments, *at)
        assert ran.code in (1, 2), arguments
        assert words in ran.complaint()
    choice = anywhere("identity", "split", "ledger", "--json", *at).json()
    assert "k8s:-/ledger" in choice["keys"]
    assert not (roots[0] / "cartulary.decisions.yaml").exists()


def test_why_names_the_places_of_things_and_relations(anywhere: Command, filled: str) -> None:
    found = anywhere("why", "service:checkout", "--json", "--store", filled).json()
    assert {c["connector"] for c in found["claims"]} >= {"backstage", "kubernetes"}
    joined = {place for reason in found["reasons"] for place in reason["places"]}
    assert joined == {place["place"] for place in found["places"]}
    edge = anywhere(
        "why", "team:order-desk", "service:checkout", "--json", "--store", filled
    ).json()
    (owns,) = edge["edges"]
    assert owns["relation"] == "OWNS"
    assert any("path rule: /checkout/" in a["says"] for a in owns["assertions"])
    assert {r["kind"] for r in edge["reasons"]} == {"class"}
    key = anywhere(
        "why", "backstage:component:default/checkout", "--json", "--store", filled
    ).json()
    assert key["thing"] == found["thing"]


def _by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts as the words that they have: rows of unit length."""
    words = sorted({word for text in texts for word in text.lower().split()})
    rows = np.array([[text.lower().split().count(w) for w in words] for text in texts], np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("either", ["arcadedb"], indirect=True)
def test_what_means_the_same_is_suspected_across_sources_only(
    anywhere: Command, either: str, tmp_path: Path
) -> None:
    text = "Takes the parcels to the door of the customer"
    for root, names in (
        ("a", ("parcel-courier", "parcel-carrier")),
        ("b", ("courier-of-parcels",)),
    ):
        (tmp_path / root).mkdir()
        lines = [f"  - service: {name}\n    description: {text}\n" for name in names]
        (tmp_path / root / "x.cartulary.yaml").write_text(
            "cartulary: 1\nthings:\n" + "".join(lines)
        )
    anywhere("ingest", str(tmp_path / "a"), str(tmp_path / "b"), "--store", either)
    store = open_store(either, environ=os.environ)
    try:
        found = by_meaning(store, load_ontology(environ={}), _by_words, ())
        assert {s.names for s in found} == {
            ("courier-of-parcels", "parcel-courier"),
            ("courier-of-parcels", "parcel-carrier"),
        }
        settled = [frozenset((s.one, s.other)) for s in found]
        assert by_meaning(store, load_ontology(environ={}), _by_words, settled) == []
    finally:
        store.close()
