"""One ingestion at a time, and undisturbed: the next one waits for its turn."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Generator
from typing import Final

from graph.errors import StoreUnavailable
from graph.store import Store

__all__ = ["turn", "uncollected"]

PATIENCE: Final = 600.0
PAUSE: Final = 0.2


@contextlib.contextmanager
def turn(store: Store) -> Generator[None]:
    """Hold the embedded store's ingestion lock; the system gives it back when a process dies."""
    if store.folder is None:
        yield
        return
    import fcntl

    waited = 0.0
    with (store.folder / "ingest.lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if waited > PATIENCE:
                    raise StoreUnavailable(
                        "another ingestion into this store has not ended for ten minutes; "
                        "try again when it has",
                        retryable=True,
                    ) from error
                time.sleep(PAUSE)
                waited += PAUSE
        yield


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
