"""What a dataset or topic is called, from the place that it is stored in: one table for every format.

Rules: https://openlineage.io/docs/spec/naming (datasets), turned into the catalog's terms: a table is
`database.schema.table` with its host as namespace, a file its path with its bucket as namespace, and what
stands in a broker is a Topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.vocabulary import Label

__all__ = [
    "BROKERS",
    "DatasetName",
    "by_openlineage",
    "by_parts",
    "host_of",
    "is_path",
    "qualified",
]

BROKERS = frozenset(
    [
        "amqp",
        "eventhub",
        "eventhubs",
        "kafka",
        "kinesis",
        "mqtt",
        "nats",
        "pubsub",
        "pulsar",
        "rabbitmq",
        "redpanda",
        "servicebus",
        "sns",
        "sqs",
    ]
)
# names are paths: the namespace is a bucket, a container or a host, or nothing for local files
OBJECT_STORES = frozenset(
    [
        "abfs",
        "abfss",
        "adl",
        "az",
        "azure",
        "dbfs",
        "gcs",
        "gs",
        "hdfs",
        "oss",
        "s3",
        "s3a",
        "s3n",
        "wasb",
        "wasbs",
    ]
)
LOCAL = frozenset(["", "default", "file", "inmemory", "local"])
_QUOTES = re.compile(r"""[`"\[\]]""")
_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?:(//)(?=[^/]))?(.*)\Z", re.DOTALL)


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
    host = host_of(match.group(3)) if match and match.group(2) else None
    if scheme in BROKERS:
        return DatasetName(Label.TOPIC, _topic(name), None)
    if scheme in OBJECT_STORES:
        bucket = match.group(3) if match and match.group(2) else ""
        return DatasetName(Label.DATASET, name.strip().strip("/"), _bucket(bucket), path=True)
    if scheme in LOCAL or namespace.startswith("/"):
        path = is_path(name)
        return DatasetName(Label.DATASET, _local(name) if path else _table(name), host, path=path)
    if scheme == "arn":
        return DatasetName(Label.DATASET, _table(_glue(name)), namespace.lower())
    return DatasetName(Label.DATASET, _table(name), host if match else scheme)


def by_parts(kind: str, host: str, before: Iterable[str], name: str) -> DatasetName:
    """The dataset that a server of this kind (postgres, kafka, s3 …) keeps under this name.

    `before` is what comes before the table's name: database or project, then schema.
    """
    scheme = kind.lower()
    if scheme in BROKERS:
        return DatasetName(Label.TOPIC, _topic(name), None)
    space = "bigquery" if scheme == "bigquery" else host_of(host)
    return DatasetName(Label.DATASET, qualified(before, name), space)


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
    bare = _QUOTES.sub("", name).strip()
    while bare.lower().startswith("none."):
        bare = bare[5:]
    return bare


def _topic(name: str) -> str:
    """A topic's own name: the last part of `topic:project:name` or of a resource name."""
    if name.startswith(("topic:", "subscription:")):
        return name.rpartition(":")[2]
    if name.startswith(("arn:", "projects/")):
        return re.split(r"[:/]", name)[-1]
    return name.strip()


def _local(name: str) -> str:
    return name.strip().rstrip("/") or "/"


def _glue(name: str) -> str:
    """`table/database/name` of the Glue catalog."""
    parts = name.split("/")
    return ".".join(parts[1:]) if len(parts) == 3 and parts[0] == "table" else name
