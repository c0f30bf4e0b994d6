"""How things inside a Kubernetes cluster are named: namespaces, DNS keys, what a host name refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.facts import Edge, Fact, Ref
from graph.vocabulary import Label, Rel
from ingest.documents import Value
from ingest.hosts import Host, hosts

__all__ = ["called", "dns_key", "gateway", "name_of", "namespace_of", "references"]


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


def references(thing: Ref, container: Value) -> Iterator[Fact]:
    """The Services that a container's environment and arguments name; `$(NAME)` is put in as Kubernetes does."""
    known: dict[str, str] = {}
    texts: list[Value] = []
    for variable in container["env"]:
        known[variable["name"].text] = _expanded(variable["value"].text, known)
        texts.append(variable["value"])
    said = [*texts, *_words(container["args"])]
    for value in (*said, *_words(container["command"])):
        for host in dict.fromkeys(hosts(_expanded(value.text, known))):
            if host.vague and value not in said:
                continue  # the program itself (`entrypoint.sh`)
            end = called(host, thing.scope)
            yield Edge(thing, Rel.DEPENDS_ON, end, value.at, known_only=not host.certain)


def _expanded(text: str, known: Mapping[str, str]) -> str:
    if "$(" in text:
        for name, value in known.items():
            text = text.replace(f"$({name})", value)
    return text


def _words(value: Value) -> Iterator[Value]:
    return (word for word in value.one_or_many() if word.is_scalar)
