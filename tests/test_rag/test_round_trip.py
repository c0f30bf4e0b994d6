"""The canonical English of a reading is understood as that reading, over random ontologies of invented words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rag.english import english
from rag.evaluate import evaluate
from tests.asking import Asked
from tests.random_readings import random_landscape, random_ontology, speakable_reading


@pytest.mark.parametrize("seed", range(80))
def test_canonical_english_parses_back(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    ontology = random_ontology(rng, tmp_path)
    landscape = random_landscape(rng, ontology)
    asked = Asked(landscape, ontology)
    reading = speakable_reading(rng, ontology, landscape)
    text = english(reading, lambda urn: landscape.things[urn].name, ontology)
    found = asked.understanding.readings(text)
    assert found, text
    wanted, given = (evaluate(r, landscape, ontology) for r in (reading, found[0].answer))
    assert (given.things, given.value) == (wanted.things, wanted.value), text
