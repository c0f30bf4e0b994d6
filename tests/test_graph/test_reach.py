"""Owners, dependents, lineage, impact and the rest, on landscapes small enough to be worked out by hand."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Thing
from graph.ontology import Severity
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import Label
from tests.test_graph.landscapes import drawn, urn
from tests.test_graph.reaching import names, over, said, shipped

FIELD = frozenset({Label.FIELD.value})


# ---------------------------------------------------------------- owners


def test_own_owners_come_before_inherited_ones() -> None:
    found = over("""
        Team near -OWNS-> Service a
        Team far -OWNS-> System s
        Service a -PART_OF-> System s
        Service b -PART_OF-> System s
    """)
    assert [(o.urn, o.inherited) for o in found.owners(urn("Service a"))] == [
        (urn("Team near"), False)
    ]
    (owner,) = found.owners(urn("Service b"))
    assert owner.inherited
    assert said(owner.path) == "b PART_OF> s <OWNS far"


def test_ties_of_the_nearest_owned_things_give_all_their_owners() -> None:
    found = over("""
        Service a -PART_OF-> System s
        Service a -PART_OF-> Domain d
        Domain d -PART_OF-> Domain top
        Team one -OWNS-> System s
        Team two -OWNS-> Domain d
        Team three -OWNS-> Domain top
    """)
    assert names(o.urn for o in found.owners(urn("Service a"))) == {"team:one", "team:two"}


def test_a_dataset_and_its_fields_fall_back_on_the_contract() -> None:
    found = over("""
        Field t.c -PART_OF-> Dataset t
        DataContract k -GUARANTEES-> Dataset t
        Team x -OWNS-> DataContract k
    """)
    for one, path in (
        ("Dataset t", "t <GUARANTEES k <OWNS x"),
        ("Field t.c", "t.c PART_OF> t <GUARANTEES k <OWNS x"),
    ):
        (owner,) = found.owners(urn(one))
        assert owner.inherited
        assert said(owner.path) == path


def test_what_a_team_owns_leaves_parts_out_unless_named() -> None:
    found = over("""
        Team x -OWNS-> API p
        Operation p.get -PART_OF-> API p
        Team x -OWNS-> Policy rule
    """)
    assert names(found.owned_by(urn("Team x"))) == {"api:p"}
    everything = found.owned_by(urn("Team x"), named=frozenset({Label.OPERATION.value}))
    assert names(everything) == {"api:p", "operation:p.get"}


def test_unowned_is_what_even_inheritance_leaves_without() -> None:
    things = drawn("""
        Service a
        Service b -PART_OF-> System s
        Team x -OWNS-> System s
    """)
    ghost = Thing(urn("Service ghost"), Label.SERVICE, {"name": "ghost", "placeholder": True})
    landscape = Landscape.of([*things.things.values(), ghost], things.links.values())
    found = Reach(Projection.of(landscape), shipped())
    assert names(found.unowned()) == {"service:a"}


# ---------------------------------------------------------------- direct dependents


def test_dependents_pass_through_what_a_thing_gives_to_others() -> None:
    found = over("""
        Service pay -PROVIDES-> API pay-api
        Service shop -CONSUMES-> API pay-api
        Service pay -PUBLISHES_TO-> Topic paid
        Service mail -SUBSCRIBES_TO-> Topic paid
        Service far -DEPENDS_ON-> Service mail
        Service pay -DEPENDS_ON-> Library money
    """)
    ways = {one: said(path) for one, path in found.dependents(urn("Service pay")).items()}
    assert ways == {
        urn("API pay-api"): "pay PROVIDES> pay-api",
        urn("Service shop"): "pay PROVIDES> pay-api <CONSUMES shop",
        urn("Topic paid"): "pay PUBLISHES_TO> paid",
        urn("Service mail"): "pay PUBLISHES_TO> paid <SUBSCRIBES_TO mail",
    }
    assert names(found.dependencies(urn("Service shop"))) == {"api:pay-api", "service:pay"}
    assert names(found.dependents(urn("Library money"))) == {"service:pay"}


def test_a_container_and_its_parts_are_not_each_others_dependents() -> None:
    found = over("""
        Task w.a -PART_OF-> Workflow w
        Workflow w -WRITES-> Dataset d
        Task w.a -READS-> Dataset d
        Service s -READS-> Dataset d
    """)
    assert names(found.dependents(urn("Workflow w"))) == {"dataset:d", "service:s"}
    assert names(found.dependencies(urn("Task w.a"))) == {"dataset:d"}


# ---------------------------------------------------------------- impact


def test_severity_is_of_the_weakest_step_and_hops_of_the_shortest_path() -> None:
    found = over("""
        Service a -WRITES-> Dataset d
        Service b -READS-> Dataset d
        Service c -DEPENDS_ON-> Service a
        Service e -DEPENDS_ON-> Service c
        Service b -DEPENDS_ON-> Service e
    """).impact(urn("Service a"))
    b = found[urn("Service b")]
    assert (b.hops, b.severity) == (2, Severity.BREAK)
    assert said(found.path(b.urn)) == "a <DEPENDS_ON c <DEPENDS_ON e <DEPENDS_ON b"
    assert found[urn("Dataset d")].severity is Severity.DEGRADE
    assert names(found.of_severity(Severity.DEGRADE).urns) == {"dataset:d"}


API = """
    Operation p.get -PART_OF-> API p
    Operation p.put -PART_OF-> API p
    Service reader -CALLS-> Operation p.get
    Service writer -CALLS-> Operation p.put
    Service both -CONSUMES-> API p
    Service host -PROVIDES-> API p
