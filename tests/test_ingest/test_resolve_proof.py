"""The graph is a function of what sources say now: order, deletion, un-merging and ageing cannot change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import Alias, Fact, OwnsPath, Place, Ref, RunEvent, Selector, Selects
from graph.landscape import Landscape
from graph.ontology import load_ontology
from graph.record import decode, encode
from graph.vocabulary import Label, Rel
from ingest.update import observed
from tests.records import NOW, Keeper, edge, node

pytestmark = pytest.mark.slow

ONTOLOGY = load_ontology(environ={})

labels = st.sampled_from([Label.SERVICE, Label.API, Label.TEAM, Label.DATASET, Label.TOPIC])
words = st.sampled_from(["a", "A", "b-c", "b_c", "shop.a", "prod.shop.a", "@o/a", "ü"])
spaces = st.sampled_from([None, None, "default", "other"])
scopes = st.sampled_from([None, None, "x", "y"])
keys = st.sampled_from([None, None, None, "backstage:component:default/a", "k8s-id:a", "hf:o/a"])
among = st.sampled_from([(), (), (), (Label.SERVICE, Label.API), (Label.ASSET,)])
wholes = st.builds(Ref, labels, words, namespace=spaces, key=keys, scope=scopes, among=among)
strings = st.sampled_from(["@o/a", "@a", "a@b.example", "user:a", "group:default/A", "a"])
loose = st.builds(Ref, st.sampled_from([Label.TEAM, Label.PERSON]), strings, loose=st.just(True))
parts = st.builds(
    Ref,
    st.sampled_from([Label.FIELD, Label.OPERATION]),
    words,
    within=st.builds(Ref, labels, words),
)
refs = st.one_of(wholes, wholes, parts, loose)
selectors = st.builds(
    Selector,
    labels=st.sampled_from([(), (Label.SERVICE,), (Label.ASSET,)]),
    names=st.sampled_from([(), ("a*",)]),
    pods=st.sampled_from([None, None, (), ("app=a",)]),
    folder=st.sampled_from([None, None, "src"]),
    mentioned_in=st.sampled_from([None, None, "about b c"]),
    system=st.sampled_from([None, None, "a"]),
)
texts = st.sampled_from(["one", "two", ""])
links = st.sampled_from([("k8s-id:a",), ("file:x",), (), ()])
times = st.sampled_from([None, None, "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"])
pointers = st.sampled_from(["0", "1/x", "2/y"])


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    ref = draw(refs)
    match draw(st.integers(0, 9)):
        case 0 | 1 | 2:
            time = draw(times)
            where = draw(st.sampled_from([None, "", "src", "src/a.md"]))
            return node(ref, keys=draw(links), observed=time, title=draw(texts), location=where)
        case 3 | 4:
            relation = draw(st.sampled_from([Rel.DEPENDS_ON, Rel.OWNS, Rel.PART_OF]))
            return edge(ref, relation, draw(refs), pointer=draw(pointers))
        case 5:
            made = edge(ref, draw(st.sampled_from(sorted(Rel))), draw(refs), pointer=draw(pointers))
            group = draw(st.sampled_from([None, "g1", "g2"]))
            other = draw(st.one_of(st.none(), refs))
            return replace(made, group=group, known_only=draw(st.booleans()), unless=other)
        case 6:
            owners = tuple(draw(st.lists(loose, max_size=2)))
            pattern = draw(st.sampled_from(["*", "/src/", "a", "*.md"]))
            line = draw(st.integers(1, 3))
            at = Place("CODEOWNERS", f"L{line}")
            return OwnsPath(pattern, owners, line, at, catch_all=pattern == "*")
        case 7:
            return Selects(ref, Rel.GOVERNS, draw(selectors), Place("a.yaml", "s"))
        case 8:
            group, state = (
                draw(st.sampled_from(["g1", "g2"])),
                draw(st.sampled_from(["COMPLETE", "FAIL"])),
            )
            return RunEvent(ref, group, state, Place("a.yaml", "r"), draw(times))
        case _:
            return Alias(ref, Place("a.yaml", "0"), "z", draw(keys))


sayings = st.dictionaries(
    st.sampled_from(["backstage", "kubernetes", "openlineage"]),
    st.lists(facts(), max_size=5).map(tuple),
    max_size=2,
)
files = st.dictionaries(st.sampled_from(["a.yaml", "b.yaml", "c.yaml"]), sayings, max_size=3)
worlds = st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), files, max_size=3)
World = dict[str, dict[str, dict[str, tuple[Fact, ...]]]]
proof = settings(max_examples=150, deadline=None)


def undated(landscape: Landscape) -> object:
    """The graph without the times of the runs, which do depend on when files were read."""

    def props(found: object) -> list[tuple[str, object]]:
        assert hasattr(found, "items")
        return sorted((k, v) for k, v in found.items() if k != "first_seen")  # type: ignore[attr-defined]

    return (
        [(t.urn, t.label, props(t.props)) for t in landscape.things.values()],
        [(link.key, props(link.props)) for link in landscape.links.values()],
    )


def declared_only(world: World) -> World:
    return {
        root: {
            path: {
                connector: tuple(f for f in said if not observed(f))
                for connector, said in by.items()
            }
            for path, by in held.items()
        }
        for root, held in world.items()
    }


def built(world: World, order: list[str]) -> Landscape:
    keeper = Keeper()
    for root in order:
        keeper.run(root, world[root])
    return keeper.graph(ONTOLOGY)


@proof
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_ingestion_does_not_matter(world: World, random: object) -> None:
    order = sorted(world)
    other = list(order)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert built(world, order) == built(world, other)


@proof
@given(worlds, worlds)
def test_what_was_deleted_or_changed_leaves_no_trace(before: World, after: World) -> None:
    """Declared facts: a history that ends in the same files ends in the same graph, un-merged where need be."""
    before, after = declared_only(before), declared_only(after)
    keeper = Keeper()
    for root in sorted(before):
        keeper.run(root, before[root])
    for root in sorted({*before, *after}):
        keeper.run(root, after.get(root, {}))
    assert undated(keeper.graph(ONTOLOGY)) == undated(built(after, sorted(after)))


@proof
@given(worlds, worlds)
def test_what_was_observed_goes_when_no_run_has_shown_it_for_90_days(
    before: World, after: World
) -> None:
    def late(days: int) -> str:
        return (datetime.fromisoformat(NOW) + timedelta(days=days)).isoformat()

    keeper = Keeper()
    for root in sorted(before):
        keeper.run(root, before[root])
    for day in (1, 89, 92):
        for root in sorted({*before, *after}):
            keeper.run(root, after.get(root, {}), now=late(day))
    assert undated(keeper.graph(ONTOLOGY, timeless=True)) == undated(built(after, sorted(after)))


@proof
@given(worlds)
def test_a_second_load_changes_nothing_and_an_unreadable_file_only_marks(world: World) -> None:
    keeper = Keeper()
    for root in sorted(world):
        keeper.run(root, world[root])
    first, records = keeper.graph(ONTOLOGY), dict(keeper.records)
    for root in sorted(world):
        keeper.run(root, world[root], now="2026-01-02T00:00:00+00:00")
    assert keeper.graph(ONTOLOGY) == first
    assert {r.id: r.facts for r in keeper.records.values()} == {
        r.id: r.facts for r in records.values()
    }
    for root in sorted(world):
        keeper.run(root, dict.fromkeys(world[root]), now="2026-01-03T00:00:00+00:00")
    stale = keeper.graph(ONTOLOGY)
    assert set(stale.things) == set(first.things)
    assert set(stale.links) == set(first.links)
    assert all(thing.props["stale"] is True for thing in stale.things.values())


@proof
@given(st.lists(facts(), max_size=8))
def test_the_record_reads_back_what_was_written(said: list[Fact]) -> None:
    assert decode(encode(said)) == tuple(said)


def test_observed_facts_outlive_their_file_for_90_days() -> None:
    seen = node(Ref(Label.SERVICE, "checkout"), observed="2025-12-31T00:00:00Z")
    keeper = Keeper()
    keeper.run("shop", {"trace.json": {"openlineage": (seen,)}})
    keeper.run("shop", {}, now="2026-01-02T00:00:00+00:00")
    assert len(keeper.graph(ONTOLOGY).things) == 1
    keeper.run("shop", {}, now="2026-03-31T00:00:00+00:00")
    assert len(keeper.graph(ONTOLOGY).things) == 1
    keeper.run("shop", {}, now="2026-04-02T00:00:00+00:00")
    assert keeper.graph(ONTOLOGY).things == {}


def test_of_two_files_of_one_kind_the_one_that_said_it_later_is_shown() -> None:
    def said(path: str, title: str) -> dict[str, tuple[Fact, ...]]:
        return {"backstage": (node(Ref(Label.SERVICE, "checkout"), path, title=title),)}

    keeper = Keeper()
    keeper.run("shop", {"a.yaml": said("a.yaml", "A"), "b.yaml": said("b.yaml", "B")})
    (thing,) = keeper.graph(ONTOLOGY).things.values()
    assert thing.props["title"] == "A", "said in one run, the smaller place is shown"
    files = {"a.yaml": said("a.yaml", "A"), "b.yaml": said("b.yaml", "new")}
    keeper.run("shop", files, now="2026-01-02T00:00:00+00:00")
    keeper.run("shop", files, now="2026-01-03T00:00:00+00:00")
    (thing,) = keeper.graph(ONTOLOGY).things.values()
    assert thing.props["title"] == "new"
    assert thing.props["first_seen"] == NOW


def test_first_seen_survives_a_changed_description_and_a_moved_file() -> None:
    checkout = Ref(Label.SERVICE, "checkout")
    keeper = Keeper()
    keeper.run("shop", {"a.yaml": {"backstage": (node(checkout, description="old"),)}})
    later = "2026-02-01T00:00:00+00:00"
    moved = node(checkout, "b.yaml", description="new")
    keeper.run("shop", {"b.yaml": {"backstage": (moved,)}}, now=later)
    (thing,) = keeper.graph(ONTOLOGY).things.values()
    assert thing.props["first_seen"] == NOW
    assert thing.props["description"] == "new"
    assert thing.props["sources"] == ("shop/b.yaml#0",)
