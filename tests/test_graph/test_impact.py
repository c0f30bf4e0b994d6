"""The analysis of a change: whom to tell, in which order to move, what is missing and what is not known."""

from __future__ import annotations

import json
from functools import cache
from itertools import chain

import networkx as nx
import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from graph.errors import UnknownName
from graph.impact import Impact, analyse
from graph.impact_text import json_of, markdown_of
from graph.landscape import Landscape, Thing
from graph.ontology import Ontology, Severity, load_ontology
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import Label
from tests.test_graph.landscapes import drawn, urn
from tests.test_graph.oracle import Oracle
from tests.test_graph.test_reach_oracle import PARTS, anything, thorough

SHOP = """
    Service pay -PROVIDES-> API pay-api
    Operation pay-api.get -PART_OF-> API pay-api
    Service shop -CALLS-> Operation pay-api.get
    Service shop -WRITES-> Dataset orders
    DataContract orders-v1 -GUARANTEES-> Dataset orders
    Service bi -CONSUMES-> DataContract orders-v1
    Team till -OWNS-> Service shop
    Team till -OWNS-> System books
    Dataset orders -PART_OF-> System books
    Policy keep -GOVERNS-> Dataset orders
    Policy keep -IMPLEMENTS-> Control c1
    Objective fast -MEASURES-> Service shop
    Person ann -OWNS-> DataContract orders-v1
"""


@cache
def shipped() -> Ontology:
    return load_ontology(environ={})


def reach(landscape: Landscape) -> Reach:
    return Reach(Projection.of(landscape), shipped())


def analysed(text: str, *changed: str) -> Impact:
    return analyse(reach(drawn(text)), [urn(one) for one in changed])


def test_owners_are_told_with_the_assets_that_concern_them() -> None:
    found = analysed(SHOP, "Service pay")
    told = {
        owner.item.name: {(a.name, inherited) for a, inherited in owner.assets}
        for owner in found.owners
    }
    assert told == {"till": {("shop", False), ("orders", True)}, "ann": {("orders-v1", False)}}


def test_contracts_name_who_promised_what_to_whom() -> None:
    (contract,) = analysed(SHOP, "Service pay").contracts
    assert contract.severity is Severity.DEGRADE
    assert [i.name for i in contract.promised_by] == ["ann"]
    assert [i.name for i in contract.guarantees] == ["orders"]
    assert [i.name for i in contract.consumers] == ["bi"]


def test_policies_over_changed_and_impacted_assets_with_their_controls() -> None:
    for change in ("Service pay", "Dataset orders"):
        found = analysed(SHOP, change)
        (policy,) = found.policies
        assert [i.name for i in policy.assets] == ["orders"]
        assert [i.name for i in found.controls] == ["c1"]


def test_gaps_are_what_impacted_assets_lack() -> None:
    gaps = {(gap.item.name, gap.missing) for gap in analysed(SHOP, "Service pay").gaps}
    assert gaps == {
        ("pay-api", "owner"),
        ("bi", "owner"),
        ("bi", "objective"),
        ("bi", "runbook"),
        ("shop", "runbook"),
    }


def test_what_is_not_known_is_said() -> None:
    plain = drawn(SHOP)
    things = [
        Thing(t.urn, t.label, {**t.props, "placeholder": t.name == "bi", "stale": t.name == "shop"})
        for t in plain.things.values()
    ]
    landscape = Landscape.of(things, plain.links.values())
    found = analyse(
        reach(landscape),
        [urn("Service pay")],
        unread=["shop/x.yaml"],
        runs=[("shop", "2026-01-01")],
    )
    assert [i.name for i in found.unknown.placeholders] == ["bi"]
    assert [i.name for i in found.unknown.stale] == ["shop"]
    assert "TRAINED_ON" in found.unknown.not_stated
    assert "WRITES" not in found.unknown.not_stated
    assert "bi" not in {gap.item.name for gap in found.gaps}
    report = markdown_of(found, lambda u: u)
    assert "shop/x" in report
    assert "declared by nobody" in report


