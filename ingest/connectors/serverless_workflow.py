"""Serverless Workflow (DSL 1.0): a workflow, its tasks in order, and the services, APIs and workflows that they call."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.properties import Props
from ingest.serverless_workflow import Tasks, event_types, workflow_named
from ingest.sniff import Condition
from ingest.workflow import owners, step_facts, usable


class Dsl(Condition):
    """A `document` that names its `dsl`, and a list of what to `do`."""

    def matches(self, doc: Document) -> bool:
        return doc.root.is_map and doc["document"].is_map and "dsl" in doc["document"].data

    def __str__(self) -> str:
        return "document.dsl"


@connector(
    title="Serverless Workflow (DSL 1.0)",
    reads=Dsl(),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={Rel.PART_OF, Rel.INVOKES, Rel.PUBLISHES_TO, Rel.SUBSCRIBES_TO, Rel.OWNS},
)
def serverless_workflow(doc: Document) -> Iterator[Fact | Reject]:
    about = doc["document"]
    name = about["name"].text
    if not usable(name):
        yield Reject(about.at, "a workflow needs a document.name")
        return
    if not about["dsl"].text.startswith("1."):
        yield Reject(about["dsl"].at, f"DSL {about['dsl'].text[:40]} is not known; read as 1.0")
    workflow = workflow_named(about["namespace"].text, name)
    props = Props(doc)
    props.text(Prop.TITLE, about["title"])
    props.text(Prop.DESCRIPTION, about["summary"])
    props.text(Prop.VERSION, about["version"])
    props.text("workflow_namespace", about["namespace"])
    props.text("dsl", about["dsl"])
    props.put(
        Prop.TAGS, tuple(f"{k}: {v.text}" for k, v in about["tags"].items()), about["tags"].at
    )
    schedule = doc["schedule"]
    props.text(Prop.SCHEDULE, schedule["cron"])
    props.put("listens", tuple(event_types(schedule["on"])), schedule.at)
    tasks = Tasks(doc, doc["use/functions"])
    tasks.read(doc["do"])
    yield Node(workflow, doc.at, props.values, props.places, location=doc.folder)
    yield from owners(workflow, about["tags"], about["metadata"])
    yield from step_facts(workflow, tasks.steps)
    yield from tasks.rejects
