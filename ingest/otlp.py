"""OpenTelemetry traces as JSON: spans with their services, whatever the spelling of ids, times and kinds.

OTLP: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
Attributes: https://opentelemetry.io/docs/specs/semconv/ (current names, and those that they replaced)
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error, hexlify
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from graph.facts import Place, Ref, Reject
from graph.vocabulary import Label
from ingest.documents import Document, Value, unrendered
from ingest.parse import Problems, Unreadable, json_data

__all__ = ["CLIENT", "CONSUMER", "PRODUCER", "SERVER", "Scope", "Span", "documents", "scopes_of"]

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = (
    "INTERNAL",
    "SERVER",
    "CLIENT",
    "PRODUCER",
    "CONSUMER",
)
KINDS: Final = {"1": INTERNAL, "2": SERVER, "3": CLIENT, "4": PRODUCER, "5": CONSUMER}
MARKS: Final = ('"resourceSpans"', '"resource_spans"', '"resourceLogs"', '"resourceMetrics"')
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Attributes = Mapping[str, str]
Source = Callable[[str], str | Reject]


@dataclass(frozen=True, slots=True)
class Span:
    """One span: ids in lower-case hexadecimal, the time that it started in ISO 8601."""

    service: Ref | None
    trace: str
    span: str
    parent: str
    kind: str
    time: str | None
    attributes: Attributes
    at: Place

    def first(self, *names: str) -> str:
        """The first of these attributes that is there."""
        return next((text for name in names if (text := self.attributes.get(name, ""))), "")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one resource reports: a service (None where it has no name of its own) and its spans."""

    service: Ref | None
    attributes: Attributes
    resource: Value
    spans: tuple[Span, ...]


def documents(doc: Document) -> Iterator[Document]:
    """All documents of the file when this is the first with telemetry, else none: spans of one trace stand
    in several lines of a file.
    """
    first = _first(doc.source, doc.path) if doc.source is not None else None
    if doc.source is None or first is None:
        yield doc
        return
    if doc.number != first:
        return
    text = doc.source(doc.path)
    for number, line in enumerate(text.split("\n") if isinstance(text, str) else ()):
        problems: Problems = []
        if number == first:
            yield doc
        elif line.strip():
            try:
                yield Document(doc.path, number, json_data(line, problems, number), doc.ontology)
            except Unreadable:
                continue  # the reader of the file says so


@lru_cache(maxsize=1)
def _first(source: Source, path: str) -> int | None:
    """The number of the first line with telemetry in a file of JSON lines; None for a file that is one document."""
    text = source(path)
    lines = text.split("\n") if isinstance(text, str) else []
    stated = [(n, line.strip()) for n, line in enumerate(lines) if line.strip()]
    if not path.lower().endswith((".jsonl", ".ndjson")) and (
        len(stated) < 2 or not all(t.startswith("{") and t.endswith("}") for _, t in stated)
    ):
        return None
    return next((n for n, text in stated if any(mark in text for mark in MARKS)), None)


def scopes_of(doc: Document) -> Iterator[Scope]:
    """The resources of a document with their spans; logs and metrics only say which services there are."""
    for kind in ("Spans", "Logs", "Metrics"):
        for resource in _either(doc.root, f"resource{kind}", f"resource_{kind.lower()}"):
            if not resource.is_map:
                continue
            about = resource["resource"]
            attributes = attributes_of(about["attributes"])
            service = _service(attributes)
            spans = tuple(_spans(resource, service)) if kind == "Spans" else ()
            yield Scope(service, attributes, about if about.is_map else resource, spans)


def _either(value: Value, *names: str) -> Value:
    return next((value[n] for n in names if value.is_map and n in value.data), value["\0"])


def _service(attributes: Attributes) -> Ref | None:
    """The service that a resource belongs to; `unknown_service` is what stands where nobody named it."""
    name = attributes.get("service.name", "").strip()
    if not name or name.startswith("unknown_service") or unrendered(name):
        return None
    space = attributes.get("service.namespace") or None
    return Ref(Label.SERVICE, name, scope=space)


def _spans(resource: Value, service: Ref | None) -> Iterator[Span]:
    for scope in _either(resource, "scopeSpans", "scope_spans", "instrumentationLibrarySpans"):
        for span in scope["spans"]:
            if not span.is_map:
                continue
            kind = span["kind"].text.upper().removeprefix("SPAN_KIND_")
            yield Span(
                service,
                _id(_either(span, "traceId", "trace_id")),
                _id(_either(span, "spanId", "span_id")),
                _id(_either(span, "parentSpanId", "parent_span_id")),
                KINDS.get(kind, kind),
                _time(_either(span, "startTimeUnixNano", "start_time_unix_nano")),
                attributes_of(span["attributes"]),
                span.at,
            )


def attributes_of(value: Value) -> dict[str, str]:
    """Attributes as texts: a list of keys and typed values, or a plain mapping."""
    if value.is_map:
        return {key: inner.text for key, inner in value.items() if inner.is_scalar}
    found: dict[str, str] = {}
    for item in value:
        typed = item["value"] if item.is_map else item
        inner = next((v for _, v in typed.items()), typed) if typed.is_map else typed
        if item.is_map and inner.is_scalar:
            found.setdefault(item["key"].text, inner.text)
    return found


def _id(value: Value) -> str:
    """An id as lower-case hexadecimal, also from base64 (the mapping of protobuf to JSON)."""
    text = value.text
    if len(text) in (16, 32) and all(c in "0123456789abcdefABCDEF" for c in text):
        return "" if set(text) == {"0"} else text.lower()
    try:
        raw = b64decode(text, validate=True)
    except (Error, ValueError):
        return text
    return hexlify(raw).decode() if len(raw) in (8, 16) else text


def _time(value: Value) -> str | None:
    """Nanoseconds since 1970, as number or text."""
    number: Any = value.number if value.is_scalar else None
    try:
        moment = EPOCH + timedelta(microseconds=int(number) // 1000) if number else None
    except (OverflowError, ValueError):
        return None
    return moment.isoformat().replace("+00:00", "Z") if moment else None
