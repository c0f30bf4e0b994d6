"""Which questions are put to documents, and which ask for a thing itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ontology import load_ontology
from rag.algebra import Documents, Entity, Value
from tests.asking import Asked, landscape_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sample() -> Asked:
    return Asked(landscape_of(ROOT / "examples" / "landscape", load_ontology(environ={})))


@pytest.mark.parametrize(
    "question",
    [
        "How long may personal data be kept after an order?",
        "Who is to be told when the card acquirer declines everything?",
        "Checkout is down. What now?",
        "Is it safe to run the nightly marts a second time?",
        "What did we decide about promotions?",
        "How do promotions work?",
        "Anything written down on declined payments?",
    ],
)
def test_what_only_a_text_can_tell_is_put_to_documents(sample: Asked, question: str) -> None:
    answer = sample.ask(question).answer
    assert isinstance(answer, Documents)
    assert answer.cued


@pytest.mark.parametrize(
    "question",
    [
        "Who approved ADR 7?",
        "How does a reading get from the ledger to the scorecard?",
        "We are new in Treasury. What do we run?",
        "Get the orphaned things on one page: what nobody owns",
        "Approve the decision",
    ],
)
def test_what_the_graph_or_nobody_knows_is_not(sample: Asked, question: str) -> None:
    answer = sample.ask(question).answer
    assert not (isinstance(answer, Documents) and answer.cued)


@pytest.mark.parametrize("name", ["checkout-outage.md", "checkout-outage.md: what is first?"])
def test_a_document_is_known_by_its_file(sample: Asked, name: str) -> None:
    assert "checkout-outage" in repr(sample.ask(name).answer)


def test_a_decision_is_known_by_its_number_with_or_without_zeros(sample: Asked) -> None:
    plain = sample.ask("what is the status of ADR 7")
    assert plain.answer == sample.ask("what is the status of ADR 0007").answer
    assert isinstance(plain.answer, Value)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("tell me about checkout", "service:default:checkout"),
        ("Who is Luca Ferri?", "person:default:luca-ferri"),
        ("explain what the ledger is", "service:default:ledger"),
        ("Juniper", None),
        ("stock keeper", "service:default:stock-keeper"),
    ],
)
def test_a_thing_is_looked_up_by_its_name(sample: Asked, question: str, name: str | None) -> None:
    wanted = (f"urn:cartulary:{name}",) if name else ()
    assert sample.ask(question).entities == wanted


def test_what_a_thing_does_is_its_description(sample: Asked) -> None:
    answer = sample.ask("What does the ledger do?").answer
    assert answer == Value(Entity(("urn:cartulary:service:default:ledger",)), "description")


def test_a_shared_name_alone_asks_which_thing_is_meant(sample: Asked) -> None:
    assert sample.ask("orders").status == "ambiguous"
