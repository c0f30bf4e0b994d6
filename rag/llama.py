"""Cartulary as parts of a LlamaIndex program: a retriever, a query engine, tools, and an embedding model.

engine = CartularyQueryEngine(assistant)
print(engine.query("who owns checkout?"))          # the response's source nodes are its citations
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptDictType, PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import FunctionTool, QueryEngineTool
from pydantic import PrivateAttr

from graph.errors import QueryTimeout, UsageError
from rag.answer import Assistant
from rag.embedding import Embedder
from rag.passages import Passages, StoredPassage
from rag.reply import Answered, Citation, NothingFound, Reply
from rag.reply_json import reply_json

__all__ = [
    "CartularyEmbedding",
    "CartularyQueryEngine",
    "CartularyRetriever",
    "cartulary_tools",
    "text_node",
]


def text_node(passage: StoredPassage) -> TextNode:
    """A passage as a text node; its metadata say the document, the headings and the place."""
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "document": passage.document,
            "heading": passage.heading,
            "place": passage.place,
        },
        excluded_embed_metadata_keys=["document", "place"],
    )


class CartularyRetriever(BaseRetriever):
    """Passages of the catalog's documents, best first, with scores in [0, 1]."""

    def __init__(self, passages: Passages, *, limit: int = 10) -> None:
        super().__init__()
        self._passages = passages
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found, _ = self._passages.find(query_bundle.query_str, limit=self._limit)
        return [NodeWithScore(node=text_node(hit.passage), score=hit.score) for hit in found]


class CartularyQueryEngine(BaseQueryEngine):
    """The whole engine: a response carries the answer, its citations as source nodes, and the reply as JSON."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        reply = self._assistant.ask(query_bundle.query_str)
        return Response(
            response=reply.answer,
            source_nodes=[_source(citation) for citation in _citations(reply)],
            metadata={"reply": reply_json(reply)},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _get_prompts(self) -> PromptDictType:
        return {}

    def _update_prompts(self, prompts: PromptDictType) -> None:
        if prompts:
            raise ValueError("Cartulary answers without prompts")


class CartularyEmbedding(BaseEmbedding):
    """The embedding model in force, for LlamaIndex's own indexes."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **kwargs: Any) -> None:
        super().__init__(model_name=embedder.name, **kwargs)
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed(texts)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def cartulary_tools(assistant: Assistant) -> Sequence[FunctionTool | QueryEngineTool]:
    """Read-only tools for an agent: the question engine, and Cypher that the database refuses to write by."""

    def query_graph(cypher: str) -> dict[str, object]:
        """Run a read-only Cypher query on the catalog; at most 200 rows in 10 seconds."""
        try:
            return assistant.store.query(cypher, {}, limit=200, timeout=10.0).json()
        except (UsageError, QueryTimeout) as error:
            return {"error": str(error)}  # an agent reads what is wrong and tries again

    return (
        QueryEngineTool.from_defaults(
            CartularyQueryEngine(assistant),
            name="ask_cartulary",
            description="Owners, dependencies, lineage, impact, policies and documents of the software "
            "landscape, in plain English; every claim cites its path and files.",
        ),
        FunctionTool.from_defaults(query_graph),
    )


def _citations(reply: Reply) -> list[Citation]:
    if not isinstance(reply, Answered | NothingFound):
        return []
    found = {c.n: c for claim in reply.claims for c in claim.citations}
    return [found[n] for n in sorted(found)]


def _source(citation: Citation) -> NodeWithScore:
    parts = [citation.nodes[0]]
    for urn, relation, forward in zip(
        citation.nodes[1:], citation.relations, citation.forward, strict=True
    ):
        parts += [f"-{relation}->" if forward else f"<-{relation}-", urn]
    node = TextNode(
        id_=f"citation-{citation.n}",
        text=" ".join(parts),
        metadata={"n": citation.n, "sources": [list(places) for places in citation.sources]},
    )
    return NodeWithScore(node=node, score=1.0)
