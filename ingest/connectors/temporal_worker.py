"""Manifests of Temporal and Cadence workers: the workflows and activities that a service runs, and from which queue.

A mapping with a `taskQueue` (or `task_queue`, `taskList`, `task_list`) and a list of `workflows` and/or of
`activities`, each a name or a mapping with a `name`; `service` (or `name`) is what runs them. Several under `workers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import Condition, keys
from ingest.workflow import owner, usable

QUEUES = ("taskQueue", "task_queue", "taskList", "task_list")
OTHERS = ("apiVersion", "events", "eventType")


class Workers(Condition):
    """Under `workers`, a list of such manifests."""

    def matches(self, doc: Document) -> bool:
        listed = doc["workers"] if doc.root.is_map else doc.root
        return listed.is_list and any(_is_worker(item) for item in listed)

    def __str__(self) -> str:
        return "workers with a task queue and workflows"


@connector(
    title="Temporal and Cadence workers",
    reads=keys("workflows", some=QUEUES, without=OTHERS)
    | keys("activities", some=QUEUES, without=OTHERS)
    | Workers(),
    nodes={Label.SERVICE, Label.WORKFLOW, Label.TASK},
    edges={Rel.RUNS_ON, Rel.PART_OF, Rel.OWNS},
)
def temporal_worker(doc: Document) -> Iterator[Fact | Reject]:
    if _is_worker(doc.root):
        yield from _worker(doc.root, doc.root)
        return
    for value in doc["workers"] if doc.root.is_map else doc.root:
        if _is_worker(value):
            yield from _worker(value, doc.root if doc.root.is_map else value)
        else:
            yield Reject(value.at, "a worker needs a task queue, and workflows or activities")


def _is_worker(value: Value) -> bool:
    return (
        value.is_map
        and any(value[key].is_scalar for key in QUEUES)
        and any(value[key].is_list for key in ("workflows", "activities"))
    )


def _worker(value: Value, outer: Value) -> Iterator[Fact | Reject]:
    queue = next(value[key] for key in QUEUES if value[key].is_scalar)
    named = next(
        (v for v in (value["service"], value["name"], outer["service"]) if v.is_scalar), None
    )
    service = None
    if named is not None and usable(named.text):
        service = Ref(Label.SERVICE, named.text)
        props = Props(value.document)
        props.put(Prop.TASK_QUEUE, queue.text, queue.at)
        yield Node(service, named.at, props.values, props.places)
    workflows = list[Ref]()
    for item in value["workflows"]:
        name = item["name"] if item.is_map else item
        if not name.is_scalar or not usable(name.text):
            yield Reject(item.at, "a workflow needs a name")
            continue
        workflow = Ref(Label.WORKFLOW, name.text, key=f"workflow-type:{name.text}")
        workflows.append(workflow)
        yield from _runs(workflow, item, queue, service)
        for who in (item["owner"] if item.is_map else value["owner"], value["owner"]):
            if who.is_scalar:
                yield from owner(workflow, who)
                break
        for activity in item["activities"] if item.is_map else ():
            yield from _activity(activity, workflow, queue, service)
    for activity in value["activities"]:
        yield from _activity(
            activity, workflows[0] if len(workflows) == 1 else None, queue, service
        )


def _activity(
    item: Value, workflow: Ref | None, queue: Value, service: Ref | None
) -> Iterator[Fact | Reject]:
    """An activity; of a worker with several workflows nobody says which of them calls it."""
    name = item["name"] if item.is_map else item
    if not name.is_scalar or not usable(name.text):
        yield Reject(item.at, "an activity needs a name")
        return
    task = Ref(Label.TASK, name.text, within=workflow)
    yield from _runs(task, item, queue, service)
    if workflow is not None:
        yield Edge(task, Rel.PART_OF, workflow, item.at)


def _runs(thing: Ref, item: Value, queue: Value, service: Ref | None) -> Iterator[Fact]:
    props = Props(item.document)
    props.text(Prop.TASK_QUEUE, queue)
    if item.is_map:
        props.text(Prop.DESCRIPTION, item["description"])
    yield Node(thing, item.at, props.values, props.places)
    if service is not None:
        yield Edge(thing, Rel.RUNS_ON, service, item.at, {Prop.TASK_QUEUE: queue.text})
