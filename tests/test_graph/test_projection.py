"""The projection of a store is the graph that the store holds, from a scan, from memory and from its file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import graph.cache
from graph.cache import cache_folder, load_projection, project, reach_of, save_projection
from graph.facts import PropValue
from graph.landscape import Landscape, Link, Thing
from graph.ontology import Ontology, load_ontology
from graph.places import places_of
from graph.projection import Projection
from graph.store import Store
from graph.vocabulary import Label, Rel
from tests.stored import put
from tests.test_graph.landscapes import urn

FILE = "projection.npz"
A, B, C = (urn(f"Service {name}") for name in "abc")


@cache
def shipped() -> Ontology:
    return load_ontology(environ={})


def sample(*, extra: bool = False) -> Landscape:
    odd: dict[str, PropValue] = {"name": "b\n\u2028 'q' 🚢", "tags": ("x", "y"), "tier": 1}
    things = [
        Thing(A, Label.SERVICE, {"name": "a", "placeholder": True}),
        Thing(B, Label.SERVICE, odd),
        Thing(urn("Dataset d"), Label.DATASET, {"name": "d", "aliases": ("dd",)}),
    ]
    links = [
        Link(B, Rel.DEPENDS_ON, A, {"provenance": ("declared",), "sources": ("r/a.yaml#0/x",)}),
        Link(
            A,
            Rel.READS,
            urn("Dataset d"),
            {
                "provenance": ("declared", "observed"),
                "columns_complete": False,
                "sources": ("r/b",),
            },
        ),
    ]
    if extra:
        things.append(Thing(C, Label.SERVICE, {"name": "c"}))
        links.append(Link(C, Rel.DEPENDS_ON, B, {"sources": ("r/c",)}))
    return Landscape.of(things, links)


def contents(projection: Projection) -> object:
    """All that a projection says, in plain values."""
    return (
        list(projection.urns),
        list(projection.names),
        [projection.label_of(i) for i in range(len(projection))],
        [
            (
                projection.urns[int(s)],
                projection.relations[int(r)],
                projection.urns[int(e)],
                bool(q),
                bool(p),
            )
            for s, r, e, q, p in zip(
                projection.start,
                projection.relation,
                projection.end,
                projection.by_query,
                projection.incomplete,
                strict=True,
            )
        ],
        {name: list(column) for name, column in projection.columns.items()},
    )


def test_a_stores_projection_is_that_of_its_landscape(store: Store) -> None:
    put(store, sample(), shipped())
    assert contents(project(store)) == contents(Projection.of(sample()))


def test_it_is_kept_while_the_version_stands_and_read_anew_when_it_moves(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, sample(), shipped())
    first = reach_of(store, shipped(), tmp_path)
    assert reach_of(store, shipped(), tmp_path) is first
    kept = load_projection(tmp_path / FILE, store.version())
    assert kept is not None
    assert contents(kept) == contents(first.projection)
    monkeypatch.setattr(graph.cache, "_projections", type(graph.cache._projections)())  # pyright: ignore[reportPrivateUsage]
    again = project(store, tmp_path)
    assert contents(again) == contents(kept)
    put(store, sample(extra=True), shipped())
    assert C in reach_of(store, shipped(), tmp_path).impact(A)
    assert load_projection(tmp_path / FILE, first.projection.version) is None


def test_a_folder_that_cannot_be_used_costs_time_only(store: Store, tmp_path: Path) -> None:
    put(store, sample(), shipped())
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert len(project(store, blocked / "cache")) == 3


def test_the_cache_of_an_embedded_store_lies_in_its_folder(empty_embedded: Store) -> None:
    assert cache_folder(empty_embedded) == empty_embedded.folder


def test_places_of_a_path_come_from_the_store(store: Store) -> None:
    put(store, sample(), shipped())
    reach = reach_of(store, shipped())
    paths = [reach.impact(urn("Dataset d")).path(B)]
    assert places_of(store, paths) == {
        (A, Rel.READS, urn("Dataset d")): ("r/b",),
        (B, Rel.DEPENDS_ON, A): ("r/a.yaml#0/x",),
    }
    store.delete_edges(Rel.READS, [{"start": A, "end": urn("Dataset d")}])
    assert set(places_of(store, paths)) == {(B, Rel.DEPENDS_ON, A)}


def test_an_edge_without_an_end_is_left_out() -> None:
    rows = [(A, Label.SERVICE, {"name": "a"})]
    assert not len(Projection.from_rows(rows, [(A, Rel.DEPENDS_ON, B, {})]).start)


@pytest.mark.parametrize(
    "harm", ["cut", "garbage", "other version", "codes out of range", "pickle"]
)
def test_a_damaged_file_is_not_believed(tmp_path: Path, harm: str) -> None:
    file = tmp_path / FILE
    whole = replace(Projection.of(sample()), version="1")
    save_projection(whole, file)
    assert load_projection(file, "1") is not None
    match harm:
        case "cut":
            file.write_bytes(file.read_bytes()[:-200])
        case "garbage":
            file.write_bytes(b"\x00" * 1000)
        case "other version":
            save_projection(replace(whole, version="2"), file)
        case "codes out of range":
            save_projection(replace(whole, end=whole.end + np.int32(100)), file)
        case _:
            np.savez(file, side=np.array([{"format": 1}], dtype=object))
    assert load_projection(file, "1") is None
