"""The messages of a channel: what they are called, and the fields that their payloads carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.facts import Reject
from ingest.avro import collect_avro_fields
from ingest.documents import Value
from ingest.json_schema import collect_json_fields
from ingest.protobuf import collect_proto_fields
from ingest.references import References, pointer_key
from ingest.schema_fields import Bag

__all__ = ["Payloads", "tag_names"]

MAX_MESSAGES = 500  # of one channel


def tag_names(tags: Value) -> tuple[str, ...]:
    """The names of `tags: [{name: x}]`."""
    found = [tag["name"] if tag.is_map else tag for tag in tags] if tags.is_list else []
    return tuple(dict.fromkeys(t.text for t in found if t.is_scalar and t.text))


class Payloads:
    """Reads the messages of one AsyncAPI document."""

    def __init__(self, spec: Value, followed: References) -> None:
        self.spec = spec
        self.followed = followed
        self.rejects: list[Reject] = []
        self.keys: dict[int, str] = {}

    def messages(self, stated: Iterable[tuple[str, Value]]) -> list[Value]:
        """The messages meant; several in a `oneOf` one by one."""
        return list(self._each(stated))[:MAX_MESSAGES]

    def _each(self, stated: Iterable[tuple[str, Value]]) -> Iterator[Value]:
        for own, value in stated:
            found = self.followed(value)
            if isinstance(found, Reject):
                self.rejects.append(found)
            elif found.is_map and found["oneOf"].is_list:
                yield from self._each([("", v) for v in found["oneOf"]][:MAX_MESSAGES])
            elif found.is_map:
                key = pointer_key(value["$ref"].text) if "$ref" in value.data else own
                self.keys.setdefault(id(found.data), key or own)
                yield found

    def name(self, message: Value) -> str:
        """Its name, else its key in the document."""
        return message["name"].text or self.keys.get(id(message.data), "") or message["title"].text

    def fields(self, messages: list[Value]) -> Bag:
        """The fields of all messages' payloads; required are those that every message requires."""
        bag = Bag(self.spec.document)
        for problem in self.rejects:
            bag.reject(problem)
        self.rejects = []
        for number, message in enumerate(messages):
            own = Bag(self.spec.document)
            self._payload(message, own)
            bag.optional(set(bag.fields) - set(own.fields))
            if number:
                own.optional(set(own.fields) - set(bag.fields))
            for each in own.fields.values():
                bag.add(each)
            for problem in own.rejects:
                bag.reject(problem)
        return bag

    def _payload(self, message: Value, bag: Bag) -> None:
        payload, form = message["payload"], message["schemaFormat"].text.lower()
        found = self.followed(payload)
        if isinstance(found, Value) and found.is_map and "schemaFormat" in found.data:
            form, payload = found["schemaFormat"].text.lower(), found["schema"]
        elif isinstance(found, Value):
            payload = found
        if "avro" in form:
            collect_avro_fields(payload, self.followed, bag)
        elif "protobuf" in form:
            collect_proto_fields(payload, bag)
        elif "raml" not in form:
            collect_json_fields(payload, self.followed, bag)
