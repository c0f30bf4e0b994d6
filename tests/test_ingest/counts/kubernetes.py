"""What Kubernetes manifests say, counted by the API's own terms (https://kubernetes.io/docs/reference/kubernetes-api/)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Rollout"}
STORES = re.compile(
    r"redis|valkey|postgres|mysql|mariadb|mongo|cassandra|memcached|elasticsearch|opensearch|rabbitmq|kafka|nats|etcd"
)
# host, host:port, scheme://host…: a word alone is no reference
ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9_+]*)://(?:[^@/\s]*@)?)?(?P<host>[a-z][a-z0-9.-]*)(?P<port>:\d+)?(?:/\S*)?"
)


def documents(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        try:
            loaded = list(yaml.load_all(file.read_text("utf-8"), yaml.CBaseLoader))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        yield from (
            d for d in loaded if isinstance(d, dict) and d.get("kind") and "apiVersion" in d
        )


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for document in documents(root):
        kind, version, spec = document["kind"], document["apiVersion"], document.get("spec") or {}
        if kind in WORKLOADS and version.startswith(("apps/", "batch/", "argoproj.io/")):
            found += workload(document, spec)
        elif kind == "Gateway" and "networking" in version:
            found["node Resource"] += 1
        elif kind == "VirtualService" and "istio" in version:
            gateways = [g for g in spec.get("gateways", []) if g != "mesh"]
            found["edge DEPENDS_ON"] += len(gateways) * len(set(virtual_service(spec)))
        elif kind in ("HTTPRoute", "GRPCRoute") and version.startswith("gateway.networking"):
            backends = {b["name"] for r in spec.get("rules", []) for b in r.get("backendRefs", [])}
            found["edge DEPENDS_ON"] += len(spec.get("parentRefs", [])) * len(backends)
        elif kind in ("NetworkPolicy", "AuthorizationPolicy"):
            found += Counter({"node Policy": 1, "selects GOVERNS": 1})
        elif kind in ("ServiceRole", "ServiceRoleBinding") and version.startswith("rbac.istio.io/"):
            named = [s for rule in spec.get("rules") or [] for s in rule.get("services", [])]
            found["node Policy"] += 1
            found["edge GOVERNS"] += sum("*" not in name for name in named)
            found["selects GOVERNS"] += sum("*" in name for name in named)
        elif kind == "Service" and version == "v1" and spec.get("selector"):
            found["alias"] += 1
    return +found


def workload(document: dict[str, Any], spec: dict[str, Any]) -> Counter[str]:
    if document["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    pod = spec["template"]["spec"]
    images = [c.get("image", "") for c in pod["containers"]]
    name, _, tag = images[0].rpartition("/")[2].partition(":")
    kind = tag.rpartition("-")[2]  # one repository of many images, told apart by tag
    named_so = STORES.fullmatch(kind) is not None and kind == pod["containers"][0]["name"]
    store = STORES.search(name) is not None or named_so
    labels = document["metadata"].get("labels") or {}
    template = spec["template"].get("metadata", {}).get("labels") or {}
    part_of = {**template, **labels}.get("app.kubernetes.io/part-of")
    return Counter(
        {
            "node Resource" if store else "node Service": 1,
            "edge PART_OF": int(part_of is not None),
            "edge DEPENDS_ON": sum(1 for _ in references(pod)),
        }
    )


def references(pod: dict[str, Any]) -> Iterator[str]:
    """Services that a variable or argument of a pod's containers names by DNS, each time that one does."""
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        values = {e["name"]: str(e.get("value", "")) for e in container.get("env") or []}
        arguments = [*(container.get("args") or []), *(container.get("command") or [])]
        for text in [*values.values(), *(str(a).partition("=")[2] or str(a) for a in arguments)]:
            for name, value in values.items():
                text = text.replace(f"$({name})", value)
            yield from {host for part in text.split(",") if (host := host_of(part))}


def host_of(text: str) -> str | None:
    match = ADDRESS.fullmatch(text.strip())
    if match is None or match["host"] == "localhost":
        return None
    addressed = match["scheme"] or match["port"] or ".svc" in match["host"]
    return match["host"].split(".")[0] if addressed else None


def virtual_service(spec: dict[str, Any]) -> Iterator[str]:
    for protocol in ("http", "tcp", "tls"):
        for rule in spec.get(protocol) or []:
            for route in rule.get("route") or []:
                yield route["destination"]["host"]
