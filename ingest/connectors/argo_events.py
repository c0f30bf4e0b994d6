"""Argo Events: event sources with the topics that they listen to, and sensors with what they start.

https://argoproj.github.io/argo-events/concepts/architecture/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.argo_trigger import BROKERS, source, topic_of, trigger_calls
from ingest.cluster import namespace_of
from ingest.connector import connector
from ingest.documents import Document
from ingest.properties import Props
from ingest.sniff import kind
from ingest.workflow import Call, Step, owners, step_facts, usable


@connector(
    title="Argo Events",
    reads=kind("argoproj.io/*", "EventSource", "Sensor"),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={
        Rel.DEPENDS_ON,
        Rel.INVOKES,
        Rel.OWNS,
        Rel.PART_OF,
        Rel.PUBLISHES_TO,
        Rel.SUBSCRIBES_TO,
    },
)
def argo_events(doc: Document) -> Iterator[Fact | Reject]:
    name, space = doc["metadata/name"].text, namespace_of(doc.root)
    if not usable(name):
        yield Reject(doc["metadata"].at, f"a {doc['kind'].text} needs a metadata.name")
        return
    scope = "/".join(filter(None, (space, doc["kind"].text)))
    if doc["kind"].text == "EventSource":
        yield from _source(doc, replace(source(name, space), scope=scope))
    else:
        yield from _sensor(doc, Ref(Label.WORKFLOW, name, scope=scope), space)


def _about(doc: Document, what: Ref) -> Node:
    props = Props(doc)
    props.text(Prop.TYPE, doc["kind"])
    props.text(Prop.KUBERNETES_NAMESPACE, doc["metadata/namespace"])
    kinds = tuple(
        k for k, v in doc["spec"].items() if v.is_map and k not in ("template", "service")
    )
    if doc["kind"].text == "EventSource":
        props.put("event_types", kinds, doc["spec"].at)
    keys = (f"argo-event-source:{what.name}",) if what.key else ()
    return Node(what, doc.at, props.values, props.places, keys=keys, location=doc.folder)


def _source(doc: Document, events: Ref) -> Iterator[Fact | Reject]:
    yield _about(doc, events)
    yield from owners(events, doc["metadata/labels"], doc["metadata/annotations"])
    for kind_, (key, broker) in BROKERS.items():
        for _, event in doc["spec"].get(kind_).items():
            if (topic := topic_of(event[key], broker)) is not None:
                yield Edge(events, Rel.SUBSCRIBES_TO, topic, event[key].at)


def _sensor(doc: Document, sensor: Ref, space: str | None) -> Iterator[Fact | Reject]:
    yield _about(doc, sensor)
    yield from owners(sensor, doc["metadata/labels"], doc["metadata/annotations"])
    stated = {d["eventSourceName"].text: d["eventSourceName"] for d in doc["spec/dependencies"]}
    for name, value in stated.items():
        if usable(name):
            yield Edge(sensor, Rel.DEPENDS_ON, source(name, space), value.at)
    steps = list[Step]()
    for trigger in doc["spec/triggers"]:
        template = trigger["template"]
        if not usable(template["name"].text):
            yield Reject(trigger.at, "a trigger needs a template with a name")
            continue
        step = Step((template["name"].text,), trigger.at, Props(doc))
        steps.append(step)
        step.props.text("condition", template["conditions"])
        for found in trigger_calls(template, step, space):
            if isinstance(found, Call):
                step.calls.append(found)
            else:
                yield found
    yield from step_facts(sensor, steps)
