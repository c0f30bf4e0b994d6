"""Avro schemas: records by full name, and their fields with named types put in.

https://avro.apache.org/docs/1.12.0/specification/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Reject
from graph.vocabulary import Prop
from ingest.documents import Value
from ingest.properties import Props
from ingest.references import References
from ingest.schema_fields import MAX_DEPTH, Bag, SchemaField

__all__ = ["Types", "collect_avro_fields", "full_name", "is_record", "records_of"]

RECORDS: Final = frozenset({"record", "error"})
NAMED: Final = RECORDS | {"enum", "fixed"}
PRIMITIVE: Final = frozenset(
    ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
)
SENSITIVE: Final = ("sensitivity", "classification", "x-sensitivity")
DEEPEST: Final = 60  # unions, arrays and records in one another


def is_record(schema: Value) -> bool:
    return schema.is_map and schema["type"].data in ("record", "error")


def full_name(schema: Value, enclosing: str = "") -> str:
    """`namespace.Name`: a dotted name is whole, else the namespace stated or around it comes before."""
    name = schema["name"].text
    space = schema["namespace"].text if "namespace" in schema.data else enclosing
    return name if "." in name or not space or not name else f"{space}.{name}"


@dataclass(slots=True)
class Types:
    """Named types by full name, for references by name."""

    known: dict[str, Value] = field(default_factory=dict[str, Value])

    def learn(self, schema: Value, space: str = "", depth: int = DEEPEST) -> None:
        """All types that the schema defines, however deep."""
        if depth <= 0:
            return
        if schema.is_list:
            for branch in schema:
                self.learn(branch, space, depth - 1)
        elif schema.is_map:
            kind = schema["type"]
            if kind.is_scalar and kind.text in NAMED and schema["name"].text:
                name = full_name(schema, space)
                self.known.setdefault(name, schema)
                space = name.rpartition(".")[0]
            inner = [schema["items"], schema["values"]] if kind.is_scalar else [kind]
            if is_record(schema) and schema["fields"].is_list:
                inner = [f["type"] for f in schema["fields"] if f.is_map]
            for each in inner:
                self.learn(each, space, depth - 1)

    def named(self, name: str, space: str) -> Value | None:
        whole = f"{space}.{name}" if space and "." not in name else name
        return self.known.get(whole) or self.known.get(name)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a type comes to: its words, whether it may be null, and the records in it with their names."""

    words: str
    physical: str = ""
    nullable: bool = False
    records: tuple[tuple[Value, str], ...] = ()
    several: bool = False


def collect_avro_fields(
    schema: Value, followed: References, bag: Bag, types: Types | None = None
) -> None:
    """Put the fields of a record (or of the records of a union) into the bag."""
    types = types or Types()
    types.learn(schema)
    walk = _Walk(followed, bag, types)
    kind = walk.kind(schema, "", DEEPEST)
    walk.inside(kind, "", (), optional=kind.several)


