"""A Kubernetes object that breaks a policy, as reports name it, as the workload that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph.facts import Edge, PropValue, Ref
from graph.vocabulary import Label, Rel
from ingest.cluster import called, gateway
from ingest.documents import Value
from ingest.hosts import Host
from ingest.kind_match import WORKLOADS

__all__ = ["violates"]

# https://pkg.go.dev/k8s.io/apimachinery/pkg/util/rand: the letters of generated names
_RANDOM = "[bcdfghjklmnpqrstvwxz2456789]"
_GENERATED = {
    "Pod": re.compile(rf"(?P<owner>.+?)(?:-{_RANDOM}{{6,10}})?-(?:{_RANDOM}{{5}}|\d{{1,4}})\Z"),
    "ReplicaSet": re.compile(rf"(?P<owner>.+)-{_RANDOM}{{6,10}}\Z"),
    "Job": re.compile(r"(?P<owner>.+)-\d{8,11}\Z"),
}


def violates(
    thing: Value, policy: Ref, props: Mapping[str, PropValue], scope: str | None = None
) -> Iterator[Edge]:
    """The object, or the workload that made it, VIOLATES the policy. Kinds that are no things of a catalog do not.

    `scope`: the namespace of the report, for an object that states none.
    """
    name, kind = thing["name"].text, thing["kind"].text
    ref = _thing(thing, name, kind, thing["namespace"].text or scope) if name else None
    if ref is not None:
        yield Edge(ref, Rel.VIOLATES, policy, thing.at, {**props, "object": f"{kind} {name}"})


def _thing(thing: Value, name: str, kind: str, namespace: str | None) -> Ref | None:
    version = thing["apiVersion"].text
    if kind == "Gateway":
        return gateway(name, namespace)
    if kind == "Service" and "knative" not in version:
        return called(Host(name, None, certain=True), namespace)
    if kind not in WORKLOADS and kind != "Service":
        return None
    made = _GENERATED[kind].match(name) if kind in _GENERATED else None
    key = f"{version}/{kind}/{namespace or '-'}/{name}" if version and made is None else None
    among = (Label.SERVICE, Label.RESOURCE)
    return Ref(
        Label.SERVICE, made["owner"] if made else name, key=key, scope=namespace, among=among
    )
