"""Histories of workflow runs as Temporal and Cadence export them, whatever the spelling of their JSON.

Events: https://docs.temporal.io/references/events. An event is known by the name of its attributes, since
its type is written `ActivityTaskScheduled`, `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED`, or as a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from graph.vocabulary import Prop
from ingest.documents import Data, Document, Value
from ingest.openlineage_event import event_time
from ingest.properties import Props
from ingest.sniff import Condition
from ingest.workflow import Step

__all__ = ["Event", "History", "Run", "event_of", "histories", "member", "queue_of"]

ATTRIBUTES: Final = "EventAttributes"
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: what happened (`activityTaskScheduled`), its attributes, its number, and when."""

    name: str
    value: Value
    attributes: Value
    number: str
    time: str | None


@dataclass(frozen=True, slots=True)
class History(Condition):
    """A list of events with numbers and types, alone or under `events`, also in batches or inside a reply."""

    def matches(self, doc: Document) -> bool:
        return any(True for _ in _lists(doc.root))

    def __str__(self) -> str:
        return "a history: events with eventId and eventType or attributes"


def histories(doc: Document) -> Iterator[Value]:
    """The lists of events that a document holds, each of one run; batches of one run are read as one list."""
    yield from _lists(doc.root)


def _lists(value: Value) -> Iterator[Value]:
    if value.is_list:
        if _is_event(_first(value.data)):
            yield value
        else:
            for item in value:
                if item.is_map:
                    yield from _lists(item)
    elif value.is_map:
        data = cast("dict[str, Data]", value.data)
        if isinstance(data.get("events"), list):
            if _is_event(_first(data["events"])):
                yield value["events"]
        elif isinstance(data.get("history"), dict):
            yield from _lists(value["history"])


def _first(items: Data) -> Data:
    return cast("list[Data]", items)[0] if items else None


def _is_event(data: Data) -> bool:
    if not isinstance(data, dict):
        return False
    found = cast("dict[str, Data]", data)
    if not ({"eventId", "event_id"} & found.keys()):
        return False
    # the protobuf form of Cadence has no types
    return bool({"eventType", "event_type"} & found.keys()) or any(
        _camel(key).endswith(ATTRIBUTES) for key in found
    )


def member(value: Value, name: str) -> Value:
    """The member of this name, in camel or in snake case."""
    snake = _WORD.sub("_", name).lower()
    if not value.is_map:
        return Value(value.document, None, value.pointer)
    return value[name] if name in value.data else value[snake]


def event_of(value: Value) -> Event | None:
    """The event; None for one that has no attributes of a known shape."""
    if not value.is_map:
        return None
    for key, attributes in value.items():
        camel = _camel(key)
        if camel.endswith(ATTRIBUTES) and attributes.is_map:
            name = camel.removesuffix(ATTRIBUTES)
            return Event(name, value, attributes, member(value, "eventId").text, _time(value))
    return None


def _camel(key: str) -> str:
    if "_" not in key:
        return key
    head, *rest = key.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _time(value: Value) -> str | None:
    """A time in words, as nanoseconds since 1970 (Cadence), or as seconds and nanoseconds."""
    for key in ("eventTime", "timestamp"):
        stated = member(value, key)
        if stated.is_map:
            seconds, nanos = stated["seconds"].number or 0, stated["nanos"].number or 0
            return _moment(int(seconds) * 10**9 + int(nanos))
        if not stated.is_scalar:
            continue
        number: Any = stated.number
        if number is not None:
            return _moment(int(number))
        return event_time(stated.text)
    return None


def _moment(nanoseconds: int) -> str | None:
    try:
        moment = EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
    return moment.isoformat().replace("+00:00", "Z")


def queue_of(attributes: Value) -> Value:
    queue = member(attributes, "taskQueue")
    return queue if queue else member(attributes, "taskList")


@dataclass(slots=True)
class Run:
    """The activities of a run, in the order in which one waited for another."""

    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    scheduled: dict[str, str] = field(default_factory=dict[str, str])  # by number: the activity
    done: list[str] = field(default_factory=list[str])  # that nothing has followed yet

    def schedule(self, event: Event, name: str) -> None:
        self.scheduled[event.number] = name
        if name in self.steps:
            return
        props = Props(event.value.document)
        props.text(Prop.TASK_QUEUE, member(queue_of(event.attributes), "name"))
        step = Step((name,), event.value.at, props, [(n,) for n in self.done])
        step.time = event.time
        self.steps[name] = step

    def complete(self, event: Event) -> None:
        name = self.scheduled.get(member(event.attributes, "scheduledEventId").text)
        if name is not None:
            before = {path[-1] for path in self.steps[name].after}
            self.done = [n for n in self.done if n not in before and n != name] + [name]
