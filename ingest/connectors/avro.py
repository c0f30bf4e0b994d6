"""Avro schemas: a dataset for each record that a file declares (a topic where its name is a registry subject)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.avro import Types, collect_avro_fields, full_name, is_record, records_of
from ingest.connector import connector
from ingest.dataset_naming import topic_of_subject
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.references import References
from ingest.schema_fields import Bag, field_facts
from ingest.sniff import Condition, suffix

VERSION: Final = re.compile(r"(?:(?<=-value)|(?<=-key))[-_.@]v?\d+$")


@dataclass(frozen=True, slots=True)
class AvroRecord(Condition):
    """A JSON document that is an Avro record."""

    def matches(self, doc: Document) -> bool:
        root = doc.root
        return is_record(root) and isinstance(root.data.get("fields"), list) and bool(root["name"])

    def __str__(self) -> str:
        return "type: record, with name and fields"


@connector(
    title="Avro schemas",
    reads=suffix(".avsc", syntax="json") | AvroRecord(),
    nodes={Label.DATASET, Label.FIELD, Label.TOPIC},
    edges={Rel.PART_OF},
)
def avro(doc: Document) -> Iterator[Fact | Reject]:
    types = Types()
    types.learn(doc.root)
    stem = VERSION.sub("", doc.filename.rpartition(".")[0])  # `orders-value-v3` is a version of it
    for record in records_of(doc.root):
        if not record["name"].text:
            yield Reject(record.at, "a record without a name")
            continue
        yield from _record(record, topic_of_subject(stem), types)


def _record(record: Value, topic: str | None, types: Types) -> Iterator[Fact | Reject]:
    whole = full_name(record)
    space, _, name = whole.rpartition(".")
    key = f"avro:{whole}" if space and topic is None else None
    data = Ref(Label.DATASET, whole, key=key, scope=None if key else record.document.folder or ".")
    ref = data if topic is None else Ref(Label.TOPIC, topic)
    props = Props(record.document)
    props.text(Prop.DESCRIPTION, record["doc"])
    props.put(Prop.TYPE, "avro", record.at)
    props.put("schema_namespace", space, record.at)
    aliases = record["aliases"].texts() if record["aliases"].is_list else ()
    more = (*((whole,) if topic and space else ()), *((name,) if topic or space else ()), *aliases)
    keys, aliases = (key,) if key else (), tuple(dict.fromkeys(more))
    folder = record.document.folder
    yield Node(ref, record.at, props.values, props.places, keys, aliases, folder)
    bag = Bag(record.document)
    collect_avro_fields(record, References(record.document.root), bag, types)
    yield from field_facts(ref, bag)
