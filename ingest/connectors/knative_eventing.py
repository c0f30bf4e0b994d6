"""Knative Eventing: brokers and channels as topics, who is subscribed to them and what feeds them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import called, name_of, namespace_of
from ingest.connector import connector
from ingest.dataset_naming import by_parts
from ingest.documents import Document, Value, unrendered
from ingest.hosts import Host, hosts
from ingest.kind_match import KIND
from ingest.manifest import manifest
from ingest.properties import Props
from ingest.sniff import kind

CHANNELS = frozenset({"Channel", "InMemoryChannel", "KafkaChannel", "NatsJetStreamChannel"})
OBJECT = manifest(
    kind("eventing.knative.dev/*", "Broker", "Trigger"),
    kind("messaging.knative.dev/*", "Subscription", *sorted(CHANNELS)),
    kind("sources.knative.dev/*", "KafkaSource", "SinkBinding"),
)


@connector(
    title="Knative Eventing",
    reads=OBJECT,
    nodes={Label.TOPIC},
    edges={Rel.SUBSCRIBES_TO, Rel.PUBLISHES_TO},
)
def knative_eventing(doc: Document) -> Iterator[Fact | Reject]:
    """https://knative.dev/docs/eventing/"""
    for value in OBJECT.of(doc):
        name, what = name_of(value), value["kind"].text
        if not name or unrendered(name):
            yield Reject(value["metadata/name"].at, f"a {what} needs a metadata.name")
        elif what == "Broker" or what in CHANNELS:
            yield _topic(value, name)
        else:
            yield from READERS[what](value)


def _topic(value: Value, name: str) -> Node:
    props = Props(value.document)
    props.text(KIND, value["kind"])
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    topic = Ref(Label.TOPIC, name, scope=namespace_of(value))
    return Node(topic, value.at, props.values, props.places, location=value.document.folder)


def _service(destination: Value, namespace: str | None) -> Ref | None:
    """The Service behind a destination: `ref`, or a `uri` that names one."""
    ref = destination["ref"]
    if ref["name"].text and ref["kind"].text == "Service":
        host = Host(ref["name"].text, ref["namespace"].text or None, certain=True)
        return called(host, namespace)
    found = next(hosts(destination["uri"].text), None)
    return called(found, namespace) if found is not None and found.certain else None


def _held(destination: Value, namespace: str | None) -> Ref | None:
    """The broker or channel that a destination or reference names."""
    ref = destination["ref"] or destination
    if ref["kind"].text == "Broker" or ref["kind"].text in CHANNELS:
        return Ref(Label.TOPIC, ref["name"].text, scope=ref["namespace"].text or namespace)
    return None


def _trigger(value: Value) -> Iterator[Fact]:
    namespace, spec = namespace_of(value), value["spec"]
    topic = Ref(Label.TOPIC, spec["broker"].text or "default", scope=namespace)
    if (service := _service(spec["subscriber"], namespace)) is not None:
        stated = spec["filter/attributes"].items()
        events = tuple(f"{key}={v.text}" for key, v in stated if v.is_scalar)
        props = {"filter": events} if events else {}
        yield Edge(service, Rel.SUBSCRIBES_TO, topic, spec["subscriber"].at, props)


def _subscription(value: Value) -> Iterator[Fact]:
    """The subscriber is sent what the channel holds, and its replies go on to another."""
    namespace, spec = namespace_of(value), value["spec"]
    channel, service = _held(spec["channel"], namespace), _service(spec["subscriber"], namespace)
    if service is None:
        return
    if channel is not None:
        yield Edge(service, Rel.SUBSCRIBES_TO, channel, spec["channel"].at)
    if (reply := _held(spec["reply"], namespace)) is not None:
        yield Edge(service, Rel.PUBLISHES_TO, reply, spec["reply"].at)


def _kafka_source(value: Value) -> Iterator[Fact]:
    service = _service(value["spec/sink"], namespace_of(value))
    for topic in value["spec/topics"].one_or_many():
        if service is not None and topic.text:
            name = by_parts("kafka", "", (), topic.text).name
            yield Edge(service, Rel.SUBSCRIBES_TO, Ref(Label.TOPIC, name), topic.at)


def _sink_binding(value: Value) -> Iterator[Fact]:
    """The workload that is bound sends its events to the sink."""
    namespace, subject = namespace_of(value), value["spec/subject"]
    topic = _held(value["spec/sink"], namespace)
    if topic is not None and subject["name"].text:
        among = (Label.SERVICE, Label.RESOURCE)
        scope = subject["namespace"].text or namespace
        workload = Ref(Label.SERVICE, subject["name"].text, scope=scope, among=among)
        yield Edge(workload, Rel.PUBLISHES_TO, topic, value["spec/sink"].at)


READERS = {
    "KafkaSource": _kafka_source,
    "SinkBinding": _sink_binding,
    "Subscription": _subscription,
    "Trigger": _trigger,
}
