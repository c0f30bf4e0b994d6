"""A real Neo4j Community server for the tests, in a process of its own.

Maven brings its jars (`tests/neo4j/pom.xml`) into `.cache/neo4j-VERSION/` once; the Java that comes inside
arcadedb-embedded runs them. `python tests/neo4j_server.py JARS DATA PASSWORD` serves until its standard input closes,
which the death of the tests does too, and prints the Bolt port when it is up.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DEFAULT_VERSION: Final = "5.26.30"
USER: Final = "neo4j"
_ROOT: Final = Path(__file__).resolve().parents[1]
_MAVEN_SECONDS: Final = 600
_START_SECONDS: Final = 120


class NoNeo4j(Exception):
    """Neo4j cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True)
class Neo4jServer:
    url: str
    user: str
    password: str
    version: str

    def environ(self) -> dict[str, str]:
        return {"CARTULARY_NEO4J_USER": self.user, "CARTULARY_NEO4J_PASSWORD": self.password}


def bring_jars(version: str) -> Path:
    """The folder with Neo4j's jars, fetched by Maven when it is not there yet."""
    folder = _ROOT / ".cache" / f"neo4j-{version}"
    if (folder / "complete").exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise NoNeo4j("Maven (mvn) is not installed, which brings Neo4j's jars")
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    command = [
        maven, "-q", "-B", "-f", str(_ROOT / "tests" / "neo4j" / "pom.xml"), "dependency:copy-dependencies",
        f"-Dneo4j.version={version}", "-DincludeScope=runtime", f"-DoutputDirectory={partial}",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_MAVEN_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoNeo4j(f"Maven did not bring Neo4j {version} in {_MAVEN_SECONDS} s") from error
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise NoNeo4j(f"Maven did not bring Neo4j {version}: {' '.join(last)}")
    (partial / "complete").touch()
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


@contextmanager
def running(data: Path, version: str) -> Generator[Neo4jServer]:
    """A server on a free loopback port, with authentication on, gone at the end."""
    password = "for-the-tests-alone"
    jars = bring_jars(version)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(jars), str(data), password],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        port = _await_port(process, data)
        yield Neo4jServer(f"bolt://127.0.0.1:{port}", USER, password, version)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        if process.stdout is not None:
            process.stdout.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def _await_port(process: subprocess.Popen[bytes], data: Path) -> int:
    assert process.stdout is not None
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        ready, _, _ = select.select([process.stdout], [], [], 0.5)
        line = process.stdout.readline() if ready else b""
        if line.startswith(b"bolt "):
            return int(line.split()[1])
        if process.poll() is not None:
            break
    process.kill()
    lines = (data / "server.log").read_text(errors="replace").strip().splitlines()
    raise NoNeo4j("Neo4j did not start: " + " | ".join(lines[-3:]))


def serve(jars: Path, data: Path, password: str) -> None:
    """Run the server in this process until standard input closes."""
    import jpype
    from arcadedb_embedded.jvm import get_bundled_jre_lib_path

    flags = ["-Xmx1g", "-Xrs", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector"]
    opens = [
        "java.base/java.nio",
        "java.base/java.io",
        "java.base/sun.nio.ch",
        "java.base/java.util.concurrent",
    ]
    flags += [f"--add-opens={name}=ALL-UNNAMED" for name in opens] + [
        "--enable-native-access=ALL-UNNAMED"
    ]
    jpype.startJVM(
        get_bundled_jre_lib_path(),
        *flags,
        classpath=[str(jar) for jar in sorted(jars.glob("*.jar"))],
    )
    java: Any = jpype.JClass
    settings = java("org.neo4j.configuration.GraphDatabaseSettings")
    bolt = java("org.neo4j.configuration.connectors.BoltConnector")
    http = java("org.neo4j.configuration.connectors.HttpConnector")
    address = java("org.neo4j.configuration.helpers.SocketAddress")
    boolean = java("java.lang.Boolean")
    builder = java("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")(
        java("java.nio.file.Path").of(str(data))
    )
    builder.setConfig(settings.auth_enabled, boolean.TRUE)
    builder.setConfig(bolt.enabled, boolean.TRUE)
    builder.setConfig(bolt.listen_address, address("127.0.0.1", 0))
    builder.setConfig(http.enabled, boolean.FALSE)
    builder.setConfig(
        java("org.neo4j.configuration.GraphDatabaseSettings").pagecache_memory,
        java("java.lang.Long")(64 << 20),
    )
    service = builder.build()
    system = service.database("system")
    # Inside the server nobody is signed in, so the user is altered by name.
    system.executeTransactionally(
        f"ALTER USER {USER} SET PLAINTEXT PASSWORD '{password}' SET PASSWORD CHANGE NOT REQUIRED"
    )
    ports = system.getDependencyResolver().resolveDependency(
        java("org.neo4j.configuration.connectors.ConnectorPortRegister")
    )
    kind = java("org.neo4j.configuration.connectors.ConnectorType").BOLT
    print("bolt", ports.getLocalAddress(kind).getPort(), flush=True)
    sys.stdin.buffer.read()
    service.shutdown()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    sys.stdout.flush()
    os._exit(0)
