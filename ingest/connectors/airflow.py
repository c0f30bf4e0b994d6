"""Airflow: DAGs as the scheduler keeps them (serialised, versions 1 to 3) or as its REST interface replies.

Schema: https://github.com/apache/airflow/blob/main/airflow-core/src/airflow/serialization/schema.json
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.airflow_dag import asset, assets_of, documents, plain, schedule, tags
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import keys
from ingest.workflow import Call, Step, owner, step_facts, usable

OURS = ("dag_run_id", "task_id", "apiVersion", "run_id")
DEFAULT_OWNER = "airflow"  # what a task has when nobody said who owns it


@connector(
    title="Airflow DAGs",
    reads=keys("__version", "dag")
    | keys("dags", "total_entries")
    | keys(
        "dag_id",
        some=("tasks", "fileloc", "is_paused", "schedule_interval", "timetable_summary", "data"),
        without=OURS,
        items=True,
    ),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={
        Rel.DEPENDS_ON,
        Rel.INVOKES,
        Rel.OWNS,
        Rel.PART_OF,
        Rel.PUBLISHES_TO,
        Rel.READS,
        Rel.SUBSCRIBES_TO,
        Rel.WRITES,
    },
)
def airflow(doc: Document) -> Iterator[Fact | Reject]:
    for dag, defaults in documents(doc.root):
        name = dag["dag_id"].text or dag["_dag_id"].text
        if usable(name):
            yield from _dag(dag, Ref(Label.WORKFLOW, name, key=f"dag:{name}"), defaults)
        else:
            yield Reject(dag.at, "a DAG needs a dag_id")


def _dag(dag: Value, workflow: Ref, defaults: Value) -> Iterator[Fact | Reject]:
    props = Props(dag.document)
    shown = (
        dag["dag_display_name"] if dag["dag_display_name"] else dag["_dag_display_property_value"]
    )
    if shown.text != workflow.name:
        props.text(Prop.TITLE, shown)
    props.text(Prop.DESCRIPTION, dag["description"] if dag["description"] else dag["_description"])
    props.text(Prop.DESCRIPTION, dag["doc_md"])
    schedule(dag, props)
    props.put(Prop.TAGS, tags(dag), dag["tags"].at)
    props.flag("paused", dag["is_paused"])
    props.flag("paused", dag["is_paused_upon_creation"])
    props.text("file", dag["relative_fileloc"] if dag["relative_fileloc"] else dag["fileloc"])
    yield Node(workflow, dag.at, props.values, props.places, location=dag.document.folder)
    tasks = [plain(task) for task in dag["tasks"]]
    stated = [*dag["owners"], *(task["owner"] for task in tasks), defaults["owner"]]
    for who in {v.text: v for v in reversed(stated) if v.text != DEFAULT_OWNER}.values():
        yield from owner(workflow, who)
    for data, at in assets_of(dag):
        relation = Rel.SUBSCRIBES_TO if data.label == Label.TOPIC else Rel.READS
        yield Edge(workflow, relation, data, at)
    steps = [step for task in tasks if (step := _task(task)) is not None]
    after = {step.path: step for step in steps}
    for task in tasks:
        for key in ("downstream_task_ids", "_downstream_task_ids"):
            for name in task[key]:
                if (step := after.get((name.text,))) is not None:
                    step.after.append((task["task_id"].text,))
                else:
                    yield Reject(name.at, f"no task of this DAG: {name.text[:200]!r}")
    yield from step_facts(workflow, steps)


def _task(task: Value) -> Step | None:
    name = task["task_id"].text
    if not usable(name):
        task.document.reject(task.at, "a task needs a task_id")
        return None
    props = Props(task.document)
    for key in ("task_type", "_task_type", "operator_name"):
        props.text(Prop.TYPE, task[key])
    props.text(Prop.TYPE, task["class_ref/class_name"])
    props.text(Prop.TITLE, task["_task_display_name"])
    for key in ("doc_md", "doc"):
        props.text(Prop.DESCRIPTION, task[key])
    for key in ("queue", "pool"):
        props.text(key, task[key])
    step = Step((name,), task.at, props)
    for key, relation in (("trigger_dag_id", Rel.INVOKES), ("external_dag_id", Rel.DEPENDS_ON)):
        other = task[key] if task[key].is_scalar else task["partial_kwargs"][key]
        if other.is_scalar and usable(other.text):
            target = Ref(Label.WORKFLOW, other.text, key=f"dag:{other.text}")
            step.calls.append(Call(relation, target, other.at))
    for keys_, relation, topic in (
        (("inlets", "_inlets"), Rel.READS, Rel.SUBSCRIBES_TO),
        (("outlets", "_outlets"), Rel.WRITES, Rel.PUBLISHES_TO),
    ):
        for value in (item for key in keys_ for item in task[key]):
            if (found := asset(value)) is not None:
                used = topic if found[0].label == Label.TOPIC else relation
                step.calls.append(Call(used, *found))
    return step
