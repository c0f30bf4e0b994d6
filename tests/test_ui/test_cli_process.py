"""The command line as a process: pipes, Ctrl-C, terminals, and what it loads."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.store

CARTULARY = [sys.executable, "-m", "ui.cli.main"]
HEAVY = ("torch", "sentence_transformers", "llama_index", "streamlit", "pandas", "networkx")


def environment(store: str) -> dict[str, str]:
    return {**os.environ, "CARTULARY_STORE": store}


def test_a_reader_that_leaves_early_is_no_crash(filled: str) -> None:
    with subprocess.Popen(
        [*CARTULARY, "query", "UNWIND range(1, 50000) AS n RETURN n", "--limit", "0"],
        env=environment(filled),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"n\n"
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(timeout=60) == 1
    assert said == b""


def test_questions_come_through_a_pipe_and_answers_at_once(filled: str) -> None:
    with subprocess.Popen(
        [*CARTULARY, "ask", "--batch", "-", "--json"],
        env=environment(filled),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"who owns checkout?\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["status"] == "answered"
        process.stdin.write(b"\nwho owns \rcheckout?")
        process.stdin.close()
        replies = [json.loads(line) for line in process.stdout]
        assert [reply["question"] for reply in replies] == ["", "who owns \rcheckout?"]
        assert process.wait(timeout=60) == 0


def test_ctrl_c_ends_a_command_without_a_traceback(filled: str) -> None:
    heard = ["env", "--default-signal=INT"]  # a run in the background ignores it
    with subprocess.Popen(
        [*heard, *CARTULARY, "ask", "--batch", "-", "--json"],
        env=environment(filled),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"who owns checkout?\n")
        process.stdin.flush()
        process.stdout.readline()  # it waits for the next question now
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b"cartulary: stopped\n"


def test_nothing_heavy_is_loaded_to_answer_or_to_query(filled: str) -> None:
    program = (
        "import sys\n"
        "from ui.cli.main import main\n"
        "for arguments in (['ask', 'who owns checkout?'], ['query', 'RETURN 1']):\n"
        "    try:\n"
        "        main(arguments)\n"
        "    except SystemExit as end:\n"
        "        assert not end.code\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(filled),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_progress_is_for_terminals_alone(tmp_path: Path, empty: str) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "a.cartulary.yaml").write_text("cartulary: 1\nthings:\n  - service: a\n")
    command = [*CARTULARY, "ingest", str(folder), "--dry-run", "--json"]
    piped = subprocess.run(
        command, env=environment(empty), capture_output=True, timeout=120, check=True
    )
    assert piped.stderr == b""
    seen, out = _on_terminal(command, empty)
    assert json.loads(out)["dry_run"] is True
    assert b"read some" in seen


def test_progress_of_a_batch_is_kept_apart_from_its_replies(tmp_path: Path, filled: str) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("who owns checkout?\nwho owns ledger?\n")
    seen, out = _on_terminal([*CARTULARY, "ask", "--batch", str(file), "--json"], filled)
    assert [json.loads(line)["status"] for line in out.splitlines()] == ["answered", "answered"]
    assert b"Answering" in seen
    assert b"answered" not in seen


def _on_terminal(command: list[str], store: str) -> tuple[bytes, bytes]:
    """What a command sends to a terminal as its standard error, and to a pipe as its output."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command,
        env=environment(store) | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        seen = _until_closed(ours)
        return seen, process.stdout.read()


def _until_closed(descriptor: int) -> bytes:
    """All that a terminal is sent; a pipe that stays silent for a minute fails the test."""
    seen = b""
    while True:
        ready, _, _ = select.select([descriptor], [], [], 60)
        assert ready
        try:
            piece = os.read(descriptor, 4096)
        except OSError:
            piece = b""
        if not piece:
            os.close(descriptor)
            return seen
        seen += piece
