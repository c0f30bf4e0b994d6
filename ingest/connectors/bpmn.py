"""BPMN 2.0: processes, their tasks in order, the processes that they call and the data stores that they use."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.bpmn import Model, Process
from ingest.connector import connector
from ingest.documents import Document
from ingest.properties import Props
from ingest.sniff import xml_root
from ingest.workflow import step_facts
from ingest.xml_document import Element

NAMESPACE = "http*omg.org/spec/BPMN/*"


@connector(
    title="BPMN 2.0",
    reads=xml_root(NAMESPACE, "definitions"),
    nodes={Label.WORKFLOW, Label.TASK, Label.DATASET},
    edges={Rel.PART_OF, Rel.INVOKES, Rel.READS, Rel.WRITES},
)
def bpmn(doc: Document) -> Iterator[Fact | Reject]:
    if doc.xml is None:
        return
    model = Model(doc, doc.xml)
    for name, store in model.stores.items():
        yield Node(Ref(Label.DATASET, name), store.at, {Prop.TYPE: "data store"})
    for process in doc.xml.children("process"):
        yield from _process(model, process)


def _process(model: Model, process: Element) -> Iterator[Fact | Reject]:
    workflow = model.processes.get(process.get("id"))
    if workflow is None:
        yield Reject(process.at, "a process needs an id")
        return
    steps = Process(model)
    steps.read(process)
    pool = model.pools.get(process.get("id"), "")
    props = Props(model.doc)
    if documented := process.child("documentation"):
        props.put(Prop.DESCRIPTION, documented.text, documented.at)
    props.put("executable", process.get("isExecutable") == "true", process.at)
    props.put(Prop.VERSION, process.get("versionTag"), process.at)
    props.put("pool", pool, process.at)
    yield Node(
        workflow,
        process.at,
        props.values,
        props.places,
        keys=(f"bpmn:{process.get('id')}",),
        aliases=(pool,) if pool and pool != workflow.name else (),
        location=model.doc.folder,
    )
    yield from step_facts(workflow, steps.steps)
