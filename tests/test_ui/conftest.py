"""One embedded store for all tests of the interfaces: the sample, hostile names, and files that are rejected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ontology import load_ontology
from graph.store import open_store, stop_embedded
from ingest.run import ingest
from tests.command import Command, Ran, run_command
from tests.stores import IDLE

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "landscape"
HOSTILE = {
    "markup": "<b>bold</b><script>alert('x')</script> & [link](javascript:alert(1)) *stars* `ticks` $x^2$",
    "icons": ":material/home: :smile: :red[red] 🚀",
    "quotes": 'it\'s "quoted"\\ {braces} %s $1 }) DETACH DELETE n //',
    "long": "x" * 10_000,
}
"""Names of services in the hostile folder, each depending on the one before it."""


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "hostile"
    folder.mkdir()
    lines = ["cartulary: 1", "things:"]
    before = ""
    for name in HOSTILE.values():
        quoted = _yaml(name)
        lines.append(f"  - service: {quoted}\n    description: {quoted}")
        if before:
            lines.append(f"    depends_on: {_yaml('service:' + before)}")
        before = name
    (folder / "names.cartulary.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("apiVersion: backstage.io/v1alpha1\nkind: [\n")
    return folder


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, hostile_folder: Path) -> Iterator[str]:
    """The URL of the store; tests only read it."""
    folder = tmp_path_factory.mktemp("interfaces") / "store"
    store = open_store(f"embedded:{folder}", environ=IDLE)
    ingest(
        [SAMPLE, hostile_folder],
        store,
        load_ontology(environ={}),
        now="2026-11-22T00:00:00+00:00",
        run_id="filled",
    )
    store.close()
    yield f"embedded:{folder}"
    stop_embedded(folder)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a store that nothing was read into."""
    folder = tmp_path_factory.mktemp("empty") / "store"
    yield f"embedded:{folder}"
    stop_embedded(folder)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests; stores do not outlive them for long."""
    for name in list(os.environ):
        if name.startswith(("CARTULARY_", "NEO4J_")):
            monkeypatch.delenv(name)
    for name, value in IDLE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def cartulary(
    filled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command on the filled store."""
    monkeypatch.setenv("CARTULARY_STORE", filled)

    def run(*arguments: str) -> Ran:
        return run_command(capsys, *arguments)

    return run


@pytest.fixture
def anywhere(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command that names its store itself."""

    def run(*arguments: str) -> Ran:
        return run_command(capsys, *arguments)

    return run
