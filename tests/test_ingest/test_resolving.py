"""What becomes of facts that are no question of identity: placeholders, disagreements, runs, selectors, forbidden edges."""

from __future__ import annotations

import json

from graph.facts import Alias, Place, Ref, RunEvent, Selector, Selects
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from tests.records import dataset, edge, graph, names, node, record, resolved, service

ONTOLOGY = load_ontology(environ={})
S = "urn:cartulary:service:default:"


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
