"""When two sources speak of one table, and what a table runs on: the rules for datasets of design.md §2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.facts import Ref
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from tests.records import dataset, edge, graph, names, node, record

ONTOLOGY = load_ontology(environ={})
S = "urn:cartulary:service:default:"


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


def test_a_dataset_runs_on_the_only_resource_that_answers_as_its_host() -> None:
    server = node(Ref(Label.RESOURCE, "pg"), "tf.json", keys=("host:db.example",))
    found = graph(ONTOLOGY, record([node(dataset("a.b.c", "db.example")), server]))
    (link,) = found.links.values()
    assert link.relation == Rel.RUNS_ON
    assert (link.props["provenance"], link.props["sources"]) == (("inferred",), ("shop/tf.json#0",))
    twice = node(Ref(Label.RESOURCE, "pg2"), "tf.json", keys=("host:db.example",))
    assert not graph(ONTOLOGY, record([node(dataset("a.b.c", "db.example")), server, twice])).links


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
