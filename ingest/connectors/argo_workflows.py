"""Argo Workflows: workflows and their templates, the steps that they take, and what those call."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.argo import KINDS, argo_workflow
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.sniff import Condition, kind


class Listed(Condition):
    """A list, as the cluster prints it, in which there are some."""

    def matches(self, doc: Document) -> bool:
        return doc.root.is_map and doc["items"].is_list and any(_is_ours(v) for v in doc["items"])

    def __str__(self) -> str:
        return "a list of them"


@connector(
    title="Argo Workflows",
    reads=kind("argoproj.io/*", *KINDS) | Listed(),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={Rel.PART_OF, Rel.INVOKES, Rel.OWNS},
)
def argo_workflows(doc: Document) -> Iterator[Fact | Reject]:
    if _is_ours(doc.root):
        yield from argo_workflow(doc.root)
        return
    for item in doc["items"]:
        if _is_ours(item):
            yield from argo_workflow(item)


def _is_ours(value: Value) -> bool:
    if not value.is_map or not value["apiVersion"].is_scalar or not value["kind"].is_scalar:
        return False
    return value["apiVersion"].text.startswith("argoproj.io/") and value["kind"].text in KINDS
