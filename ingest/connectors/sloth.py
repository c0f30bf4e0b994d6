"""Sloth: objectives of a service as Prometheus is to measure them, plain or as a PrometheusServiceLevel.

https://sloth.dev/specs/
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import keys, kind
from ingest.workflow import owners, usable

KINDS = ("events", "raw", "plugin")


@connector(
    title="Sloth",
    reads=keys("version", "service", "slos", without=("apiVersion",))
    | kind("sloth.slok.dev/*", "PrometheusServiceLevel"),
    nodes={Label.OBJECTIVE},
    edges={Rel.MEASURES, Rel.OWNS},
    authority="contract",
)
def sloth(doc: Document) -> Iterator[Fact | Reject]:
    spec = doc["spec"] if doc["kind"] else doc.root
    version = spec["version"]
    if not doc["kind"] and not version.text.startswith("prometheus/"):
        yield Reject(
            version.at, f"the version {version.text[:40]!r} is not known; read as prometheus/v1"
        )
    name = spec["service"].text
    if not usable(name):
        yield Reject(spec["service"].at, "service levels need a service that they measure")
        return
    service = Ref(Label.SERVICE, name)
    for slo in spec["slos"]:
        yield from _objective(slo, service, spec["service"])
    yield from owners(service, spec["labels"])


def _objective(slo: Value, service: Ref, at: Value) -> Iterator[Fact | Reject]:
    name = slo["name"].text
    if not usable(name):
        yield Reject(slo.at, "an SLO needs a name")
        return
    objective = Ref(Label.OBJECTIVE, name, scope=service.name)
    props = Props(slo.document)
    props.text(Prop.DESCRIPTION, slo["description"])
    percent = slo["objective"].number
    if percent is not None and 0 < percent <= 100:
        props.put(Prop.TARGET, round(float(percent) / 100, 9), slo["objective"].at)
    else:
        yield Reject(slo["objective"].at, "an objective is a percentage above 0, up to 100")
    props.put("indicator_type", next((k for k in KINDS if slo["sli"][k]), ""), slo["sli"].at)
    props.text("alert", slo["alerting/name"])
    props.text("runbook", slo["alerting/annotations/runbook"])
    yield Node(objective, slo.at, props.values, props.places)
    yield Edge(objective, Rel.MEASURES, service, at.at)
