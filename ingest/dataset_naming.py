"""What a dataset or topic is called, from the place that it is stored in: the ontology's data stores, applied.

Rules: https://openlineage.io/docs/spec/naming (datasets), turned into the catalog's terms: a table is
`database.schema.table` with its host as namespace, a file its path with its bucket as namespace, and what
stands in a broker is a Topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.identity_rules import DataStore
from graph.vocabulary import Label
from ingest.identity import rules

__all__ = [
    "DatasetName",
    "by_openlineage",
    "by_parts",
    "host_of",
    "is_broker",
    "is_file_store",
    "is_path",
    "qualified",
    "topic_of_subject",
]

_QUOTES = re.compile(r"""[`"\[\]]""")
_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?:(//)(?=[^/]))?(.*)\Z", re.DOTALL)
_ESCAPED = re.compile(r"\\+\.")


@dataclass(frozen=True, slots=True)
class DatasetName:
    """A dataset's or topic's class, name and namespace (its host or bucket; None where none is named)."""

    label: Label
    name: str
    namespace: str | None
    path: bool = False  # named by a path, which a table name of the same thing beats


def by_openlineage(namespace: str, name: str) -> DatasetName:
    """The dataset that an OpenLineage namespace and name stand for."""
    match = _ADDRESS.match(namespace)
    scheme = (match.group(1) if match else namespace).lower()
    rest = match.group(3) if match and match.group(2) else ""
    store = rules().stores.get("file" if namespace.startswith("/") else scheme)
    if store is None:
        return DatasetName(Label.DATASET, _table(name), host_of(rest) if match else scheme)
    if _holds_topics(store):
        return DatasetName(Label.TOPIC, _topic(store, name), None)
    space = _space(store, namespace, rest)
    before = _behind(store, rest)
    if not store.by_path:
        table = _special(store, name) or _table(name)
        return DatasetName(Label.DATASET, ".".join((*before, table)), space)
    if store.nowhere:
        path = is_path(name)
        return DatasetName(Label.DATASET, _local(name) if path else _table(name), space, path=path)
    return DatasetName(
        Label.DATASET, "/".join((*before, name.strip().strip("/"))), space, path=True
    )


def by_parts(kind: str, host: str, before: Iterable[str], name: str) -> DatasetName:
    """The dataset that a server of this kind (postgres, kafka, s3 …) keeps under this name.

    `before` is what comes before the table's name: database or project, then schema.
    """
    store = rules().stores.get(kind.lower()) if kind else None
    if store is not None and _holds_topics(store):
        return DatasetName(Label.TOPIC, _topic(store, name), None)
    space = host_of(host)
    if store is not None and store.literal:
        space = store.namespace_form
    elif store is not None and space is not None:
        space = store.known_as(space)
    return DatasetName(Label.DATASET, qualified(before, name), space)


def is_broker(kind: str) -> bool:
    """Whether a server of this kind, or a namespace of this scheme, holds topics."""
    store = rules().stores.get(kind.lower())
    return store is not None and _holds_topics(store)


def topic_of_subject(subject: str) -> str | None:
    """The topic that a schema registry's subject is about, where its name says so (TopicNameStrategy)."""
    for pattern in rules().subject_patterns:
        if found := pattern.match(subject):
            return found[1]
    return None


def _holds_topics(store: DataStore) -> bool:
    return store.holds == Label.TOPIC


def _space(store: DataStore, namespace: str, rest: str) -> str | None:
    """Where it is stored, as far as the namespace says."""
    if store.literal:
        return store.namespace_form
    if store.whole:
        return namespace.lower() if not store.nowhere else host_of(rest)
    if store.by_path and not store.behind:
        return host_of(rest) if store.nowhere else _bucket(rest)
    if store.keeps_port:
        return rest.split("/")[0].lower() or None
    host = host_of(rest)
    return None if store.nowhere or host is None else store.known_as(host)


def _behind(store: DataStore, rest: str) -> tuple[str, ...]:
    """The fields of the name that a namespace holds behind its authority."""
    path = rest.partition("/")[2].strip("/")
    found = store.behind.match(path) if store.behind and path else None
    return found.groups() if found else ()


def _special(store: DataStore, name: str) -> str | None:
    """A name by a form of its own (`table/database/name`), as the fields say it."""
    for pattern in store.special_names:
        if found := pattern.match(name.strip().lstrip("/")):
            return ".".join(_table(part) for part in found.groups())
    return None


def qualified(before: Iterable[str], name: str) -> str:
    """`database.schema.table`, without repeating what the table's name states itself."""
    own = [part for part in _table(name).split(".") if part]
    parts = [part.strip() for part in before if part and part.strip()]
    missing = len(parts) + 1 - len(own)
    return ".".join([*parts[: max(missing, 0)], *own])


def host_of(address: str) -> str | None:
    """The host of `scheme://user@host:port/more`, lower-case, without port; of several hosts the first."""
    _, marked, rest = address.strip().partition("://")
    authority = (rest if marked else address.strip()).split("/")[0].split("?")[0].split(",")[0]
    authority = authority.rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].partition("]")[0].lower() or None
    return authority.partition(":")[0].lower() or None


def _bucket(rest: str) -> str | None:
    """`bucket`, `container@account` or a host without its port."""
    return rest.split("/")[0].partition(":")[0].lower() or None


def is_path(name: str) -> bool:
    """Whether a dataset is named by a path and not as a table."""
    return "/" in name


def _table(name: str) -> str:
    """A table's name without quotes, and without the `none.` of a missing database."""
    bare = _ESCAPED.sub(".", _QUOTES.sub("", name)).strip()
    while bare.lower().startswith("none."):
        bare = bare[5:]
    return bare


def _topic(store: DataStore, name: str) -> str:
    """A topic's own name: the last part of `topic:project:name` or of a resource name."""
    for pattern in store.special_names:
        if found := pattern.match(name.strip()):
            return found.groups()[-1]
    return name.strip()


def _local(name: str) -> str:
    return name.strip().rstrip("/") or "/"


def is_file_store(kind: str) -> bool:
    """Whether a server of this kind, or a namespace of this scheme, holds files, named by their paths."""
    store = rules().stores.get(kind.lower())
    return store is not None and store.by_path
