"""The model of a Structurizr workspace: its elements with class, name and canonical name, and who relates to whom.

JSON Schema: https://github.com/structurizr/json (model, documentation, views).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.facts import Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.documents import Document, Value, unrendered

__all__ = ["LABELS", "Element", "Model", "model_of", "relations_of"]

# (list in its parent, kind in the canonical name)
CHILDREN = {
    "people": "Person",
    "softwareSystems": "SoftwareSystem",
    "containers": "Container",
    "components": "Component",
    "customElements": "Custom",
    "deploymentNodes": "DeploymentNode",
    "children": "DeploymentNode",
    "infrastructureNodes": "InfrastructureNode",
    "softwareSystemInstances": "SoftwareSystemInstance",
    "containerInstances": "ContainerInstance",
}
LABELS = {
    "Person": Label.PERSON,
    "SoftwareSystem": Label.SYSTEM,
    "Container": Label.SERVICE,
    "Component": Label.LIBRARY,
    "Custom": Label.RESOURCE,
    "DeploymentNode": Label.RESOURCE,
    "InfrastructureNode": Label.RESOURCE,
}
SHAPES = {"Cylinder": "store", "Pipe": "queue"}
STORE = re.compile(
    r"\b(data ?base|datastore|data store|data warehouse|rdbms|schema|cache|bucket|blob storage|object storage"
    r"|file ?system|message (broker|bus)|broker|postgres(ql)?|mysql|mariadb|oracle|sql server|mongo(db)?|redis|valkey"
    r"|cassandra|dynamodb|elasticsearch|opensearch|memcached|neo4j|sqlite|couchdb|snowflake|bigquery|s3|kafka|rabbitmq"
    r"|activemq|nats)\b",
    re.I,
)
QUEUE = re.compile(r"\b(topic|queue|event stream|channel|sqs|sns|exchange)\b", re.I)
READS = re.compile(r"\b(read|reads|query|queries|select|selects|load|loads|fetch|fetches)\b", re.I)
WRITES = re.compile(
    r"\b(write|writes|store|stores|save|saves|update|updates|insert|inserts|persist|persists)\b",
    re.I,
)
PUBLISHES = re.compile(
    r"\b(publish\w*|send|sends|write|writes|produce|produces|emit|emits|put|puts|post|posts|enqueue\w*|push\w*)\b",
    re.I,
)
SUBSCRIBES = re.compile(
    r"\b(subscribe\w*|consume|consumes|listen|listens|receive|receives|read|reads|poll|polls|get|gets|dequeue\w*)\b",
    re.I,
)
MAX_DEPTH = 30


@dataclass(slots=True)
class Element:
    """An element of the model; `ref` is None for an instance, which stands for the element `of` it."""

    value: Value
    kind: str
    ref: Ref | None
    parent: Element | None
    canonical: str
    of: str = ""
    users: list[str] = field(default_factory=list[str])

    @property
    def relationships(self) -> Value:
        return self.value["relationships"]


@dataclass(slots=True)
class Model:
    """The elements by id, in the order of the file, and what is wrong with some."""

    elements: dict[str, Element]
    rejects: list[Reject]


def model_of(doc: Document) -> Model:
    """The elements of the workspace."""
    model = Model({}, [])
    shapes = {
        style["tag"].text: SHAPES[style["shape"].text]
        for style in doc["views/configuration/styles/elements"]
        if style["shape"].text in SHAPES
    }
    for value, kind, parent in _walk(doc["model"], None, 0):
        _note(model, value, kind, parent, shapes)
    return model


def _walk(
    inside: Value, parent: Value | None, depth: int
) -> Iterator[tuple[Value, str, Value | None]]:
    for key, kind in CHILDREN.items():
        for value in inside.get(key):
            if value.is_map:
                yield value, kind, parent
                if depth < MAX_DEPTH:
                    yield from _walk(value, value, depth + 1)
            else:
                value.document.reject(value.at, f"expected a mapping of a {kind}")


def _note(
    model: Model, value: Value, kind: str, parent: Value | None, shapes: dict[str, str]
) -> None:
    ident, name = value["id"].text, value["name"].text
    above = model.elements.get(parent["id"].text) if parent is not None else None
    of = value["softwareSystemId"].text or value["containerId"].text
    instance = kind.endswith("Instance")
    if not ident or (instance and not of) or (not instance and (not name or unrendered(name))):
        need = "an id and what it is an instance of" if instance else "an id and a name"
        model.rejects.append(Reject(value.at, f"a {kind} needs {need}"))
        return
    if ident in model.elements:
        model.rejects.append(
            Reject(value["id"].at, f"the id {ident} is given twice; the first one counts")
        )
        return
    if parent is not None and above is None:
        return  # what holds it is a reject
    inside = above.canonical.partition("://")[2] if above else value["environment"].text
    canonical = f"{kind}://{f'{inside}/' if inside else ''}{name}"
    ref = None if instance else _ref(value, kind, name, canonical, inside, shapes)
    model.elements[ident] = Element(value, kind, ref, above, canonical, of)


def _ref(
    value: Value, kind: str, name: str, canonical: str, inside: str, shapes: dict[str, str]
) -> Ref:
    label = LABELS[kind]
    if kind == "Container":
        label = _container(value, shapes)
    return Ref(label, name, key=f"structurizr:{canonical}", scope=inside or None)


def _container(value: Value, shapes: dict[str, str]) -> Label:
    """By the shape of its tags, its tags, then its technology: a database or broker, a topic or queue, or what runs."""
    tags = [t.strip() for t in value["tags"].text.split(",")]
    drawn = {shapes[t] for t in tags if t in shapes}
    for text in (*tags, value["technology"].text):
        if QUEUE.search(text):
            return Label.TOPIC
        if STORE.search(text):
            return Label.RESOURCE
    if drawn:
        return Label.TOPIC if "queue" in drawn else Label.RESOURCE
    return Label.SERVICE


def relations_of(start: Ref, end: Ref, said: str) -> tuple[tuple[Ref, Rel, Ref], ...]:
    """What a relationship between two elements says, by their classes and the words of its description."""
    if start.label == Label.SERVICE and end.label == Label.RESOURCE:
        kinds = [r for r, verbs in ((Rel.READS, READS), (Rel.WRITES, WRITES)) if verbs.search(said)]
        return tuple((start, kind, end) for kind in kinds) or ((start, Rel.DEPENDS_ON, end),)
    if start.label == Label.SERVICE and end.label == Label.TOPIC:
        kinds = [
            r
            for r, verbs in ((Rel.PUBLISHES_TO, PUBLISHES), (Rel.SUBSCRIBES_TO, SUBSCRIBES))
            if verbs.search(said)
        ]
        return tuple((start, kind, end) for kind in kinds) or ((start, Rel.DEPENDS_ON, end),)
    if start.label == Label.TOPIC and end.label == Label.SERVICE:
        return ((end, Rel.SUBSCRIBES_TO, start),)
    return ((start, Rel.DEPENDS_ON, end),)
