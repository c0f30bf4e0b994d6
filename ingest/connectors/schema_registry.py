"""Dumps of a schema registry: a topic for each subject, with the fields of its newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.avro import Types, collect_avro_fields, full_name, is_record
from ingest.connector import connector
from ingest.dataset_naming import topic_of_subject
from ingest.documents import Document, Embedded, Value
from ingest.json_schema import collect_json_fields
from ingest.parse import Problems, Unreadable, json_data
from ingest.properties import Props
from ingest.protobuf import collect_proto_fields
from ingest.references import References
from ingest.registry import TEXTS, Entry, Registry, is_dump, registry_of
from ingest.schema_fields import Bag, field_facts
from ingest.sniff import Condition, suffix

KEY: Final = "-key"


@dataclass(frozen=True, slots=True)
class Dump(Condition):
    """Replies of a schema registry, or records of its topic."""

    def matches(self, doc: Document) -> bool:
        return is_dump(doc)

    def __str__(self) -> str:
        return "subject, version and schema, or records with a keytype"


@connector(
    title="Schema registries",
    reads=Dump() | (suffix(*TEXTS) & Dump()),
    nodes={Label.DATASET, Label.FIELD, Label.TOPIC},
    edges={Rel.PART_OF},
)
def schema_registry(doc: Document) -> Iterator[Fact | Reject]:
    registry = registry_of(doc)
    for value, reason in registry.broken:
        yield Reject(value.at, reason)
    for entry in registry.latest():
        yield from _subject(entry, registry)


def _subject(entry: Entry, registry: Registry) -> Iterator[Fact | Reject]:
    schema = _schema(entry.schema) if entry.kind != "PROTOBUF" else entry.schema
    if isinstance(schema, Reject):
        yield schema
        schema = Value(entry.at.document, None, entry.schema.pointer)
    name = full_name(schema) if entry.kind == "AVRO" and is_record(schema) else ""
    subject = entry.subject.rpartition(":")[2] if entry.subject.startswith(":.") else entry.subject
    ref = _named(subject, name)
    before = "key." if subject.endswith(KEY) and ref.label == Label.TOPIC else ""
    props = Props(entry.at.document)
    mark = before.replace(".", "_")
    props.put(f"{mark}{Prop.VERSION}", str(entry.version), entry.at["version"].at)
    props.put(f"{mark}schema_type", entry.kind, entry.schema.at)
    props.put(f"{mark}schema", name, entry.schema.at)
    props.text(f"{mark}schema_id", entry.id)
    level = registry.compatibility.get(entry.subject) or registry.compatibility.get("")
    if level is not None:
        props.text(f"{mark}compatibility", level)
    if not before and entry.kind == "AVRO" and is_record(schema) and schema["doc"].is_scalar:
        props.text(Prop.DESCRIPTION, schema["doc"])
    key = f"avro:{name}" if ref.label == Label.DATASET and "." in name else None
    keys = (key,) if key else ()
    aliases = (entry.subject,) if ref.name != entry.subject else ()
    yield Node(ref, entry.at.at, props.values, props.places, keys=keys, aliases=aliases)
    bag = Bag(entry.at.document)
    _fields(entry, schema, registry, bag)
    yield from field_facts(ref, bag, before)


def _named(subject: str, name: str) -> Ref:
    """`<topic>-value` and `<topic>-key`, `<topic>-<record>`, `<record>`; else what the subject is called.

    https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html
    """
    if (topic := topic_of_subject(subject)) is not None:
        return Ref(Label.TOPIC, topic)
    if name and subject.endswith(f"-{name}"):
        return Ref(Label.TOPIC, subject.removesuffix(f"-{name}"))
    if name and subject == name:
        space, _, short = name.rpartition(".")
        return Ref(Label.DATASET, short, scope=space or None)
    return Ref(Label.DATASET, subject)


def _schema(stated: Value) -> Value | Reject:
    if not isinstance(stated.data, str):
        return stated
    problems: Problems = []
    try:
        return Embedded(stated.document, json_data(stated.data, problems), stated.pointer)
    except Unreadable as error:
        return Reject(stated.at, f"the schema is {error.reason}")


def _fields(entry: Entry, schema: Value, registry: Registry, bag: Bag) -> None:
    if entry.kind == "PROTOBUF":
        collect_proto_fields(schema, bag)
    elif entry.kind == "JSON":
        collect_json_fields(schema, References(schema), bag)
    elif schema.data is not None:
        types = Types()
        for subject, version in entry.references:
            known = registry.version(subject, version)
            other = _schema(known.schema) if known is not None else None
            if isinstance(other, Value):
                types.learn(other)
        collect_avro_fields(schema, References(schema), bag, types)
