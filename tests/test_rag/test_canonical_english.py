"""What a reading is called in plain English is read back as a reading with the same answer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.landscape import Landscape, Thing
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from rag.algebra import (
    Answer,
    Count,
    Entity,
    Hop,
    Image,
    Key,
    Listing,
    Named,
    NoneOf,
    OfClass,
    Top,
)
from rag.english import english
from rag.evaluate import Referee
from rag.names import Named as Called
from rag.names import index_of
from rag.normal import normal
from rag.reading import Reading
from rag.understanding import Understanding
from tests.plain_derivations import PlainDerivations
from tests.random_readings import random_landscape, random_ontology, speakable_reading

BEST = 40  # readings among which the one meant must be


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_canonical_english_is_read_back(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    ontology = random_ontology(rng, tmp_path)
    landscape = random_landscape(rng, ontology)
    referee = Referee(landscape, ontology, PlainDerivations(landscape, ontology))
    names = index_of(
        ontology,
        [
            Called(t.urn, t.label, t.name, placeholder=t.placeholder)
            for t in landscape.things.values()
        ],
    )
    understanding = Understanding(ontology, names)
    for _ in range(5):
        answer = normal(speakable_reading(rng, ontology, landscape), ontology)
        said = english(answer, lambda urn: landscape.things[urn].name, ontology)
        read = understanding.readings(said)
        assert _meant(read, referee, answer), f"{said}: {answer}"


def _meant(read: list[Reading], referee: Referee, answer: Answer) -> bool:
    wanted = referee.answer(answer)
    return any(
        type(r.answer) is type(answer) and referee.answer(r.answer) == wanted for r in read[:BEST]
    )


def _service(name: str) -> Entity:
    return Entity((f"urn:cartulary:service:default:{name}",))


SERVICES = OfClass(frozenset({Label.SERVICE}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Listing(Image(Named("dependency"), _service("till"), frozenset({Label.SERVICE}))),
            "list the services that depend on till",
        ),
        (
            Listing(Image(Named("owner", forward=False), _service("till"))),
            "list the things that own till",
        ),
        (
            Listing(Image(Hop(Rel.PUBLISHES_TO, forward=False), _service("till"))),
            "list the things that till publishes to",
        ),
        (Count(NoneOf(SERVICES, Named("owner"))), "how many services that nothing owns are there"),
        (
            Listing(Top(SERVICES, Key(Named("dependency", forward=False), SERVICES), 3)),
            "list the 3 services that the most services depend on",
        ),
    ],
)
def test_canonical_english_reads_well(answer: Answer, said: str) -> None:
    thing = Thing(_service("till").urns[0], Label.SERVICE, {"name": "till"})
    landscape = Landscape.of((thing,), ())
    ontology = load_ontology(environ={})
    assert english(answer, lambda urn: landscape.things[urn].name, ontology) == said
