"""Documents are found by what they say, by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.store import Store
from rag.embedding import Vectors, embedder, state_of_embeddings
from rag.passages import Passages

pytestmark = pytest.mark.store


class Counting:
    """An embedder that counts what it is asked for; texts with a common word are near."""

    name = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        rows = np.zeros((len(texts), 64), np.float32)
        for i, text in enumerate(texts):
            for word in text.casefold().split():
                rows[i, sum(map(ord, word)) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def test_the_words_of_a_decision_lead_to_it(sample_store: Store, tmp_path: Path) -> None:
    verdict = Passages(sample_store, None, tmp_path).answer("replace the orders topic")
    assert verdict.documents
    best, hits = verdict.documents[0]
    assert "adr" in best
    assert hits[0].passage.place.startswith("landscape/docs/adr/")
    assert "#L" in hits[0].passage.place


def test_what_no_document_says_finds_none(sample_store: Store, tmp_path: Path) -> None:
    verdict = Passages(sample_store, None, tmp_path).answer("submarine periscope maintenance")
    assert verdict.documents == ()


def test_only_the_documents_named_are_searched(sample_store: Store, tmp_path: Path) -> None:
    passages = Passages(sample_store, None, tmp_path)
    one = passages.answer("orders").documents[0][0]
    found, _ = passages.find("orders", among=[one])
    assert {hit.passage.document for hit in found} == {one}


def test_words_that_settle_it_load_no_model(sample_store: Store, tmp_path: Path) -> None:
    model = Counting()
    passages = Passages(sample_store, model, tmp_path)
    text = passages.find("orders topic")[0][0].passage.text.split(".")[0]
    model.texts.clear()
    passages.find(text)
    assert model.texts == []


def test_vectors_are_made_once(sample_store: Store, tmp_path: Path) -> None:
    model = Counting()
    Passages(sample_store, model, tmp_path).find("periscope for orders")
    first = len(model.texts)
    Passages(sample_store, model, tmp_path).find("periscope for orders")
    assert first > 1
    assert len(model.texts) == first + 1  # the question alone


def test_a_cut_vector_file_is_made_anew(sample_store: Store, tmp_path: Path) -> None:
    model = Counting()
    Passages(sample_store, model, tmp_path).find("periscope for orders")
    for file in tmp_path.glob("passages-*.npz"):
        file.write_bytes(file.read_bytes()[:50])
    found, limited = Passages(sample_store, model, tmp_path).find("periscope for orders")
    assert found
    assert limited == ""


def test_without_embeddings_the_verdict_says_so(sample_store: Store, tmp_path: Path) -> None:
    verdict = Passages(sample_store, None, tmp_path).answer(
        "substitution of purchase notifications"
    )
    assert "words alone" in verdict.limited


def test_the_state_of_embeddings_is_told() -> None:
    assert state_of_embeddings({"CARTULARY_EMBEDDINGS": "off"}).startswith("off")
    assert embedder({"CARTULARY_EMBEDDINGS": "off"}) is None


@pytest.mark.slow
def test_real_sentence_embeddings_know_a_paraphrase(sample_store: Store, tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="the embeddings extra is not installed")
    model = embedder({})
    assert model is not None
    near = model.embed(
        ["the queue is down", "the message broker has an outage", "a recipe for soup"]
    )
    assert near.shape[1] == 384
    assert near[0] @ near[1] > near[0] @ near[2]
    found, limited = Passages(sample_store, model, tmp_path).find("cards being refused at the till")
    assert limited == ""
    assert found
