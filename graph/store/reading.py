"""A query that somebody else wrote, run with a limit of rows and one of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, LiteralString, cast

from graph.errors import QueryTimeout
from graph.store.driver import neo4j
from graph.store.failure import Failure
from graph.store.table import Table, bare_ends, plain

if TYPE_CHECKING:
    from graph.store.bolt import BoltStore

GRACE: Final = 3.0
"""Seconds past its limit after which a query that the database fails to stop is given up on this side."""

_URNS: Final = "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id RETURN id, n.urn AS urn"


def written(cypher: str) -> LiteralString:
    """Cypher put together from enums, quoted names and parameters, or admitted by the gate."""
    return cast(LiteralString, cypher)


class Reading:
    """One query in a thread of its own, so that a database that does not stop it cannot hold its caller."""

    def __init__(
        self,
        store: BoltStore,
        cypher: str,
        parameters: dict[str, object],
        limit: int | None,
        timeout: float,
    ) -> None:
        self.store = store
        self.mark = f"cartulary-{id(self):x}-{time.monotonic_ns():x}"
        self.cypher = f"{cypher}\n/* {self.mark} */"
        self.parameters = parameters
        self.limit = limit
        self.timeout = timeout
        self.begun = time.monotonic()
        self.answer: Table | None = None
        self.error: Exception | None = None

    def table(self) -> Table:
        thread = threading.Thread(target=self._run, name=self.mark, daemon=True)
        thread.start()
        try:
            thread.join(self.timeout)
        except KeyboardInterrupt:
            self.store.stop_query(self.mark)
            raise
        if thread.is_alive():
            self.store.stop_query(self.mark)
            thread.join(GRACE)
        if thread.is_alive() or isinstance(self.error, QueryTimeout):
            raise QueryTimeout(
                f"the query was stopped at its time limit of {self.timeout:g} s"
            ) from self.error
        if self.error is not None:
            raise self.error
        if self.answer is None:
            raise self.store.unavailable(Failure("down", "the query ended without an answer"))
        return self.answer

    def _run(self) -> None:
        try:
            self.answer = self.store.guarded(self._fetch)
        except Exception as error:
            self.error = error

    def _fetch(self) -> Table:
        store = self.store
        fetch = 1000 if self.limit is None else min(self.limit + 1, 1000)
        with (
            store.session(
                store.reader(), default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch
            ) as session,
            session.begin_transaction(timeout=self.timeout) as tx,
        ):
            result = tx.run(written(self.cypher), self.parameters)
            columns = tuple(result.keys())
            rows: list[list[object]] = []
            complete = True
            for record in result:
                if self.limit is not None and len(rows) == self.limit:
                    complete = False
                    break
                if time.monotonic() - self.begun > self.timeout:
                    raise QueryTimeout
                rows.append(record.values())
            elapsed = time.monotonic() - self.begun
            result.consume()
            urns = self._urns(tx, rows)
        shown = tuple(tuple(plain(value, urns) for value in row) for row in rows)
        return Table(columns, shown, complete, round(elapsed * 1000))

    def _urns(
        self, tx: neo4j.Transaction, rows: Sequence[Sequence[object]]
    ) -> dict[str, str | None]:
        """URNs of the ends of lone relationships, which do not carry them."""
        ids = sorted({end for row in rows for end in bare_ends(row)})
        return {row["id"]: row["urn"] for row in tx.run(written(_URNS), ids=ids)} if ids else {}
