"""Temporal and Cadence: what the history of a run shows of its workflow, its activities and whom it calls."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Place, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.temporal_history import Event, History, Run, event_of, histories, member, queue_of
from ingest.workflow import step_facts, usable

OBSERVED = Provenance.OBSERVED
CHILD = ("startChildWorkflowExecutionInitiated", "workflowExecutionContinuedAsNew")


@connector(
    title="Temporal and Cadence histories",
    reads=History(),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={Rel.PART_OF, Rel.INVOKES},
)
def temporal(doc: Document) -> Iterator[Fact | Reject]:
    for events in histories(doc):
        yield from _run(events)


def _run(events: Value) -> Iterator[Fact | Reject]:
    found = [event for value in events if (event := event_of(value)) is not None]
    start = next((e for e in found if e.name == "workflowExecutionStarted"), None)
    name = _type(start, "workflowType").text if start is not None else ""
    if start is None or not usable(name):
        yield Reject(
            events.at, "a history needs a started event that names the type of the workflow"
        )
        return
    workflow = Ref(Label.WORKFLOW, name, key=f"workflow-type:{name}")
    yield _workflow(workflow, start)
    run = Run()
    for event in found:
        if event.name == "activityTaskScheduled":
            activity = _type(event, "activityType").text
            if usable(activity):
                run.schedule(event, activity)
            else:
                yield Reject(event.value.at, "an activity without the name of its type")
        elif event.name == "activityTaskCompleted":
            run.complete(event)
        else:
            yield from _calls(workflow, event)
    yield from step_facts(workflow, list(run.steps.values()), OBSERVED)


def _type(event: Event, key: str) -> Value:
    return member(member(event.attributes, key), "name")


def _workflow(workflow: Ref, start: Event) -> Node:
    props = Props(start.value.document)
    props.text(Prop.TASK_QUEUE, member(queue_of(start.attributes), "name"))
    props.text(Prop.SCHEDULE, member(start.attributes, "cronSchedule"))
    return Node(
        workflow,
        start.value.at,
        props.values,
        props.places,
        provenance=OBSERVED,
        event_time=start.time,
    )


def _calls(workflow: Ref, event: Event) -> Iterator[Edge]:
    """Child workflows, what a run goes on as, and operations of other services (Nexus)."""
    if event.name in CHILD:
        kind = _type(event, "workflowType")
        if usable(kind.text) and kind.text != workflow.name:
            other = Ref(Label.WORKFLOW, kind.text, key=f"workflow-type:{kind.text}")
            yield _invokes(workflow, other, kind.at, event)
    elif event.name == "nexusOperationScheduled":
        service, operation = event.attributes["service"], event.attributes["operation"]
        if usable(service.text):
            api = Ref(Label.API, service.text)
            called = Ref(Label.OPERATION, operation.text, within=api)
            yield _invokes(
                workflow, called if usable(operation.text) else api, event.value.at, event
            )


def _invokes(start: Ref, end: Ref, at: Place, event: Event) -> Edge:
    return Edge(start, Rel.INVOKES, end, at, {}, OBSERVED, event.time)
