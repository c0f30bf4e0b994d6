"""SPDX 3 documents (JSON-LD): packages, AI models, data sets, what they need and who supplies them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.bom import facts_of
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import Condition
from ingest.spdx3 import Spdx3

CONTEXT: Final = "spdx.org/rdf/"


@dataclass(frozen=True, slots=True)
class SpdxContext(Condition):
    """JSON-LD with the context of SPDX 3."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        stated: Any = cast("dict[Any, Any]", doc.data).get("@context")
        listed = cast("list[Any]", stated) if isinstance(stated, list) else [stated]
        return any(isinstance(text, str) and CONTEXT in text for text in listed)

    def __str__(self) -> str:
        return "@context of spdx.org"


@connector(
    title="SPDX 3 document",
    reads=SpdxContext(),
    nodes={Label.DATASET, Label.LIBRARY, Label.MODEL, Label.SERVICE},
    edges={Rel.DEPENDS_ON, Rel.EVALUATED_ON, Rel.SUPPLIED_BY, Rel.TRAINED_ON, Rel.TUNED_FROM},
    authority="contract",
)
def spdx3(doc: Document) -> Iterator[Fact | Reject]:
    context = next(t for t in doc.root.get("@context").texts() if CONTEXT in t)
    if not context.partition(CONTEXT)[2].startswith("3."):
        yield Reject(doc.at, f"the context {context!r} is not of SPDX 3")
        return
    graph = doc.root.get("@graph")
    elements = [e for e in graph if e.is_map] if graph.data is not None else [doc.root]
    document = Spdx3(elements)
    document.read()
    yield from facts_of(document.parts, document.links)
