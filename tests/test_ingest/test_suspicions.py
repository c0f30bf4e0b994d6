"""What may be one thing though no rule says so, and what a person decides about it."""

from __future__ import annotations

import pytest

from graph.facts import Fact, Ref
from graph.ontology import load_ontology
from graph.record import FileRecord
from graph.vocabulary import Label, Rel
from ingest.decisions import Decision, read_decisions
from tests.records import dataset, edge, graph, node, record, resolved, service

ONTOLOGY = load_ontology(environ={})
S = "urn:cartulary:service:default:"


def test_a_bare_table_name_makes_a_suggestion_that_a_decision_settles() -> None:
    said = (
        record([node(dataset("db.s.orders"))], connector="openlineage"),
        record([node(dataset("orders"))], connector="odcs"),
    )
    found = resolved(ONTOLOGY, *said)
    (suggestion,) = found.suggestions
    assert [link.relation for link in found.landscape.links.values()] == [Rel.SAME_AS]
    pair = (suggestion.one, suggestion.other)
    refused = resolved(ONTOLOGY, *said, decisions=(Decision(*pair, same=False),))
    assert (refused.suggestions, refused.landscape.links) == ((), {})
    accepted = graph(ONTOLOGY, *said, decisions=(Decision(*pair, same=True),))
    (thing,) = accepted.things.values()
    assert thing.name == "db.s.orders"


def test_what_one_source_calls_differently_is_no_suspected_duplicate() -> None:
    both = [node(service("cart")), node(service("cart-service"))]
    assert resolved(ONTOLOGY, record(both)).suggestions == ()
    apart = record(both[:1]), record(both[1:], root="other")
    assert len(resolved(ONTOLOGY, *apart).suggestions) == 1


def test_decisions_are_read_from_a_file_and_mistakes_named() -> None:
    text = "decisions:\n- things: [urn:b, urn:a]\n  decision: different\n  reason: asked them\n"
    assert read_decisions(text) == (Decision("urn:a", "urn:b", same=False),)
    found = read_decisions("decisions:\n- things: [a]\n  decision: maybe\n")
    assert "two URNs" in str(found)


def _suggested(*records: FileRecord) -> list[tuple[str, str, float]]:
    found = resolved(ONTOLOGY, *records).suggestions
    return [(s.one.rpartition(":")[2], s.other.rpartition(":")[2], s.score) for s in found]


@pytest.mark.parametrize(
    ("one", "other", "suggested"),
    [
        (service("productcatalogservice"), service("product-catalog"), True),
        (service("paymentService"), service("payment"), True),
        (service("orders"), service("orders-db"), False),
        (service("orders-v1"), service("orders-v2"), False),
        (service("recommendation-engine"), service("recomendation-engine"), False),
        (Ref(Label.TEAM, "Ledger Team"), Ref(Label.TEAM, "ledger"), True),
        (service("cart"), Ref(Label.RESOURCE, "cart"), False),
        (Ref(Label.CONTROL, "ac-1", scope="a"), Ref(Label.CONTROL, "ac-1", scope="b"), False),
    ],
)
def test_names_alone_make_a_suggestion_only_when_they_say_the_same(
    one: Ref, other: Ref, suggested: bool
) -> None:
    said = record([node(one)]), record([node(other)], root="other", connector="kubernetes")
    found = resolved(ONTOLOGY, *said)
    assert len(found.suggestions) == int(suggested)


def test_what_else_is_said_makes_a_likeness_a_suggestion() -> None:
    one = node(service("recommendation-engine"), image="registry.example/shop/recommend:1")
    other = node(service("recomendation-engine"), image="shop/recommend@sha256:0")
    found = _suggested(record([one]), record([other], root="other"))
    assert found == [("recomendation-engine", "recommendation-engine", 0.55)]


