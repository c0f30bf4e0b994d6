"""One ingestion at a time, and undisturbed: the next one waits for its turn."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final

from graph.errors import StoreUnavailable
from graph.kept import Own
from graph.store import Statement, Store

__all__ = ["turn", "uncollected"]

PATIENCE: Final = 600.0
PAUSE: Final = 0.2
LEASE_MS: Final = 60_000
RENEW: Final = 15.0

_TAKE: Final = (
    f"MERGE (s:{Own.STATE} {{id: 'turn'}}) SET s.asked = $me WITH s "
    "WHERE s.holder IS NULL OR s.holder = $me OR s.holder = $dead OR s.until < timestamp() "
    "SET s.holder = $me, s.until = timestamp() + $lease"
)
_HOLDER: Final = f"MATCH (s:{Own.STATE} {{id: 'turn'}}) RETURN s.holder AS holder"
_GIVE: Final = f"MATCH (s:{Own.STATE} {{id: 'turn'}}) WHERE s.holder = $me REMOVE s.holder, s.until"


@contextlib.contextmanager
def turn(store: Store) -> Generator[None]:
    """Hold the store for this ingestion alone. Raises StoreUnavailable when another one does not end."""
    with _of_folder(store.folder) if store.folder is not None else _of_server(store):
        yield


@contextlib.contextmanager
def _of_folder(folder: Path) -> Generator[None]:
    """By a lock on a file, which the system gives back when a process dies."""
    import fcntl

    waited = 0.0
    with (folder / "ingest.lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited = _wait(waited)
        yield


@contextlib.contextmanager
def _of_server(store: Store) -> Generator[None]:
    """By a lease in the database, renewed while the ingestion lives; a dead holder's runs out."""
    me = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    waited = 0.0
    while True:
        rows = store.rows(_HOLDER)
        holder = rows[0]["holder"] if rows else None
        dead = holder if holder is not None and _is_dead(holder) else ""
        store.run([Statement(_TAKE, {"me": me, "dead": dead, "lease": LEASE_MS})])
        if store.rows(_HOLDER)[0]["holder"] == me:
            break
        waited = _wait(waited)
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW):
            with contextlib.suppress(StoreUnavailable):
                store.run([Statement(_TAKE, {"me": me, "dead": "", "lease": LEASE_MS})])

    renewing = threading.Thread(target=renew, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()
        with contextlib.suppress(StoreUnavailable):
            store.run([Statement(_GIVE, {"me": me})])


def _is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    host, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _wait(waited: float) -> float:
    if waited > PATIENCE:
        raise StoreUnavailable(
            "another ingestion into this store has not ended for ten minutes; "
            "try again when it has",
            retryable=True,
        )
    time.sleep(PAUSE)
    return waited + PAUSE


@contextlib.contextmanager
def uncollected() -> Generator[None]:
    """Without the collector of reference cycles, which over millions of values that have none takes
    a third of the time and finds nothing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
