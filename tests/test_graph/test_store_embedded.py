"""The life of the embedded store's process: started once, shared, restarted when killed, gone after the last caller."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable, UsageError
from graph.store import Store, open_store, stop_embedded
from graph.store.lock import FolderLock
from graph.vocabulary import Label, Rel
from tests.stores import IDLE, SMALL

pytestmark = pytest.mark.store

PATIENCE = 60.0


def opened(folder: Path, minutes: float = 1.0) -> Store:
    store = open_store(f"embedded:{folder}", environ={"CARTULARY_STORE_IDLE_MINUTES": str(minutes)})
    store.prepare(SMALL)
    return store


def nodes(first: int, last: int) -> list[dict[str, object]]:
    return [
        {"urn": f"urn:cartulary:service:default:s{n}", "props": {"name": f"s{n}"}}
        for n in range(first, last)
    ]


def chain(first: int, last: int) -> list[dict[str, object]]:
    """Each service depends on the one before it."""
    name = "urn:cartulary:service:default:s"
    return [
        {"start": f"{name}{n}", "end": f"{name}{n - 1}", "props": {"sources": [f"s{n}"]}}
        for n in range(first, last)
    ]


def counted(store: Store) -> tuple[int, int]:
    return len(list(store.scan_nodes())), len(list(store.scan_edges()))


def process_id(folder: Path) -> int:
    return json.loads((folder / "server.json").read_text())["pid"]


def eventually(condition: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.05)


CALLER = """
import sys
from pathlib import Path
from graph.store import open_store
from tests.stores import IDLE, SMALL
store = open_store(sys.argv[1], environ=IDLE)
store.prepare(SMALL)
name = sys.argv[2]
store.merge_nodes("Service", [{"urn": "urn:cartulary:service:default:shared", "props": {"name": "shared"}}])
store.merge_nodes("Team", [{"urn": f"urn:cartulary:team:default:{name}", "props": {"name": name}}])
"""

LOADER = """
import sys
from graph.store import open_store
from tests.stores import IDLE, SMALL
from tests.test_graph.test_store_embedded import chain, nodes
store = open_store(sys.argv[1], environ=IDLE)
store.prepare(SMALL)
for start in range(0, 20000, 500):
    store.merge_nodes("Service", nodes(start, start + 500))
    store.merge_edges("DEPENDS_ON", chain(max(start, 1), start + 500))
    print(start, flush=True)
