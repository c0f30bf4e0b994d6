"""Finding the embedded store's process, starting it when there is none, and holding on to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import StoreUnavailable
from graph.store.lock import FolderLock

FORMAT: Final = 1
START_SECONDS: Final = 60.0
_ANSWER_SECONDS: Final = 5.0
_PREPARE_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the process of a folder listens, and how to be let in."""

    bolt: int
    control: int
    pid: int
    database: str
    token: str
    passwords: Mapping[str, str]


class Lease:
    """A connection that keeps the process alive for as long as this one is."""

    def __init__(self, place: Place, connection: socket.socket) -> None:
        self.place = place
        self._connection = connection
        self._answers = connection.makefile("rb")

    def alive(self) -> bool:
        """Whether the process is still there, without asking it anything."""
        try:
            self._connection.setblocking(False)
            return self._connection.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            if self._connection.fileno() >= 0:
                self._connection.settimeout(_PREPARE_SECONDS)

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        try:
            self._connection.sendall(json.dumps(request).encode() + b"\n")
            line = self._answers.readline()
            return json.loads(line) if line else {"gone": True}
        except (OSError, ValueError):
            return {"gone": True}

    def close(self) -> None:
        self._answers.close()
        self._connection.close()


def lease(folder: Path, *, idle_minutes: float) -> Lease:
    """Connect to the folder's process, after starting one if there is none."""
    until = time.monotonic() + START_SECONDS
    _make(folder)
    while (found := find(folder)) is None:
        if time.monotonic() > until:
            raise StoreUnavailable(
                f"the process that serves the embedded store in {folder} does not answer. "
                f"See {folder / 'server.log'}; `cartulary stop` ends it.",
                retryable=True,
            )
        if _served(folder):
            time.sleep(0.03)
        else:
            _start(folder, idle_minutes, until)
    return found


def stop_embedded(folder: Path, *, seconds: float = 30.0) -> bool:
    """End the folder's process; whether there was one. Returns when it is gone."""
    until = time.monotonic() + seconds
    served = False
    while _served(folder):
        served = True
        if (found := find(folder)) is not None:
            found.ask({"do": "stop"})
            found.close()
        if time.monotonic() > until:
            raise StoreUnavailable(f"the process that serves {folder} does not end: end it by hand")
        time.sleep(0.03)
    return served


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = os.open(folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        os.close(probe)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _served(folder: Path) -> bool:
    try:
        return FolderLock(folder / "lock").held()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StoreUnavailable:
    reason = error.strerror or str(error)
    return StoreUnavailable(
        f"the embedded store cannot be kept in {folder}: {reason}. Name a folder that you may write to, "
        "as embedded:FOLDER, in --store or CARTULARY_STORE."
    )


def find(folder: Path) -> Lease | None:
    """A lease from the process that the folder's file describes, if it describes one that is there."""
    try:
        described: dict[str, Any] = json.loads((folder / "server.json").read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreUnavailable(f"{folder / 'server.json'} cannot be read: {error}") from error
    if not _served(folder):
        return None  # left behind by a process that was killed
    if described.get("format") != FORMAT:
        raise StoreUnavailable(
            f"the embedded store in {folder} is being served by another version of Cartulary. End that process with "
            "the `cartulary stop` of that version, then try again."
        )
    place = Place(
        bolt=described["bolt"],
        control=described["control"],
        pid=described["pid"],
        database=described["database"],
        token=described["token"],
        passwords=described["passwords"],
    )
    try:
        connection = socket.create_connection(("127.0.0.1", place.control), timeout=_ANSWER_SECONDS)
    except OSError:
        return None
    found = Lease(place, connection)
    if found.ask({"token": place.token}).get("ready"):
        connection.settimeout(_PREPARE_SECONDS)
        return found
    found.close()
    return None


def _start(folder: Path, idle_minutes: float, until: float) -> None:
    """Start the process, unless another caller is doing so; returns when there is something to connect to."""
    starting = FolderLock(folder / "start.lock")
    if not starting.take():
        time.sleep(0.05)
        return
    try:
        if _served(folder):
            return
        _refuse_newer(folder)
        log = folder / "server.log"
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            process = subprocess.Popen(  # noqa: S603 (our own module, by our own interpreter)
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "graph.store.server",
                    str(folder.resolve()),
                    str(idle_minutes),
                ],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                env=_environment(),
                start_new_session=True,
            )
        finally:
            os.close(handle)
        threading.Thread(target=process.wait, daemon=True).start()  # it is not to stay a zombie
        _await(process, folder, log, until)
    finally:
        starting.release()


def _await(process: subprocess.Popen[bytes], folder: Path, log: Path, until: float) -> None:
    while not (folder / "server.json").exists():
        status = process.poll()
        if status == 0:
            return  # another one serves the folder
        if status is not None:
            raise _failed(folder, log)
        if time.monotonic() > until:
            process.terminate()
            raise StoreUnavailable(
                f"the embedded store did not start in {START_SECONDS:g} s. See {log}."
            )
        time.sleep(0.02)


def _failed(folder: Path, log: Path) -> StoreUnavailable:
    lines = log.read_text(errors="replace").strip().splitlines()
    reason = next((line for line in reversed(lines) if line.strip()), "it said nothing")
    return StoreUnavailable(
        f"the embedded store in {folder} did not start: {reason.strip()[:400]}. See {log}."
    )


def _refuse_newer(folder: Path) -> None:
    """A store that a newer ArcadeDB has written is not opened by an older one."""
    from importlib.metadata import version

    mark = folder / "written-by"
    ours = version("arcadedb-embedded")
    theirs = mark.read_text().strip() if mark.exists() else ours
    if _order(theirs) > _order(ours):
        raise StoreUnavailable(
            f"the embedded store in {folder} was written by ArcadeDB {theirs}, which is newer than the {ours} here. "
            "Install that version, or name another folder."
        )
    try:
        mark.touch(0o600)
        mark.write_text(ours + "\n")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def _environment() -> dict[str, str]:
    """The caller's environment, with this package on the path even when it is not installed."""
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
