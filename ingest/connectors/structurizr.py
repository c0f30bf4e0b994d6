"""Structurizr workspaces (C4): software systems, containers, components, where they are deployed, who uses what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import Condition
from ingest.structurizr_documents import documents_of
from ingest.structurizr_facts import element_facts, instance_facts, relationships
from ingest.structurizr_model import LABELS, model_of

LISTS = ("people", "softwareSystems", "deploymentNodes", "customElements")


@dataclass(frozen=True, slots=True)
class Workspace(Condition):
    """A `model` with a list of people, software systems, deployment nodes or custom elements."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        model = cast("dict[Any, Any]", doc.data).get("model")
        return isinstance(model, dict) and any(
            isinstance(cast("dict[Any, Any]", model).get(key), list) for key in LISTS
        )

    def __str__(self) -> str:
        return f"key model with {', '.join(LISTS)}"


@connector(
    title="Structurizr workspace",
    reads=Workspace(),
    nodes={*LABELS.values(), Label.DOCUMENT, Label.TOPIC},
    edges={
        *(Rel.DEPENDS_ON, Rel.DOCUMENTS, Rel.OWNS, Rel.PART_OF, Rel.PUBLISHES_TO, Rel.READS),
        *(Rel.RUNS_ON, Rel.SUBSCRIBES_TO, Rel.SUPERSEDES, Rel.WRITES),
    },
)
def structurizr(doc: Document) -> Iterator[Fact | Reject]:
    model = model_of(doc)
    yield from model.rejects
    edges = [fact for e in model.elements.values() for fact in relationships(model, e)]
    for element in model.elements.values():
        if element.ref is not None:
            yield from element_facts(element, element.ref)
            yield from documents_of(element.value["documentation"], element.ref)
        elif element.parent is not None:
            yield from instance_facts(model, element)
    yield from edges
    yield from documents_of(doc["documentation"], None)
