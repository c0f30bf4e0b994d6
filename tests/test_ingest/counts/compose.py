"""What compose files say, counted by the Compose Specification alone (https://github.com/compose-spec/compose-spec)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

STORES = {
    "cassandra", "clickhouse", "cockroach", "couchdb", "elasticsearch", "etcd", "influxdb", "kafka",
    "mariadb", "memcached", "minio", "mongo", "mssql", "mysql", "nats", "neo4j", "opensearch", "postgres",
    "pulsar", "rabbitmq", "redis", "redpanda", "valkey", "zookeeper",
}  # fmt: skip
VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)")
ADDRESS = re.compile(
    r"\w://(?:[^@/\s]*@)?([a-z][\w-]*)(?=[:/?]|$)"  # scheme://user@host
    r"|(?:^|@tcp\()([a-z][\w-]*)(?=:\d+)"  # host:port
    r"|(?:^|\s)host=([a-z][\w-]*)(?=\s|$)",
    re.IGNORECASE,
)


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        if "compose" not in file.name:
            continue
        try:
            document = yaml.safe_load(file.read_text("utf-8"))
        except yaml.YAMLError:
            continue
        services = document.get("services") if isinstance(document, dict) else None
        if isinstance(services, dict):
            found += services_of({k: v or {} for k, v in services.items()}, environment(file))
    return +found


def environment(file: Path) -> dict[str, str]:
    """The `.env` file beside it, with what it says in terms of itself."""
    known: dict[str, str] = {}
    beside = file.parent / ".env"
    for line in beside.read_text("utf-8").splitlines() if beside.is_file() else ():
        name, equals, value = line.partition("=")
        if equals and not line.lstrip().startswith("#"):
            known[name.strip()] = filled(value.strip().strip("\"'"), known)
    return known


def filled(text: str, known: dict[str, str]) -> str:
    return VARIABLE.sub(lambda m: known.get(m[1] or m[3], m[2] or ""), text)


def services_of(services: dict[str, Any], known: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, service in services.items():
        if service.get("image") or service.get("build") or service.get("extends"):
            found["node Resource" if is_store(service, known) else "node Service"] += 1
        # else a change to a service of another file
        found["edge DEPENDS_ON"] += len(service.get("depends_on") or ()) + len(
            service.get("links") or ()
        )
        for text in values(service, known):
            found["edge DEPENDS_ON"] += len(set(hosts(text, services)) - {name})
    return found


def is_store(service: dict[str, Any], known: dict[str, str]) -> bool:
    image, _, tag = filled(str(service.get("image") or ""), known).rpartition("/")[2].partition(":")
    kind = tag.rpartition("-")[2]  # one repository of many images, told apart by tag
    named = kind in STORES and kind == service.get("container_name")
    return named or any(
        re.fullmatch(rf"{store}(?:ql|db)?(?:-(?:server|broker|stack))?", image) for store in STORES
    )


def values(service: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    stated = service.get("environment") or {}
    for each in stated if isinstance(stated, list) else [f"{k}={v}" for k, v in stated.items()]:
        name, equals, value = str(each).partition("=")
        yield filled(value, known) if equals else known.get(name, "")


def hosts(text: str, services: dict[str, Any]) -> Iterator[str]:
    """A service's name alone; or an address whose host has no dot, which is a service of this file or another."""
    for part in text.split(","):
        if part.strip() in services:
            yield part.strip()
            continue
        for match in ADDRESS.finditer(part):
            host = next(filter(None, match.groups()))
            if host != "localhost":
                yield host
