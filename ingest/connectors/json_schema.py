"""JSON Schemas of the landscape's data: a dataset, or a topic, with its fields."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.data_schema import DataSchema, named_after
from ingest.documents import Document, Value
from ingest.interface import lifecycle, owned
from ingest.json_schema import collect_json_fields
from ingest.properties import Props
from ingest.references import References
from ingest.schema_fields import Bag, field_facts


@connector(
    title="JSON Schemas of data",
    reads=DataSchema(),
    nodes={Label.DATASET, Label.FIELD, Label.TOPIC},
    edges={Rel.OWNS, Rel.PART_OF},
)
def json_schema(doc: Document) -> Iterator[Fact | Reject]:
    bag = Bag(doc)
    collect_json_fields(doc.root, References(doc.root), bag)
    if not bag.fields:
        yield from bag.rejects
        return  # a shared definition, and no record
    ref, aliases = named_after(doc)
    props = Props(doc)
    for name in (Prop.TITLE, Prop.DESCRIPTION):
        if doc[name].is_scalar:
            props.text(name, doc[name])
    own = doc["self"]
    props.text(Prop.VERSION, own["version"] if own.is_map else doc["version"])
    props.put(Prop.TYPE, "json-schema", doc.at)
    props.text("schema_namespace", own["vendor"] if own.is_map else own)
    props.text("schema_id", _scalar(doc["$id"] or doc["id"]))
    props.text(Prop.SENSITIVITY, doc["x-sensitivity"])
    lifecycle(props, doc.root)
    yield Node(ref, doc.at, props.values, props.places, aliases=aliases, location=doc.folder)
    yield from owned(doc["x-owner"], ref)
    yield from field_facts(ref, bag)


def _scalar(value: Value) -> Value:
    return value if value.is_scalar else Value(value.document, None, value.pointer)
