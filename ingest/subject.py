"""A subject of a schema registry: the topic or dataset that it is about, and the fields of its schema."""

from __future__ import annotations

from graph.facts import Ref, Reject
from graph.vocabulary import Label
from ingest.avro import Types, collect_avro_fields
from ingest.dataset_naming import topic_of_subject
from ingest.documents import Embedded, Value
from ingest.json_schema import collect_json_fields
from ingest.parse import Problems, Unreadable, json_data
from ingest.protobuf import collect_proto_fields
from ingest.references import References
from ingest.registry import Entry, Registry
from ingest.schema_fields import Bag

__all__ = ["collect_fields", "schema_of", "thing_of"]


def thing_of(subject: str, name: str) -> Ref:
    """`<topic>-value` and `<topic>-key`, `<topic>-<record>`, `<record>`; else what the subject is called.

    https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html
    """
    if (topic := topic_of_subject(subject)) is not None:
        return Ref(Label.TOPIC, topic)
    if name and subject.endswith(f"-{name}"):
        return Ref(Label.TOPIC, subject.removesuffix(f"-{name}"))
    if name and subject == name:
        return Ref(Label.DATASET, name)
    return Ref(Label.DATASET, subject)


def schema_of(stated: Value) -> Value | Reject:
    """The schema that stands as text (or as it is)."""
    if not isinstance(stated.data, str):
        return stated
    problems: Problems = []
    try:
        return Embedded(stated.document, json_data(stated.data, problems), stated.pointer)
    except Unreadable as error:
        return Reject(stated.at, f"the schema is {error.reason}")


def collect_fields(entry: Entry, schema: Value, registry: Registry, bag: Bag) -> None:
    """Put the fields of the entry's schema into the bag; the subjects that it refers to give named types."""
    if entry.kind == "PROTOBUF":
        collect_proto_fields(schema, bag)
    elif entry.kind == "JSON":
        collect_json_fields(schema, References(schema), bag)
    elif schema.data is not None:
        types = Types()
        for subject, version in entry.references:
            known = registry.version(subject, version)
            other = schema_of(known.schema) if known is not None else None
            if isinstance(other, Value):
                types.learn(other)
        collect_avro_fields(schema, References(schema), bag, types)
