"""When two sources speak of one thing, and how that thing is called: the rules of design.md §2, one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Fact, Ref
from graph.identity import make_urn, parse_urn, segment
from graph.ontology import load_ontology, shipped_files
from graph.record import FileRecord
from graph.vocabulary import Label, Rel
from ingest.dataset_naming import by_openlineage
from ingest.identity import under
from tests.records import dataset, edge, graph, names, node, record, service

ONTOLOGY = load_ontology(environ={})
S = "urn:cartulary:service:default:"


@given(st.text(min_size=1))
def test_a_urn_reads_back_whatever_the_name(name: str) -> None:
    urn = make_urn(Label.TOPIC, segment(name, keep_case=True), landscape="acme")
    found = parse_urn(urn)
    assert found is not None
    assert (found.label, found.namespace) == ("topic", "acme/default")
    assert not {" ", "'", '"', "`", "<"} & set(urn)
    assert len(urn) < 1000


def test_a_name_of_any_length_has_a_urn_of_its_own() -> None:
    long = "x" * 10_000
    found = graph(ONTOLOGY, record([node(service(long)), node(service(long + "y"))]))
    assert len(found.things) == 2
    assert {thing.name for thing in found.things.values()} == {long, long + "y"}
    assert max(map(len, found.things)) < 1000


def test_namespaces_keep_things_apart_and_a_source_without_joins_the_only_one() -> None:
    there = record([node(service("cart", namespace="retail"))])
    silent = record([node(service("cart"), "k.yaml")], connector="kubernetes")
    assert set(graph(ONTOLOGY, there, silent).things) == {"urn:cartulary:service:retail:cart"}
    other = record([node(service("cart", namespace="food"), "b.yaml")], root="other")
    found = set(graph(ONTOLOGY, there, other, silent).things)
    assert found == {
        S + "cart",
        "urn:cartulary:service:retail:cart",
        "urn:cartulary:service:food:cart",
    }


def test_a_stated_default_namespace_is_that_of_things_without_one() -> None:
    stated = record([node(service("cart", namespace="default"))])
    silent = record([node(service("cart"))], connector="kubernetes")
    assert set(graph(ONTOLOGY, stated, silent).things) == {S + "cart"}


@pytest.mark.parametrize(
    ("label", "one", "other", "agree"),
    [
        (Label.SERVICE, "check-out", "Check_Out", True),
        (Label.API, "pay.v1", "pay v1", True),
        (Label.TEAM, "Order Desk", "order-desk", True),
        (Label.DATASET, "db.a-b", "db.a_b", False),
        (Label.DATASET, "DB.Orders", "db.orders", True),
        (Label.TOPIC, "Orders", "orders", True),
        (Label.MODEL, "a-b", "a_b", False),
        (Label.SERVICE, "caf\u00e9", "cafe\u0301", True),
    ],
)
def test_names_of_two_sources_agree(label: str, one: str, other: str, agree: bool) -> None:
    said = record([node(Ref(label, one))]), record([node(Ref(label, other))], connector="rego")
    assert len(graph(ONTOLOGY, *said).things) == (1 if agree else 2)


def test_what_one_source_tells_apart_never_merges_by_name() -> None:
    two = record([node(service("foo-bar")), node(service("foo_bar"))])
    third = record([node(service("foo.bar"))], connector="kubernetes")
    assert len(graph(ONTOLOGY, two, third).things) == 3
    topics = record([node(Ref(Label.TOPIC, "Orders")), node(Ref(Label.TOPIC, "orders"))])
    assert set(graph(ONTOLOGY, topics).things) == {
        "urn:cartulary:topic:default:Orders",
        "urn:cartulary:topic:default:orders",
    }


def test_two_scopes_of_one_source_are_two_things_named_by_their_scope() -> None:
    both = [node(service("cart", scope="shop")), node(service("cart", scope="pay"))]
    found = names(graph(ONTOLOGY, record(both, connector="kubernetes")))
    assert found == {S + "shop/cart": "shop/cart", S + "pay/cart": "pay/cart"}
    one = record(both[:1], connector="kubernetes")
    another = record([node(service("cart", scope="prod"))], connector="otel")
    assert set(names(graph(ONTOLOGY, one, another))) == {S + "cart"}


def test_a_declared_link_joins_different_names_and_the_catalog_names_the_thing() -> None:
    catalog = record([node(service("checkout"), keys=("k8s-id:co",))])
    cluster = record([node(service("co-server"), keys=("k8s-id:co",))], connector="kubernetes")
    (thing,) = graph(ONTOLOGY, catalog, cluster).things.values()
    assert (thing.urn, thing.name) == (S + "checkout", "checkout")
    assert thing.props["aliases"] == ("co-server",)
    assert thing.props["other_urns"] == (S + "co-server",)


def test_a_link_that_two_catalog_entities_carry_joins_nothing() -> None:
    catalog = record([node(service(n), keys=("k8s-id:co",)) for n in ("checkout", "basket")])
    cluster = record([node(service("co"), keys=("k8s-id:co",))], connector="kubernetes")
    assert len(graph(ONTOLOGY, catalog, cluster).things) == 3


def test_an_e_mail_never_makes_a_team_a_person() -> None:
    both = [Ref(Label.TEAM, "ops"), Ref(Label.PERSON, "ada")]
    said = record([node(ref, keys=("email:ops@x.example",)) for ref in both])
    assert len(graph(ONTOLOGY, said).things) == 2


def test_parts_carry_their_container_and_keep_a_topic_and_a_table_apart() -> None:
    said = [
        node(Ref(Label.FIELD, "id", within=Ref(Label.TOPIC, "orders"))),
        node(Ref(Label.FIELD, "orders.id", within=dataset("orders", "pg-1"))),
        node(Ref(Label.OPERATION, "GET /x", within=Ref(Label.API, "pay"))),
        node(Ref(Label.TASK, "etl.load", within=Ref(Label.WORKFLOW, "etl"))),
        node(Ref(Label.TOOL, "find", within=service("finder"))),
    ]
    assert names(graph(ONTOLOGY, record(said))) == {
        "urn:cartulary:field:default:topic/orders/id": "orders.id",
        "urn:cartulary:field:pg-1:dataset/orders/id": "orders.id",
        "urn:cartulary:operation:default:api/pay/get%20%2Fx": "pay.GET /x",
        "urn:cartulary:task:default:workflow/etl/load": "etl.load",
        "urn:cartulary:tool:default:service/finder/find": "find",
    }


def test_a_part_is_linked_to_its_container_also_when_nobody_says_so() -> None:
    column = Ref(Label.FIELD, "id", within=dataset("db.s.orders"))
    found = graph(ONTOLOGY, record([node(column)]))
    assert [link.relation for link in found.links.values()] == [Rel.PART_OF]
    assert [t.placeholder for t in found.things.values()] == [True, False]


def test_a_tool_or_part_named_without_its_container_joins_the_only_one() -> None:
    card = record(
        [
            node(Ref(Label.TOOL, "find", within=service("finder"))),
            node(Ref(Label.OPERATION, "get", within=Ref(Label.API, "pay"))),
        ]
    )
    agent = Ref(Label.AGENT, "helper")
    said = record(
        [
            node(agent),
            node(Ref(Label.TOOL, "find")),
            edge(Ref(Label.TOOL, "find"), Rel.INVOKES, Ref(Label.OPERATION, "pay.get")),
        ],
        connector="cartulary_facts",
    )
    found = graph(ONTOLOGY, card, said)
    assert (
        "urn:cartulary:tool:default:service/finder/find",
        Rel.INVOKES,
        "urn:cartulary:operation:default:api/pay/get",
    ) in found.links


def test_policies_and_documents_are_told_apart_by_package_and_path() -> None:
    policy = Ref(Label.POLICY, "deny", within=Ref(Label.POLICY, "NetworkPolicy/shop"))
    said = [
        node(policy),
        node(Ref(Label.DOCUMENT, "Read me", key="document:a/README.md"), "a/README.md"),
        node(Ref(Label.DOCUMENT, "Read me", key="document:b/README.md"), "b/README.md"),
    ]
    assert names(graph(ONTOLOGY, record(said, connector="markdown"))) == {
        "urn:cartulary:policy:default:networkpolicy/shop/deny": "deny",
        "urn:cartulary:document:default:shop/a/readme.md": "Read me",
        "urn:cartulary:document:default:shop/b/readme.md": "Read me",
    }


def test_two_documents_of_one_title_are_named_by_folder_and_one_described_by_a_catalog_is_not() -> (
    None
):
    def api(folder: str) -> Ref:
        path = f"{folder}/openapi.yaml"
        return Ref(Label.API, "Swagger API", key=f"openapi:{path}", scope=folder)

    two = [
        node(api(folder), keys=(f"openapi:{folder}/openapi.yaml", f"file:{folder}/openapi.yaml"))
        for folder in ("pay", "cart")
    ]
    alone = names(graph(ONTOLOGY, record(two, connector="openapi")))
    assert sorted(alone.values()) == ["cart/Swagger API", "pay/Swagger API"]
    catalog = node(Ref(Label.API, "pay-api"), keys=("file:pay/openapi.yaml",))
    found = names(graph(ONTOLOGY, record(two, connector="openapi"), record([catalog])))
    assert sorted(found.values()) == ["Swagger API", "pay-api"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("group:default/desk", ("Team", "desk")),
        ("user:ada", ("Person", "ada")),
        ("Order Desk", ("Team", "desk")),
        ("desk@shop.example", ("Team", "desk")),
        ("ada@shop.example", ("Person", "ada")),
        ("Ada Lovelace", ("Person", "ada")),
        ("@org/desk", ("Team", "desk")),
        ("@ada", ("Person", "ada")),
        ("user:desk", ("Person", "desk")),
        ("@org/nobody", ("Team", "@org/nobody")),
        ("@nobody", ("Person", "@nobody")),
        ("nobody@shop.example", ("Person", "nobody@shop.example")),
        ("Some People", ("Team", "Some People")),
        ("Ada Lovelace <ada@shop.example>", ("Person", "ada")),
    ],
)
def test_owner_strings(text: str, owner: tuple[str, str]) -> None:
    known = [
        node(Ref(Label.TEAM, "desk"), title="Order Desk", email="desk@shop.example"),
        node(Ref(Label.PERSON, "ada"), title="Ada Lovelace", email="ada@shop.example"),
        node(service("cart")),
        edge(Ref(Label.TEAM, text, loose=True), Rel.OWNS, service("cart")),
    ]
    found = graph(ONTOLOGY, record(known))
    (link,) = (link for link in found.links.values() if link.relation == Rel.OWNS)
    thing = found.things[link.start]
    assert (thing.label, thing.name) == owner
    assert thing.placeholder == (owner[1] not in ("desk", "ada") or text == "user:desk")


def test_landscapes_never_share_a_thing() -> None:
    one, two = record([node(service("cart"))]), record([node(service("cart"))], root="b")
    found = graph(ONTOLOGY, record([node(service("cart"))], landscape="acme"), two)
    assert set(found.things) == {S + "cart", "urn:cartulary:service:acme/default:cart"}
    assert found.things["urn:cartulary:service:acme/default:cart"].props["landscape"] == "acme"
    assert len(graph(ONTOLOGY, one, two).things) == 1


def test_text_from_files_is_only_text() -> None:
    evil = "x`) DETACH DELETE n //<script>'\"\U0001f4a5"
    (thing,) = graph(ONTOLOGY, record([node(service(evil), description=evil)])).things.values()
    assert (thing.name, thing.props["description"]) == (evil, evil)


def test_properties_of_our_own_cannot_be_set_by_a_file() -> None:
    said = node(service("a"), placeholder=True, urn="urn:x", sources=("lie",), stale=True)
    (thing,) = graph(ONTOLOGY, record([said])).things.values()
    assert not thing.placeholder
    assert thing.props["sources"] == ("shop/a.yaml#0",)
    assert "urn" not in thing.props


def test_an_unknown_scheme_links_things_of_one_class_within_one_root() -> None:
    def said(root: str, connector: str, ref: Ref) -> FileRecord:
        return record([node(ref, keys=("acme:7",))], root=root, connector=connector)

    here = said("shop", "backstage", service("till")), said("shop", "outside", service("desk"))
    assert len(graph(ONTOLOGY, *here).things) == 1
    there = said("shop", "backstage", service("till")), said("other", "outside", service("desk"))
    assert len(graph(ONTOLOGY, *there).things) == 2
    classes = said("shop", "backstage", service("till")), said("shop", "x", Ref(Label.API, "till"))
    assert len(graph(ONTOLOGY, *classes).things) == 2


def test_an_ontology_of_ones_own_adds_schemes_and_stores(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix k: <urn:cartulary:key#> . @prefix d: <urn:cartulary:store#> .\n"
        "@prefix m: <urn:cartulary:meta#> .\n"
        'k:acme a m:KeyScheme ; m:held "one" .\n'
        'd:acme a m:DataStore ; m:scheme "acmedb" ; m:namespaceForm "acmedb://{host}:{port}" ;\n'
        '    m:nameForm "{table}@{database}" .\n'
    )
    own = load_ontology([*shipped_files(), file])
    said = [
        record([node(service(name), keys=("acme:7",))], root=root)
        for root, name in (("shop", "till"), ("other", "desk"))
    ]
    assert len(graph(own, *said).things) == 1
    with under(own.identity):
        assert by_openlineage("acmedb://h:1", "orders@shop").namespace == "h"


def test_two_ids_in_one_file_are_two_things_of_one_name() -> None:
    one, other = (
        node(Ref(Label.SYSTEM, "Billing", key=f"archimate:m/{n}"), "m.xml") for n in ("a", "b")
    )
    assert len(graph(ONTOLOGY, record([one, other])).things) == 2
    copy = node(Ref(Label.SYSTEM, "Billing", key="archimate:n/c"), "copy.xml")
    assert len(graph(ONTOLOGY, record([one, copy])).things) == 1


def test_a_link_joins_nothing_that_one_source_tells_apart() -> None:
    def model(name: str, *keys: str, scope: str | None = None) -> Fact:
        return node(
            Ref(Label.MODEL, name, scope=scope), keys=tuple(f"mlflow-run:{k}" for k in keys)
        )

    registry = record([model("m0", "r"), model("m1", "r"), model("m2", "r", "s")])
    runs = record([model("model", "r", scope="r"), model("best", "s", scope="s")], connector="run")
    logged = record([model("logged", "r", scope="r")], connector="logged")
    found = graph(ONTOLOGY, registry, runs, logged)
    names_found = sorted(t.name for t in found.things.values())
    assert names_found == ["logged", "m0", "m1", "m2"], "the run of three is no one's"
    one = record([model("m0", "r", "s")])
    assert len(graph(ONTOLOGY, one, runs, logged).things) == 1


def test_a_thing_that_may_be_either_of_two_ids_is_neither() -> None:
    two = [node(Ref(Label.SYSTEM, "Billing", key=f"archimate:m/{n}"), "m.xml") for n in "ab"]
    third = record([node(Ref(Label.SYSTEM, "billing"))], root="other")
    assert len(graph(ONTOLOGY, record(two), third).things) == 3
