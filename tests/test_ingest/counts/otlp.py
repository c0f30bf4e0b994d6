"""What OTLP traces in JSON show, counted by the specification alone (https://opentelemetry.io/docs/specs/otlp/,
https://opentelemetry.io/docs/specs/semconv/): what a file shows is said once, or for its first and last time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SERVER, CLIENT, PRODUCER, CONSUMER = "SERVER", "CLIENT", "PRODUCER", "CONSUMER"
KINDS = {2: SERVER, 3: CLIENT, 4: PRODUCER, 5: CONSUMER}
DATABASE = ("db.system.name", "db.system")
DESTINATION = ("messaging.destination.name", "messaging.destination")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.json"), *root.rglob("*.jsonl"), *root.rglob("*.ndjson")]):
        text = file.read_text("utf-8")
        if "resourceSpans" in text or "resource_spans" in text:
            found += of_spans([span for document in parsed(text) for span in spans_of(document)])
    return +found


def parsed(text: str) -> Iterator[dict[str, Any]]:
    try:
        documents = [json.loads(text)]
    except ValueError:
        try:
            documents = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            return
    yield from (d for d in documents if isinstance(d, dict))


def spans_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each span, with the service that it is of."""
    for resource in document.get("resourceSpans") or []:
        about = attributes((resource.get("resource") or {}).get("attributes"))
        scopes = resource.get("scopeSpans") or resource.get("instrumentationLibrarySpans") or []
        for scope in scopes:
            for span in scope.get("spans") or []:
                if name := about.get("service.name"):
                    service = (name, about.get("service.namespace"))
                    yield {**span, "service": service, "said": attributes(span.get("attributes"))}


def attributes(listed: Any) -> dict[str, Any]:
    return {a["key"]: next(iter(a["value"].values()), None) for a in listed or []}


def of_spans(spans: list[dict[str, Any]]) -> Counter[str]:
    by_id = {(span.get("traceId"), span.get("spanId")): span for span in spans}
    times: dict[tuple[Any, ...], set[int]] = {}
    for span in spans:
        for what in shown(span, by_id):
            moments = times.setdefault(what, set())
            moments |= {int(span[key]) for key in MOMENTS if int(span.get(key) or 0)}
    found: Counter[str] = Counter()
    for what, moments in times.items():
        found[what[0]] += 2 if len(moments) > 1 else 1
    return found


MOMENTS = ("startTimeUnixNano", "endTimeUnixNano")


def shown(span: dict[str, Any], by_id: dict[Any, dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    service, said = span["service"], span["said"]
    stated = span.get("kind", 0)
    kind = KINDS.get(stated, str(stated).removeprefix("SPAN_KIND_"))
    yield "node Service", service
    parent = by_id.get((span.get("traceId"), span.get("parentSpanId")))
    if kind == SERVER and parent is not None and parent["service"] != service:
        yield "edge CALLS", parent["service"], service
    if kind == CLIENT and any(key in said for key in DATABASE):
        name = said.get("server.address") or said.get("net.peer.name") or said.get(DATABASE[0])
        yield "node Resource", name or said.get(DATABASE[1])
        yield "edge DEPENDS_ON", service, name or said.get(DATABASE[1])
    destination = next((said[key] for key in DESTINATION if said.get(key)), None)
    if kind in (PRODUCER, CONSUMER) and destination:
        yield "node Topic", destination
        yield (
            ("edge PUBLISHES_TO" if kind == PRODUCER else "edge SUBSCRIBES_TO"),
            service,
            destination,
        )
