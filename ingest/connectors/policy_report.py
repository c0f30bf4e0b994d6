"""Policy reports of Kubernetes (wgpolicyk8s.io, openreports.io): which workload breaks which policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from graph.facts import Fact, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import namespace_of
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.manifest import manifest
from ingest.sniff import kind
from ingest.violation import violates

BROKEN = frozenset({"fail", "error"})
LATEST = 253402300799  # the last second of the year 9999


REPORT = manifest(
    kind("wgpolicyk8s.io/*", "PolicyReport", "ClusterPolicyReport"),
    kind("reports.x-k8s.io/*", "PolicyReport", "ClusterPolicyReport"),
    kind("openreports.io/*", "Report", "ClusterReport"),
)


@connector(
    title="Kubernetes policy reports",
    reads=REPORT,
    nodes=(),
    edges={Rel.VIOLATES},
)
def policy_report(doc: Document) -> Iterator[Fact | Reject]:
    """Results of `fail` and `error`, for the objects that a result names, else the one that the report is about.

    https://github.com/kubernetes-sigs/wg-policy-prototypes/blob/master/policy-report/docs/api-docs.md
    """
    for report in REPORT.of(doc):
        yield from _report(report)


def _report(report: Value) -> Iterator[Fact | Reject]:
    for result in report["results"]:
        if (result["result"] or result["status"]).text.lower() not in BROKEN:
            continue
        name = result["policy"].text
        if not name:
            yield Reject(result.at, "a result needs the name of its policy")
            continue
        stated = [*result["resources"], *result["subjects"]]
        things = (
            stated or [t for t in (result["resource"], result["scope"], report["scope"]) if t][:1]
        )
        policy = _policy(name)
        props = _props(result)
        for thing in things:
            yield from violates(thing, policy, props, namespace_of(report))


def _policy(name: str) -> Ref:
    """`name`, or `namespace/name` for one that holds in a namespace only."""
    namespace, _, own = name.rpartition("/")
    return Ref(Label.POLICY, own, scope=namespace or None)


def _props(result: Value) -> dict[str, PropValue]:
    found: dict[str, PropValue] = {}
    for prop, key in (
        ("rule", "rule"),
        ("message", "message" if result["message"] else "description"),
        (Prop.SEVERITY, "severity"),
        ("category", "category"),
        ("result", "result" if result["result"] else "status"),
    ):
        if text := result[key].text:
            found[prop] = text
    seconds = result["timestamp/seconds"].number
    if seconds is not None and 0 < seconds <= LATEST:
        found["time"] = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return found
