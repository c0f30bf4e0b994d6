"""What a question contradicts is no reading of it, and an empty result of vague words is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ontology import load_ontology
from rag.algebra import Documents
from tests.asking import Asked, landscape_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def asked() -> Asked:
    ontology = load_ontology(environ={})
    return Asked(landscape_of(ROOT / "examples" / "landscape", ontology), ontology)


@pytest.mark.parametrize(
    "question",
    [
        "Neither Treasury nor Shopping owns it: what is it?",
        "Stock Keeper's forecasting model — who's the person behind it?",
        "There's a decision about splitting pricing from promotions, right? What's its status?",
        "services without owner shopping",
    ],
)
def test_what_is_contradicted_is_declined(asked: Asked, question: str) -> None:
    assert asked.ask(question).status == "not_understood"


def test_what_is_said_of_a_document_is_sought_in_documents(asked: Asked) -> None:
    given = asked.ask("Which document describes the stock count")
    assert isinstance(given.answer, Documents)


def test_a_last_run_is_told_with_its_outcome(asked: Asked) -> None:
    given = asked.ask("When did the hourly logistics job last run, and did it fail?")
    assert given.value == ("2026-11-20T12:00:47Z", True)


def test_a_database_holds_what_its_tables_hold(asked: Asked) -> None:
    given = asked.ask("Which databases hold pii")
    assert [urn.rsplit(":", 1)[1] for urn in given.entities] == ["finance-postgres"]


@pytest.mark.parametrize(
    "question",
    [
        "How many services does Order Desk own?",
        "Which services does Order Desk own?",
        "Who owns basket?",
    ],
)
def test_what_is_not_contradicted_is_answered(asked: Asked, question: str) -> None:
    assert asked.ask(question).status == "answered"
