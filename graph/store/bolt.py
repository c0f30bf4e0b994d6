"""What both databases have in common: sessions, batches, upserts, scans and searches over Bolt."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self, TypeVar, cast

from graph.errors import QueryInvalid, QueryRefused, QueryTimeout, StoreUnavailable
from graph.store.driver import exceptions, neo4j
from graph.store.failure import Failure, classify
from graph.store.protocol import Hit, Row, Statement
from graph.store.reading import Reading, written
from graph.store.schema import OWN, ROOT, Schema, quoted
from graph.store.table import Table

T = TypeVar("T")

BATCH: Final = 2000
DELETE_BATCH: Final = 500
BATCH_CHARACTERS: Final = 4_000_000

TIES: Final = 100
"""Hits asked for beyond the limit, so that those of one score are put in order before the cut."""

_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 200
_MOST_PREFIXES: Final = 12
_PREFIX: Final = range(3, 65)

_VERSION: Final = (
    f"MATCH (s:{OWN} {{id: 'graph'}}) RETURN s.identity AS identity, s.version AS version"
)
_BUMP: Final = (
    f"MERGE (s:{OWN} {{id: 'graph'}}) "
    "SET s.identity = coalesce(s.identity, randomUUID()), s.version = coalesce(s.version, 0) + 1 "
    "RETURN s.identity AS identity, s.version AS version"
)
_SCHEMA: Final = (
    f"MATCH (s:{OWN} {{id: 'schema'}}) RETURN s.fingerprint AS fingerprint, s.schema AS schema"
)
_NOTE_SCHEMA: Final = (
    f"MERGE (s:{OWN} {{id: 'schema'}}) SET s.fingerprint = $fingerprint, s.schema = $schema "
    f"MERGE (g:{OWN} {{id: 'graph'}}) "
    "SET g.identity = coalesce(g.identity, randomUUID()), g.version = coalesce(g.version, 0)"
)
_NODES: Final = f"MATCH (n:{ROOT}) RETURN n.urn AS urn, labels(n) AS labels, properties(n) AS props"
_EDGES: Final = f"MATCH (a:{ROOT})-[r]->(b:{ROOT}) RETURN a.urn AS start, collect([type(r), b.urn, properties(r)]) AS edges"


class BoltStore(ABC):
    """A store behind one driver for our own work and one for what others wrote (the same one, if need be)."""

    kind: str
    identifying = "elementId"

    def __init__(self, url: str, database: str | None, folder: Path | None = None) -> None:
        self.url = url
        self.folder = folder
        self._database = database
        self._schema: Schema | None = None

    # What a database does in its own way.

    @abstractmethod
    def driver(self) -> neo4j.Driver:
        """The driver for our own work."""

    @abstractmethod
    def reader(self) -> neo4j.Driver:
        """The driver for queries that somebody else wrote."""

    @abstractmethod
    def make_schema(self, schema: Schema, before: Schema | None) -> None:
        """Make labels, constraints and indexes; `before` is what was prepared last."""

    @abstractmethod
    def admit(self, cypher: str, parameters: Mapping[str, object]) -> str:
        """The text to run, once it is known to only read; raises `QueryRefused`."""

    @abstractmethod
    def stop_query(self, mark: str) -> None:
        """End the query that carries `mark`."""

    @abstractmethod
    def merge_nodes_cypher(self, label: str) -> str:
        """The statement that upserts the nodes of `$rows` with this label."""

    @abstractmethod
    def full_text(self, text: str, limit: int) -> list[dict[str, Any]]:
        """Rows of `urn` and `score`, best first; `text` is a Lucene query."""

    @abstractmethod
    def full_text_passages(self, text: str, limit: int) -> list[dict[str, Any]]:
        """Rows of a passage's `key` and `score`, best first; `text` is a Lucene query."""

    @abstractmethod
    def unavailable(self, failure: Failure) -> StoreUnavailable:
        """The error for a store that cannot be had, saying what to do."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database; an embedded one ends some time after its last caller has."""

    # What is the same.

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def guarded(self, work: Callable[[], T]) -> T:
        """`work`, with the driver's errors made ours."""
        try:
            return work()
        except exceptions.Neo4jError as error:
            raise self.translated(error) from error
        except exceptions.DriverError as error:
            raise self.translated(error) from error

    def translated(self, error: Exception) -> Exception:
        failure = classify(error)
        match failure.kind:
            case "invalid":
                return QueryInvalid(failure.message)
            case "refused":
                return QueryRefused(f"only queries that read are run here: {failure.message}")
            case "stopped":
                return QueryTimeout(failure.message)
            case _:
                return self.unavailable(failure)

    def session(self, driver: neo4j.Driver, **settings: Any) -> neo4j.Session:
        return driver.session(database=self._database, **settings)

    def rows(self, cypher: str, **parameters: object) -> list[dict[str, Any]]:
        def read(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            result = tx.run(written(cypher), parameters)
            keys = result.keys()
            return [dict(zip(keys, record.values(), strict=True)) for record in result]

        def work() -> list[dict[str, Any]]:
            with self.session(self.driver(), default_access_mode=neo4j.READ_ACCESS) as session:
                return session.execute_read(read)

        return self.guarded(work)

    def run(self, statements: Sequence[Statement]) -> None:
        self.write(statements)

    def write(self, statements: Sequence[Statement]) -> list[dict[str, Any]]:
        """Run all in one transaction; the rows of the last one."""

        def write(tx: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = []
            for statement in statements:
                rows = [
                    record.data()
                    for record in tx.run(written(statement.cypher), dict(statement.parameters))
                ]
            return rows

        def work() -> list[dict[str, Any]]:
            with self.session(self.driver()) as session:
                return session.execute_write(write)

        return self.guarded(work)

    def write_rows(
        self,
        cypher: str,
        rows: Sequence[Row],
        *,
        batch: int = BATCH,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        def work() -> None:
            with self.session(self.driver()) as session:
                for some in batches(rows, batch):
                    session.execute_write(
                        lambda tx, some=some: tx.run(written(cypher), rows=some).consume()
                    )
                    if progress is not None:
                        progress(len(some))

        if rows:
            self.guarded(work)

    def prepare(self, schema: Schema) -> None:
        noted = self.rows(_SCHEMA)
        if noted and noted[0]["fingerprint"] == schema.fingerprint():
            self._schema = schema
            return
        before = Schema.from_json(noted[0]["schema"]) if noted and noted[0]["schema"] else None
        self.guarded(lambda: self.make_schema(schema, before))
        self.write(
            [
                Statement(
                    _NOTE_SCHEMA, {"fingerprint": schema.fingerprint(), "schema": schema.as_json()}
                )
            ]
        )
        self._schema = schema

    def schema(self) -> Schema:
        """What the store was prepared for, by this process or another."""
        if self._schema is None:
            noted = self.rows(_SCHEMA)
            if not noted:
                return Schema(labels={ROOT: ()}, relations=(), private={}, fulltext=())
            self._schema = Schema.from_json(noted[0]["schema"])
        return self._schema

    def merge_nodes(self, label: str, rows: Sequence[Row]) -> None:
        if label not in self.schema().labels:
            raise ValueError(f"the store was not prepared for {label}")
        named = [{"urn": row["urn"], "props": {**row["props"], "urn": row["urn"]}} for row in rows]
        self.write_rows(self.merge_nodes_cypher(label), named)

    def merge_edges(self, rel: str, rows: Sequence[Row]) -> None:
        if rel not in self.schema().relations:
            raise ValueError(f"the store was not prepared for {rel}")
        self.write_rows(
            f"UNWIND $rows AS row MATCH (a:{ROOT} {{urn: row.start}}) MATCH (b:{ROOT} {{urn: row.end}}) "
            f"MERGE (a)-[r:{quoted(rel)}]->(b) SET r = row.props",
            rows,
        )

    def delete_nodes(self, urns: Iterable[str]) -> None:
        rows = [{"urn": urn} for urn in urns]
        self.write_rows(
            f"UNWIND $rows AS row MATCH (n:{ROOT} {{urn: row.urn}}) DETACH DELETE n",
            rows,
            batch=DELETE_BATCH,
        )

    def delete_edges(self, rel: str, rows: Sequence[Row]) -> None:
        self.write_rows(
            f"UNWIND $rows AS row MATCH (:{ROOT} {{urn: row.start}})-[r:{quoted(rel)}]->(:{ROOT} {{urn: row.end}}) "
            "DELETE r",
            rows,
        )

    def stream(self, cypher: str) -> Iterator[neo4j.Record]:
        """The rows of our own read as they come, for those too many to hold."""
        try:
            with (
                self.session(
                    self.driver(), default_access_mode=neo4j.READ_ACCESS, fetch_size=5000
                ) as session,
                session.begin_transaction() as tx,
            ):
                yield from tx.run(written(cypher))
        except (exceptions.Neo4jError, exceptions.DriverError) as error:
            raise self.translated(error) from error

    def scan_nodes(self) -> Iterator[dict[str, Any]]:
        own = _OwnLabel(self.schema())
        for urn, labels, props in self.stream(_NODES):
            yield {"urn": urn, "label": own[tuple(labels)], "props": props}

    def scan_edges(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        for start, edges in self.stream(_EDGES):
            for rel, end, props in edges:
                yield start, rel, end, props

    def version(self) -> str:
        return _version(self.rows(_VERSION))

    def bump(self) -> str:
        return _version(self.write([Statement(_BUMP)]))

    def search(self, text: str, *, limit: int = 20) -> list[Hit]:
        words = lucene(text)
        return (
            [Hit(row["urn"], row["score"]) for row in self.full_text(words, limit)] if words else []
        )

    def search_passages(self, text: str, *, limit: int = 20) -> list[tuple[str, float]]:
        words = lucene(text)
        return (
            [(row["key"], row["score"]) for row in self.full_text_passages(words, limit)]
            if words
            else []
        )

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = 1000,
        timeout: float = 30.0,
    ) -> Table:
        given = dict(parameters or {})
        text = self.guarded(lambda: self.admit(cypher, given))
        return Reading(self, text, given, limit, timeout).table()


class _OwnLabel(dict[tuple[str, ...], str]):
    """Own label by all labels."""

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self._schema = schema

    def __missing__(self, labels: tuple[str, ...]) -> str:
        own = self[labels] = self._schema.own_label(frozenset(labels))
        return own


def batches(rows: Sequence[Row], most: int) -> Iterator[list[dict[str, Any]]]:
    """At most `most` rows at a time, and fewer when they are big."""
    some: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        weight = _weight(row)
        if some and (len(some) == most or size + weight > BATCH_CHARACTERS):
            yield some
            some, size = [], 0
        some.append(dict(row))
        size += weight
    if some:
        yield some


def _weight(value: object) -> int:
    """Roughly the characters that a value takes on its way."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_weight, cast(Mapping[str, object], value).values()))
    if isinstance(value, list | tuple):
        return sum(map(_weight, cast(Sequence[object], value)))
    return 8


def lucene(text: str) -> str:
    """A Lucene query for the words of any text; only letters, digits and underscores of it are left.

    Words of a short text also match as beginnings, so that `payments` finds `payments_svc`.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))[:_MOST_WORDS]
    if len(words) > _MOST_PREFIXES:
        return " ".join(words)
    return " ".join(f"{word} {word}*" if len(word) in _PREFIX else word for word in words)


def _version(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"{rows[0]['identity']}.{rows[0]['version']}" if rows else "none.0"
