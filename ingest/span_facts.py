"""What spans say: who calls whom, which databases, topics, models and tools are used, how often and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Edge, Node, Place, PropValue, Provenance, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import dns_key
from ingest.dataset_naming import by_parts
from ingest.documents import unrendered
from ingest.hosts import service_name
from ingest.otlp import CLIENT, CONSUMER, PRODUCER, SERVER, Span

__all__ = ["Seen", "tell"]

OBSERVED: Final = Provenance.OBSERVED
HERE: Final = ("localhost", "[")
SENDS: Final = frozenset(("publish", "send", "create"))
TAKES: Final = frozenset(("receive", "process", "deliver", "settle", "consume"))
UP: Final = 50  # spans above one that are searched for the agent


@dataclass(slots=True)
class Seen:
    """A fact that several spans show: how often, first and last."""

    at: Place
    count: int = 0
    times: set[str] = field(default_factory=set[str])

    @property
    def moments(self) -> list[str | None]:
        """When it was first and last seen; one where that is the same, or not known."""
        return list(dict.fromkeys((min(self.times), max(self.times)))) if self.times else [None]


@dataclass(slots=True)
class Telling:
    """The edges and things that spans show, in the making."""

    spans: dict[tuple[str, str], Span]
    edges: dict[tuple[Ref, Rel, Ref, bool], Seen] = field(
        default_factory=dict[tuple[Ref, Rel, Ref, bool], Seen]
    )
    things: dict[Ref, tuple[Seen, dict[str, PropValue]]] = field(
        default_factory=dict[Ref, tuple[Seen, dict[str, PropValue]]]
    )

    def edge(self, start: Ref, rel: Rel, end: Ref, span: Span, *, known_only: bool = False) -> None:
        seen = self.edges.setdefault((start, rel, end, known_only), Seen(span.at))
        _note(seen, span)

    def thing(self, ref: Ref, span: Span, **props: PropValue) -> Ref:
        seen, stated = self.things.setdefault(ref, (Seen(span.at), {}))
        _note(seen, span)
        for name, value in props.items():
            if value:
                stated.setdefault(name, value)
        return ref


def _note(seen: Seen, span: Span) -> None:
    seen.count += 1
    if span.time:
        seen.times.add(span.time)


def tell(spans: Iterable[Span]) -> Iterator[Node | Edge]:
    """All that the spans of a file show."""
    everything = list(spans)
    telling = Telling({(s.trace, s.span): s for s in everything if s.span})
    answered = {(s.trace, s.parent) for s in everything if s.kind == SERVER and s.parent}
    for span in everything:
        if span.service is None:
            continue
        _calls(telling, span, span.service, answered=(span.trace, span.span) in answered)
        _models(telling, span, span.service)
    for ref, (seen, props) in telling.things.items():
        for when in seen.moments:
            yield Node(ref, seen.at, props, provenance=OBSERVED, event_time=when)
    for (start, rel, end, known_only), seen in telling.edges.items():
        for when in seen.moments:
            said = {"count": seen.count}
            yield Edge(start, rel, end, seen.at, said, OBSERVED, when, known_only=known_only)


def _calls(telling: Telling, span: Span, service: Ref, *, answered: bool) -> None:
    if system := span.first("messaging.system.name", "messaging.system"):
        _message(telling, span, service, system)
    elif system := span.first("db.system.name", "db.system"):
        if span.kind not in (SERVER, CONSUMER):
            database = _database(telling, span, service, system)
            telling.edge(service, Rel.DEPENDS_ON, database, span)
    elif span.kind == SERVER:
        caller = telling.spans.get((span.trace, span.parent)) if span.parent else None
        if caller is not None and caller.kind != PRODUCER and caller.service not in (None, service):
            telling.edge(caller.service, Rel.CALLS, service, span)
    elif span.kind == CLIENT and not answered and "gen_ai.request.model" not in span.attributes:
        _peer(telling, span, service)


def _peer(telling: Telling, span: Span, service: Ref) -> None:
    """Who is called where only the caller's span is here: named outright, or a Service's name in a cluster."""
    if name := span.first("service.peer.name", "peer.service"):
        if name != service.name and not unrendered(name):
            telling.edge(service, Rel.CALLS, Ref(Label.SERVICE, name), span)
        return
    host = service_name(_host(span))
    if host is not None and host.certain:
        key = dns_key(host.name, host.namespace)
        peer = Ref(Label.SERVICE, host.name, key=key, scope=host.namespace)
        telling.edge(service, Rel.CALLS, peer, span, known_only=True)


def _host(span: Span) -> str:
    """Where a request goes; nothing for one that stays on the machine, or an address of numbers."""
    stated = span.first(
        "server.address", "net.peer.name", "network.peer.address", "net.sock.peer.name", "http.host"
    ).lower()
    host = stated.partition(":")[0] if stated.count(":") == 1 else stated
    numbers = host.replace(".", "").isdigit() or ":" in host
    return "" if host.startswith(HERE) or numbers or unrendered(host) else host


def _resource(telling: Telling, span: Span, system: str) -> Ref | None:
    """The server of a database or broker, by its host."""
    host = _host(span)
    if not host:
        return None
    found = service_name(host)
    inside = found if found is not None and found.certain else None
    name, space = (inside.name, inside.namespace) if inside else (host, None)
    port = span.first("server.port", "net.peer.port")
    endpoint = f"{host}:{port}" if port else host
    ref = Ref(Label.RESOURCE, name, scope=space)
    return telling.thing(ref, span, **{Prop.TYPE: system, Prop.ENDPOINT: endpoint})


def _database(telling: Telling, span: Span, service: Ref, system: str) -> Ref:
    """A database: its server; where no host is told, by the name of the peer, its own, or as what this service uses."""
    database = span.first("db.namespace", "db.name")
    server = _resource(telling, span, system)
    if server is not None:
        return telling.thing(server, span, databases=database)
    peer = span.first("service.peer.name", "peer.service")
    if peer and not unrendered(peer):
        return telling.thing(
            Ref(Label.RESOURCE, peer), span, **{Prop.TYPE: system, "databases": database}
        )
    name = database if database and not unrendered(database) else system
    ref = Ref(Label.RESOURCE, name, scope=system if name == database else service.name)
    return telling.thing(ref, span, **{Prop.TYPE: system})


def _message(telling: Telling, span: Span, service: Ref, system: str) -> None:
    name = span.first("messaging.destination.name", "messaging.destination")
    passing = (
        "messaging.destination.temporary",
        "messaging.destination.anonymous",
        "messaging.temp_destination",
    )
    if not name or unrendered(name) or any(span.attributes.get(k) == "true" for k in passing):
        return
    named = by_parts(system, "", (), name)
    topic = Ref(Label.TOPIC, named.name if named.label == Label.TOPIC else name)
    telling.thing(topic, span, messaging_system=system)
    doing = span.first(
        "messaging.operation.type", "messaging.operation", "messaging.operation.name"
    )
    if doing in SENDS or (doing not in TAKES and span.kind == PRODUCER):
        telling.edge(service, Rel.PUBLISHES_TO, topic, span)
    elif doing in TAKES or span.kind == CONSUMER:
        telling.edge(service, Rel.SUBSCRIBES_TO, topic, span)
    if (broker := _resource(telling, span, system)) is not None:
        telling.edge(topic, Rel.RUNS_ON, broker, span)


def _models(telling: Telling, span: Span, service: Ref) -> None:
    """https://opentelemetry.io/docs/specs/semconv/gen-ai/: an agent's model and tools, or a service's model."""
    model, tool = span.first("gen_ai.request.model"), span.first("gen_ai.tool.name")
    if not model and not tool and "gen_ai.agent.name" not in span.attributes:
        return
    name = _agent(telling, span)
    user = service
    if name:
        user = telling.thing(Ref(Label.AGENT, name), span)
        telling.edge(user, Rel.RUNS_ON, service, span)
        if tool and not unrendered(tool):
            telling.edge(user, Rel.USES_TOOL, Ref(Label.TOOL, tool), span)
    if model and not unrendered(model):
        telling.edge(user, Rel.USES_MODEL, telling.thing(Ref(Label.MODEL, model), span), span)


def _agent(telling: Telling, span: Span | None) -> str:
    """The agent that a span works for: named by it, or by one above it."""
    for _ in range(UP):
        if span is None:
            return ""
        if (name := span.first("gen_ai.agent.name")) and not unrendered(name):
            return name
        span = telling.spans.get((span.trace, span.parent)) if span.parent else None
    return ""
