"""`ingest`, `forget` and `stop`: what they report and leave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import stop_embedded
from tests.command import Command, Ran
from tests.neo4j_server import Neo4jServer
from tests.stores import wipe

pytestmark = pytest.mark.store

FACTS = """\
cartulary: 1
things:
  - service: mill
    owned_by: team:millers
  - team: millers
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("writing") / "store"
    yield f"embedded:{folder}"
    stop_embedded(folder)


@pytest.fixture
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty store: the embedded one or Neo4j, its password in the environment."""
    if request.param == "arcadedb":
        return str(request.getfixturevalue("store"))
    wipe(request.getfixturevalue("neo4j_store"))
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    for name, value in server.environ().items():
        monkeypatch.setenv(name, value)
    return server.url


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    folder = tmp_path / "mill"
    folder.mkdir()
    (folder / "mill.cartulary.yaml").write_text(FACTS)
    (folder / "broken.cartulary.yaml").write_text("cartulary: 1\nthings: [")
    (folder / "notes.bin").write_bytes(b"\x00\x01")
    return folder


@pytest.mark.parametrize("either", ["arcadedb", "neo4j"], indirect=True)
def test_an_ingestion_from_dry_run_to_forgetting(
    anywhere: Command, either: str, mill: Path
) -> None:
    def run(*arguments: str) -> Ran:
        return anywhere("--store", either, *arguments)

    dry = run("ingest", str(mill), "--dry-run")
    assert dry.code == 0
    assert "would add 3, change 0, remove 0" in dry.out
    assert run("status", "--json").json()["classes"] == {}

    first = run("ingest", str(mill), "--json").json()
    assert first["unchanged"] is False
    root = first["roots"][0]
    assert (root["name"], root["files"]) == ("mill", 3)
    assert root["read"] + root["rejected"] + root["no_format"] == 3
    assert root["rejects"][0]["place"].startswith("mill/broken.cartulary.yaml")
    assert len(first["added"]["things"]) == 2

    again = run("ingest", str(mill))
    assert again.code == 0  # rejects alone do not fail an ingestion
    assert "nothing changed" in again.out
    assert "mill/broken.cartulary.yaml" in run("status").out

    assert run("ask", "who owns mill?").out.startswith("millers [1]")
    shown = run("show", "mill", "--json").json()
    assert [r["name"] for r in shown["relations"]] == ["millers"]
    assert run("search", "mill", "--json").json()["hits"][0]["name"] == "mill"
    assert "reaches nothing" in run("impact", "mill").out
    rows = run("query", "MATCH (t:Team) RETURN t.name AS n", "--json").json()["rows"]
    assert rows == [["millers"]]

    assert run("forget", "nowhere").code == 2
    gone = run("forget", "mill")
    assert gone.code == 0
    assert "removed 3" in gone.out


def test_a_store_can_be_stopped_and_starts_again(anywhere: Command, store: str) -> None:
    anywhere("--store", store, "status")
    assert "stopped" in anywhere("--store", store, "stop").out
    assert anywhere("--store", store, "stop", "--json").json() == {"stopped": False}
    assert anywhere("--store", store, "status").code == 0
