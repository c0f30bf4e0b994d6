"""OpenTelemetry traces (OTLP JSON): services, who calls whom, and the databases, topics and models that they use."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.otlp import Scope, documents, scopes_of
from ingest.properties import Props
from ingest.sniff import keys
from ingest.span_facts import tell

SAID = (
    ("service.version", Prop.VERSION),
    ("deployment.environment.name", Prop.ENVIRONMENT),
    ("deployment.environment", Prop.ENVIRONMENT),
    ("telemetry.sdk.language", Prop.LANGUAGE),
    ("k8s.namespace.name", Prop.KUBERNETES_NAMESPACE),
    ("service.namespace", "service_namespace"),
)
WORKLOADS = (
    ("k8s.deployment.name", "apps/v1/Deployment"),
    ("k8s.statefulset.name", "apps/v1/StatefulSet"),
    ("k8s.daemonset.name", "apps/v1/DaemonSet"),
    ("k8s.cronjob.name", "batch/v1/CronJob"),
)


@connector(
    title="OpenTelemetry (OTLP JSON)",
    reads=keys(some=("resourceSpans", "resource_spans", "resourceLogs", "resourceMetrics")),
    nodes={Label.SERVICE, Label.RESOURCE, Label.TOPIC, Label.AGENT, Label.MODEL},
    edges={
        Rel.CALLS,
        Rel.DEPENDS_ON,
        Rel.PUBLISHES_TO,
        Rel.RUNS_ON,
        Rel.SUBSCRIBES_TO,
        Rel.USES_MODEL,
        Rel.USES_TOOL,
    },
)
def otlp(doc: Document) -> Iterator[Fact | Reject]:
    found: dict[Ref, list[Scope]] = {}
    spans = []
    for each in documents(doc):
        for scope in scopes_of(each):
            spans.extend(scope.spans)
            if scope.service is not None:
                found.setdefault(scope.service, []).append(scope)
            elif scope.spans:
                yield Reject(scope.resource.at, "a resource without a service.name of its own")
        doc.problems += each.problems if each is not doc else []
    for service, scopes in found.items():
        yield from _service(doc, service, scopes)
    yield from tell(spans)


def _service(doc: Document, service: Ref, scopes: list[Scope]) -> Iterator[Node]:
    """The service, as its resources describe it, when it was first and last seen."""
    props = Props(doc)
    keys_ = {f"otel:{service.name}": None}
    times = {span.time for scope in scopes for span in scope.spans if span.time}
    for scope in scopes:
        for attribute, name in SAID:
            props.put(name, scope.attributes.get(attribute, ""), scope.resource.at)
        space = scope.attributes.get("k8s.namespace.name")
        for attribute, kind in WORKLOADS:
            if space and (name := scope.attributes.get(attribute)):
                keys_[f"{kind}/{space}/{name}"] = None
    for when in dict.fromkeys((min(times), max(times))) if times else (None,):
        yield Node(
            service,
            scopes[0].resource.at,
            props.values,
            props.places,
            keys=tuple(keys_),
            provenance=Provenance.OBSERVED,
            event_time=when,
        )
