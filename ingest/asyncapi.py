"""What an AsyncAPI 2 or 3 document says of its API, wherever it stands: topics, operations, messages, owners.

In version 2 an operation is told from the client's side: `subscribe` "defines the messages produced by the
application and sent to the channel", `publish` "the messages consumed by the application from the channel".
https://www.asyncapi.com/docs/reference/specification/v2.6.0#channelItemObject
In version 3 `action` is the application's own: `send` or `receive`.
https://www.asyncapi.com/docs/reference/specification/v3.0.0#operationObject
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.dataset_naming import by_parts, host_of
from ingest.documents import Value, unrendered
from ingest.interface import contacts, lifecycle, owned, said_of
from ingest.message import Payloads, tag_names
from ingest.properties import Props
from ingest.references import References, pointer_key
from ingest.schema_fields import field_facts

__all__ = ["api_props", "contents_of", "known_version"]

SENDS = {"send": Rel.PUBLISHES_TO, "receive": Rel.SUBSCRIBES_TO}
CLIENT_SENDS = {"publish": Rel.SUBSCRIBES_TO, "subscribe": Rel.PUBLISHES_TO}
REPLIES = {Rel.PUBLISHES_TO: Rel.SUBSCRIBES_TO, Rel.SUBSCRIBES_TO: Rel.PUBLISHES_TO}
# protocols whose channels are paths of one server, and not names that a broker's clients share
DIRECT = frozenset({"http", "https", "mercure", "sse", "websocket", "websockets", "ws", "wss"})


def known_version(spec: Value) -> bool:
    return spec["asyncapi"].text.startswith(("2.", "3."))


def api_props(spec: Value) -> Props:
    """What the document says of the API as a whole."""
    props = said_of(spec, "asyncapi")
    tags = spec["info/tags"] if spec["info/tags"] else spec["tags"]
    props.put(Prop.TAGS, tag_names(tags), tags.at)
    servers = _Servers(spec, References(spec))
    props.put(Prop.URL, next(iter(servers.urls), ""), spec["servers"].at)
    props.put("servers", tuple(servers.urls), spec["servers"].at)
    props.put(Prop.PROTOCOL, next(iter(servers.protocols), ""), spec["servers"].at)
    return props


def contents_of(spec: Value, api: Ref) -> Iterator[Fact | Reject]:
    """Everything but the API itself: a Topic for each channel with its fields, the operations, the owners."""
    for stated in (spec["x-owner"], spec["info"]["x-owner"]):
        yield from owned(stated, api)
    yield from contacts(spec["info"]["contact"], api)
    reader = _Reader(spec, api)
    yield from reader.channels()
    yield from reader.operations()


class _Servers:
    """The servers of a document: address and protocol by name."""

    def __init__(self, spec: Value, followed: References) -> None:
        self.by_name: dict[str, tuple[str, str]] = {}
        for name, stated in spec["servers"].items() if spec["servers"].is_map else ():
            found = followed(stated)
            if isinstance(found, Value) and found.is_map:
                protocol = found["protocol"].text.lower()
                where = found["url"].text or found["host"].text
                for variable, given in found["variables"].items():
                    if given.is_map and (default := given["default"].text):
                        where = where.replace(f"{{{variable}}}", default)
                where = where if "://" in where or not where else f"{protocol}://{where}"
                self.by_name[name] = (where + found["pathname"].text, protocol)

    @property
    def urls(self) -> list[str]:
        return list(dict.fromkeys(url for url, _ in self.by_name.values() if url))

    @property
    def protocols(self) -> list[str]:
        return list(dict.fromkeys(protocol for _, protocol in self.by_name.values() if protocol))

    def of(self, channel: Value) -> list[tuple[str, str]]:
        """Those that the channel is on: all when it names none."""
        stated = channel["servers"]
        names = [pointer_key(s["$ref"].text) if s.is_map else s.text for s in stated.one_or_many()]
        return [self.by_name[n] for n in names if n in self.by_name] or list(self.by_name.values())


@dataclass(frozen=True, slots=True)
class _Channel:
    key: str
    value: Value
    topic: Ref


class _Reader:
    def __init__(self, spec: Value, api: Ref) -> None:
        self.spec, self.api = spec, api
        self.second = spec["asyncapi"].text.startswith("2.")
        self.followed = References(spec)
        self.servers = _Servers(spec, self.followed)
        self.payloads = Payloads(spec, self.followed)
        self.known: dict[int, _Channel] = {}
        stated = next((v for h in (spec["info"], spec) if (v := h["x-service"]).is_scalar), None)
        named = stated if stated is not None and stated.text else spec["info/title"]
        self.service = None if unrendered(named.text) or not named.text else named.text

    def channels(self) -> Iterator[Fact | Reject]:
        carried: dict[Ref, list[Value]] = {}  # several channels may share an address
        for key, stated in self.spec["channels"].items():
            found = self.followed(stated)
            if isinstance(found, Value) and found.data is None:
                found = Value(found.document, {}, found.pointer)
            channel = self._of(key, found) if isinstance(found, Value) and found.is_map else None
            if channel is not None:
                yield from self._channel(channel, carried)
            elif isinstance(found, Reject):
                yield found
            else:
                yield Reject(found.at, f"no usable channel: {key}")
        for topic, messages in carried.items():
            yield from field_facts(topic, self.payloads.fields(messages))

    def _channel(
        self, channel: _Channel, carried: dict[Ref, list[Value]]
    ) -> Iterator[Fact | Reject]:
        key, value = channel.key, channel.value
        self.known.setdefault(id(value.data), channel)
        messages = self.payloads.messages(self._stated_messages(value))
        carried.setdefault(channel.topic, []).extend(messages)
        props = self._props(value, messages)
        aliases = (key,) if key != channel.topic.name else ()
        yield Node(channel.topic, value.at, props.values, props.places, aliases=aliases)
        yield from owned(value["x-owner"], channel.topic)
        if self.second:
            for action in sorted(CLIENT_SENDS):
                if value[action].is_map:
                    yield from self._operation_of_channel(channel, action, value[action])

    def _of(self, key: str, value: Value) -> _Channel | None:
        address = key if self.second else value["address"].text or key
        if unrendered(address) or not address.strip():
            return None
        name = by_parts("kafka", "", (), address).name
        on = self.servers.of(value)
        scope = None
        if on and all(protocol in DIRECT for _, protocol in on):
            scope = host_of(on[0][0])
        elif (not on and address.startswith("/")) or self._unknown(value, address):
            scope = self.api.name  # an address that nobody else can know
        return _Channel(key, value, Ref(Label.TOPIC, name, scope=scope))

    def _unknown(self, value: Value, address: str) -> bool:
        """An address that is set at run time: absent or null in version 3, or a parameter alone."""
        stated = self.second or value["address"].text
        return not stated or re.fullmatch(r"\{[^{}]*\}", address) is not None

    def _stated_messages(self, value: Value) -> list[tuple[str, Value]]:
        if self.second:
            stated = [value[action] for action in sorted(CLIENT_SENDS)]
            return [("", v["message"]) for v in stated if v.is_map]
        return list(value["messages"].items()) if value["messages"].is_map else []

    def _props(self, value: Value, messages: list[Value]) -> Props:
        props = Props(value.document)
        props.text(Prop.TITLE, value["title"])
        for name in ("description", "summary"):
            props.text(Prop.DESCRIPTION, value[name])
        props.put(Prop.TAGS, tag_names(value["tags"]), value["tags"].at)
        lifecycle(props, value)
        parameters = value["parameters"]
        if parameters.is_map:
            props.put("parameters", tuple(name for name, _ in parameters.items()), parameters.at)
        protocols = dict.fromkeys(p for _, p in self.servers.of(value) if p)
        props.put(Prop.PROTOCOL, next(iter(protocols), ""), self.spec["servers"].at)
        names = dict.fromkeys(t for m in messages if (t := self.payloads.name(m)))
        props.put("messages", tuple(names), value.at)
        return props

    def operations(self) -> Iterator[Fact | Reject]:
        """The operations of version 3, which stand beside the channels."""
        for key, stated in () if self.second else self.spec["operations"].items():
            found = self.followed(stated)
            if isinstance(found, Reject) or not found.is_map or not key.strip():
                yield found if isinstance(found, Reject) else Reject(stated.at, "no operation")
                continue
            action = found["action"].text
            channel = self._referred(found["channel"])
            if action not in SENDS:
                yield Reject(
                    found["action"].at, f"the action {action!r} is neither send nor receive"
                )
            yield from self._operation(key, found, action, channel)
            if isinstance(channel, _Channel) and action in SENDS:
                yield from self._flow(SENDS[action], channel, found["channel"])
                if (reply := self._reply(found)) is not None:
                    yield from self._flow(REPLIES[SENDS[action]], reply, found["reply"])

    def _reply(self, operation: Value) -> _Channel | None:
        """The channel that answers go to, where the document fixes it."""
        reply = self.followed(operation["reply"])
        if isinstance(reply, Reject) or not reply.is_map or not reply["channel"].is_map:
            return None
        channel = self._referred(reply["channel"])
        return channel if isinstance(channel, _Channel) else None

    def _operation_of_channel(
        self, channel: _Channel, action: str, stated: Value
    ) -> Iterator[Fact | Reject]:
        id_ = stated["operationId"].text
        name = id_ if id_ and not unrendered(id_) else f"{action} {channel.key}"
        yield from self._operation(name, stated, action, channel)
        yield from self._flow(CLIENT_SENDS[action], channel, stated)

    def _operation(
        self, name: str, stated: Value, action: str, channel: _Channel | Reject
    ) -> Iterator[Fact | Reject]:
        operation = Ref(Label.OPERATION, name, within=self.api)
        props = Props(stated.document)
        holders = [stated, *(t for v in _list(stated["traits"]) if (t := self._map(v)) is not None)]
        for holder in holders:
            for key in ("title", "summary"):
                props.text(Prop.TITLE, holder[key])
            props.text(Prop.DESCRIPTION, holder["description"])
            props.put(Prop.TAGS, tag_names(holder["tags"]), holder["tags"].at)
        lifecycle(props, stated)
        props.put("action", action, stated.at)
        if isinstance(channel, _Channel):
            props.put("channel", channel.topic.name, stated.at)
        yield Node(operation, stated.at, props.values, props.places)
        yield Edge(operation, Rel.PART_OF, self.api, stated.at)
        yield from owned(stated["x-owner"], operation)
        if isinstance(channel, Reject):
            yield channel

    def _map(self, value: Value) -> Value | None:
        found = self.followed(value)
        return found if isinstance(found, Value) and found.is_map else None

    def _referred(self, stated: Value) -> _Channel | Reject:
        found = self.followed(stated)
        if isinstance(found, Reject):
            return found
        if not found.is_map or found.data is stated.data:
            return Reject(stated.at, "an operation needs a $ref to its channel")
        known = self.known.get(id(found.data)) or self._of(pointer_key(stated["$ref"].text), found)
        return known or Reject(stated.at, "unrendered template")

    def _flow(self, relation: Rel, channel: _Channel, at: Value) -> Iterator[Fact]:
        if self.service is not None:
            yield Edge(Ref(Label.SERVICE, self.service), relation, channel.topic, at.at)


def _list(value: Value) -> list[Value]:
    return list(value) if value.is_list else []
