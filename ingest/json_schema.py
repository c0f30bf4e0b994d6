"""The fields of a JSON Schema (drafts 4 to 2020-12, and the dialects of OpenAPI and AsyncAPI).

https://json-schema.org/draft/2020-12/json-schema-core
"""

from __future__ import annotations

from typing import Final

from graph.facts import Reject
from graph.vocabulary import Prop
from ingest.documents import Value
from ingest.interface import lifecycle
from ingest.properties import Props
from ingest.references import References
from ingest.schema_fields import MAX_DEPTH, Bag, SchemaField

__all__ = ["collect_json_fields"]

SENSITIVE: Final = ("x-sensitivity", "x-classification", "classification")


def collect_json_fields(schema: Value, followed: References, bag: Bag) -> None:
    """Put the fields of the objects that the schema describes into the bag."""
    _Walk(followed, bag).inside(schema, "", (), optional=False, required=frozenset())


class _Walk:
    def __init__(self, followed: References, bag: Bag) -> None:
        self.followed = followed
        self.bag = bag

    def inside(
        self,
        schema: Value,
        before: str,
        seen: tuple[int, ...],
        *,
        optional: bool,
        required: frozenset[str],
    ) -> None:
        """The properties of an object, of the items of an array, and of the schemas it is made of."""
        found = self._meant(schema)
        self.bag.steps += 1
        if found is None or not found.is_map or id(found.data) in seen or self.bag.full:
            return
        if before.count(".") > MAX_DEPTH or len(seen) > 3 * MAX_DEPTH:
            return
        seen = (*seen, id(found.data))
        required |= _required(found)
        for part in _parts(found, "allOf"):
            required |= _required(part)
        for name, inner in _properties(found):
            self._field(inner, f"{before}{name}", seen, not optional and name in required)
        for part in _parts(found, "allOf"):
            self.inside(part, before, seen, optional=optional, required=required)
        for part in (*_parts(found, "oneOf"), *_parts(found, "anyOf")):
            self.inside(part, before, seen, optional=True, required=frozenset())
        for part in _items(found):
            self.inside(part, before, seen, optional=optional, required=frozenset())

    def _field(self, stated: Value, name: str, seen: tuple[int, ...], required: bool) -> None:
        found = self._meant(stated)
        if found is None:
            return
        props = Props(stated.document)
        for holder in (stated, found):
            if holder.is_map:
                self._describe(props, holder)
        props.put(Prop.TYPE, self._type(found, MAX_DEPTH), found.at)
        if name not in self.bag.fields or not self.bag.full:
            self.bag.add(SchemaField(name, stated.at, props, required))
        self.inside(found, f"{name}.", seen, optional=False, required=frozenset())

    def _describe(self, props: Props, holder: Value) -> None:
        props.text(Prop.TITLE, _scalar(holder, "title"))
        props.text(Prop.DESCRIPTION, _scalar(holder, "description"))
        props.text("format", _scalar(holder, "format"))
        lifecycle(props, holder)
        for key in SENSITIVE:
            props.text(Prop.SENSITIVITY, _scalar(holder, key))
        values = holder["enum"] if isinstance(holder.data.get("enum"), list) else None
        if values is not None:
            texts = tuple(v.text for v in values if v.is_scalar)
            props.put("values", texts[:100], values.at)

    def _type(self, schema: Value, depth: int) -> str:
        """`string`, `array<string>`, `integer|string`; "" when the schema does not say."""
        if not schema.is_map or depth <= 0:
            return ""
        stated = schema["type"]
        names = [t.text for t in stated.one_or_many() if t.is_scalar and t.text != "null"]
        if not names:
            names = ["object"] if isinstance(schema.data.get("properties"), dict) else []
        if not names:
            inner = [self._meant(p) for p in (*_parts(schema, "oneOf"), *_parts(schema, "anyOf"))]
            names = [self._type(p, depth - 1) for p in inner[:20] if p is not None]
        if names == ["array"]:
            items = [self._meant(part) for part in _items(schema)[:1]]
            kinds = [self._type(part, depth - 1) for part in items if part is not None]
            return f"array<{kinds[0]}>" if kinds and kinds[0] else "array"
        return "|".join(dict.fromkeys(n for n in names if n and n != "null"))

    def _meant(self, schema: Value) -> Value | None:
        found = self.followed(schema)
        if isinstance(found, Reject):
            self.bag.reject(found)
            return None
        return found


def _scalar(holder: Value, key: str) -> Value:
    inner = holder.get(key)
    return inner if inner.is_scalar else Value(holder.document, None, "")


def _required(schema: Value) -> frozenset[str]:
    """The required properties; in draft 3 and some dialects a property says `required: true` itself."""
    stated = schema["required"] if schema.is_map else schema
    names = frozenset(t.text for t in stated if t.is_scalar) if stated.is_list else frozenset[str]()
    own = (
        name
        for name, inner in (_properties(schema) if schema.is_map else ())
        if inner.is_map and inner.data.get("required") is True
    )
    return names.union(own)


def _properties(schema: Value) -> list[tuple[str, Value]]:
    stated = schema["properties"]
    return list(stated.items()) if stated.is_map else []


def _parts(schema: Value, key: str) -> list[Value]:
    stated = schema.get(key)
    return [part for part in stated if part.is_map] if stated.is_list else []


def _items(schema: Value) -> list[Value]:
    stated = [schema.get(key) for key in ("items", "prefixItems")]
    return [part for value in stated for part in value.one_or_many() if part.is_map]
