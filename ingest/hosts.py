"""Names of Kubernetes Services in configuration texts: DNS names with a port or a domain, and URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Host", "hosts", "service_name"]

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_URL = re.compile(
    r"(?<![a-zA-Z0-9+.-])(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{0,30})(?::[a-z]{2,20})?://"
    r"(?:[^\s/,;]*@)?(?P<host>[^\s/?#,;'\"]+)[^\s,;'\"]*"
)
_NAME = re.compile(
    rf"(?P<name>{_LABEL})(?:\.(?P<space>{_LABEL})(?P<svc>\.svc(?:\.[a-z0-9.-]+)?)?)?\.?"
    r"(?::(?P<port>[0-9]{1,5})(?:/.*)?)?\Z"
)
_BETWEEN = re.compile(r"([\s,;=|&'\"()\[\]{}<>]+)")
_FILES = frozenset({"file", "classpath"})  # what follows is a path
_NOT_A_SERVICE = frozenset({"localhost"})
_PROTOCOLS = frozenset({"grpc", "http", "https", "tcp", "tls", "udp"})  # of a port: `tcp:5432`


@dataclass(frozen=True, slots=True)
class Host:
    """A Service's name as far as a text can say.

    certain   it can be nothing else: `payments.shop.svc`, `payments:8080`, not `payments.shop:8080`
    vague     neither port nor scheme: `payments.shop`, which may be a Service, a file or a word
    """

    name: str
    namespace: str | None
    certain: bool
    vague: bool = False


def hosts(text: str) -> Iterator[Host]:
    """The Services that a text names as `name[.namespace[.svc…]][:port]`, alone or in URLs, in order.

    A bare word without dot, port or scheme is no reference; nor are IP addresses and names of other shape.
    https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
    """
    rest = 0
    for url in _URL.finditer(text):
        yield from _plain(text[rest : url.start()])
        if url["scheme"].lower() not in _FILES:
            yield from _host(url["host"], scheme=True)
        rest = url.end()
    yield from _plain(text[rest:])


def service_name(text: str) -> Host | None:
    """A text that can only be a host: `reviews`, `reviews.shop`, `reviews.shop.svc.cluster.local`."""
    found = _NAME.match(text)
    if found is None:
        return None
    certain = found["space"] is None or found["svc"] is not None
    return Host(found["name"], found["space"], certain)


def _plain(text: str) -> Iterator[Host]:
    parts = _BETWEEN.split(text)
    for token, after in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if not after.startswith("="):  # what stands before a `=` is a key
            yield from _host(token, scheme=False)


def _host(token: str, *, scheme: bool) -> Iterator[Host]:
    found = _NAME.match(token)
    if found is None or found["name"] in _NOT_A_SERVICE:
        return
    port, space = found["port"], found["space"]
    if port is not None and not 0 < int(port) < 65536:
        return
    if space is not None:
        certain = found["svc"] is not None
        yield Host(found["name"], space, certain, not (certain or scheme or port))
    elif scheme or (port is not None and found["name"] not in _PROTOCOLS):
        yield Host(found["name"], None, certain=True)
