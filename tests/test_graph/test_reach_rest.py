"""Tools that agents reach, undeclared calls, sensitivity, paths, and another ontology, worked out by hand."""

from __future__ import annotations

from pathlib import Path as File

import pytest

from graph.errors import UnknownName
from graph.landscape import Landscape, Thing
from graph.ontology import Severity, load_ontology
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import DerivedRel
from tests.test_graph.landscapes import drawn, urn
from tests.test_graph.reaching import names, over, said, shipped


def test_an_agent_reaches_tools_of_its_own_of_its_servers_and_by_delegation() -> None:
    found = over("""
        Agent a -USES_TOOL-> Tool own
        Agent a -DEPENDS_ON-> Service mcp
        Service mcp -PROVIDES-> Tool served
        Service mcp -PROVIDES-> API web
        Agent a -DELEGATES_TO-> Agent b
        Agent b -DELEGATES_TO-> Agent c
        Agent c -USES_TOOL-> Tool far
    """)
    assert names(found.tools(urn("Agent a"))) == {"tool:own", "tool:served"}
    far = found.tools(urn("Agent a"), through_delegation=True)
    assert said(far[urn("Tool far")]) == "a DELEGATES_TO> b DELEGATES_TO> c USES_TOOL> far"
    assert names(far) == {"tool:own", "tool:served", "tool:far"}
    assert names(found.tool_users(urn("Tool far"))) == {"agent:c"}
    assert names(found.tool_users(urn("Tool far"), through_delegation=True)) == {
        "agent:a",
        "agent:b",
        "agent:c",
    }


def test_undeclared_calls_are_those_that_no_declaration_covers() -> None:
    found = over("""
        Service a -CALLS-> Service hidden
        Service a -CALLS-> Service needed
        Service a -DEPENDS_ON-> Service needed
        Service a -CALLS-> Service offered
        Service offered -PROVIDES-> API o
        Service a -CONSUMES-> API o
        Service a -CALLS-> API o
        Service a -CALLS-> Operation o.get
        Operation o.get -PART_OF-> API o
        Service a -CALLS-> Operation x.get
    """)
    undeclared = found.derived(DerivedRel.UNDECLARED_CALL, urn("Service a"))
    assert names(undeclared) == {"service:hidden", "operation:x.get"}
    callers = found.derived(DerivedRel.UNDECLARED_CALL, urn("Service hidden"), backward=True)
    assert names(callers) == {"service:a"}


def test_a_dataset_is_as_sensitive_as_its_most_sensitive_field() -> None:
    text = drawn("Field t.c -PART_OF-> Dataset t")
    levels = {"Field t.c": "pii", "Dataset t": "internal"}
    things = [
        Thing(one.urn, one.label, {**one.props, "sensitivity": levels[f"{one.label} {one.name}"]})
        for one in text.things.values()
    ]
    found = Reach(Projection.of(Landscape.of(things, text.links.values())), shipped())
    level = found.sensitivity(urn("Dataset t"))
    assert level is not None
    assert (level.level, level.urns) == ("pii", (urn("Field t.c"),))


def test_paths_by_family() -> None:
    found = over("""
        Service a -WRITES-> Dataset d
        Service b -READS-> Dataset d
        Service a -PART_OF-> System s
        Team t -OWNS-> Service b
    """)
    a, b = urn("Service a"), urn("Service b")
    assert said(found.path(a, b, "impact")) == "a WRITES> d <READS b"
    assert said(found.path(a, b, "data")) == "a WRITES> d <READS b"
    assert found.path(b, a, "data") is None
    assert said(found.path(b, a, "dependency")) == "b READS> d <WRITES a"
    assert said(found.path(a, urn("System s"), "part")) == "a PART_OF> s"
    assert (
        said(found.path(urn("System s"), urn("Team t")))
        == "s <PART_OF a WRITES> d <READS b <OWNS t"
    )
    assert found.path(a, a) is None


def test_a_thing_that_the_catalog_does_not_hold_is_named() -> None:
    with pytest.raises(UnknownName, match="ghost"):
        over("Service a").impact(urn("Service ghost"))


INVENTED = """
@prefix c: <urn:cartulary:ontology#> .
@prefix m: <urn:cartulary:meta#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
c:Blob a m:Class ; rdfs:label "blob" .
c:Wug a m:Class ; rdfs:subClassOf c:Blob ; rdfs:label "wug" .
c:Leg a m:Class ; rdfs:subClassOf c:Blob ; rdfs:label "leg" ; m:part true .
c:GORPS a m:Relation ; m:verb "gorp" ; m:row [ m:domain c:Wug ; m:range c:Wug ; m:impact "a>b" ; m:severity "inform" ; m:data "a>b" ] .
c:HANGS a m:Relation ; m:verb "hang" ; m:row [ m:domain c:Leg ; m:range c:Wug ; m:impact "both" ; m:severity "break" ; m:data "none" ; m:container "whole-and-parts" ] .
c:blick a m:DerivedRelation ; rdfs:label "blicks" ; m:path "(GORPS - ^GORPS)/^HANGS[Leg]" ; m:domain c:Wug ; m:range c:Leg .
"""


def test_traversal_follows_the_rows_of_any_ontology(tmp_path: File) -> None:
    file = tmp_path / "invented.ttl"
    file.write_text(INVENTED, encoding="utf-8")
    landscape = drawn("""
        Wug a -GORPS-> Wug b
        Wug b -GORPS-> Wug c
        Leg b.left -HANGS-> Wug b
        Leg b.right -HANGS-> Wug b
    """)
    found = Reach(Projection.of(landscape), load_ontology([file]))
    assert names(found.impact(urn("Wug a")).urns) == {"wug:b", "wug:c"}
    touched = found.impact(urn("Leg b.left"))
    assert {(one.urn, one.whole) for one in touched} == {
        (urn("Wug b"), False),
        (urn("Wug c"), True),
    }
    assert touched[urn("Wug c")].severity is Severity.INFORM
    assert names(found.upstream(urn("Wug c")).urns) == {"wug:a", "wug:b"}
    assert names(found.dependents(urn("Wug a"))) == {"wug:b", "wug:c"}
    assert names(found.derived("blick", urn("Wug a"))) == {"leg:b.left", "leg:b.right"}
    assert found.owners(urn("Wug a")) == ()


def test_a_path_of_any_kind_leads_through_an_owner_only_where_nothing_else_does() -> None:
    found = over("""
        Team t -OWNS-> Agent a
        Team t -OWNS-> Workflow w
        Team t -OWNS-> Service lone
        Agent a -USES_TOOL-> Tool x
        Service s -PROVIDES-> Tool x
        Service s -PART_OF-> System y
        Workflow w -PART_OF-> System y
    """)
    longer = said(found.path(urn("Agent a"), urn("Workflow w")) or ())
    assert longer == "a USES_TOOL> x <PROVIDES s PART_OF> y <PART_OF w"
    assert said(found.path(urn("Agent a"), urn("Service lone")) or ()) == "a <OWNS t OWNS> lone"
    assert said(found.path(urn("Team t"), urn("Tool x")) or ()) == "t OWNS> a USES_TOOL> x"
