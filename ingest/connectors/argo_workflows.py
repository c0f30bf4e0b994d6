"""Argo Workflows: workflows and their templates, the steps that they take, and what those call."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.argo import KINDS, argo_workflow
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import kind


@connector(
    title="Argo Workflows",
    reads=kind("argoproj.io/*", *KINDS),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={Rel.PART_OF, Rel.INVOKES, Rel.OWNS},
)
def argo_workflows(doc: Document) -> Iterator[Fact | Reject]:
    yield from argo_workflow(doc.root)
