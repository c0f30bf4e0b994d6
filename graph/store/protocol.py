"""What a store can do, whichever database keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from graph.store.schema import Schema
    from graph.store.table import Table

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of Cypher that Cartulary wrote, with its parameters."""

    cypher: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a full-text search found; scores compare within one search only."""

    urn: str
    score: float


class Store(Protocol):
    """One graph.

    Property values are scalars and lists of scalars. Everything raises `StoreUnavailable` when the database cannot be
    had; what was being written is then either there whole or not at all.
    """

    @property
    def url(self) -> str:
        """Where it is, without secrets."""
        ...

    @property
    def kind(self) -> str:
        """`arcadedb` or `neo4j`."""
        ...

    @property
    def folder(self) -> Path | None:
        """The embedded store's folder; none for a server."""
        ...

    def prepare(self, schema: Schema) -> None:
        """Make labels, constraints and indexes; costs one small read when they are there."""
        ...

    def rows(self, cypher: str, **parameters: object) -> list[dict[str, Any]]:
        """Our own read, in a managed read transaction."""
        ...

    def run(self, statements: Sequence[Statement]) -> None:
        """Our own writes, all in one managed write transaction."""
        ...

    def write_rows(
        self,
        cypher: str,
        rows: Sequence[Row],
        *,
        batch: int = 2000,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Run `cypher`, which unwinds `$rows`, over batches of `rows`; `progress` is told the size of each one done."""
        ...

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = 1000,
        timeout: float = 30.0,
    ) -> Table:
        """A query that somebody else wrote: read-only, at most `limit` rows, at most `timeout` seconds.

        Raises `QueryRefused`, `QueryInvalid`, `QueryTimeout`.
        """
        ...

    def search(self, text: str, *, limit: int = 20) -> list[Hit]:
        """Catalogued nodes by the words of any text, best first."""
        ...

    def search_passages(self, text: str, *, limit: int = 20) -> list[tuple[str, float]]:
        """Unique keys of passages, with scores, best first."""
        ...

    def merge_nodes(self, label: str, rows: Sequence[Row]) -> None:
        """Upsert nodes by `urn`; each row is `{"urn", "props"}`, and `props` replace all that the node had."""
        ...

    def merge_edges(self, rel: str, rows: Sequence[Row]) -> None:
        """Upsert edges by (start, type, end); each row is `{"start", "end", "props"}`, and both ends are there."""
        ...

    def delete_nodes(self, urns: Iterable[str]) -> None:
        """Delete nodes and the edges at them."""
        ...

    def delete_edges(self, rel: str, rows: Sequence[Row]) -> None:
        """Delete edges given by `{"start", "end"}`."""
        ...

    def scan_nodes(self) -> Iterator[dict[str, Any]]:
        """Every catalogued node as `{"urn", "label", "props"}`, `label` being its own one."""
        ...

    def scan_edges(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Every edge between catalogued nodes: start, type, end, properties."""
        ...

    def version(self) -> str:
        """The version of the graph: another one after every `bump`, and never one of another graph."""
        ...

    def bump(self) -> str:
        """Move the version on."""
        ...

    def close(self) -> None:
        """Let go of the database. A store closes itself at the end of a `with`; it is not to be carried over a fork."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
