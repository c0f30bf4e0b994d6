"""The store on a Neo4j server: one label a class set one by one, a plan walked before anyone else's query runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, LiteralString, cast
from urllib.parse import urlsplit

from graph.errors import QueryInvalid, StoreUnavailable, UsageError
from graph.store.bolt import TIES, BoltStore
from graph.store.driver import exceptions, neo4j
from graph.store.failure import Failure
from graph.store.gate import check_plan, checked
from graph.store.protocol import Statement
from graph.store.schema import OWN, PASSAGE_INDEX, ROOT, TEXT_INDEX, Schema, quoted

SCHEMES: Final = frozenset(
    f"{scheme}{security}" for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc")
)
_CONNECT_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 30.0
_PLACE: Final = re.compile(r"\(line (\d+), column (\d+) \(offset: (\d+)\)\)")


class Neo4jStore(BoltStore):
    kind = "neo4j"

    def __init__(self, url: str, driver: neo4j.Driver, database: str | None) -> None:
        super().__init__(url, database)
        self._driver = driver

    def driver(self) -> neo4j.Driver:
        return self._driver

    def reader(self) -> neo4j.Driver:
        return self._driver

    def greet(self) -> None:
        """Ask for nothing, once and without trying again."""
        with self.session(self._driver, default_access_mode=neo4j.READ_ACCESS) as session:
            session.run("RETURN 1").consume()

    def close(self) -> None:
        self._driver.close()

    def make_schema(self, schema: Schema, before: Schema | None) -> None:
        statements = [_unique(ROOT, "urn"), _unique(OWN, "id")]
        statements += [_unique(label, key) for label, key in sorted(schema.private.items())]
        if before is not None and before.fulltext != schema.fulltext:
            statements.append(f"DROP INDEX {TEXT_INDEX} IF EXISTS")
        statements.append(_full_text(TEXT_INDEX, ROOT, schema.fulltext))
        if schema.passage is not None:
            statements.append(_full_text(PASSAGE_INDEX, schema.passage[0], schema.passage[1:]))
        for statement in statements:
            self.write([Statement(statement)])
        for label, ancestors in sorted(schema.labels.items()):
            self._relabel(
                label, ancestors, before.labels.get(label, ancestors) if before else ancestors
            )
        self.rows("CALL db.awaitIndexes(60)")

    def _relabel(self, label: str, ancestors: Sequence[str], before: Sequence[str]) -> None:
        gone = "".join(f" REMOVE n:{quoted(name)}" for name in before if name not in ancestors)
        come = "".join(f" SET n:{quoted(name)}" for name in ancestors if name not in before)
        if gone or come:
            self.write([Statement(f"MATCH (n:{quoted(label)}){gone}{come}")])

    def merge_nodes_cypher(self, label: str) -> str:
        others = [name for name in (label, *self.schema().labels[label]) if name != ROOT]
        labelled = "".join(f" SET n:{quoted(name)}" for name in others)
        return f"UNWIND $rows AS row MERGE (n:{ROOT} {{urn: row.urn}}) SET n = row.props{labelled}"

    def full_text(self, text: str, limit: int) -> list[dict[str, Any]]:
        return self.rows(
            f"CALL db.index.fulltext.queryNodes('{TEXT_INDEX}', $text, {{limit: $most}}) YIELD node, score "
            "RETURN node.urn AS urn, score ORDER BY score DESC, urn LIMIT $limit",
            text=text,
            limit=limit,
            most=limit + TIES,
        )

    def full_text_passages(self, text: str, limit: int) -> list[dict[str, Any]]:
        schema = self.schema()
        if schema.passage is None:
            return []
        return self.rows(
            f"CALL db.index.fulltext.queryNodes('{PASSAGE_INDEX}', $text, {{limit: $most}}) YIELD node, score "
            f"RETURN node.{quoted(schema.private[schema.passage[0]])} AS key, score "
            "ORDER BY score DESC, key LIMIT $limit",
            text=text,
            limit=limit,
            most=limit + TIES,
        )

    def admit(self, cypher: str, parameters: Mapping[str, object]) -> str:
        """Read-only by the plan that the database makes; the transaction is then a READ one besides."""
        cypher = checked(cypher)
        with self.session(self._driver, default_access_mode=neo4j.READ_ACCESS) as session:
            try:
                plan = (
                    session.run(cast(LiteralString, f"EXPLAIN\n{cypher}"), dict(parameters))
                    .consume()
                    .plan
                )
            except exceptions.ClientError as error:
                raise self._placed(error) from error
        check_plan(plan)
        return cypher

    def _placed(self, error: exceptions.ClientError) -> Exception:
        """The error with its place in the query, not in the EXPLAIN that stood a line before it."""
        translated = self.translated(error)
        if not isinstance(translated, QueryInvalid):
            return translated
        text = str(translated).partition('\n"')[0]
        return QueryInvalid(
            _PLACE.sub(
                lambda at: f"(line {int(at[1]) - 1}, column {at[2]} (offset: {int(at[3]) - 8}))",
                text,
            )
        )

    def stop_query(self, mark: str) -> None:
        """The server has the time limit of the transaction; this is for when it is late."""
        with self.session(self._driver) as session:
            found = session.run("SHOW TRANSACTIONS YIELD transactionId, currentQuery").data()
            for row in found:
                if (
                    mark in (row["currentQuery"] or "")
                    and "SHOW TRANSACTIONS" not in row["currentQuery"]
                ):
                    session.run("TERMINATE TRANSACTIONS $id", id=row["transactionId"]).consume()

    def unavailable(self, failure: Failure) -> StoreUnavailable:
        return explained(self.url, self._database, failure)


def explained(url: str, database: str | None, failure: Failure) -> StoreUnavailable:
    match failure.kind:
        case "down":
            text = f"nothing that speaks Bolt answers at {url}. Is the server up, and is the address right?"
            return StoreUnavailable(f"{text} ({failure.message})", retryable=True)
        case "credentials":
            return StoreUnavailable(
                f"{url} refuses the user or the password. Set CARTULARY_NEO4J_USER and CARTULARY_NEO4J_PASSWORD."
            )
        case "database":
            return StoreUnavailable(
                f"{url} has no database called {database!r}. Set CARTULARY_NEO4J_DATABASE to one that it has."
            )
        case "encryption":
            return StoreUnavailable(
                f"no encrypted connection to {url} could be agreed: {failure.message}. Use bolt:// or neo4j:// for a "
                "server without TLS, +s for one with a certificate that your system trusts, +ssc for a self-signed "
                "one, or name the authority's certificate in CARTULARY_NEO4J_CA."
            )
        case "busy":
            return StoreUnavailable(f"{url} is busy: {failure.message}", retryable=True)
        case _:
            return StoreUnavailable(f"{url} could not do its work: {failure.message}")


def open_neo4j(url: str, environ: Mapping[str, str]) -> Neo4jStore:
    """Connect once, so that every way in which that can fail is told here."""
    scheme = urlsplit(url).scheme
    user = environ.get("CARTULARY_NEO4J_USER") or environ.get("NEO4J_USERNAME") or "neo4j"
    password = environ.get("CARTULARY_NEO4J_PASSWORD") or environ.get("NEO4J_PASSWORD")
    database = environ.get("CARTULARY_NEO4J_DATABASE") or environ.get("NEO4J_DATABASE") or None
    settings: dict[str, Any] = {}
    target = url
    if authority := environ.get("CARTULARY_NEO4J_CA"):
        if not Path(authority).is_file():
            raise UsageError(f"CARTULARY_NEO4J_CA names no file: {authority}")
        target = url.replace(f"{scheme}:", f"{scheme.partition('+')[0]}:", 1)
        settings = {"encrypted": True, "trusted_certificates": neo4j.TrustCustomCAs(authority)}
    try:
        driver = neo4j.GraphDatabase.driver(
            target,
            auth=(user, password) if password else None,
            user_agent="cartulary",
            connection_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            notifications_min_severity="OFF",
            **settings,
        )
    except (exceptions.DriverError, ValueError, OSError) as error:
        raise UsageError(f"{url} is not an address of a Neo4j server: {error}") from error
    store = Neo4jStore(url, driver, database)
    try:
        store.guarded(store.greet)
    except BaseException:
        driver.close()
        raise
    return store


def _unique(label: str, key: str) -> str:
    name = f"cartulary_{label.lower()}_{key.lower()}"
    return f"CREATE CONSTRAINT {quoted(name)} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE n.{quoted(key)} IS UNIQUE"


def _full_text(name: str, label: str, properties: Sequence[str]) -> str:
    each = ", ".join(f"n.{quoted(prop)}" for prop in properties)
    return f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{quoted(label)}) ON EACH [{each}]"
