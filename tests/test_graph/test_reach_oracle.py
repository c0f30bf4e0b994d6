"""`graph.reach` gives what an independent computation in networkx gives, on random graphs of every kind."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.closure import Path, nodes_of
from graph.facts import PropValue
from graph.landscape import Landscape, Link, Thing
from graph.ontology import Ontology, load_ontology
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import Label, Rel
from tests.test_graph.oracle import Found, Oracle

DATA = (
    *(Label.DATASET, Label.FIELD, Label.FIELD, Label.TASK) * 2,
    Label.TOPIC,
    Label.WORKFLOW,
    Label.SERVICE,
)
ALL = (
    *DATA,
    Label.API,
    Label.OPERATION,
    Label.DATA_CONTRACT,
    Label.DATA_PRODUCT,
    Label.SYSTEM,
    Label.DOMAIN,
    Label.REPORT,
    Label.MODEL,
    Label.AGENT,
    Label.TOOL,
    Label.CAPABILITY,
    Label.RESOURCE,
    Label.LIBRARY,
)
OWNED = (
    Label.TEAM,
    Label.PERSON,
    Label.SYSTEM,
    Label.DOMAIN,
    Label.SERVICE,
    Label.DATASET,
    Label.TOPIC,
    Label.FIELD,
    Label.DATA_CONTRACT,
    Label.TASK,
    Label.WORKFLOW,
)
QUIET = frozenset({Rel.SAME_AS, Rel.SUPERSEDES})
PARTS = frozenset({Label.FIELD, Label.OPERATION, Label.TASK})


@cache
def shipped() -> Ontology:
    return load_ontology(environ={})


@st.composite
def landscapes(draw: st.DrawFn, labels: tuple[str, ...], relations: frozenset[str]) -> Landscape:
    """Some things, and between them links of any relations that the ontology allows.

    Parts mostly have a container; links are drawn by relation first, so that none crowds out the others.
    """
    random = draw(st.randoms(use_true_random=True))
    things = [
        Thing(f"urn:cartulary:{label.lower()}:default:{i}", label, {"name": str(i)})
        for i, label in enumerate(random.choices(labels, k=draw(st.integers(2, 12))))
    ]
    allowed: dict[str, list[tuple[str, str, str]]] = {}
    for relation in sorted(relations):
        for a, b in product(things, things):
            if shipped().row(a.label, relation, b.label):
                allowed.setdefault(relation, []).append((a.urn, relation, b.urn))
    keys: set[tuple[str, str, str]] = set()
    for part in things:
        homes = [key for key in allowed.get(Rel.PART_OF, ()) if key[0] == part.urn]
        if part.label in PARTS and homes and random.random() < 0.9:
            keys.add(random.choice(homes))
    for _ in range(draw(st.integers(0, 24)) if allowed else 0):
        keys.add(random.choice(allowed[random.choice(sorted(allowed))]))
    links: list[Link] = []
    for key in sorted(keys):
        said = random.choice(
            [("observed",), ("observed",), ("declared",), ("declared", "inferred")]
        )
        props: dict[str, PropValue] = {"provenance": said}
        if random.random() < 0.05:
            props["columns_complete"] = random.random() < 0.3
        links.append(Link(*key, props))
    return Landscape.of(things, links)


RELATIONS = frozenset(Rel) - QUIET
MOVING = frozenset(
    {
        Rel.PART_OF,
        Rel.DERIVED_FROM,
        Rel.READS,
        Rel.WRITES,
        Rel.SUBSCRIBES_TO,
        Rel.PUBLISHES_TO,
        Rel.INVOKES,
        Rel.DEPENDS_ON,
    }
)
TABLES = (Label.DATASET, Label.DATASET, Label.FIELD, Label.FIELD, Label.TASK, Label.TOPIC)
COPYING = MOVING - {Rel.DEPENDS_ON, Rel.INVOKES}
anything = landscapes(ALL, RELATIONS) | landscapes(DATA, MOVING) | landscapes(TABLES, COPYING)
thorough = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reach(landscape: Landscape) -> Reach:
    return Reach(Projection.of(landscape), shipped())


def holds_together(landscape: Landscape, path: Path, start: set[str], end: str) -> bool:
    """Whether every step is a link of the landscape and each begins where the one before ended."""
    nodes = nodes_of(path)
    return (
        nodes[0] in start
        and nodes[-1] == end
        and all((s.start, s.relation, s.end) in landscape.links for s in path)
        and all(a.target == b.source for a, b in pairwise(path))
    )


def as_found(found: Reach, urns: tuple[str, ...], named: frozenset[str]) -> dict[str, Found]:
    closure = found.impact(*urns, named=named)
    return {
        one.urn: Found(one.hops, one.severity, len(closure.path(one.urn)), one.whole)
        for one in closure
    }


@thorough
@given(anything)
def test_impact(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    for urn in landscape.things:
        assert as_found(found, (urn,), PARTS) == oracle.impact([urn])
        assert as_found(found, (urn,), frozenset()) == oracle.listed([urn])


@thorough
@given(anything, st.data())
def test_impact_of_several_things_is_taken_thing_by_thing(
    landscape: Landscape, data: st.DataObject
) -> None:
    urns = tuple(data.draw(st.lists(st.sampled_from(sorted(landscape.things)), max_size=4)))
    named = frozenset(data.draw(st.sets(st.sampled_from(sorted(PARTS)))))
    assert as_found(reach(landscape), urns, named) == Oracle(landscape, shipped()).listed(
        urns, named
    )


@thorough
@given(anything)
def test_a_cited_path_is_made_of_links_that_meet(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    for urn in landscape.things:
        for closure in (
            found.impact(urn, named=PARTS),
            found.required(urn, named=PARTS),
            found.upstream(urn),
            found.downstream(urn),
        ):
            grouping = oracle.is_a(urn, Label.SYSTEM, Label.DOMAIN)
            start = oracle.members(urn) if grouping else {urn}
            for end in closure.urns:
                assert holds_together(landscape, closure.path(end), start, end)


@thorough
@given(anything)
def test_lineage(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    for urn in landscape.things:
        below = found.downstream(urn)
        assert {r.urn: (r.hops, r.whole) for r in below} == {
            end: (one.hops, one.whole) for end, one in oracle.impact([urn], "data").items()
        }
        if not oracle.is_a(urn, Label.SYSTEM, Label.DOMAIN):
            assert {r.urn: r.hops for r in found.upstream(urn)} == oracle.upstream(urn)


@thorough
@given(anything)
def test_what_a_thing_requires_is_what_its_impact_comes_from(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    lone = [u for u in landscape.things if not oracle.is_a(u, Label.SYSTEM, Label.DOMAIN)]
    impacts = {urn: as_found(found, (urn,), PARTS) for urn in lone}
    for urn in lone:
        closure = found.required(urn, named=PARTS)
        assert {r.urn: (r.hops, r.severity, len(closure.path(r.urn))) for r in closure} == {
            other: (impact[urn].hops, impact[urn].severity, impact[urn].length)
            for other, impact in impacts.items()
            if urn in impact
        }


@thorough
@given(anything)
def test_direct_dependents_and_dependencies(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    lone = [u for u in landscape.things if not oracle.is_a(u, Label.SYSTEM, Label.DOMAIN)]
    expected = {urn: oracle.dependents(urn) for urn in landscape.things}
    for urn in lone:
        dependents = found.dependents(urn)
        assert {end: len(path) for end, path in dependents.items()} == expected[urn]
        dependencies = found.dependencies(urn)
        assert {end: len(path) for end, path in dependencies.items()} == {
            other: ways[urn] for other, ways in expected.items() if urn in ways
        }
        for end, path in (*dependents.items(), *dependencies.items()):
            assert holds_together(landscape, path, {urn}, end)


@thorough
@given(landscapes(OWNED, frozenset({Rel.OWNS, Rel.PART_OF, Rel.GUARANTEES})))
def test_owners(landscape: Landscape) -> None:
    found, oracle = reach(landscape), Oracle(landscape, shipped())
    for urn in landscape.things:
        owners = found.owners(urn)
        expected, inherited = oracle.owners(urn)
        assert {owner.urn for owner in owners} == expected
        assert all(owner.inherited is inherited for owner in owners)
        assert all(holds_together(landscape, o.path, {urn}, o.urn) for o in owners)
        if oracle.is_a(urn, Label.TEAM, Label.PERSON):
            assert set(found.owned_by(urn)) == oracle.owned(urn)
            assert set(found.owned_by(urn, named=PARTS)) == oracle.owned(urn, PARTS)
