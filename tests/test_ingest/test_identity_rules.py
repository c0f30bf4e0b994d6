"""When two sources speak of one thing, and how that thing is called: the rules of design.md §2, one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Alias, Fact, Place, Ref, RunEvent, Selector, Selects
from graph.identity import make_urn, parse_urn, segment
from graph.ontology import load_ontology, shipped_files
from graph.record import FileRecord
from graph.vocabulary import Label, Rel
from ingest.dataset_naming import by_openlineage
from ingest.decisions import Decision, read_decisions
from ingest.identity import under
from tests.records import edge, graph, names, node, record, resolved

ONTOLOGY = load_ontology(environ={})
S = "urn:cartulary:service:default:"


def service(name: str, **more: object) -> Ref:
    return Ref(Label.SERVICE, name, **more)  # type: ignore[arg-type]


def dataset(name: str, host: str | None = None) -> Ref:
    return Ref(Label.DATASET, name, namespace=host)


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


def test_openlineage_names_a_job_and_a_dataset_apart() -> None:
    job = node(Ref(Label.TASK, "load", key="openlineage:ns/load"))
    data = node(Ref(Label.DATASET, "load", key="openlineage:ns/load"))
    assert len(graph(ONTOLOGY, record([job, data], connector="openlineage")).things) == 2


def test_two_hosts_are_two_datasets_and_a_source_without_host_joins_the_only_one() -> None:
    one = record([node(dataset("db.s.orders", "pg-1"))], connector="openlineage")
    silent = record([node(dataset("db.s.orders"))], connector="odcs")
    other = record([node(dataset("db.s.orders", "pg-2"))], root="r2", connector="openlineage")
    assert set(graph(ONTOLOGY, one, silent).things) == {"urn:cartulary:dataset:pg-1:db.s.orders"}
    assert len(graph(ONTOLOGY, one, other).things) == 2
    assert len(graph(ONTOLOGY, one, other, silent).things) == 3


def test_schema_and_table_join_the_only_dataset_that_ends_so() -> None:
    whole = record([node(dataset("db.s.orders", "pg-1"))], connector="openlineage")
    short = record([node(dataset("s.orders"))], connector="odcs")
    (thing,) = graph(ONTOLOGY, whole, short).things.values()
    assert thing.name == "db.s.orders"
    assert thing.props["aliases"] == ("s.orders",)
    second = record([node(dataset("other.s.orders"))], root="r2", connector="openlineage")
    assert len(graph(ONTOLOGY, whole, short, second).things) == 3


def test_a_reference_without_database_means_the_only_table_that_ends_so() -> None:
    task = Ref(Label.TASK, "load")
    said = [node(dataset("db.s.orders")), node(task), edge(task, Rel.READS, dataset("s.orders"))]
    found = graph(ONTOLOGY, record(said))
    assert ("urn:cartulary:task:default:load", Rel.READS) in {
        (link.start, link.relation) for link in found.links.values()
    }
    assert not any(thing.placeholder for thing in found.things.values())


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


def test_a_placeholder_becomes_real_and_its_former_urn_still_names_it() -> None:
    uses = record([node(service("web")), edge(service("web"), Rel.DEPENDS_ON, service("cart"))])
    (before,) = (t for t in graph(ONTOLOGY, uses).things.values() if t.placeholder)
    assert before.props["sources"] == ("shop/a.yaml#0/x",)
    real = record([node(service("cart", namespace="retail"))], root="carts")
    found = graph(ONTOLOGY, uses, real)
    cart = found.things["urn:cartulary:service:retail:cart"]
    assert not cart.placeholder
    assert cart.props["other_urns"] == (before.urn,)


def test_disagreements_keep_what_was_not_chosen() -> None:
    said = (
        record([node(service("cart"), "k.yaml", lifecycle="production")], connector="kubernetes"),
        record([node(service("cart"), "c.yaml", lifecycle="deprecated", tags=("a",))]),
        record(
            [node(service("cart"), "o.json", observed="2025-01-01T00:00:00Z", tags=("b",))],
            connector="openlineage",
        ),
    )
    (thing,) = graph(ONTOLOGY, *said).things.values()
    assert thing.props["lifecycle"] == "deprecated"
    assert thing.props["tags"] == ("a", "b")
    (text,) = thing.props["disagreements"]  # type: ignore[misc]
    assert json.loads(text) == {
        "property": "lifecycle",
        "value": "production",
        "sources": ["shop/k.yaml#0"],
    }
    assert thing.props["property_sources"] == (
        "lifecycle=shop/c.yaml#0",
        "tags=shop/c.yaml#0",
        "tags=shop/o.json#0",
    )
    assert thing.props["sources"] == ("shop/c.yaml#0", "shop/k.yaml#0", "shop/o.json#0")
    assert thing.props["provenance"] == ("declared", "declared", "observed")
    assert thing.props["last_observed"] == "2025-01-01T00:00:00Z"


def test_of_two_events_the_newer_is_believed() -> None:
    said = [
        node(dataset("db.s.t"), f"{n}.json", observed=f"2025-01-0{n}T00:00:00Z", rows=n)
        for n in (2, 3, 1)
    ]
    (thing,) = graph(ONTOLOGY, record(said, connector="openlineage")).things.values()
    assert thing.props["rows"] == 3
    assert thing.props["first_observed"] == "2025-01-01T00:00:00Z"
    assert "disagreements" not in thing.props


def test_only_the_newest_completed_run_with_datasets_counts() -> None:
    job = Ref(Label.TASK, "load", key="openlineage:ns/load")

    def run(group: str, state: str, day: int, table: str | None) -> list[object]:
        time = f"2025-01-0{day}T00:00:00Z"
        found: list[object] = [RunEvent(job, group, state, Place("e.json", "0"), time)]
        if table:
            made = edge(job, Rel.WRITES, dataset(table), "e.json")
            found.append(type(made)(made.start, made.relation, made.end, made.at, group=group))
        return found

    said = [
        node(job),
        *run("a", "COMPLETE", 1, "old"),
        *run("b", "COMPLETE", 2, "new"),
        *run("c", "COMPLETE", 3, None),
        *run("d", "START", 4, "failed"),
        *run("d", "FAIL", 5, None),
    ]
    found = graph(ONTOLOGY, record(said, connector="openlineage"))  # type: ignore[arg-type]
    assert {found.things[link.end].name for link in found.links.values()} == {"new"}


def test_a_job_that_is_a_parent_is_a_workflow_only() -> None:
    key = "openlineage:ns/dag"
    said = [
        node(Ref(Label.TASK, "dag", key=key, among=(Label.TASK, Label.WORKFLOW))),
        node(Ref(Label.WORKFLOW, "dag", key=key)),
        node(
            Ref(
                Label.TASK,
                "dag.load",
                key="openlineage:ns/dag.load",
                within=Ref(Label.WORKFLOW, "dag", key=key),
                among=(Label.TASK, Label.WORKFLOW),
            )
        ),
    ]
    assert names(graph(ONTOLOGY, record(said, connector="openlineage"))) == {
        "urn:cartulary:workflow:default:dag": "dag",
        "urn:cartulary:task:default:workflow/dag/load": "dag.load",
    }


def test_a_service_object_gives_its_workload_a_dns_name() -> None:
    pods = Selector(pods=("app=cart",), scope="shop")
    said = [
        node(service("cart-v1", scope="shop"), pod_labels=("app=cart", "v=1")),
        node(service("web", scope="shop"), pod_labels=("app=web",)),
        Alias(service("cart", scope="shop"), Place("s.yaml", "0"), "cart", "dns:cart.shop", pods),
        edge(service("web", scope="shop"), Rel.DEPENDS_ON, service("cart", key="dns:cart.shop")),
    ]
    found = graph(ONTOLOGY, record(said, connector="kubernetes"))
    assert list(found.links) == [(S + "web", Rel.DEPENDS_ON, S + "cart-v1")]


def test_selectors_govern_what_they_find_and_only_that() -> None:
    policy = Ref(Label.POLICY, "pii")
    money = Ref(Label.SYSTEM, "money")
    said = [
        node(policy),
        node(money),
        node(dataset("a"), sensitivity="pii"),
        node(dataset("b"), sensitivity="public"),
        node(service("pay"), sensitivity="pii", tags=("Hot",)),
        edge(service("pay"), Rel.PART_OF, money),
    ]

    def governed(selector: Selector) -> set[str]:
        rule = Selects(policy, Rel.GOVERNS, selector, Place("p.rego", "L1"))
        found = graph(ONTOLOGY, record([*said, rule]))
        links = [link for link in found.links.values() if link.relation == Rel.GOVERNS]
        assert all(link.props["provenance"] == ("inferred",) for link in links)
        return {found.things[link.end].name for link in links}

    assert governed(Selector(labels=(Label.DATASET,), props={"sensitivity": "pii"})) == {"a"}
    assert governed(Selector(labels=(Label.ASSET,), tags=("hot",))) == {"pay"}
    assert governed(Selector(system="money")) == {"pay"}
    assert governed(Selector(names=("p*",), labels=(Label.SERVICE,))) == {"pay"}


def test_a_document_speaks_of_the_entity_of_its_folder_and_of_what_its_title_names() -> None:
    paper = Ref(Label.DOCUMENT, "Runbook: payments failover", key="document:pay/docs/run.md")
    at = Place("pay/docs/run.md", "L1")
    said = [
        node(paper, "pay/docs/run.md"),
        Selects(paper, Rel.DOCUMENTS, Selector(folder="pay/docs"), at),
        Selects(paper, Rel.DOCUMENTS, Selector(mentioned_in=paper.name), at),
    ]
    catalog = record([node(service("paycore"), location="pay"), node(service("payments"))])
    found = graph(ONTOLOGY, record(said, connector="markdown", path="pay/docs/run.md"), catalog)
    assert {link.end for link in found.links.values()} == {S + "paycore", S + "payments"}


def test_an_edge_that_the_ontology_forbids_is_rejected_with_its_place() -> None:
    said = [node(service("a")), node(Ref(Label.TEAM, "t"))]
    found = resolved(ONTOLOGY, record([*said, edge(service("a"), Rel.OWNS, Ref(Label.TEAM, "t"))]))
    ((root, reject),) = found.rejects
    assert (root, str(reject.at)) == ("shop", "a.yaml#0/x")
    assert "does not allow OWNS from Service to Team" in reject.reason


def test_a_class_that_the_ontology_has_no_more_is_rejected() -> None:
    said = [
        node(service("a")),
        node(Ref("Spaceship", "b")),
        node(service("c", within=Ref("Dock", "d"))),
    ]
    found = resolved(ONTOLOGY, record(said))
    assert len(found.landscape.things) == 1
    assert sorted(r.reason for _, r in found.rejects) == [
        "the ontology has no class Dock",
        "the ontology has no class Spaceship",
    ]


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


def test_keys_that_another_thing_cannot_have_keep_names_apart_and_unsuspected() -> None:
    one = record([node(Ref(Label.LIBRARY, "core"), keys=("purl:npm/core",))])
    other = record([node(Ref(Label.LIBRARY, "core"), keys=("purl:pypi/core",))], root="other")
    silent = record([node(Ref(Label.LIBRARY, "core"))], root="third")
    assert len(graph(ONTOLOGY, one, other).things) == 2
    assert _suggested(one, other) == []
    assert len(graph(ONTOLOGY, one, silent).things) == 1
    keyed = record([node(Ref(Label.LIBRARY, "core"), keys=("mcp:core",))], root="third")
    assert len(graph(ONTOLOGY, one, keyed).things) == 1, "keys of two schemes do not differ"


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


def test_a_dataset_runs_on_the_only_resource_that_answers_as_its_host() -> None:
    server = node(Ref(Label.RESOURCE, "pg"), "tf.json", keys=("host:db.example",))
    found = graph(ONTOLOGY, record([node(dataset("a.b.c", "db.example")), server]))
    (link,) = found.links.values()
    assert link.relation == Rel.RUNS_ON
    assert (link.props["provenance"], link.props["sources"]) == (("inferred",), ("shop/tf.json#0",))
    twice = node(Ref(Label.RESOURCE, "pg2"), "tf.json", keys=("host:db.example",))
    assert not graph(ONTOLOGY, record([node(dataset("a.b.c", "db.example")), server, twice])).links


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


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ({"type": "integer", "physical_type": "bigint"}, "bigint", False),
        ({"type": "timestamp", "physical_type": "long"}, "long", False),
        ({"type": "integer"}, "bigint", False),
        ({"type": "string"}, "varchar(20)", False),
        ({"type": "string"}, "bigint", True),
    ],
)
def test_types_of_columns_are_compared_by_what_they_hold(
    one: dict[str, str], other: str, disagree: bool
) -> None:
    column = Ref(Label.FIELD, "id", within=dataset("a.b", "h"))
    contract = record([replace(node(column), props=one)], connector="odcs")
    event = record(
        [node(column, observed="2026-01-01T00:00:00Z", type=other)], connector="openlineage"
    )
    (thing,) = [
        t for t in graph(ONTOLOGY, contract, event).things.values() if t.label == Label.FIELD
    ]
    assert ("disagreements" in thing.props) is disagree
    assert thing.props["type"] == one["type"]


def test_two_ids_in_one_file_are_two_things_of_one_name() -> None:
    one, other = (
        node(Ref(Label.SYSTEM, "Billing", key=f"archimate:m/{n}"), "m.xml") for n in ("a", "b")
    )
    assert len(graph(ONTOLOGY, record([one, other])).things) == 2
    copy = node(Ref(Label.SYSTEM, "Billing", key="archimate:n/c"), "copy.xml")
    assert len(graph(ONTOLOGY, record([one, copy])).things) == 1


def test_a_decision_never_joins_two_classes() -> None:
    said = record([node(service("till")), node(Ref(Label.TEAM, "till"))])
    yes = Decision(S + "till", "urn:cartulary:team:default:till", True)
    found = resolved(ONTOLOGY, said, decisions=(yes,))
    assert len(found.landscape.things) == 2
    assert found.stale == (yes,)


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


@pytest.mark.parametrize("host", [None, "h"])
def test_a_table_that_may_be_either_of_two_is_neither(host: str | None) -> None:
    def table(scope: str | None, host: str | None = None) -> Ref:
        return Ref(Label.DATASET, "users", namespace=host, scope=scope)

    two = record([node(table("a")), node(table("b"))], connector="sql")
    assert set(names(graph(ONTOLOGY, two)).values()) == {"a/users", "b/users"}
    third = record([node(table(None, host))], connector="odcs")
    assert set(names(graph(ONTOLOGY, two, third)).values()) == {"a/users", "b/users", "users"}
    one = record([node(table("a"))], connector="sql")
    assert len(graph(ONTOLOGY, one, third).things) == 1


def test_a_thing_that_may_be_either_of_two_ids_is_neither() -> None:
    two = [node(Ref(Label.SYSTEM, "Billing", key=f"archimate:m/{n}"), "m.xml") for n in "ab"]
    third = record([node(Ref(Label.SYSTEM, "billing"))], root="other")
    assert len(graph(ONTOLOGY, record(two), third).things) == 3