def test_tables_of_one_name_are_suspected_when_their_columns_agree() -> None:
    def table(name: str, *columns: str) -> list[Fact]:
        ref = dataset(name, f"{name}.example")
        return [node(ref), *(node(Ref(Label.FIELD, c, within=ref)) for c in columns)]

    columns = ("id", "customer", "placed_at", "total")
    alike = (
        record(table("lake.raw.orders", *columns)),
        record(table("shop.orders", *columns), root="b"),
    )
    assert [pair[:2] for pair in _suggested(*alike)] == [("lake.raw.orders", "shop.orders")]
    other = (
        record(table("lake.raw.orders", *columns)),
        record(table("shop.orders", "a", "b"), root="b"),
    )
    assert _suggested(*other) == []


def test_a_name_that_many_share_says_nothing() -> None:
    many = [
        record([node(service("redis", namespace=f"space-{n}"))], root=f"root-{n}") for n in range(6)
    ]
    assert _suggested(*many[:3]) != []
    assert _suggested(*many) == []


def test_a_split_parts_what_rules_joined_with_its_relations_and_parts() -> None:
    catalog = [
        node(service("cart"), keys=("k8s-id:c",)),
        edge(service("cart"), Rel.DEPENDS_ON, service("a")),
    ]
    cluster = [
        node(service("cart", scope="prod"), "k.yaml", keys=("k8s-id:c",)),
        edge(service("cart", scope="prod"), Rel.DEPENDS_ON, service("b"), "k.yaml"),
    ]
    said = record(catalog), record(cluster, connector="kubernetes", path="k.yaml")
    joined = graph(ONTOLOGY, *said)
    split = Decision(S + "cart", "", False, (("shop/k.yaml",),))
    parted = resolved(ONTOLOGY, *said, decisions=(split,))
    assert parted.stale == ()
    assert parted.suggestions == ()
    ends = {(link.start == S + "cart", link.end) for link in parted.landscape.links.values()}
    assert ends == {(True, S + "a"), (False, S + "b")}
    assert resolved(ONTOLOGY, *said).landscape == joined
    gone = Decision(S + "cart", "", False, (("shop/nowhere.yaml",),))
    nobody = Decision(S + "gone", S + "x", True)
    stale = resolved(ONTOLOGY, *said, decisions=(gone, nobody))
    assert stale.stale == (gone, nobody)
    assert stale.landscape == joined


def test_a_refusal_holds_when_a_rule_later_joins_the_two() -> None:
    one = record([node(service("till"), keys=("k8s-id:t",))])
    other = record([node(service("desk"), keys=("k8s-id:t",))], connector="kubernetes", root="b")
    assert len(graph(ONTOLOGY, one, other).things) == 1
    no = Decision(S + "desk", S + "till", False)
    assert set(graph(ONTOLOGY, one, other, decisions=(no,)).things) == {S + "desk", S + "till"}


def test_a_decision_never_joins_two_classes() -> None:
    said = record([node(service("till")), node(Ref(Label.TEAM, "till"))])
    yes = Decision(S + "till", "urn:cartulary:team:default:till", True)
    found = resolved(ONTOLOGY, said, decisions=(yes,))
    assert len(found.landscape.things) == 2
    assert found.stale == (yes,)


def test_keys_that_another_thing_cannot_have_keep_names_apart_and_unsuspected() -> None:
    one = record([node(Ref(Label.LIBRARY, "core"), keys=("purl:npm/core",))])
    other = record([node(Ref(Label.LIBRARY, "core"), keys=("purl:pypi/core",))], root="other")
    silent = record([node(Ref(Label.LIBRARY, "core"))], root="third")
    assert len(graph(ONTOLOGY, one, other).things) == 2
    assert _suggested(one, other) == []
    assert len(graph(ONTOLOGY, one, silent).things) == 1
    keyed = record([node(Ref(Label.LIBRARY, "core"), keys=("mcp:core",))], root="third")
    assert len(graph(ONTOLOGY, one, keyed).things) == 1, "keys of two schemes do not differ"