def test_a_changed_column_without_column_links_is_said_to_be_followed_by_whole_datasets() -> None:
    text = "Field t.c -PART_OF-> Dataset t\nService s -READS-> Dataset t"
    assert [i.name for i in analysed(text, "Field t.c").unknown.no_columns] == ["t"]
    linked = text + "\nField u.c -DERIVED_FROM-> Field t.c"
    assert analysed(linked, "Field t.c").unknown.no_columns == ()


def test_waves_put_what_is_needed_first_and_the_smaller_blast_before_the_larger() -> None:
    found = analysed(
        """
        Service b -DEPENDS_ON-> Service a
        Service c -DEPENDS_ON-> Service a
        Service d -DEPENDS_ON-> Service b
        Service e -DEPENDS_ON-> Service d
        Service d -DEPENDS_ON-> Service e
        Service f -DEPENDS_ON-> Service d
        """,
        "Service a",
    )
    order = [[tuple(u.rsplit(":", 1)[1] for u in g) for g in wave.groups] for wave in found.waves]
    assert order == [[("c",), ("b",)], [("d", "e")], [("f",)]]
    assert json_of(found)["rollback"][0] == [urn("Service f")]


def test_an_operation_that_the_list_leaves_out_still_orders_the_waves() -> None:
    order = list(chain(*(w.groups for w in analysed(SHOP, "Service pay").waves)))
    assert order.index((urn("API pay-api"),)) < order.index((urn("Service shop"),))


@thorough
@given(anything)
def test_waves_hold_every_impacted_asset_once_after_all_that_it_needs(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    for changed in list(landscape.things)[:3]:
        analysis = analyse(found, [changed])
        at = {u: (w.number, group) for w in analysis.waves for group in w.groups for u in group}
        assert sorted(at) == sorted(one.item.urn for one in analysis.assets)
        everything = set(oracle.listed([changed], PARTS))
        needs: nx.DiGraph[str] = nx.DiGraph()
        needs.add_nodes_from(everything)
        for way in oracle.ways("impact"):
            if {way.source, way.target} <= everything:
                needs.add_edge(way.source, way.target)
        for a in at:
            for b in at.keys() & nx.descendants(needs, a):
                together = nx.has_path(needs, b, a)
                assert (at[a][1] == at[b][1]) is together
                assert together or at[a][0] < at[b][0]


def test_names_in_a_report_mean_nothing_but_themselves() -> None:
    name = "x|y <script>alert(1)</script> [a](javascript:b) `c` **d** ![e](f)\n# g"
    landscape = Landscape.of(
        [
            Thing("urn:cartulary:service:default:a", Label.SERVICE, {"name": "a"}),
            Thing("urn:cartulary:service:default:b", Label.SERVICE, {"name": name}),
        ],
        drawn("Service b -DEPENDS_ON-> Service a").links.values(),
    )
    found = analyse(reach(landscape), [urn("Service a")])
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(markdown_of(found, lambda one: landscape.things[one].name))
    )
    assert "&lt;script&gt;" in html
    for made in ("<script", "<a ", "<code", "<strong", "<img", "<h1># g"):
        assert made not in html
    assert html.count("<h1") == 1
    assert html.count("<tr>") == 2


def test_json_is_plain_and_names_the_files_behind_every_step() -> None:
    found = analysed(SHOP, "Service pay")
    places = {link.key: (f"shop/{link.start[-3:]}.yaml",) for link in drawn(SHOP).links.values()}
    said = json.loads(json.dumps(json_of(found, places)))
    assert said["summary"]["total"] == len(said["assets"]) == len(found.assets)
    assert all(step["sources"] for asset in said["assets"] for step in asset["path"])
    assert said["assets"][0]["hops"] == 1
    touched = json_of(analysed(SHOP, "Operation pay-api.get"))["assets"]
    assert {asset["name"]: asset["reached"] for asset in touched}["pay-api"] == "touched"
    assert "sources" not in json_of(found)["assets"][0]["path"][0]


def test_a_change_to_nothing_or_to_the_unknown_is_refused() -> None:
    with pytest.raises(UnknownName):
        analyse(reach(drawn(SHOP)), [])
    with pytest.raises(UnknownName, match="ghost"):
        analyse(reach(drawn(SHOP)), [urn("Service ghost")])
