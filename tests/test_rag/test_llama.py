"""Cartulary as a LlamaIndex program uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ontology import Ontology
from graph.store import Store
from rag.answer import Assistant
from rag.passages import Passages

pytestmark = [
    pytest.mark.store,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def assistant(
    sample_store: Store, shipped: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    return Assistant(sample_store, shipped, cache=tmp_path_factory.mktemp("cache"))


def test_the_query_engine_answers_with_its_citations_as_sources(assistant: Assistant) -> None:
    from rag.llama import CartularyQueryEngine

    response = CartularyQueryEngine(assistant).query("who owns the checkout service?")
    assert "order-desk" in str(response)
    assert response.source_nodes
    assert "-OWNS->" in response.source_nodes[0].node.get_content()
    assert response.source_nodes[0].node.metadata["sources"][0][0].startswith("landscape/")
    assert response.metadata is not None
    assert response.metadata["reply"]["status"] == "answered"


def test_a_refusal_has_no_sources(assistant: Assistant) -> None:
    from rag.llama import CartularyQueryEngine

    response = CartularyQueryEngine(assistant).query("what is the weather in Paris?")
    assert response.source_nodes == []
    assert response.metadata is not None
    assert response.metadata["reply"]["status"] == "not_understood"


def test_the_retriever_feeds_a_response_synthesizer(sample_store: Store, tmp_path: Path) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from rag.llama import CartularyRetriever

    retriever = CartularyRetriever(Passages(sample_store, None, tmp_path), limit=3)
    nodes = retriever.retrieve("replace the orders topic")
    assert 0 < len(nodes) <= 3
    assert nodes[0].node.metadata["place"].startswith("landscape/docs/")
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM())
    assert engine.query("why is the orders topic replaced?").source_nodes


def test_an_agent_gets_read_only_tools(assistant: Assistant) -> None:
    from rag.llama import cartulary_tools

    ask, query = cartulary_tools(assistant)
    assert "order-desk" in str(ask.call("who owns the checkout service?"))
    table = query.call("MATCH (s:Service {name: 'checkout'}) RETURN s.name").raw_output
    assert table["rows"] == [["checkout"]]
    refused = query.call("MATCH (s:Service) DETACH DELETE s").raw_output
    assert "read" in refused["error"]


def test_the_embedding_interface_carries_the_models_vectors() -> None:
    pytest.importorskip("sentence_transformers", reason="the embeddings extra is not installed")
    from rag.embedding import embedder
    from rag.llama import CartularyEmbedding

    model = embedder({})
    assert model is not None
    vector = CartularyEmbedding(model).get_text_embedding("orders")
    assert len(vector) == 384
