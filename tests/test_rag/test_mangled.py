"""Questions torn apart: whatever is left of one is answered or declined, and never an exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.ontology import load_ontology
from tests.asking import Asked, cases, landscape_of

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "tests" / "golden" / "questions"
MARKS = (",", ".", "?", ";", ":", "-", "–", "(", ")", '"', "'", "!", "/", "&", "and", "or", "not")
STATUSES = {"answered", "nothing_found", "ambiguous", "not_understood"}


def _torn(words: list[str], other: list[str], rng: random.Random) -> list[str]:
    """The words with one thing done to them that hurried fingers do."""
    at = rng.randrange(len(words))
    match rng.randrange(6):
        case 0:
            return words[:at] + words[at + rng.choice((1, 2, 5)) :]
        case 1:
            return [*words[:at], rng.choice(words), *words[at:]]
        case 2:
            return [*words[:at], rng.choice(MARKS), *words[at:]]
        case 3:
            return words[: at + 1]
        case 4:
            return words[at:]
        case _:
            return words + other[: rng.randrange(1, 9)]


@pytest.mark.sentences
@pytest.mark.parametrize("seed", range(2))
def test_what_is_left_of_a_question_gets_a_reply(seed: int) -> None:
    rng = random.Random(seed)
    ontology = load_ontology(environ={})
    asked = Asked(landscape_of(ROOT / "examples" / "landscape", ontology), ontology)
    every = [c.ask.split() for f in sorted(QUESTIONS.glob("sample*.yaml")) for c in cases(f)]
    for _ in range(60):
        words = rng.choice(every)
        for _ in range(rng.randrange(1, 4)):
            words = _torn(words, rng.choice(every), rng) or ["?"]
        assert asked.ask(" ".join(words)).status in STATUSES, words


@pytest.mark.sentences
def test_a_class_word_at_the_very_end_describes_nothing() -> None:
    """The words looked at ended beyond the sentence."""
    ontology = load_ontology(environ={})
    asked = Asked(landscape_of(ROOT / "examples" / "landscape", ontology), ontology)
    text = "Show me retired services Which teams Could you tell me which assets"
    assert asked.ask(text).status == "not_understood"
