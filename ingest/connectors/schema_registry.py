"""Dumps of a schema registry: a topic for each subject, with the fields of its newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.facts import Fact, Node, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.avro import full_name, is_record
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.registry import TEXTS, Entry, Registry, is_dump, registry_of
from ingest.schema_fields import Bag, field_facts
from ingest.sniff import Condition, suffix
from ingest.subject import collect_fields, schema_of, thing_of

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
    schema = schema_of(entry.schema) if entry.kind != "PROTOBUF" else entry.schema
    if isinstance(schema, Reject):
        yield schema
        schema = Value(entry.at.document, None, entry.schema.pointer)
    name = full_name(schema) if entry.kind == "AVRO" and is_record(schema) else ""
    subject = entry.subject.rpartition(":")[2] if entry.subject.startswith(":.") else entry.subject
    ref = thing_of(subject, name)
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
    short = name.rpartition(".")[2] if ref.label == Label.DATASET else ""
    aliases = tuple(a for a in (entry.subject, short) if a and a != ref.name)
    if key:
        props.put(Prop.TYPE, "avro", entry.schema.at)
    yield Node(ref, entry.at.at, props.values, props.places, keys=keys, aliases=aliases)
    bag = Bag(entry.at.document)
    collect_fields(entry, schema, registry, bag)
    yield from field_facts(ref, bag, before)
