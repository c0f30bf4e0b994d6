"""How things inside a Kubernetes cluster are named: namespaces, DNS keys, what a host name refers to."""

from __future__ import annotations

from graph.facts import Ref
from graph.vocabulary import Label
from ingest.documents import Value
from ingest.hosts import Host

__all__ = ["called", "dns_key", "gateway", "name_of", "namespace_of"]


def name_of(manifest: Value) -> str:
    return manifest["metadata/name"].text


def namespace_of(manifest: Value) -> str | None:
    """The namespace as far as the manifest states it; whoever applies it may set another one."""
    return manifest["metadata/namespace"].text or None


def dns_key(name: str, namespace: str | None) -> str:
    """The native key of a Service's DNS name."""
    return f"dns:{name}.{namespace}" if namespace else f"dns:{name}"


def called(host: Host, namespace: str | None) -> Ref:
    """What a host name means to someone in the namespace; a vague one, only that very DNS name."""
    space = host.namespace or namespace
    among = (Label.SERVICE, Label.RESOURCE)
    if host.vague:
        name = f"{host.name}.{space}"
        return Ref(Label.SERVICE, name, key=dns_key(host.name, space), among=among)
    return Ref(Label.SERVICE, host.name, key=dns_key(host.name, space), scope=space, among=among)


def gateway(name: str, namespace: str | None) -> Ref:
    key = f"k8s-gateway:{namespace or '-'}/{name}"
    return Ref(Label.RESOURCE, name, key=key, scope=namespace)
