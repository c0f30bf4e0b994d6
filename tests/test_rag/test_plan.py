"""What a plan gives on either store is what the referee says; its witnesses are enough and none is idle."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.landscape import Landscape
from graph.ontology import Ontology
from graph.projection import Projection
from graph.reach import Reach
from graph.store import Store
from rag.algebra import (
    Answer,
    AtLeast,
    Chain,
    Changes,
    Documents,
    EitherOf,
    Entity,
    Grouped,
    Hop,
    Image,
    In,
    Listing,
    Mutual,
    Named,
    OfClass,
    OfParts,
    Onto,
    Op,
    PathOf,
    RelExpr,
    SetExpr,
    Share,
    Subset,
    Then,
    Union,
    Where,
)
from rag.derivation import EdgeKey, Reachable
from rag.evaluate import Referee, evaluate
from rag.normal import normal
from rag.outcome import outcome_of
from rag.plan import Plan
from rag.typing import IllTyped, check, type_of
from rag.witness import trails
from tests.plain_derivations import PlainDerivations
from tests.random_readings import random_landscape, random_ontology, random_reading
from tests.stored import put
from tests.stores import wipe

FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
READINGS = 12  # over each graph, since writing one to a store is what takes time


@pytest.mark.store
@settings(max_examples=12, deadline=None, suppress_health_check=FIXTURES)
@given(seed=st.integers(0, 2**32))
def test_plan_gives_what_the_referee_says(store: Store, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    ontology = random_ontology(rng, tmp_path)
    landscape = random_landscape(rng, ontology)
    wipe(store)
    put(store, landscape, ontology)
    reachable = Reachable(Reach(Projection.of(landscape), ontology))
    referee = Referee(landscape, ontology, PlainDerivations(landscape, ontology))
    for _ in range(READINGS):
        answer = random_reading(rng, ontology, landscape)
        said = referee.answer(answer)
        found = outcome_of(normal(answer, ontology), Plan(store, ontology, reachable))
        assert sorted(found.things) == sorted(said.things), answer
        if not isinstance(answer, Grouped):
            assert found.value == said.value, answer
        groups = {g.urn: tuple(sorted(g.members)) for g in found.groups}
        assert groups == dict(said.rows), answer


@settings(max_examples=60, deadline=None, suppress_health_check=FIXTURES)
@given(seed=st.integers(0, 2**32))
def test_witness_is_enough_and_no_edge_of_it_is_idle(
    empty_embedded: Store, tmp_path: Path, seed: int
) -> None:
    """In a graph that holds only a witness the thing is in the answer; without any edge of it, it is not."""
    rng = random.Random(seed)
    ontology = random_ontology(rng, tmp_path)
    landscape = random_landscape(rng, ontology)
    answer = normal(Listing(_growing(rng, ontology, landscape)), ontology)
    assert isinstance(answer, Listing)
    wipe(empty_embedded)
    put(empty_embedded, landscape, ontology)
    reachable = Reachable(Reach(Projection.of(landscape), ontology))
    found = Plan(empty_embedded, ontology, reachable).things(answer.of)
    for x, proof in sorted(found.items())[:3]:
        edges = {edge for trail in trails(proof) for edge in trail.edges}
        assert x in _answer(answer, landscape, ontology, edges), (answer, edges)
        for edge in edges:
            assert x not in _answer(answer, landscape, ontology, edges - {edge}), (
                answer,
                edges,
                edge,
            )


def _answer(
    answer: Answer, landscape: Landscape, ontology: Ontology, edges: Collection[EdgeKey]
) -> tuple[str, ...]:
    kept = Landscape.of(landscape.things.values(), [landscape.links[e] for e in edges])
    return evaluate(answer, kept, ontology, PlainDerivations(kept, ontology)).things


def _growing(rng: random.Random, ontology: Ontology, landscape: Landscape) -> SetExpr:
    """A reading to which an edge more never takes a thing away, over relations that each occur once.

    A derived relation rests on several, so it stands alone.
    """
    while True:
        answer = random_reading(rng, ontology, landscape, 4)
        if not isinstance(answer, Listing):
            continue
        relations = list(_relations_in(answer.of))
        alone = len(relations) == 1 or not any(name in ontology.derived for name in relations)
        if None not in relations and len(set(relations)) == len(relations) and relations and alone:
            return answer.of


def _relations_in(expr: SetExpr) -> Iterator[str | None]:
    """The relations of an expression; None for what an edge more can make smaller."""
    match expr:
        case Entity() | OfClass():
            return
        case Image(relation, of) | AtLeast(of, relation):
            yield from _names(relation)
            yield from _relations_in(of)
            if isinstance(expr, AtLeast) and expr.target is not None:
                yield from _relations_in(expr.target)
        case In(parts) | Union(parts):
            for part in parts:
                yield from _relations_in(part)
        case Where(of, _, op):
            if op is Op.NE:
                yield None
            yield from _relations_in(of)
        case _:
            yield None


def _names(relation: RelExpr) -> Iterator[str | None]:
    match relation:
        case Hop(name):
            yield name
        case Then(first, second):
            yield from _names(first)
            yield from _names(second)
        case EitherOf(parts):
            for part in parts:
                yield from _names(part)
        case Onto(inner):
            yield from _names(inner)
        case Named(name) | Chain(Hop(name)) | Mutual(Hop(name)):
            yield name
        case OfParts(Hop(name), Hop(part)):
            yield name
            yield part
        case _:
            yield None


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
@given(seed=st.integers(0, 2**32))
def test_types_hold_what_a_reading_gives(tmp_path: Path, seed: int) -> None:
    """No thing of an answer has a label that the reading's type leaves out."""
    rng = random.Random(seed)
    ontology = random_ontology(rng, tmp_path)
    landscape = random_landscape(rng, ontology)
    answer = random_reading(rng, ontology, landscape)
    if isinstance(answer, Grouped | Subset | Share | PathOf | Documents | Changes):
        return
    allowed = type_of(answer.of, ontology)
    referee = Referee(landscape, ontology, PlainDerivations(landscape, ontology))
    assert {landscape.things[x].label for x in referee.things(answer.of)} <= allowed


def test_ill_typed_readings_are_refused(tmp_path: Path) -> None:
    ontology = random_ontology(random.Random(7), tmp_path)
    with pytest.raises(IllTyped, match="no class"):
        check(Listing(OfClass(frozenset({"Nonesuch"}))), ontology)
    with pytest.raises(IllTyped, match="no relation"):
        check(Listing(Image(Hop("NONESUCH"), OfClass(frozenset({"Tove"})))), ontology)
    with pytest.raises(IllTyped):
        check(Listing(In((OfClass(frozenset({"Tove"})), OfClass(frozenset({"Wug"}))))), ontology)
    with pytest.raises(IllTyped):
        check(Listing(Where(OfClass(frozenset({"Wug"})), "weight", Op.EQ, 1)), ontology)
