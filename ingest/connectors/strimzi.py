"""Strimzi: Kafka clusters and their topics as Kubernetes objects, and who may read or write which topic."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import name_of, namespace_of
from ingest.connector import connector
from ingest.dataset_naming import by_parts
from ingest.documents import Document, Value, unrendered
from ingest.kind_match import KIND
from ingest.manifest import manifest
from ingest.properties import Props
from ingest.sniff import kind

CLUSTER = "strimzi.io/cluster"
OBJECT = manifest(kind("kafka.strimzi.io/*", "Kafka", "KafkaTopic"))


@connector(
    title="Strimzi",
    reads=OBJECT,
    nodes={Label.RESOURCE, Label.TOPIC},
    edges={Rel.RUNS_ON},
)
def strimzi(doc: Document) -> Iterator[Fact | Reject]:
    """https://strimzi.io/docs/operators/latest/configuring.html"""
    for value in OBJECT.of(doc):
        name, what = name_of(value), value["kind"].text
        if not name or unrendered(name):
            yield Reject(value["metadata/name"].at, f"a {what} needs a metadata.name")
        elif what == "Kafka":
            yield _cluster(value, name)
        else:
            yield from _topic(value, value["spec/topicName"].text or name)


def _ref(name: str, namespace: str | None) -> Ref:
    return Ref(Label.RESOURCE, name, key=f"strimzi:{namespace or '-'}/{name}", scope=namespace)


def _cluster(value: Value, name: str) -> Node:
    namespace = namespace_of(value)
    props = Props(value.document)
    props.put(Prop.TYPE, "kafka", value["kind"].at)
    props.text(KIND, value["kind"])
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    props.text(Prop.VERSION, value["spec/kafka/version"])
    ref = _ref(name, namespace)
    place = value.document.folder
    return Node(ref, value.at, props.values, props.places, (ref.key or "",), location=place)


def _topic(value: Value, name: str) -> Iterator[Fact]:
    """The object is called otherwise where the topic's name is none that Kubernetes allows (`spec.topicName`)."""
    topic = Ref(Label.TOPIC, by_parts("kafka", "", (), name).name)
    props = Props(value.document)
    props.put(Prop.PROTOCOL, "kafka", value["kind"].at)
    props.text(KIND, value["kind"])
    for prop in ("partitions", "replicas"):
        props.number(prop, value["spec"][prop])
    for key, setting in value["spec/config"].items():
        props.text(key.replace(".", "_"), setting)
    other = name_of(value)
    aliases = (other,) if other != name else ()
    place = value.document.folder
    yield Node(topic, value.at, props.values, props.places, aliases=aliases, location=place)
    cluster = value["metadata/labels"].get(CLUSTER)
    if cluster.text and not unrendered(cluster.text):
        yield Edge(topic, Rel.RUNS_ON, _ref(cluster.text, namespace_of(value)), cluster.at)
