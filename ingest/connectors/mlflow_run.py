"""MLflow runs: the model that a run logged, and the datasets that it was trained or evaluated on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Edge, Fact, Node, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.mlflow import Holds, dataset_of, of_run, shown_tags, tags_of, unwrapped
from ingest.properties import Props

CONTEXT: Final = "mlflow.data.context"
EVALUATION: Final = ("eval", "evaluation", "test", "testing", "validation")
REPOSITORY: Final = ("mlflow.source.git.repoURL", "mlflow.databricks.gitRepoUrl")
LOGGED: Final = "mlflow.log-model.history"


@connector(
    title="MLflow run",
    reads=Holds(("info",), with_key="run_id")
    | Holds(("info",), with_key="run_uuid")
    | Holds(("run", "runs"), with_key="info"),
    nodes={Label.MODEL},
    edges={Rel.TRAINED_ON, Rel.EVALUATED_ON},
    authority="contract",
)
def mlflow_run(doc: Document) -> Iterator[Fact | Reject]:
    top = unwrapped(doc)
    if top["info"]:
        yield from _run(top)
    for part in ("run", "runs"):
        for run in top[part].one_or_many():
            yield from _run(run)


def _run(run: Value) -> Iterator[Fact | Reject]:
    info, data = run["info"], run["data"] if run["data"].is_map else run
    identity = info["run_id"].text or info["run_uuid"].text
    if not identity:
        yield Reject(info.at, "a run needs a run_id")
        return
    tags = dict(tags_of(data["tags"]))
    named = info["run_name"].text or next(
        (tags[key].text for key in ("mlflow.runName", "run_name") if key in tags), ""
    )
    model = of_run(identity, named or identity)
    logged = LOGGED in tags or bool(run["outputs"])
    if logged:
        yield _model(run, data, model, tags)
    inputs = run["inputs"]
    for used in inputs["dataset_inputs"] if inputs.is_map else inputs:
        dataset = dataset_of(used["dataset"])
        if dataset is None or dataset.label != Label.DATASET:
            yield Reject(used.at, "the input names no dataset")
            continue
        context = next((tag.text for key, tag in tags_of(used["tags"]) if key == CONTEXT), "")
        props: dict[str, PropValue] = {"context": context} if context else {}
        rel = Rel.EVALUATED_ON if context.lower() in EVALUATION else Rel.TRAINED_ON
        yield Edge(model, rel, dataset, used["dataset"].at, props, known_only=not logged)


def _model(run: Value, data: Value, model: Ref, tags: dict[str, Value]) -> Node:
    props = Props(run.document)
    props.text("run_id", run["info/run_id"])
    props.text("experiment_id", run["info/experiment_id"])
    props.put(Prop.TAGS, shown_tags(data["tags"]), data["tags"].at)
    metrics = data["metrics"]
    measured = {name: value for name, value in _metrics(metrics) if value}
    props.put("metrics", tuple(f"{n}={v}" for n, v in sorted(measured.items())), metrics.at)
    for key in REPOSITORY:
        if key in tags:
            props.text(Prop.REPOSITORY, tags[key])
    return Node(model, run.at, props.values, props.places, keys=(model.key or "",))


def _metrics(metrics: Value) -> Iterator[tuple[str, str]]:
    """Each metric with the last value: a history by name (exports), or a list (replies)."""
    if metrics.is_map:
        for name, values in metrics.items():
            history = list(values.one_or_many())
            if history:
                last = history[-1]
                yield name, (last["value"] if last.is_map else last).text
    else:
        for metric in metrics:
            yield metric["key"].text, metric["value"].text
