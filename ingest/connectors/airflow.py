"""Airflow: DAGs as the scheduler keeps them (serialised, versions 1 to 3) or as its REST interface replies.

Schema: https://github.com/apache/airflow/blob/main/airflow-core/src/airflow/serialization/schema.json
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.airflow_dag import assets_of, documents, plain, schedule, tags, task_of
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import keys
from ingest.workflow import owner, step_facts, usable

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
    nodes={Label.WORKFLOW, Label.TASK, Label.DATASET, Label.TOPIC},
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
        yield Node(data, at)
        yield Edge(workflow, relation, data, at)
    steps = [step for task in tasks if (step := task_of(task)) is not None]
    after = {step.path: step for step in steps}
    for task in tasks:
        for key in ("downstream_task_ids", "_downstream_task_ids"):
            for name in task[key]:
                if (step := after.get((name.text,))) is not None:
                    step.after.append((task["task_id"].text,))
                else:
                    yield Reject(name.at, f"no task of this DAG: {name.text[:200]!r}")
    for call in (call for step in steps for call in step.calls):
        if call.end.label in (Label.DATASET, Label.TOPIC):
            yield Node(call.end, call.at)
    yield from step_facts(workflow, steps)
