"""What every store does, run against the embedded one and a real Neo4j."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.errors import QueryInvalid
from graph.store import Hit, Schema, Statement, Store
from graph.vocabulary import Label, Rel
from tests.stores import SMALL, everything, service, urn

ODD_TEXTS = [
    'it\'s "quoted" `ticked`',
    "<script>alert(1)</script>",
    "'}) DETACH DELETE n //",
    "naïve 数据 🚢",
    "back\\slash \\u0027 new\nline\ttab",
    "x" * 10_000,
]


def test_a_node_carries_its_own_label_and_those_of_its_ancestors(small: Store) -> None:
    rows = small.rows("MATCH (n:Asset) RETURN n.name AS name, labels(n) AS labels ORDER BY name")
    assert [row["name"] for row in rows] == ["cart", "shop", "stock"]
    assert sorted(rows[0]["labels"]) == ["Asset", "Service", "Thing"]


def test_a_scan_gives_back_what_was_merged(small: Store) -> None:
    nodes, edges = everything(small)
    assert nodes == [
        (
            urn("cart"),
            "Service",
            [("aliases", ["basket", "trolley"]), ("name", "cart"), ("urn", urn("cart"))],
        ),
        (urn("shop"), "Service", [("name", "shop"), ("tier", 1), ("urn", urn("shop"))]),
        (urn("stock"), "Service", [("name", "stock"), ("urn", urn("stock"))]),
        (urn("core", "team"), "Team", [("name", "core"), ("urn", urn("core", "team"))]),
    ]
    assert edges == [
        (urn("cart"), "DEPENDS_ON", urn("stock"), [("sources", ["b.yaml#0/x"])]),
        (urn("shop"), "DEPENDS_ON", urn("cart"), [("sources", ["a.yaml#0/x"])]),
        (urn("core", "team"), "OWNS", urn("cart"), [("sources", ["c"])]),
    ]


def test_merging_again_doubles_nothing(small: Store) -> None:
    before = everything(small)
    small.merge_nodes(Label.SERVICE, [service("stock"), service("stock")])
    edge = {"start": urn("cart"), "end": urn("stock"), "props": {"sources": ["b.yaml#0/x"]}}
    small.merge_edges(Rel.DEPENDS_ON, [edge, edge])
    assert everything(small) == before


def test_properties_replace_those_that_were_there(small: Store) -> None:
    small.merge_nodes(Label.SERVICE, [service("shop", title="The shop")])
    assert small.rows("MATCH (n:Thing {urn: $urn}) RETURN properties(n) AS p", urn=urn("shop")) == [
        {"p": {"urn": urn("shop"), "name": "shop", "title": "The shop"}}
    ]
    small.merge_edges(
        Rel.DEPENDS_ON, [{"start": urn("shop"), "end": urn("cart"), "props": {"first_seen": "t"}}]
    )
    edges = {(s, e): props for s, _, e, props in small.scan_edges()}
    assert edges[urn("shop"), urn("cart")] == {"first_seen": "t"}


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_any_text_comes_back_as_it_was(small: Store, text: str) -> None:
    row = {
        "urn": f"urn:cartulary:service:default:{text[:100]}",
        "props": {"name": text, "tags": [text]},
    }
    small.merge_nodes(Label.SERVICE, [row])
    kept = next(n for n in small.scan_nodes() if n["urn"] == row["urn"])
    assert kept["props"] == {"urn": row["urn"], "name": text, "tags": [text]}
    assert len(everything(small)[0]) == 5


def test_values_keep_their_types(small: Store) -> None:
    values = {
        "whole": 2**53 + 1,
        "half": 0.5,
        "yes": True,
        "texts": ["a", "b"],
        "numbers": [1, 2],
        "flags": [True, False],
        "none_in_it": [],
    }
    small.merge_nodes(Label.SERVICE, [service("typed", **values)])
    kept = next(n["props"] for n in small.scan_nodes() if n["urn"] == urn("typed"))
    assert {key: kept[key] for key in values} == values
    assert type(kept["yes"]) is bool


def test_big_values_are_kept_and_make_small_batches(small: Store) -> None:
    text = "a description that goes on " * 40_000
    rows = [service(f"big{n}", description=text + str(n)) for n in range(12)]
    sizes: list[int] = []
    small.write_rows(
        "UNWIND $rows AS row MERGE (n:CartularyRun {id: row.urn}) SET n += row.props",
        rows,
        progress=sizes.append,
    )
    assert sum(sizes) == 12
    assert max(sizes) < 12
    small.merge_nodes(Label.SERVICE, rows[:2])
    kept = {n["props"]["name"]: n["props"] for n in small.scan_nodes()}
    assert kept["big1"]["description"] == text + "1"
    assert [hit.urn for hit in small.search("goes")] == [urn("big0"), urn("big1")]


def test_deleting_a_node_takes_its_edges_and_nothing_else(small: Store) -> None:
    small.delete_nodes([urn("cart"), urn("nobody")])
    nodes, edges = everything(small)
    assert len(nodes) == 3
    assert edges == []


def test_deleting_an_edge_leaves_its_ends_and_other_edges(small: Store) -> None:
    small.delete_edges(Rel.DEPENDS_ON, [{"start": urn("cart"), "end": urn("stock")}])
    nodes, edges = everything(small)
    assert len(nodes) == 4
    assert [edge[:3] for edge in edges if isinstance(edge, tuple)] == [
        (urn("shop"), "DEPENDS_ON", urn("cart")),
        (urn("core", "team"), "OWNS", urn("cart")),
    ]


def test_statements_of_one_run_happen_all_or_not_at_all(small: Store) -> None:
    before = everything(small)
    with pytest.raises(QueryInvalid):
        small.run([Statement("CREATE (n:CartularyRun {id: 'half'})"), Statement("NONSENSE")])
    assert small.rows("MATCH (n:CartularyRun) RETURN n.id AS id") == []
    assert everything(small) == before


def test_rows_are_written_in_batches_that_tell_their_size(small: Store) -> None:
    sizes: list[int] = []
    small.write_rows(
        "UNWIND $rows AS row MERGE (n:CartularyRun {id: row.id})",
        [{"id": str(number)} for number in range(25)],
        batch=10,
        progress=sizes.append,
    )
    assert sizes == [10, 10, 5]
    assert small.rows("MATCH (n:CartularyRun) RETURN count(n) AS n") == [{"n": 25}]


def test_preparing_again_changes_nothing(small: Store) -> None:
    before = everything(small)
    small.prepare(SMALL)
    small.prepare(SMALL)
    assert everything(small) == before


def test_a_later_schema_may_add_labels_and_hang_one_elsewhere(small: Store) -> None:
    grown = replace(
        SMALL,
        labels={
            **SMALL.labels,
            "Gadget": (Label.ASSET, Label.THING),
            Label.SERVICE: ("Gadget", Label.ASSET, Label.THING),
        },
        relations=(*SMALL.relations, "CHARMS"),
    )
    try:
        small.prepare(grown)
        small.merge_nodes(
            "Gadget", [{"urn": "urn:cartulary:gadget:default:g", "props": {"name": "g"}}]
        )
        small.merge_edges(
            "CHARMS", [{"start": "urn:cartulary:gadget:default:g", "end": urn("shop"), "props": {}}]
        )
        small.merge_nodes(Label.SERVICE, [service("new")])
        names = small.rows("MATCH (n:Gadget) RETURN n.name AS name ORDER BY name")
        assert [row["name"] for row in names] == ["cart", "g", "new", "shop", "stock"]
        assert {n["props"]["name"]: n["label"] for n in small.scan_nodes()}["shop"] == "Service"
    finally:
        small.prepare(SMALL)
    names = small.rows("MATCH (n:Gadget) RETURN n.name AS name")
    assert "shop" not in [row["name"] for row in names]


def test_a_label_that_was_not_prepared_is_refused(small: Store) -> None:
    with pytest.raises(ValueError, match="not prepared for Nothing"):
        small.merge_nodes("Nothing", [service("x")])
    with pytest.raises(ValueError, match="not prepared for NOTHING"):
        small.merge_edges("NOTHING", [{"start": urn("shop"), "end": urn("cart"), "props": {}}])


def test_a_schema_without_its_root_is_refused() -> None:
    with pytest.raises(ValueError, match="must end in Thing"):
        Schema(labels={"Service": ("Asset",)}, relations=(), private={}, fulltext=())


def test_the_version_moves_on_at_every_bump(small: Store) -> None:
    first = small.version()
    second = small.bump()
    assert small.version() == second != first
    assert small.bump() not in {first, second}


# Full text


def names(hits: list[Hit]) -> list[str]:
    return [hit.urn.rpartition(":")[2] for hit in hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cart", ["cart"]),
        ("CART", ["cart"]),
        ("trolley", ["cart"]),
        ("bask", ["cart"]),
        ("where is the stock?", ["stock"]),
        ("core", ["core"]),
        ("nowhere", []),
        ("", []),
        ("  \n\0 ", []),
        ("* ? ~ ^ \\ : ( [ { \" '", []),
    ],
)
def test_search_finds_things_by_their_words(small: Store, text: str, found: list[str]) -> None:
    assert names(small.search(text)) == found


@pytest.mark.parametrize("text", [*ODD_TEXTS, "a AND OR NOT b", "shop~ AND *", "word " * 3000])
def test_search_takes_any_text_as_data(small: Store, text: str) -> None:
    assert len(small.search(text)) <= 4


def test_search_puts_the_better_hit_first_and_keeps_to_its_limit(small: Store) -> None:
    small.merge_nodes(
        Label.DATASET,
        [
            {"urn": urn(f"d{n}", "dataset"), "props": {"name": f"d{n}", "description": "stock"}}
            for n in range(30)
        ],
    )
    small.merge_nodes(Label.SERVICE, [service("stock", description="stock, stock and stock")])
    hits = small.search("stock", limit=5)
    assert len(hits) == 5
    assert names(hits)[0] == "stock"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_search_forgets_what_was_deleted_or_renamed(small: Store) -> None:
    small.delete_nodes([urn("stock")])
    small.merge_nodes(Label.SERVICE, [service("cart")])
    assert names(small.search("stock")) == []
    assert names(small.search("trolley")) == []


def test_passages_have_a_search_of_their_own(small: Store) -> None:
    make = "MERGE (p:CartularyPassage {id: $id}) SET p.text = $text"
    small.run(
        [
            Statement(make, {"id": "one", "text": "Restart the queue, then the workers."}),
            Statement(make, {"id": "two", "text": "Personal data stays in the region."}),
        ]
    )
    assert [key for key, _ in small.search_passages("queue workers")] == ["one"]
    assert small.search("queue") == []
    assert small.search_passages("cart") == []


# Queries that somebody else wrote
