"""The embedded store's process: ArcadeDB on loopback, alive while somebody is connected.

`python -m graph.store.server FOLDER` holds `FOLDER/lock` for as long as it lives, so that nobody has to guess from a
process id whether it does. It writes to `FOLDER/server.json` where it listens and with which passwords (new ones every
start), and serves a control port beside Bolt: a caller's open connection there says that it is alive, which no
`kill -9` can leave behind. Some time after the last one has gone, the process ends.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import signal
import socketserver
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from graph.store.arcadetypes import prepare_types
from graph.store.lock import FolderLock

FORMAT: Final = 1
"""Moves on when a caller of another version could not talk to this process."""

DATABASE: Final = "cartulary"
OWNER: Final = "root"
READER: Final = "reader"
IDLE_MINUTES: Final = 10.0

_HEAP: Final = "1g"
_SETTINGS: Final[Mapping[str, object]] = {
    "host": "127.0.0.1",
    "http_port": "0",
    "mode": "development",  # "production" hides the text of errors
    "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    "bolt_port": 0,
    "bolt_maxMessageSize": 1 << 28,
    "bolt_packstream_maxValueLength": 1 << 27,
    "bolt_packstream_maxElements": 1 << 24,
    "opencypher_loadCsv_allowFileUrls": "false",
    "opencypher_loadCsv_allowRemoteUrls": "false",
    "polyglotEngineEnabled": "false",
    "serverMetrics": "false",
    "support_autoRegister": "false",
}
_READ_ONLY: Final = {
    "resultSetLimit": -1,
    "readTimeout": -1,
    "access": [],
    "types": {"*": {"access": ["readRecord"]}},
}


class Server:
    """ArcadeDB and the callers it lives for."""

    def __init__(self, folder: Path, idle: float) -> None:
        self.folder = folder
        self.idle = idle
        self.token = secrets.token_urlsafe(24)
        self.passwords = {OWNER: secrets.token_urlsafe(24), READER: secrets.token_urlsafe(24)}
        self.changed = threading.Condition()
        self.callers = 0
        self.left = time.monotonic()
        self.ending = False
        self.preparing = threading.Lock()
        self.database: Any = None
        self._arcade: Any = None

    def start(self) -> None:
        from arcadedb_embedded import __version__
        from arcadedb_embedded.server import ArcadeDBServer

        root = self.folder / "store"
        for stale in ("server-users.jsonl", "server-groups.json"):
            (root / "config" / stale).unlink(missing_ok=True)
        self._arcade = ArcadeDBServer(
            str(root),
            self.passwords[OWNER],
            config=dict(_SETTINGS),
            jvm_kwargs={
                "heap_size": _HEAP,
                "jvm_args": ["-Xrs", "-XX:+UseSerialGC", "-XX:-UsePerfData"],
                "interrupt": False,
            },
        )
        self._arcade.start()
        java = self._arcade._java_server
        java.getHttpServer().stopService()  # its HTTP port has no part in this
        self.database = self._arcade.create_database(DATABASE)
        self._admit_reader(java)
        bolt = next(
            plugin
            for plugin in java.getPlugins()
            if str(plugin.getClass().getSimpleName()).startswith("Bolt")
        )
        self.described = {
            "format": FORMAT,
            "arcadedb": __version__,
            "pid": os.getpid(),
            "bolt": int(bolt.getPort()),
            "database": DATABASE,
            "token": self.token,
            "passwords": self.passwords,
        }

    def _admit_reader(self, java: Any) -> None:
        """A user whom the database itself allows nothing but to read."""
        import jpype

        to_json: Any = jpype.JClass("com.arcadedb.serializer.json.JSONObject")
        security = java.getSecurity()
        security.saveGroup(DATABASE, READER, to_json(json.dumps(_READ_ONLY)))
        password = str(security.encodePassword(self.passwords[READER]))
        user = {"name": READER, "password": password, "databases": {DATABASE: [READER]}}
        security.createUser(to_json(json.dumps(user)))

    def come(self) -> bool:
        with self.changed:
            if not self.ending:
                self.callers += 1
            return not self.ending

    def go(self) -> None:
        with self.changed:
            self.callers -= 1
            self.left = time.monotonic()
            self.changed.notify_all()

    def end(self) -> None:
        with self.changed:
            self.ending = True
            self.changed.notify_all()

    def wait(self) -> None:
        """Until told to end, or nobody has been there for the idle time."""
        with self.changed:
            while not self.ending:
                rest = self.left + self.idle - time.monotonic()
                if self.callers == 0 and rest <= 0:
                    self.ending = True
                    return
                self.changed.wait(1.0 if self.callers else min(rest, 1.0))

    def stop(self) -> None:
        if self._arcade is not None:
            self._arcade.stop()

    def obey(self, request: Mapping[str, Any]) -> dict[str, object]:
        match request.get("do"):
            case "prepare":
                with self.preparing:
                    prepare_types(self.database, request["schema"])
                return {"done": True}
            case "stop":
                self.end()
                return {"done": True}
            case other:
                return {"error": f"unknown request: {other}"}


class _Caller(socketserver.StreamRequestHandler):
    """One caller's connection: it lasts as long as the caller does."""

    def handle(self) -> None:
        server = cast("_Control", self.server).owner
        greeting = self._read()
        if not hmac.compare_digest(str(greeting.get("token", "")).encode(), server.token.encode()):
            self._write({"error": "wrong token"})
            return
        if not server.come():
            self._write({"ending": True})
            return
        try:
            self._write({"ready": True})
            while request := self._read():
                self._write(self._answer(server, request))
        finally:
            server.go()

    def _answer(self, server: Server, request: Mapping[str, Any]) -> dict[str, object]:
        try:
            return server.obey(request)
        except Exception as error:
            return {"error": str(error)}

    def _read(self) -> dict[str, Any]:
        try:
            line = self.rfile.readline(1 << 24)
            return json.loads(line) if line.endswith(b"\n") else {}
        except (OSError, ValueError):
            return {}

    def _write(self, answer: Mapping[str, object]) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(json.dumps(answer).encode() + b"\n")


class _Control(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Caller)


def describe(path: Path, described: Mapping[str, object]) -> None:
    """Write where the server is, at once and for its owner's eyes only."""
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(described, file)
    partial.replace(path)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    idle = 60 * float(arguments[1] if len(arguments) > 1 else IDLE_MINUTES)
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder / "lock")
    if not lock.take(seconds=3.0):
        print("another process serves this folder", flush=True)
        return 0
    file = folder / "server.json"
    file.unlink(missing_ok=True)
    server = Server(folder, idle)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.end())
    server.start()
    with _Control(server) as control:
        threading.Thread(
            target=control.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True
        ).start()
        describe(file, {**server.described, "control": control.server_address[1]})
        server.left = time.monotonic()
        server.wait()
        file.unlink(missing_ok=True)
        server.stop()
        control.shutdown()
    lock.release()
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # threads of the database's runtime would otherwise keep the process