"""


def test_a_container_reached_through_a_part_is_touched() -> None:
    found = over(API).impact(urn("Operation p.get"))
    assert names(found.urns) == {"api:p", "service:reader", "service:both"}
    assert not found[urn("API p")].whole


def test_a_container_reached_otherwise_is_whole_and_reaches_its_parts() -> None:
    found = over(API)
    reached = found.impact(urn("Service host"))
    assert names(reached.urns) == {"api:p", "service:reader", "service:writer", "service:both"}
    assert reached[urn("API p")].whole
    named = found.impact(urn("Service host"), named=frozenset({Label.OPERATION.value}))
    assert names(named.urns) - names(reached.urns) == {"operation:p.get", "operation:p.put"}


def test_a_product_reached_through_one_contract_leaves_the_others_alone() -> None:
    found = over("""
        DataContract one -GUARANTEES-> DataProduct p
        DataContract two -GUARANTEES-> DataProduct p
        DataContract one -GUARANTEES-> Dataset d1
        DataContract two -GUARANTEES-> Dataset d2
        Service user -CONSUMES-> DataProduct p
    """)
    assert names(found.impact(urn("Dataset d1")).urns) == {
        "datacontract:one",
        "dataproduct:p",
        "service:user",
    }
    assert names(found.downstream(urn("Dataset d1")).urns) == {
        "datacontract:one",
        "dataproduct:p",
        "service:user",
    }
    assert names(found.upstream(urn("Service user")).urns) == {
        "dataproduct:p",
        "datacontract:one",
        "datacontract:two",
        "dataset:d1",
        "dataset:d2",
    }


COLUMNS = """
    Field raw.a -PART_OF-> Dataset raw
    Field raw.b -PART_OF-> Dataset raw
    Field mart.a -PART_OF-> Dataset mart
    Field mart.a -DERIVED_FROM-> Field raw.a [observed]
    Task t -READS-> Dataset raw
    Task t -WRITES-> Dataset mart
    Service s -READS-> Dataset mart
"""


def test_a_changed_column_travels_by_column_links() -> None:
    found = over(COLUMNS + "Dataset mart -DERIVED_FROM-> Dataset raw [observed]")
    assert names(found.impact(urn("Field raw.b")).urns) == {"dataset:raw", "task:t"}
    travelled = found.impact(urn("Field raw.a"))
    assert names(travelled.urns) == {
        "dataset:raw",
        "task:t",
        "field:mart.a",
        "dataset:mart",
        "service:s",
    }
    assert not travelled[urn("Dataset mart")].whole
    assert names(found.impact(urn("Dataset raw")).urns) == {"task:t", "dataset:mart", "service:s"}


@pytest.mark.parametrize(
    "text",
    [
        COLUMNS + "Dataset mart -DERIVED_FROM-> Dataset raw [observed] [partial]",
        COLUMNS.replace(" [observed]", ""),
        COLUMNS.replace("Field mart.a -DERIVED_FROM-> Field raw.a [observed]", ""),
    ],
    ids=["not every column resolved", "written by hand", "no column links"],
)
def test_a_changed_column_otherwise_reaches_whole_datasets(text: str) -> None:
    found = over(text).impact(urn("Field raw.b"))
    assert names(found.urns) == {"dataset:raw", "task:t", "dataset:mart", "service:s"}
    assert found[urn("Dataset mart")].whole


def test_a_column_that_a_query_joins_on_reaches_the_whole_output() -> None:
    found = over(COLUMNS + "Dataset mart -DERIVED_FROM-> Field raw.b [observed]")
    reached = found.impact(urn("Field raw.b"), named=FIELD)
    assert reached[urn("Dataset mart")].whole
    assert names(reached.of_labels(FIELD).urns) == {"field:mart.a"}


def test_an_output_whose_own_columns_nobody_lists_can_derive_by_column_too() -> None:
    found = over("""
        Field in.a -PART_OF-> Topic in
        Field in.b -PART_OF-> Topic in
        Dataset out -DERIVED_FROM-> Field in.a [observed]
        Dataset out -DERIVED_FROM-> Topic in [observed]
    """)
    assert names(found.impact(urn("Field in.b")).urns) == {"topic:in"}
    assert names(found.impact(urn("Field in.a")).urns) == {"topic:in", "dataset:out"}


def test_fields_of_whole_datasets_are_listed_only_when_named() -> None:
    found = over(COLUMNS)
    assert not found.impact(urn("Task t")).of_labels(FIELD).urns
    assert names(found.impact(urn("Task t"), named=FIELD).of_labels(FIELD).urns) == {"field:mart.a"}


def test_a_system_passes_nothing_on_and_stands_for_its_members() -> None:
    found = over("""
        Service a -PART_OF-> System s
        System s -PART_OF-> Domain d
        Service b -PART_OF-> System s
        Service b -DEPENDS_ON-> Service a
        Service c -DEPENDS_ON-> Service b
        System other -DEPENDS_ON-> Service c
        Service far -DEPENDS_ON-> System other
    """)
    assert names(found.impact(urn("System s")).urns) == {"service:c", "system:other"}
    assert names(found.impact(urn("Domain d")).urns) == {"service:c", "system:other"}


def test_impact_of_two_things_lists_one_that_the_other_reaches() -> None:
    found = over("Service b -DEPENDS_ON-> Service a")
    assert names(found.impact(urn("Service a"), urn("Service b")).urns) == {"service:b"}


def test_counts_at_once_are_the_lengths_of_the_lists() -> None:
    found = over(COLUMNS + API + "Service both -PART_OF-> System s\nTask t -PART_OF-> Workflow w")
    counts = found.impact_counts(found.projection.urns)
    assert counts == {one: len(found.impact(one)) for one in found.projection.urns}
    assert counts[urn("Operation p.get")] == 3
