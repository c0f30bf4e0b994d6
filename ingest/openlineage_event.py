"""One OpenLineage event: its job and run, and the datasets that it names, each called as the catalog calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph.facts import Ref, Reject
from graph.vocabulary import Label
from ingest.dataset_naming import DatasetName, by_openlineage, is_path
from ingest.documents import Document, Value, unrendered

__all__ = ["Dataset", "Event", "event_of", "event_time", "items_of"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset or topic as an event names it."""

    ref: Ref
    value: Value
    keys: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def topic(self) -> bool:
        return self.ref.label == Label.TOPIC


@dataclass(slots=True)
class Event:
    """One event.

    group   the run, unique for job and run; None for an event that is of no run (job and dataset events)
    time    ISO 8601 in UTC; None when the event has none that can be read
    """

    value: Value
    job: Ref | None = None
    parent: Ref | None = None
    group: str | None = None
    state: str = ""
    time: str | None = None
    inputs: list[Dataset] = field(default_factory=list[Dataset])
    outputs: list[Dataset] = field(default_factory=list[Dataset])
    alone: list[Dataset] = field(default_factory=list[Dataset])  # of a dataset event
    known: dict[tuple[str, str], Ref] = field(default_factory=dict[tuple[str, str], Ref])
    rejects: list[Reject] = field(default_factory=list[Reject])

    @property
    def datasets(self) -> Iterator[Dataset]:
        yield from self.inputs
        yield from self.outputs
        yield from self.alone

    def dataset_of(self, value: Value) -> Ref | Reject:
        """The dataset that a column's lineage names, as the event's inputs and outputs call it."""
        named = (value["namespace"].text, value["name"].text)
        if named not in self.known:
            found = _dataset(value)
            if isinstance(found, Reject):
                return found
            self.known[named] = found.ref
        return self.known[named]


def items_of(doc: Document) -> Iterator[Value]:
    """The events of a document: itself, or the items of its list that look like one."""
    if isinstance(doc.data, list):
        for value in doc.root:
            if value.is_map and (value["job"].is_map or value["dataset"].is_map):
                yield value
            else:
                doc.reject(value.at, "no OpenLineage event: neither a job nor a dataset")
    else:
        yield doc.root


def event_time(text: str) -> str | None:
    """An ISO 8601 time in UTC, to the second or as exact as it was given; None when it is no time."""
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z")


def event_of(value: Value) -> Event:
    """The event; a job or dataset without a usable name is a reject of it, and the rest of it stands."""
    event = Event(value, time=event_time(value["eventTime"].text))
    if value["dataset"].is_map and not value["job"].is_map:
        _fill(event, event.alone, [value["dataset"]])
        return event
    job = value["job"]
    space, name = job["namespace"].text, job["name"].text
    if not name or unrendered(name) or unrendered(space):
        reason = f"a job without a usable name: {f'{space}/{name}'[:200]!r}"
        event.rejects.append(Reject(job.at, reason))
    else:
        event.parent = _parent(event)
        event.job = _job(job, event.parent)
        if run := value["run/runId"].text:
            event.group = f"{space}/{name}#{run}"
            event.state = value["eventType"].text.upper() or "OTHER"
    _fill(event, event.inputs, value["inputs"])
    _fill(event, event.outputs, value["outputs"])
    return event


def _job(job: Value, parent: Ref | None) -> Ref:
    space, name = job["namespace"].text, job["name"].text
    key = f"openlineage:{space}/{name}"
    if job["facets/jobType/jobType"].text.upper() == "DAG":
        return Ref(Label.WORKFLOW, name, key=key, scope=space or None)
    if parent is not None:
        name = name.removeprefix(f"{parent.name}.") or name
    return Ref(
        Label.TASK,
        name,
        within=parent,
        key=key,
        scope=space or None,
        among=(Label.TASK, Label.WORKFLOW),
    )


def _parent(event: Event) -> Ref | None:
    """The job that the parent facet names, which is thereby a workflow; none when it is the job itself."""
    parent = event.value["run/facets/parent/job"]
    space, name = parent["namespace"].text, parent["name"].text
    own = event.value["job"]
    if not name or (space, name) == (own["namespace"].text, own["name"].text):
        return None
    if unrendered(name) or unrendered(space):
        event.rejects.append(
            Reject(parent.at, f"a parent job without a usable name: {name[:200]!r}")
        )
        return None
    return Ref(Label.WORKFLOW, name, key=f"openlineage:{space}/{name}", scope=space or None)


def _fill(event: Event, into: list[Dataset], values: Iterator[Value] | Value | list[Value]) -> None:
    for value in values:
        found = _dataset(value)
        if isinstance(found, Reject):
            event.rejects.append(found)
        else:
            into.append(found)
            event.known[value["namespace"].text, value["name"].text] = found.ref


def _dataset(value: Value) -> Dataset | Reject:
    space, name = value["namespace"].text, value["name"].text
    if not name or unrendered(name) or unrendered(space):
        return Reject(value.at, f"a dataset without a usable name: {f'{space}/{name}'[:200]!r}")
    own = by_openlineage(space, name)
    called, keys, aliases = own, [_key(space, name)], list[str]()
    for link in value["facets/symlinks/identifiers"]:
        other_space, other = link["namespace"].text, link["name"].text
        if not other or unrendered(other) or unrendered(other_space):
            continue
        if other_space:
            keys.append(_key(other_space, other))
        if not is_path(other):
            aliases.append(other)
            if called.path and own.label == Label.DATASET:
                called = by_openlineage(other_space, other)
    ref = Ref(called.label, called.name, namespace=called.namespace, key=keys[0])
    return Dataset(ref, value, tuple(sorted({*keys[1:]} - {keys[0]})), _others(aliases, called))


def _key(space: str, name: str) -> str:
    """The native key; a path is the same with and without slashes at its ends."""
    return f"openlineage:{space}/{name.strip('/') if is_path(name) else name}"


def _others(aliases: list[str], called: DatasetName) -> tuple[str, ...]:
    return tuple(sorted({alias for alias in aliases if alias != called.name}))
