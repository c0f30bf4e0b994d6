"""What a catalog does not hold is never answered: the weather, passwords, live figures, things to do, other languages."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from graph.ontology import load_ontology
from rag.algebra import Documents
from tests.asking import Asked, landscape_of

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
FEWEST = 150


def _refused() -> dict[str, list[str]]:
    """By landscape the questions that no file of it answers; documents must not speak of them either."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in (GOLDEN / "refused.txt").read_text(encoding="utf-8").splitlines():
        landscape, _, question = line.partition(": ")
        found[landscape].append(question)
    return found


@pytest.mark.sentences
def test_what_no_file_says_is_not_answered() -> None:
    refused = _refused()
    assert sum(map(len, refused.values())) >= FEWEST
    ontology = load_ontology(environ={})
    wrong: list[str] = []
    for name, questions in refused.items():
        folder = GOLDEN / "landscapes" / name
        place = folder if folder.is_dir() else ROOT / "examples" / "landscape"
        asked = Asked(landscape_of(place, ontology), ontology)
        for question in questions:
            given = asked.ask(question)
            sought = isinstance(given.answer, Documents)  # found or not in their passages
            if given.status in ("answered", "nothing_found") and not sought:
                wrong.append(f"{name}: {question}")
    assert not wrong
