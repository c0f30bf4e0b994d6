"""OpenLineage events: what a run of a job read and wrote, and which column came from which.

Specification: https://openlineage.io/docs/spec/object-model and its facets.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.openlineage_event import Event, event_of, items_of
from ingest.openlineage_facts import dataset_facts, derived, job_facts, seen
from ingest.sniff import keys


@connector(
    title="OpenLineage events",
    reads=keys(
        "job",
        some=("run", "inputs", "outputs", "eventType", "eventTime"),
        without=("apiVersion",),
        items=True,
    )
    | keys("eventType", some=("inputs", "outputs"), without=("apiVersion",), items=True)
    | keys("dataset", "eventTime", without=("apiVersion",), items=True),
    nodes={Label.DATASET, Label.FIELD, Label.TASK, Label.TOPIC, Label.WORKFLOW},
    edges={
        Rel.DERIVED_FROM,
        Rel.OWNS,
        Rel.PART_OF,
        Rel.PUBLISHES_TO,
        Rel.READS,
        Rel.SUBSCRIBES_TO,
        Rel.WRITES,
    },
)
def openlineage(doc: Document) -> Iterator[Fact | Reject]:
    for value in items_of(doc):
        yield from _event(event_of(value))


def _event(event: Event) -> Iterator[Fact | Reject]:
    yield from event.rejects
    if event.job is not None:
        yield from job_facts(event, event.job)
    for dataset in event.datasets:
        yield from dataset_facts(event, dataset)
    if event.job is not None:
        for dataset in event.inputs:
            relation = Rel.SUBSCRIBES_TO if dataset.topic else Rel.READS
            yield seen(event, event.job, relation, dataset.ref, dataset.value)
        for dataset in event.outputs:
            relation = Rel.PUBLISHES_TO if dataset.topic else Rel.WRITES
            yield seen(event, event.job, relation, dataset.ref, dataset.value)
    for output in event.outputs:
        yield from derived(event, output)
