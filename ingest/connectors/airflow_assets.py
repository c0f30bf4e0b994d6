"""Airflow's REST replies about assets (before Airflow 3: datasets): which tasks write them, which DAGs they start.

https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.airflow_dag import asset
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.sniff import keys
from ingest.workflow import usable

LISTS = ("assets", "datasets")
CONSUMERS = ("consuming_dags", "scheduled_dags", "consuming_tasks")


@connector(
    title="Airflow assets",
    reads=keys("total_entries", some=LISTS, without=("dags",)),
    nodes={Label.DATASET, Label.TOPIC},
    edges={Rel.READS, Rel.WRITES, Rel.SUBSCRIBES_TO, Rel.PUBLISHES_TO},
)
def airflow_assets(doc: Document) -> Iterator[Fact | Reject]:
    for value in (item for key in LISTS for item in doc[key]):
        found = asset(value)
        if found is None:
            yield Reject(value.at, "an asset needs a uri")
            continue
        data, at = found
        topic = data.label == Label.TOPIC
        yield Node(data, at)
        for task in value["producing_tasks"]:
            relation = Rel.PUBLISHES_TO if topic else Rel.WRITES
            yield from _edge(task, relation, data)
        for used in (item for key in CONSUMERS for item in value[key]):
            yield from _edge(used, Rel.SUBSCRIBES_TO if topic else Rel.READS, data)


def _edge(user: Value, relation: Rel, data: Ref) -> Iterator[Edge | Reject]:
    """A DAG, or a task of one, uses the data."""
    dag, task = user["dag_id"].text, user["task_id"].text
    if not usable(dag):
        yield Reject(user.at, "a producing task or consuming DAG needs a dag_id")
        return
    workflow = Ref(Label.WORKFLOW, dag, key=f"dag:{dag}")
    start = Ref(Label.TASK, task, within=workflow) if usable(task) else workflow
    yield Edge(start, relation, data, user.at)