"""


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=PATIENCE * 2)
    assert process.returncode == 0, err
    return out


@pytest.mark.slow
def test_callers_that_come_at_once_share_one_process(store_folder: Path) -> None:
    callers = [python(CALLER, f"embedded:{store_folder}", f"caller-{n}") for n in range(5)]
    for caller in callers:
        finished(caller)
    pid = process_id(store_folder)
    store = opened(store_folder)
    names = sorted(node["props"]["name"] for node in store.scan_nodes())
    store.close()
    assert names == [*(f"caller-{n}" for n in range(5)), "shared"]
    assert process_id(store_folder) == pid


def test_what_was_written_is_there_after_a_stop(store_folder: Path) -> None:
    store = opened(store_folder)
    store.merge_nodes(Label.SERVICE, nodes(0, 10))
    version = store.bump()
    store.close()
    assert stop_embedded(store_folder) is True
    assert not (store_folder / "server.json").exists()
    assert stop_embedded(store_folder) is False
    again = opened(store_folder)
    assert counted(again) == (10, 0)
    assert again.version() == version
    again.close()


def test_a_store_goes_on_when_its_process_was_killed(store_folder: Path) -> None:
    store = opened(store_folder)
    store.merge_nodes(Label.SERVICE, nodes(0, 3000))
    os.kill(process_id(store_folder), signal.SIGKILL)
    store.merge_edges(Rel.DEPENDS_ON, chain(1, 3000))
    assert counted(store) == (3000, 2999)
    assert len(store.search("s17", limit=1)) == 1
    store.close()


def test_a_store_goes_on_when_its_process_was_stopped(store_folder: Path) -> None:
    store = opened(store_folder)
    store.merge_nodes(Label.SERVICE, nodes(0, 3))
    stop_embedded(store_folder)
    assert store.query("MATCH (n:Service) RETURN count(n)").rows == ((3,),)
    store.close()


@pytest.mark.slow
def test_killing_the_process_during_a_load_loses_and_doubles_nothing(store_folder: Path) -> None:
    loader = python(LOADER, f"embedded:{store_folder}")
    assert loader.stdout is not None
    while int(loader.stdout.readline()) < 3000:
        pass
    os.kill(process_id(store_folder), signal.SIGKILL)
    finished(loader)
    store = opened(store_folder)
    assert counted(store) == (20000, 19999)
    assert sum(props["sources"] == ["s7"] for _, _, _, props in store.scan_edges()) == 1
    store.close()


@pytest.mark.slow
def test_killing_a_caller_during_a_load_leaves_a_store_that_the_next_completes(
    store_folder: Path,
) -> None:
    loader = python(LOADER, f"embedded:{store_folder}")
    assert loader.stdout is not None
    while int(loader.stdout.readline()) < 3000:
        pass
    loader.kill()
    loader.communicate()
    finished(python(LOADER, f"embedded:{store_folder}"))
    store = opened(store_folder)
    assert counted(store) == (20000, 19999)
    store.close()


def test_the_process_ends_some_time_after_its_last_caller(store_folder: Path) -> None:
    store = opened(store_folder, minutes=0.02)
    second = opened(store_folder)
    pid = process_id(store_folder)
    store.close()
    time.sleep(2.5)
    assert process_id(store_folder) == pid, "it ended while a caller was there"
    second.close()
    eventually(lambda: not FolderLock(store_folder / "lock").held(), "the process ended")
    assert not (store_folder / "server.json").exists()


def test_a_killed_caller_keeps_nothing_alive(store_folder: Path) -> None:
    waiting = CALLER.replace("IDLE)", "{'CARTULARY_STORE_IDLE_MINUTES': '0.02'})")
    caller = python(
        waiting + "\nprint('in', flush=True)\nsys.stdin.read()", f"embedded:{store_folder}", "x"
    )
    assert caller.stdout is not None
    assert caller.stdout.readline() == "in\n"
    caller.kill()
    caller.communicate()
    eventually(lambda: not FolderLock(store_folder / "lock").held(), "the process ended")


def test_what_a_killed_process_left_behind_is_no_hindrance(store_folder: Path) -> None:
    store = opened(store_folder)
    store.merge_nodes(Label.SERVICE, nodes(0, 3))
    left = (store_folder / "server.json").read_text()
    store.close()
    stop_embedded(store_folder)
    (store_folder / "server.json").write_text(left)
    again = opened(store_folder)
    assert counted(again) == (3, 0)
    again.close()


def test_secrets_are_for_the_owner_alone_and_in_no_log(store_folder: Path) -> None:
    store = opened(store_folder)
    described = json.loads((store_folder / "server.json").read_text())
    secrets = [described["token"], *described["passwords"].values()]
    store.close()
    stop_embedded(store_folder)
    files = [path for path in store_folder.rglob("*") if path.is_file()]
    assert store_folder.stat().st_mode & 0o077 == 0
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.parent != store_folder
        content = path.read_bytes()
        assert not [path for secret in secrets if secret.encode() in content]
    assert not [secret for secret in secrets if secret in store.url]


def test_only_loopback_is_listened_on_and_no_http(store_folder: Path) -> None:
    psutil = pytest.importorskip("psutil")
    store = opened(store_folder)
    described = json.loads((store_folder / "server.json").read_text())
    listening = [
        connection.laddr
        for connection in psutil.Process(described["pid"]).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    store.close()
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {described["bolt"], described["control"]}


def test_a_wrong_token_is_turned_away(store_folder: Path) -> None:
    import socket

    store = opened(store_folder)
    described = json.loads((store_folder / "server.json").read_text())
    with socket.create_connection(("127.0.0.1", described["control"]), timeout=10) as stranger:
        stranger.sendall(b'{"token": "guess"}\n{"do": "stop"}\n')
        assert json.loads(stranger.makefile().readline()) == {"error": "wrong token"}
    assert store.rows("RETURN 1 AS one") == [{"one": 1}]
    store.close()


@pytest.mark.parametrize("where", ["file", "inside a file", "proc"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, where: str) -> None:
    file = tmp_path / "file"
    file.write_text("")
    folder = {"file": file, "inside a file": file / "store", "proc": Path("/proc/cartulary")}[where]
    with pytest.raises(StoreUnavailable, match=r"cannot be kept in .*--store or CARTULARY_STORE"):
        open_store(f"embedded:{folder}", environ={})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match="Permission denied"):
        open_store(f"embedded:{tmp_path / 'store'}", environ={})


def test_a_store_that_a_newer_database_wrote_is_not_touched(store_folder: Path) -> None:
    store_folder.mkdir()
    (store_folder / "written-by").write_text("99.1.0\n")
    with pytest.raises(StoreUnavailable, match=r"written by ArcadeDB 99\.1\.0, which is newer"):
        open_store(f"embedded:{store_folder}", environ={})
    assert not (store_folder / "store").exists()


def test_a_process_of_another_version_is_told(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock")
    assert lock.take()
    (tmp_path / "server.json").write_text('{"format": 999}')
    with pytest.raises(StoreUnavailable, match="another version of Cartulary"):
        open_store(f"embedded:{tmp_path}", environ={})
    lock.release()


def test_a_process_that_cannot_start_says_why(store_folder: Path) -> None:
    store_folder.mkdir()
    (store_folder / "store").write_text("in the way")
    with pytest.raises(StoreUnavailable, match=r"did not start: .*server\.log"):
        open_store(f"embedded:{store_folder}", environ=IDLE)


def test_the_store_comes_from_the_environment_or_is_the_default(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.store import store_folder as folder_of

    monkeypatch.chdir(store_folder.parent)
    assert folder_of(environ={}) == store_folder.parent / ".cartulary"
    assert folder_of(environ={"CARTULARY_STORE": "embedded:here"}) == store_folder.parent / "here"
    assert folder_of("embedded:/there", environ={"CARTULARY_STORE": "x"}) == Path("/there")
    assert folder_of("bolt://somewhere", environ={}) is None


@pytest.mark.parametrize("minutes", ["soon", "0", "-1", "nan", "inf"])
def test_an_idle_time_that_is_none_is_told(minutes: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="CARTULARY_STORE_IDLE_MINUTES"):
        open_store(f"embedded:{tmp_path}", environ={"CARTULARY_STORE_IDLE_MINUTES": minutes})
