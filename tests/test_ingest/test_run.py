"""Ingestion from files to a store: what is loaded, swept, kept, refused and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.cache import load_projection, project
from graph.errors import RunRefused, UnknownName, UsageError
from graph.ledger import Ledger
from graph.store import Store
from graph.vocabulary import Rel
from ingest.run import forget
from tests.runs import ONTOLOGY, S, at, component, held, run

pytestmark = pytest.mark.store


def test_a_load_a_second_one_and_a_change(store: Store, shop: Path) -> None:
    report = run(store, shop)
    first = held(store)
    assert set(first.things) == {
        S + "cart",
        S + "web",
        S + "gone",
        "urn:cartulary:team:default:desk",
    }
    assert report.placeholders == (S + "gone", "urn:cartulary:team:default:desk")
    assert first.links[(S + "web", Rel.DEPENDS_ON, S + "cart")].props == {
        "sources": ["shop/web/web.yaml#0/spec/dependsOn/0"],
        "provenance": ["declared"],
        "first_seen": at(1),
    }
    version = store.version()
    again = run(store, shop, day=2)
    assert again.unchanged
    assert not again.resolved
    assert held(store) == first
    assert store.version() == version
    component(shop / "cart", "cart", text="new")
    component(shop / "pay", "pay")
    third = run(store, shop, day=3)
    assert [t.urn for t in third.change.add_things] == [S + "pay"]
    assert [t.urn for t in third.change.change_things] == [
        S + "cart",
        "urn:cartulary:team:default:desk",
    ]
    graph = held(store)
    assert graph.things[S + "cart"].props["first_seen"] == at(1)
    assert graph.things[S + "pay"].props["first_seen"] == at(3)
    ledger = Ledger(store)
    assert [(r.added, r.changed, r.removed) for r in ledger.runs()] == [
        (2, 2, 0),
        (0, 0, 0),
        (8, 0, 0),
    ]
    assert ledger.changes("run-2") == {}
    changed = dict(ledger.changes("run-3")["changed"]["things"])
    assert changed[S + "cart"]["description"] == [None, "new"]
    assert store.version() != version
    assert [hit.urn for hit in store.search("new")] == [S + "cart"]


def test_a_load_leaves_the_arrays_of_its_graph_beside_an_embedded_store(
    empty_embedded: Store, shop: Path
) -> None:
    """The first question after a load needs no scan, and what it finds is what a scan would give."""
    run(empty_embedded, shop)
    assert empty_embedded.folder is not None
    kept = load_projection(empty_embedded.folder / "projection.npz", empty_embedded.version())
    assert kept is not None
    scanned = project(empty_embedded)
    assert (kept.urns, kept.names) == (scanned.urns, scanned.names)
    edges = [
        list(zip(p.start, p.relation, p.end, p.by_query, strict=True)) for p in (kept, scanned)
    ]
    assert edges[0] == edges[1]
    assert set(kept.columns) == set(scanned.columns)
    for name, column in scanned.columns.items():
        assert list(kept.columns[name]) == list(column), name


def test_what_no_source_asserts_any_more_goes_and_what_another_asserts_stays(
    empty_embedded: Store, shop: Path, tmp_path: Path
) -> None:
    store = empty_embedded
    component(tmp_path / "other", "cart")
    run(store, shop, tmp_path / "other")
    (shop / "cart" / "cart.yaml").unlink()
    run(store, shop, day=2)
    assert held(store).things[S + "cart"].props["sources"] == ["other/cart.yaml#0"]
    (tmp_path / "other" / "cart.yaml").unlink()
    report = run(store, tmp_path / "other", day=3)
    cart = held(store).things[S + "cart"]
    assert cart.props["placeholder"] is True
    assert report.roots[0].files == 0
    (shop / "web" / "web.yaml").unlink()
    run(store, shop, day=4)
    assert held(store).things == {}
    assert Ledger(store).runs()[0].removed > 0


def test_a_file_that_cannot_be_read_keeps_what_it_said_marked_stale(
    empty_embedded: Store, shop: Path
) -> None:
    store = empty_embedded
    run(store, shop)
    (shop / "cart" / "cart.yaml").write_bytes(b"kind: [\xff")
    report = run(store, shop, day=2)
    assert report.roots[0].rejected == 1
    cart = held(store).things[S + "cart"]
    assert cart.props["stale"] is True
    assert cart.props["first_seen"] == at(1)
    ledger = Ledger(store)
    assert ledger.stale_files() == [("shop", "cart/cart.yaml")]
    assert [(root, reject.at.path) for root, reject in ledger.rejects()] == [
        ("shop", "cart/cart.yaml")
    ]
    assert run(store, shop, day=3).roots[0].rejected == 1
    component(shop / "cart", "cart")
    run(store, shop, day=4)
    assert "stale" not in held(store).things[S + "cart"].props
    assert ledger.rejects() == []


def test_a_run_that_would_remove_much_stops_before_it_changes_anything(
    empty_embedded: Store, tmp_path: Path
) -> None:
    store, root = empty_embedded, tmp_path / "big"
    for number in range(40):
        component(root, f"s{number}")
    run(store, root)
    before = held(store)
    for number in range(21):
        (root / f"s{number}.yaml").unlink()
    with pytest.raises(RunRefused, match=r"21 of the 40 things .*--allow-removal"):
        run(store, root, day=2)
    assert held(store) == before
    report = run(store, root, day=3, allow_removal=True)
    assert len(report.change.remove_things) == 21


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    empty_embedded: Store, shop: Path
) -> None:
    store = empty_embedded
    report = run(store, shop, dry_run=True)
    assert len(report.change.add_things) == 4
    assert (held(store).things, Ledger(store).roots(), Ledger(store).runs()) == ({}, {}, [])
    run(store, shop, day=2)
    assert run(store, shop, day=3, dry_run=True).unchanged


def test_forget_takes_a_source_back(empty_embedded: Store, shop: Path, tmp_path: Path) -> None:
    store = empty_embedded
    component(tmp_path / "other", "cart")
    run(store, tmp_path / "other")
    alone = held(store)
    run(store, shop, day=2)
    forget("shop", store, ONTOLOGY, now=at(3), run_id="run-3")
    assert held(store) == alone
    assert list(Ledger(store).roots()) == ["other"]
    with pytest.raises(UnknownName, match="ingested are: other"):
        forget("shop", store, ONTOLOGY, now=at(4), run_id="run-4")


def test_roots_may_not_nest_and_must_be_folders(
    empty_embedded: Store, shop: Path, tmp_path: Path
) -> None:
    store = empty_embedded
    run(store, shop)
    with pytest.raises(UsageError, match="lies inside"):
        run(store, shop / "web")
    with pytest.raises(UsageError, match="cartulary forget shop"):
        run(store, tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        run(store, tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is a file"):
        run(store, shop / "web" / "web.yaml")


def test_a_second_root_of_one_name_is_told_apart_and_a_moved_one_is_the_same(
    empty_embedded: Store, shop: Path, tmp_path: Path
) -> None:
    store = empty_embedded
    run(store, shop)
    component(tmp_path / "b" / "shop", "pay")
    report = run(store, tmp_path / "b" / "shop", day=2)
    assert report.roots[0].name == "b/shop"
    assert "called b/shop" in report.notes[0]
    before = held(store)
    moved = shop.rename(tmp_path / "b" / "moved").rename(tmp_path / "c")
    moved = moved.rename(tmp_path / "b" / "d")
    (tmp_path / "e").mkdir()
    moved = moved.rename(tmp_path / "e" / "shop")
    report = run(store, moved, day=3)
    assert report.roots[0].name == "shop"
    assert held(store) == before


def test_landscapes_keep_organisations_apart(
    empty_embedded: Store, shop: Path, tmp_path: Path
) -> None:
    store = empty_embedded
    component(tmp_path / "other", "cart")
    run(store, shop, landscape="acme")
    run(store, tmp_path / "other", landscape="zeta", day=2)
    urns = {urn for urn in held(store).things if urn.endswith(":cart")}
    assert urns == {
        "urn:cartulary:service:acme/default:cart",
        "urn:cartulary:service:zeta/default:cart",
    }
    run(store, tmp_path / "other", landscape="acme", day=3)
    assert {urn for urn in held(store).things if urn.endswith(":cart")} == {
        "urn:cartulary:service:acme/default:cart"
    }


def test_a_decision_file_is_obeyed_and_a_broken_one_reported(
    empty_embedded: Store, tmp_path: Path
) -> None:
    store, root = empty_embedded, tmp_path / "shop"
    component(root, "cart")
    component(tmp_path / "other", "cart-service")
    run(store, tmp_path / "other")
    report = run(store, root)
    (suggestion,) = report.suggestions
    decisions = root / "cartulary.decisions.yaml"
    text = f"decisions:\n- things: [{suggestion.one}, {suggestion.other}]\n  decision: same\n"
    decisions.write_text(text, encoding="utf-8")
    assert run(store, root, day=2).suggestions == ()
    assert len([u for u in held(store).things if u.startswith(S)]) == 1
    decisions.write_text("decisions: maybe", encoding="utf-8")
    report = run(store, root, day=3)
    assert report.unchanged
    assert [str(reject.at) for reject in report.roots[0].rejects] == ["cartulary.decisions.yaml"]
    assert [(name, r.at.path) for name, r in Ledger(store).rejects()] == [
        ("shop", "cartulary.decisions.yaml")
    ]
    decisions.unlink()
    run(store, root, day=4)
    assert len([u for u in held(store).things if u.startswith(S)]) == 2


def test_hostile_files_are_rejected_one_by_one(empty_embedded: Store, shop: Path) -> None:
    store = empty_embedded
    bomb = "\n".join(
        ["apiVersion: backstage.io/v1alpha1", "a0: &a0 [x, x]"]
        + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    )
    (shop / "bomb.yaml").write_text(bomb, encoding="utf-8")
    (shop / "broken.json").write_text('{"a": ', encoding="utf-8")
    (shop / "latin.yaml").write_bytes("kind: caf\xe9".encode("latin-1"))
    (shop / "helm.yaml").write_text("kind: {{ .Values.kind }}\n", encoding="utf-8")
    (shop / "long.json").write_text('{"a": "' + "x" * 5_000_000 + '"}', encoding="utf-8")
    (shop / "loop").symlink_to(shop, target_is_directory=True)
    component(shop / "odd", "odd", text="`) DETACH DELETE n // <b>'\U0001f4a5")
    report = run(store, shop)
    (root,) = report.roots
    assert sorted({r.at.path for r in root.rejects}) == [
        "bomb.yaml",
        "broken.json",
        "helm.yaml",
        "latin.yaml",
    ]
    assert root.files == root.read + root.rejected + root.no_format == 8
    assert (
        held(store).things[S + "odd"].props["description"] == "`) DETACH DELETE n // <b>'\U0001f4a5"
    )
