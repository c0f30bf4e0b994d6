"""Kubernetes objects about traffic: gateways and the routes behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from graph.facts import Edge, Fact, Node, PropValue, Ref
from graph.vocabulary import Prop, Rel
from ingest.cluster import called, gateway, name_of, namespace_of
from ingest.documents import Value, unrendered
from ingest.hosts import Host, service_name
from ingest.kind_match import KIND
from ingest.properties import Props

__all__ = ["READERS", "ROUTES"]

ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
MESH = "mesh"  # Istio's word for the sidecars, which are no gateway


def _gateway(value: Value) -> Iterator[Fact]:
    props = Props(value.document)
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    props.put(Prop.TYPE, "gateway", value["kind"].at)
    props.text(KIND, value["kind"])
    ref = gateway(name_of(value), namespace_of(value))
    yield Node(
        ref,
        value.at,
        props.values,
        props.places,
        keys=(ref.key or "",),
        location=value.document.folder,
    )


def _virtual_service(value: Value) -> Iterator[Fact]:
    """Istio: each gateway in front of it depends on each destination.

    https://istio.io/latest/docs/reference/config/networking/virtual-service/
    """
    namespace = namespace_of(value)
    found: list[tuple[Value, Host, str]] = []
    for protocol in ("http", "tls", "tcp"):
        for rule in value["spec"][protocol]:
            for route in rule["route"]:
                to = route["destination"]
                if host := service_name(to["host"].text):
                    found.append((to["host"], host, _weight(to, route["weight"])))
    for named in value["spec/gateways"]:
        space, _, name = named.text.rpartition("/")
        if name and name != MESH:
            yield from _routed(gateway(name, space or namespace), found, namespace)


def _weight(to: Value, weight: Value) -> str:
    name = "/".join(filter(None, (to["host"].text, to["subset"].text)))
    return f"{name}={weight.text}" if weight.text else ""


def _route(value: Value) -> Iterator[Fact]:
    """Gateway API: each parent that is a Gateway depends on each Service of `backendRefs`.

    https://gateway-api.sigs.k8s.io/reference/spec/
    """
    namespace = namespace_of(value)
    found: list[tuple[Value, Host, str]] = []
    for rule in value["spec/rules"]:
        for to in rule["backendRefs"]:
            name = to["name"].text
            if name and to["kind"].text in ("", "Service"):
                host = Host(name, to["namespace"].text or None, certain=True)
                weight = f"{name}={to['weight'].text}" if to["weight"].text else ""
                found.append((to, host, weight))
    for parent in value["spec/parentRefs"]:
        if parent["name"].text and parent["kind"].text in ("", "Gateway"):
            space = parent["namespace"].text or namespace
            yield from _routed(gateway(parent["name"].text, space), found, namespace)


def _routed(
    start: Ref, found: list[tuple[Value, Host, str]], namespace: str | None
) -> Iterator[Fact]:
    for to, host, _ in found:
        weights = sorted({w for _, other, w in found if other == host and w})
        props: dict[str, PropValue] = {"weights": tuple(weights)} if weights else {}
        end = called(host, namespace)
        yield Edge(start, Rel.DEPENDS_ON, end, to.at, props, known_only=not host.certain)


def _ingress(value: Value) -> Iterator[Fact]:
    """An Ingress is a route: what runs its class is the gateway, and depends on each Service behind it.

    https://kubernetes.io/docs/concepts/services-networking/ingress/
    """
    namespace, spec = namespace_of(value), value["spec"]
    older = value["metadata/annotations"].get("kubernetes.io/ingress.class")
    behind = (spec["ingressClassName"] or older).text
    backends = [spec["defaultBackend"], spec["backend"]]
    backends += [path["backend"] for rule in spec["rules"] for path in rule["http/paths"]]
    found: list[tuple[Value, Host, str]] = []
    for backend in backends:
        name = backend["service/name"] or backend["serviceName"]
        if name.text:
            found.append((name, Host(name.text, None, certain=True), ""))
    if behind and not unrendered(behind):
        yield from _routed(gateway(behind, None), found, namespace)


READERS: Mapping[str, Callable[[Value], Iterator[Fact]]] = MappingProxyType(
    {
        "Gateway": _gateway,
        "VirtualService": _virtual_service,
        **dict.fromkeys(ROUTES, _route),
        "Ingress": _ingress,
        "IngressClass": _gateway,
    }
)
