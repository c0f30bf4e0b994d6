"""Closures of whole classes are worked out together, and come to what they do one by one."""

from __future__ import annotations

import pytest

from benchmarks.landscapes import invented
from graph.landscape import Landscape
from graph.ontology import load_ontology
from graph.projection import Projection
from graph.reach import TOGETHER, Reach
from graph.store import Store
from graph.vocabulary import DerivedRel, Label
from rag.algebra import (
    AtLeast,
    Depth,
    Image,
    Key,
    Listing,
    Named,
    NoneOf,
    OfClass,
    SetExpr,
    Top,
)
from rag.derivation import Reachable, over_landscape
from rag.evaluate import Referee
from rag.normal import normal
from rag.plan import Plan
from rag.quantity import MANY
from rag.witness import trails
from tests.stored import put

ONTOLOGY = load_ontology(environ={})
LANDSCAPE: Landscape = invented(260, seed=5)
DEEP = Depth.ANY


def every(label: str) -> OfClass:
    return OfClass(frozenset({label}))


def dependency(*, forward: bool = True) -> Named:
    return Named(DerivedRel.DEPENDENCY, forward, DEEP)


def impact(*, forward: bool = True) -> Named:
    return Named(DerivedRel.IMPACT, forward)


def lineage(*, forward: bool = True) -> Named:
    return Named(DerivedRel.LINEAGE, forward)


SERVICES, DATASETS = every(Label.SERVICE), every(Label.DATASET)
READINGS: dict[str, SetExpr] = {
    "affected by any service": Image(impact(), SERVICES),
    "affects any dataset": Image(impact(forward=False), DATASETS),
    "downstream of any dataset": Image(lineage(), DATASETS),
    "services that nothing depends on": NoneOf(SERVICES, dependency(forward=False)),
    "services that depend on nothing": NoneOf(SERVICES, dependency()),
    "services that depend on no dataset": NoneOf(SERVICES, dependency(), DATASETS),
    "datasets that affect nothing": NoneOf(DATASETS, impact(forward=False)),
    "datasets without downstream": NoneOf(DATASETS, lineage(forward=False)),
    "datasets without upstream": NoneOf(DATASETS, lineage()),
    "services that depend on something": AtLeast(SERVICES, dependency(), 1),
    "services that depend on two datasets": AtLeast(SERVICES, dependency(), 2, DATASETS),
    "services that affect most": Top(SERVICES, Key(impact(forward=False)), 3),
    "services that affect most datasets": Top(
        SERVICES, Key(impact(forward=False), every(Label.DATASET)), 3
    ),
    "services that affect least": Top(SERVICES, Key(impact(forward=False)), 1, highest=False),
}


@pytest.fixture(scope="module")
def reachable() -> Reachable:
    return Reachable(Reach(Projection.of(LANDSCAPE), ONTOLOGY))


@pytest.fixture(scope="module")
def filled(embedded_store: Store) -> Store:
    from tests.stores import wipe

    wipe(embedded_store)
    put(embedded_store, LANDSCAPE, ONTOLOGY)
    return embedded_store


def test_there_are_many_enough() -> None:
    labels = [thing.label for thing in LANDSCAPE.things.values()]
    assert labels.count(Label.SERVICE) > max(MANY, TOGETHER)
    assert labels.count(Label.DATASET) > max(MANY, TOGETHER)


@pytest.mark.parametrize("name", sorted(READINGS))
def test_together_as_one_by_one(filled: Store, reachable: Reachable, name: str) -> None:
    answer = normal(Listing(READINGS[name]), ONTOLOGY)
    assert isinstance(answer, Listing)
    referee = Referee(LANDSCAPE, ONTOLOGY, over_landscape(LANDSCAPE, ONTOLOGY))
    found = Plan(filled, ONTOLOGY, reachable).things(answer.of)
    assert set(found) == referee.things(answer.of)
    for x, proof in found.items():
        for trail in trails(proof):
            assert all(edge in LANDSCAPE.links for edge in trail.edges), (x, trail)
