"""Questions that describe a thing instead of naming it: without embeddings they are declined."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from graph.ontology import Ontology, load_ontology
from graph.store import open_store, stop_embedded
from ingest.run import ingest
from rag.answer import Assistant
from rag.embedding import Embedder, embedder, state_of_embeddings
from rag.reply_json import reply_json
from tests.asking import Asked, Case, cases, given_by, landscape_of
from tests.stores import IDLE

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
LEAST = 30
FOUND_WITHOUT = 0.1  # that full text may find by itself
WRONG = 0.1


def _described() -> dict[Path, list[Case]]:
    """By landscape the questions that need embeddings."""
    found: defaultdict[Path, list[Case]] = defaultdict(list)
    for file in sorted((GOLDEN / "questions").glob("*.yaml")):
        folder = GOLDEN / "landscapes" / file.stem.split(".")[0]
        place = folder if folder.is_dir() else ROOT / "examples" / "landscape"
        found[place] += [case for case in cases(file) if case.needs_embeddings]
    return {place: wanted for place, wanted in found.items() if wanted}


def test_at_least_thirty_golden_questions_need_embeddings() -> None:
    assert sum(map(len, _described().values())) >= LEAST


@pytest.fixture(scope="module")
def sample() -> Asked:
    return Asked(landscape_of(ROOT / "examples" / "landscape", load_ontology(environ={})))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (
            "Who owns the service that prints labels and books pick-ups?",
            "team:default:parcel-works",
        ),
        (
            "The thing that prints labels and books pick-ups, who owns it?",
            "team:default:parcel-works",
        ),
        (
            "There is a program that prints labels and books pick-ups. Who owns it?",
            "team:default:parcel-works",
        ),
        ("Which service makes PDF invoices?", "service:default:invoice-printer"),
        (
            "I am looking for the service that prints labels and books pick-ups",
            "service:default:carrier-bridge",
        ),
        ("Find the tool that gives a voucher", "tool:default:issue-voucher"),
    ],
)
def test_a_thing_may_be_described_by_words_that_are_said_of_it(
    sample: Asked, question: str, name: str
) -> None:
    assert sample.ask(question).entities == (f"urn:cartulary:{name}",)


@pytest.mark.parametrize(
    "question",
    [
        "Who owns zeppelin-gateway?",
        "Which service makes no PDF invoices?",
        "Which service prints money?",
        "Which service that makes PDF invoices depends on zeppelin-gateway?",
        "Which team makes PDF invoices?",
    ],
)
def test_no_description_is_made_of_a_denial_an_unknown_name_or_another_class(
    sample: Asked, question: str
) -> None:
    assert sample.ask(question).status == "not_understood"


@pytest.mark.store
def test_descriptions_are_answered_with_embeddings_only(tmp_path: Path) -> None:
    model = embedder({})
    if model is None:
        pytest.skip(f"embeddings: {state_of_embeddings({})}")
    ontology = load_ontology(environ={})
    with_model: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for folder, wanted in _described().items():
        on, off = _verdicts(folder, wanted, ontology, model, tmp_path / folder.name)
        with_model += on
        without += off
    assert without["right"] <= FOUND_WITHOUT * sum(without.values()), without
    assert with_model["right"] > without["right"], (with_model, without)
    assert with_model["wrong"] <= WRONG * sum(with_model.values()), with_model


def _verdicts(
    folder: Path, wanted: list[Case], ontology: Ontology, model: Embedder, scratch: Path
) -> tuple[Counter[str], Counter[str]]:
    """How many are right, wrong and declined, with the model and without."""
    asked = Asked(landscape_of(folder, ontology), ontology)
    store = open_store(f"embedded:{scratch / 'store'}", environ=IDLE)
    try:
        ingest([folder], store, ontology, now="2026-01-01T00:00:00+00:00", run_id="described")
        found: list[Counter[str]] = []
        for used in (model, None):
            assistant = Assistant(store, ontology, cache=scratch, embedder=used)
            found.append(Counter(_verdict(assistant, asked, case) for case in wanted))
        return found[0], found[1]
    finally:
        store.close()
        stop_embedded(scratch / "store")


def _verdict(assistant: Assistant, asked: Asked, case: Case) -> str:
    reply = reply_json(assistant.ask(case.ask))
    if asked.right(case, given_by(reply)):
        return "right"
    return "wrong" if reply["status"] in ("answered", "nothing_found") else "declined"
