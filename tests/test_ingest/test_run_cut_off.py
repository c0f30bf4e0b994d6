"""An ingestion that is killed, that meets another one, or whose store dies: the next one makes it whole."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from graph.errors import StoreUnavailable
from graph.landscape import Landscape
from graph.store import Store, open_store, stop_embedded
from ingest.run import ingest
from tests.runs import ONTOLOGY, S, at, component, held, run
from tests.stores import IDLE

pytestmark = pytest.mark.store


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.ontology import load_ontology
from graph.store import open_store
from ingest.run import ingest

def main():
    calls = 0
    def progress(what, done, total):
        nonlocal calls
        calls += 1
        if calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    store = open_store(sys.argv[1], environ=os.environ)
    ingest([Path(sys.argv[2])], store, load_ontology(environ={}), now=sys.argv[4], run_id="killed",
           progress=progress)
    print("not killed")

main()
"""


def test_a_killed_ingestion_is_finished_by_the_next(
    empty_embedded: Store, shop: Path, tmp_path: Path
) -> None:
    store = empty_embedded
    run(store, shop)
    component(shop / "pay", "pay", "component:cart")
    (shop / "web" / "web.yaml").unlink()
    (shop / "cart" / "README.md").write_text("# The cart\n\nIt holds things.\n", encoding="utf-8")
    ended = 0
    for kill_at in range(1, 60, 2):
        script = [sys.executable, "-c", KILLED, store.url, str(shop), str(kill_at), at(2)]
        done = subprocess.run(
            script,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **IDLE},
        )
        if done.returncode == 0:
            ended = kill_at
            break
        assert done.returncode == -9, done.stderr
    assert ended > 5, "the run was killed at every step that it tells of"
    finished = held(store)
    fresh = open_store(f"embedded:{tmp_path / 'fresh'}", environ=IDLE)
    try:
        ingest([shop], fresh, ONTOLOGY, now=at(2), run_id="fresh")
        wanted = held(fresh)
    finally:
        fresh.close()
        stop_embedded(tmp_path / "fresh")
    assert undated(finished) == undated(wanted)
    rows = store.rows("MATCH (n:CartularyPassage) RETURN count(n) AS n, count(DISTINCT n.id) AS m")
    assert rows[0]["n"] == rows[0]["m"] > 0


def undated(graph: Landscape) -> list[object]:
    return [
        (key, sorted((k, v) for k, v in item.props.items() if k != "first_seen"))
        for key, item in (*graph.things.items(), *graph.links.items())
    ]


AT_ONCE = """
import os, sys
from pathlib import Path
from graph.ontology import load_ontology
from graph.store import open_store
from ingest.run import ingest

def main():
    store = open_store(sys.argv[1], environ=os.environ)
    ingest([Path(sys.argv[2])], store, load_ontology(environ={}), now=sys.argv[3], run_id=sys.argv[2])

main()
"""


def test_ingestions_at_once_take_turns(
    store: Store, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    roots = [tmp_path / name for name in ("one", "two", "three")]
    environ = {**os.environ, **IDLE}
    if store.folder is None:
        environ.update(request.getfixturevalue("neo4j_server").environ())
    for root in roots:
        component(root, f"{root.name}-service")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, store.url, str(root), at(1)],
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )
        for root in roots
    ]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert {u for u in held(store).things if u.startswith(S)} == {
        S + f"{root.name}-service" for root in roots
    }


def test_a_store_that_dies_in_the_middle_is_made_whole_by_the_next_run(
    shop: Path, store_folder: Path, tmp_path: Path
) -> None:
    url = f"embedded:{store_folder}"
    store = open_store(url, environ=IDLE)
    run(store, shop)
    for number in range(30):
        component(shop / "more", f"s{number}", f"component:s{number // 2}")

    killed: list[int] = []

    def kill_the_server(what: str, done: int, total: int) -> None:
        if what == "load" and 0 < done < total and not killed:
            for process in psutil.process_iter(["cmdline"]):
                if str(store_folder) in (process.info["cmdline"] or []):
                    process.kill()
                    process.wait()
                    killed.append(process.pid)

    with contextlib.suppress(
        StoreUnavailable
    ):  # or the store comes back by itself, which is as good
        ingest([shop], store, ONTOLOGY, now=at(2), run_id="killed", progress=kill_the_server)
    assert killed
    store.close()
    again = open_store(url, environ=IDLE)
    fresh = open_store(f"embedded:{tmp_path / 'fresh'}", environ=IDLE)
    try:
        run(again, shop, day=3)
        ingest([shop], fresh, ONTOLOGY, now=at(3), run_id="fresh")
        assert undated(held(again)) == undated(held(fresh))
    finally:
        again.close()
        fresh.close()
        stop_embedded(tmp_path / "fresh")