class _Walk:
    def __init__(self, followed: References, bag: Bag, types: Types) -> None:
        self.followed, self.bag, self.types = followed, bag, types

    def inside(self, kind: _Kind, before: str, seen: tuple[str, ...], *, optional: bool) -> None:
        for record, name in kind.records:
            if name in seen or len(seen) > MAX_DEPTH or not record["fields"].is_list:
                continue
            space = name.rpartition(".")[0]
            for stated in record["fields"]:
                if not stated.is_map or not stated["name"].text:
                    self.bag.reject(Reject(stated.at, "a field without a name"))
                elif not self.bag.full:
                    self._field(stated, before, space, (*seen, name), optional)

    def _field(
        self, stated: Value, before: str, space: str, seen: tuple[str, ...], optional: bool
    ) -> None:
        name, kind = before + stated["name"].text, self.kind(stated["type"], space, DEEPEST)
        props = Props(stated.document)
        props.put(Prop.TYPE, kind.words, stated["type"].at)
        props.put("physical_type", kind.physical, stated["type"].at)
        for key, prop in (("doc", Prop.DESCRIPTION), *((k, Prop.SENSITIVITY) for k in SENSITIVE)):
            if stated[key].is_scalar:
                props.text(prop, stated[key])
        if stated["deprecated"].flag:
            props.put(Prop.LIFECYCLE, "deprecated", stated["deprecated"].at)
        required = not (kind.nullable or optional)
        aliases = stated["aliases"].texts() if stated["aliases"].is_list else ()
        self.bag.add(
            SchemaField(name, stated.at, props, required, tuple(before + a for a in aliases))
        )
        self.inside(kind, f"{name}.", seen, optional=kind.several)

    def kind(self, stated: Value, space: str, depth: int) -> _Kind:
        found = self.followed(stated)
        self.bag.steps += 1
        if isinstance(found, Reject):
            self.bag.reject(found)
            return _Kind("")
        if depth <= 0 or self.bag.full:
            return _Kind("")
        if found.is_list:
            return self._union(found, space, depth)
        if not found.is_map:
            return self._name(found, space, depth)
        what = found["type"]
        if not what.is_scalar:
            return self.kind(what, space, depth - 1) if what.data is not None else _Kind("")
        if what.text in RECORDS:
            name = full_name(found, space)
            return _Kind("record", records=((found, name),))
        if what.text == "array":
            inner = self.kind(found["items"], space, depth - 1)
            return _Kind(f"array<{inner.words}>", records=inner.records, several=inner.several)
        if what.text == "map":
            return _Kind(f"map<{self.kind(found['values'], space, depth - 1).words}>")
        logical = found["logicalType"].text if found["logicalType"].is_scalar else ""
        if logical:
            return _Kind(logical, what.text)
        return self._name(what, space, depth) if what.text not in NAMED else _Kind(what.text)

    def _name(self, stated: Value, space: str, depth: int) -> _Kind:
        name = stated.text if stated.is_scalar else ""
        if name in PRIMITIVE or not name:
            return _Kind(name, nullable=name == "null")
        known = self.types.named(name, space)
        if known is None:
            self.bag.reject(
                Reject(stated.at, f"the type {name!r} is defined nowhere in the schema")
            )
            return _Kind(name)
        kind = self.kind(known, space, depth - 1)
        if kind.records:
            whole = f"{space}.{name}" if "." not in name and space else name
            whole = whole if whole in self.types.known else name
            return _Kind(kind.words, records=((known, whole),))
        return kind

    def _union(self, stated: Value, space: str, depth: int) -> _Kind:
        kinds = [self.kind(branch, space, depth - 1) for branch in stated]
        there = [k for k in kinds if k.words != "null"]
        nullable = any(k.nullable for k in kinds)
        if len(there) == 1:
            only = there[0]
            return _Kind(only.words, only.physical, nullable, only.records, only.several)
        words = "|".join(dict.fromkeys(k.words for k in there if k.words))
        records = tuple(r for k in there for r in k.records)
        return _Kind(words or "null", "", nullable, records, several=True)


def records_of(schema: Value) -> Iterator[Value]:
    """The records that a file declares for their own sake: of a list, those that no other one uses."""
    if is_record(schema):
        yield schema
        return
    branches = [b for b in schema if is_record(b)] if schema.is_list else []
    for branch in branches:
        used = {text for other in branches if other is not branch for text in _named_in(other)}
        if not {branch["name"].text, full_name(branch)} & used:
            yield branch


def _named_in(schema: Value, depth: int = DEEPEST) -> Iterator[str]:
    """The names of types that a schema uses."""
    if schema.is_scalar:
        yield schema.text
    elif schema.is_list and depth > 0:
        for branch in schema:
            yield from _named_in(branch, depth - 1)
    elif schema.is_map and depth > 0:
        for key in ("type", "items", "values"):
            yield from _named_in(schema[key], depth - 1)
        if schema["fields"].is_list:
            for stated in schema["fields"]:
                if stated.is_map:
                    yield from _named_in(stated["type"], depth - 1)
