"""Docker Compose files: services, the databases and brokers beside them, and what each needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.backstage_entity import SETS_PROPERTY
from ingest.compose import ComposeService, Project, environment, pairs_of, texts_of
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.hosts import hosts
from ingest.properties import Props
from ingest.sniff import Condition

TOP: Final = frozenset(
    {
        *("configs", "include", "models", "name", "networks"),
        *("secrets", "services", "version", "volumes"),
    }
)
FOREIGN: Final = frozenset({"apiVersion", "kind", "openapi", "$schema"})
CALLED: Final = re.compile(r"(?:^|[-._])compose(?:[-._]|$)")
OUTSIDE: Final = frozenset({"host.docker.internal", "gateway.docker.internal", "localhost"})
# variables whose whole value is a host: `DB_HOST`, `KAFKA_BROKERS`, `REDIS_ADDR`
HOST_NAMES: Final = re.compile(
    r"(?:^|[_.-])(?:host(?:name)?s?|server(?:s|name)?|addr(?:ess(?:es)?)?|endpoints?|brokers?|nodes?|ur[il]s?)$",
    re.IGNORECASE,
)
NAMES: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
# the host of a connection string: `Server=db;Database=shop`, `host=db port=5432`
HOST_OF: Final = re.compile(
    r"(?:^|[;\s\"'])(?:addr(?:ess)?|data ?source|host(?:name)?|server)\s*=\s*(?:tcp:)?([A-Za-z0-9_.-]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ComposeFile(Condition):
    """A mapping of services in a file called after Compose, or with the keys of a compose file alone."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict) or not isinstance(doc.data.get("services"), dict):
            return False
        if CALLED.search(doc.filename.lower()):
            return not FOREIGN & doc.data.keys()
        services = [value for _, value in doc.root["services"].items() if value.is_map]
        return all(key in TOP or key.startswith("x-") for key in doc.data) and any(
            s["image"].is_scalar or s["build"].data is not None for s in services
        )

    def __str__(self) -> str:
        return "services in a compose file"


@connector(
    title="Docker Compose",
    reads=ComposeFile(),
    nodes={Label.RESOURCE, Label.SERVICE},
    edges={Rel.DEPENDS_ON},
)
def compose(doc: Document) -> Iterator[Fact | Reject]:
    project = Project(doc)
    for service in project.services.values():
        if service.declared:
            yield _node(service, project)
        yield from _needs(service, project)
    yield from project.rejects


def _node(service: ComposeService, project: Project) -> Node:
    props = Props(project.doc)
    image = service.first("image")
    props.put(Prop.IMAGE, project.text(image) if image.is_scalar else "", image.at)
    if project.name != (project.doc.folder or "."):
        props.put("compose_project", project.name, project.doc.at)
    for key in ("profiles", "networks", "ports"):
        stated = service.first(key)
        props.put(key, texts_of(stated, project), stated.at)
    labels = service.first("labels")
    pairs = tuple(pairs_of(labels, project))
    props.put("labels", tuple(f"{name}={text}" for name, text, _ in pairs), labels.at)
    for name, text, at in pairs:
        sets = SETS_PROPERTY.get(name.rpartition("/")[2].rpartition(".")[2].lower())
        if sets is not None:
            props.put(sets, text, at.at)
    aliases = [
        project.text(v) for k in ("container_name", "hostname") if (v := service.first(k)).is_scalar
    ]
    return Node(
        service.ref,
        service.value.at,
        props.values,
        props.places,
        keys=project.keys_of(service),
        aliases=tuple(
            dict.fromkeys(a for a in aliases if a and a != service.name and "$" not in a)
        ),
        location=project.source_of(service),
    )


def _needs(service: ComposeService, project: Project) -> Iterator[Edge]:
    for layer in service.layers:
        stated = layer["depends_on"]
        named = stated.items() if stated.is_map else ((v.text, v) for v in stated)
        for name, at in named:
            yield from _edge(service, project.meant(name), at)
        for link in layer["links"]:
            yield from _edge(service, project.meant(link.text.partition(":")[0]), link)
        for key in ("network_mode", "pid", "ipc"):
            kind, colon, name = (
                layer[key].text.partition(":") if layer[key].is_scalar else ("",) * 3
            )
            if colon and kind == "service":
                yield from _edge(service, project.meant(name), layer[key])
    for name, text, at in environment(service, project):
        for host in _named(name, text, project):
            known = project.known.get(host)
            yield from _edge(service, known or project.meant(host), at, known_only=known is None)


def _edge(
    service: ComposeService, other: Ref, at: Value, *, known_only: bool = False
) -> Iterator[Edge]:
    if other.name and other != service.ref:
        yield Edge(service.ref, Rel.DEPENDS_ON, other, at.at, known_only=known_only)


def _named(name: str, text: str, project: Project) -> tuple[str, ...]:
    """The services that a variable's value names: in an address with port or scheme, or as a host alone."""
    found = [host.name for host in hosts(text) if host.namespace is None]
    for token in re.split(r"[\s,;@/=]+", text):
        bare = token.partition(":")[0]
        if bare in project.known and (":" in token or "//" in text):
            found.append(bare)
    found += (host for host in HOST_OF.findall(text) if host in project.known)
    if HOST_NAMES.search(name) and NAMES.fullmatch(text) and text in project.known:
        found.append(text)
    return tuple(dict.fromkeys(h for h in found if h not in OUTSIDE))
