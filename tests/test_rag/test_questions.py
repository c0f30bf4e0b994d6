"""The golden questions, over landscapes in memory: how many are right, how many wrong, and which are missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ontology import load_ontology
from tests.asking import Asked, Case, Given, cases, landscape_of

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
LANDSCAPES = {
    "campus": GOLDEN / "landscapes" / "campus",
    "sample": ROOT / "examples" / "landscape",
    "clinic": GOLDEN / "landscapes" / "clinic",
    "freight": GOLDEN / "landscapes" / "freight",
}
RIGHT = 0.95
WRONG = 0.02


@pytest.mark.sentences
@pytest.mark.parametrize("name", sorted(LANDSCAPES))
def test_golden_questions(name: str) -> None:
    ontology = load_ontology()
    asked = Asked(landscape_of(LANDSCAPES[name], ontology), ontology)
    questions = cases(GOLDEN / "questions" / f"{name}.yaml")
    assert len(questions) > 100
    missed: list[str] = []
    wrong = 0
    for case in questions:
        given = asked.ask(case.ask)
        if asked.right(case, given):
            continue
        declined = given.status in ("ambiguous", "not_understood")
        wrong += not declined
        missed.append(_line(case, given, "declined" if declined else "WRONG"))
    report = "\n".join(missed)
    assert len(missed) <= (1 - RIGHT) * len(questions), report
    assert wrong <= WRONG * len(questions), report


def _line(case: Case, given: Given, kind: str) -> str:
    return f"{kind} {case.number}: {case.ask}\n    wanted {case.status} {case.entities} {case.value}\n    given {given}"
