"""Each way in which a command can fail: its exit code, and a message of one paragraph that says what to do."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.command import Command
from tests.neo4j_server import Neo4jServer


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_store_that_is_down(anywhere: Command, scheme: str) -> None:
    ran = anywhere("--store", f"{scheme}://127.0.0.1:{closed_port()}", "status")
    assert ran.code == 3
    assert "Is the server up" in ran.complaint()
    assert "\n" not in ran.complaint()


def test_an_unknown_scheme(anywhere: Command) -> None:
    ran = anywhere("--store", "mysql://db", "ask", "who owns checkout?")
    assert ran.code == 2
    assert "embedded:FOLDER" in ran.complaint()


def test_a_folder_that_cannot_be_written(anywhere: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    ran = anywhere("status", "--store", f"embedded:{tmp_path / 'taken' / 'store'}")
    assert ran.code == 3
    assert "may write" in ran.complaint()


def test_a_folder_that_is_not_there_is_no_reason_to_start_a_store(
    anywhere: Command, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    ran = anywhere("--store", f"embedded:{store}", "ingest", str(tmp_path / "nowhere"))
    assert ran.code == 2
    assert "there is no such folder" in ran.complaint()
    assert not store.exists()


@pytest.mark.parametrize("text", ["this is no turtle", None], ids=["broken", "missing"])
def test_an_ontology_that_cannot_be_used(
    anywhere: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    file = tmp_path / "own.ttl"
    if text is not None:
        file.write_text(text)
    monkeypatch.setenv("CARTULARY_ONTOLOGY", str(file))
    ran = anywhere("--store", f"embedded:{tmp_path / 'store'}", "status")
    assert ran.code == 2
    assert str(file) in ran.complaint()
    assert "\n" not in ran.complaint()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "--batch", "nowhere.txt", "--json"], r"nowhere\.txt: cannot be read"),
        (["ask", "--batch", "nowhere.txt"], "--json"),
        (["ask", "x", "--batch", "nowhere.txt", "--json"], "without a question"),
        (["impact", "x", "--json", "--markdown"], "exclude"),
    ],
)
def test_options_that_make_no_sense(
    anywhere: Command, tmp_path: Path, arguments: list[str], said: str
) -> None:
    store = tmp_path / "store"
    ran = anywhere("--store", f"embedded:{store}", *arguments)
    assert ran.code == 2
    assert re.search(said, ran.complaint())
    assert not store.exists()


@pytest.mark.parametrize("arguments", [["frobnicate"], ["ask", "--frobnicate"], ["query"]])
def test_unknown_commands_and_options(anywhere: Command, arguments: list[str]) -> None:
    ran = anywhere(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "Error" in ran.err


def test_help_and_version(anywhere: Command) -> None:
    assert "Exit codes" in anywhere("--help").out
    assert anywhere("--version").out.startswith("cartulary ")
    for command in [
        "ingest",
        "forget",
        "ask",
        "query",
        "impact",
        "search",
        "show",
        "status",
        "stop",
    ]:
        assert anywhere(command, "--help").code == 0


@pytest.mark.store
def test_a_wrong_password(
    anywhere: Command, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTULARY_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("CARTULARY_NEO4J_PASSWORD", "not-the-password")
    ran = anywhere("--store", neo4j_server.url, "status")
    assert ran.code == 3
    assert "refuses the user or the password" in ran.complaint()
    assert "not-the-password" not in ran.err


@pytest.mark.store
def test_a_wrong_database(
    anywhere: Command, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neo4j_server.environ().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CARTULARY_NEO4J_DATABASE", "nosuch")
    ran = anywhere("--store", neo4j_server.url, "status")
    assert ran.code == 3
    assert "nosuch" in ran.complaint()


@pytest.mark.store
def test_an_empty_store_says_what_to_do(anywhere: Command, empty: str) -> None:
    asked = anywhere("--store", empty, "ask", "who owns checkout?")
    assert asked.code == 1
    assert "cartulary ingest FOLDER" in asked.out
    reply = anywhere("--store", empty, "ask", "who owns checkout?", "--json").json()
    assert "cartulary ingest FOLDER" in reply["answer"]
    shown = anywhere("--store", empty, "show", "checkout")
    assert (shown.code, "cartulary ingest FOLDER" in shown.complaint()) == (2, True)
    for command in (["status"], ["search", "checkout"]):
        ran = anywhere("--store", empty, *command)
        assert (ran.code, "cartulary ingest FOLDER" in ran.err) == (0, True)


@pytest.mark.store
def test_the_store_is_named_before_or_behind_the_command_or_by_the_environment(
    anywhere: Command, filled: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def things(*arguments: str) -> int:
        return sum(anywhere(*arguments, "--json").json()["classes"].values())

    assert things("--store", filled, "status") > 100
    assert things("status", "--store", filled) > 100
    assert things("--store", filled, "status", "--store", empty) == 0
    monkeypatch.setenv("CARTULARY_STORE", filled)
    assert things("status") > 100
    assert things("--store", empty, "status") == 0
