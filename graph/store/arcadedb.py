"""The embedded store: ArcadeDB in a process of its own, with a user of the database's that may only read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from graph.errors import StoreUnavailable
from graph.store.arcadetypes import full_text_names
from graph.store.bolt import TIES, BoltStore
from graph.store.driver import exceptions, neo4j
from graph.store.embedded import Lease, lease
from graph.store.failure import Failure
from graph.store.gate import checked
from graph.store.schema import Schema, quoted

T = TypeVar("T")

OWNER: Final = "root"
READER: Final = "reader"
_RETRY_SECONDS: Final = 1.0
"""Short, since a process that was killed is not coming back by itself; see `guarded` for the longer run."""
_ATTEMPTS: Final = 6


class ArcadeStore(BoltStore):
    kind = "arcadedb"

    def __init__(self, folder: Path, *, idle_minutes: float) -> None:
        super().__init__(f"embedded:{folder}", None, folder)
        self._place = folder
        self._idle_minutes = idle_minutes
        self._lease: Lease | None = None
        self._drivers: dict[str, neo4j.Driver] = {}
        self._changing = threading.RLock()
        self._held()

    def _held(self) -> Lease:
        """The lease on a process that is there; another one is started when that has died."""
        with self._changing:
            if self._lease is not None and not self._lease.alive():
                self.close()
            if self._lease is None:
                self._lease = lease(self._place, idle_minutes=self._idle_minutes)
                self._database = self._lease.place.database
            return self._lease

    def _driver(self, user: str) -> neo4j.Driver:
        with self._changing:
            place = self._held().place
            if user not in self._drivers:
                self._drivers[user] = neo4j.GraphDatabase.driver(
                    f"bolt://127.0.0.1:{place.bolt}",
                    auth=(user, place.passwords[user]),
                    user_agent="cartulary",
                    max_transaction_retry_time=_RETRY_SECONDS,
                    notifications_min_severity="OFF",
                    telemetry_disabled=True,
                )
            return self._drivers[user]

    def driver(self) -> neo4j.Driver:
        return self._driver(OWNER)

    def reader(self) -> neo4j.Driver:
        return self._driver(READER)

    def close(self) -> None:
        with self._changing:
            for driver in self._drivers.values():
                driver.close()
            self._drivers.clear()
            if self._lease is not None:
                self._lease.close()
                self._lease = None

    def guarded(self, work: Callable[[], T]) -> T:
        """Again when the process died under it (what was not committed did not happen), or others were in its way."""
        for attempt in range(_ATTEMPTS - 1):
            held = self._held()
            try:
                return super().guarded(work)
            except StoreUnavailable as error:
                if not error.retryable or isinstance(error.__cause__, exceptions.IncompleteCommit):
                    raise
                if isinstance(error.__cause__, exceptions.DriverError):
                    self._lost(held)
                time.sleep(0.05 * 2**attempt)
        return super().guarded(work)

    def _lost(self, lost: Lease) -> None:
        """Let go of a process that no longer answers, unless another thread has done so."""
        with self._changing:
            if self._lease is lost:
                self.close()

    def make_schema(self, schema: Schema, before: Schema | None) -> None:
        del before  # the types themselves say what was there
        answer = self._held().ask({"do": "prepare", "schema": schema.as_json()})
        if answer.get("gone"):
            raise StoreUnavailable(
                f"the process that serves {self.url} ended while it prepared it", retryable=True
            )
        if "error" in answer:
            raise StoreUnavailable(f"{self.url} could not be prepared: {answer['error']}")

    def merge_nodes_cypher(self, label: str) -> str:
        return f"UNWIND $rows AS row MERGE (n:{quoted(label)} {{urn: row.urn}}) SET n = row.props"

    def full_text(self, text: str, limit: int) -> list[dict[str, Any]]:
        """The indexes are several here (see `full_text_names`); a node counts with its scores in all of them."""
        scores: dict[str, float] = {}
        for index in full_text_names(self.schema()):
            for row in self._found(index, "urn", text, limit + TIES):
                scores[row["key"]] = scores.get(row["key"], 0.0) + row["score"]
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [{"urn": urn, "score": score} for urn, score in best]

    def full_text_passages(self, text: str, limit: int) -> list[dict[str, Any]]:
        schema = self.schema()
        if schema.passage is None:
            return []
        label, name = schema.passage
        return self._found(f"{label}[{name}]", schema.private[label], text, limit)

    def _found(self, index: str, key: str, text: str, limit: int) -> list[dict[str, Any]]:
        return self.rows(
            "CALL db.index.fulltext.queryNodes($index, $text, {limit: $most}) YIELD node, score "
            f"RETURN node.{quoted(key)} AS key, score ORDER BY score DESC, key LIMIT $limit",
            index=index,
            text=text,
            limit=limit,
            most=limit + TIES,
        )

    def admit(self, cypher: str, parameters: Mapping[str, object]) -> str:
        del parameters
        return checked(cypher)

    def stop_query(self, mark: str) -> None:
        """ArcadeDB heeds no time limit of the driver's; only this stops a query."""
        with self.session(self.driver()) as session:
            for row in session.run("SHOW TRANSACTIONS").data():
                if mark in row["currentQuery"]:
                    session.run("TERMINATE TRANSACTIONS $id", id=row["transactionId"]).consume()

    def unavailable(self, failure: Failure) -> StoreUnavailable:
        log = self._place / "server.log"
        if failure.kind == "down":
            return StoreUnavailable(
                f"the process of {self.url} went away: {failure.message}. See {log}", retryable=True
            )
        if failure.kind == "busy":
            return StoreUnavailable(f"{self.url} is busy: {failure.message}", retryable=True)
        return StoreUnavailable(f"{self.url} could not do its work: {failure.message}. See {log}")
