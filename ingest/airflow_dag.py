"""Airflow's serialised values: types unwrapped, assets named as datasets, schedules in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Place, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.dataset_naming import by_openlineage, by_parts
from ingest.documents import Value, unrendered
from ingest.properties import Props
from ingest.workflow import Call, Step, usable

__all__ = ["asset", "assets_of", "documents", "plain", "schedule", "tags", "task_of"]

SEVERAL: Final = ("objects", "assets", "datasets", "__var")
DEPTH: Final = 20


def documents(value: Value) -> Iterator[tuple[Value, Value]]:
    """Each DAG of a document, and the defaults of its tasks: a list, a reply, a row, or the DAG itself."""
    if value.is_list:
        for item in value:
            if item.is_map:
                yield from documents(item)
    elif value["dags"].is_list:
        yield from documents(value["dags"])
    elif value["data"].is_map and value["data/dag"]:
        yield from documents(value["data"])
    elif "dag" in value.data and "__version" in value.data:
        yield plain(value["dag"]), value["client_defaults/tasks"]
    else:
        yield value, value["client_defaults/tasks"]


def plain(value: Value) -> Value:
    """What a value with its type (`__type`, `__var`) holds."""
    if value.is_map and "__var" in value.data:
        return value["__var"]
    return value


def tags(dag: Value) -> tuple[str, ...]:
    found = (tag["name"].text if tag.is_map else tag.text for tag in plain(dag["tags"]))
    return tuple(text for text in found if text)


def schedule(dag: Value, props: Props) -> None:
    """When the DAG runs: an expression, an interval in seconds, or the name of its timetable."""
    stated = dag["schedule_interval"]
    if stated.is_map:
        stated = stated["value"] if stated["value"].is_scalar else stated["__var"]
    timetable = dag["timetable"]
    about = _about(timetable)
    kind = timetable
    if timetable.is_map:
        kind = timetable["__type"] if timetable["__type"] else timetable["type"]
    inner = (
        about["timetable/__var/expression"] if about["timetable"].is_map else about["expression"]
    )
    for value in (stated, inner, about["delta"], dag["timetable_summary"], kind):
        if value.is_scalar:
            props.text(Prop.SCHEDULE, value)


def _about(timetable: Value) -> Value:
    """What a timetable is made of."""
    if not timetable.is_map:
        return Value(timetable.document, None, timetable.pointer)
    return next((timetable[k] for k in ("__var", "value") if timetable[k].is_map), timetable)


def asset(value: Value) -> tuple[Ref, Place] | None:
    """The dataset or topic that an inlet or outlet is: an asset, a dataset, a file or a table."""
    inner = plain(value)
    if not inner.is_map:
        return _uri(inner) if inner.is_scalar and "://" in inner.text else None
    for key in ("uri", "url"):
        if inner[key].is_scalar and inner[key].text:
            return _uri(inner[key])
    name = inner["name"]
    if name.is_scalar and name.text and "database" in inner.data and not unrendered(name.text):
        called = by_parts("", "", [inner["database"].text], name.text)
        return Ref(called.label, called.name, namespace=called.namespace), name.at
    return None


def _uri(value: Value) -> tuple[Ref, Place] | None:
    """https://openlineage.io/docs/spec/naming: a host and what is on it, as a path or in dotted parts."""
    if unrendered(value.text):
        return None
    scheme, marked, rest = value.text.partition("://")
    host, _, path = rest.partition("?")[0].partition("/")
    space = f"{scheme}://{host}" if marked else ""
    called = by_openlineage(space, (path if host else f"/{path}") if marked else value.text)
    if marked and not called.path and called.label == Label.DATASET:
        dotted = path.strip("/").replace("/", ".")
        called = by_openlineage(space, dotted)
        if called.namespace == scheme.lower() != host:  # no host: the project is part of the name
            called = by_openlineage(scheme, f"{host}.{dotted}")
    if not called.name:
        return None
    return Ref(called.label, called.name, namespace=called.namespace), value.at


def assets_of(dag: Value) -> list[tuple[Ref, Place]]:
    """The assets whose change starts the DAG."""
    found: list[tuple[Ref, Place]] = []
    about = _about(dag["timetable"])
    roots = [about[key] for key in ("asset_condition", "dataset_condition")]
    roots += [dag[key] for key in ("asset_triggers", "dataset_triggers", "dataset_expression")]
    for root in roots:
        _collect(root, found, DEPTH)
    return list(dict.fromkeys(found))


def _collect(value: Value, found: list[tuple[Ref, Place]], depth: int) -> None:
    if depth and value.is_list:
        for item in value:
            _collect(item, found, depth - 1)
    elif depth and value.is_map:
        if (one := asset(value)) is not None:
            found.append(one)
            return
        for key in SEVERAL:
            _collect(value[key], found, depth - 1)


def task_of(task: Value) -> Step | None:
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
