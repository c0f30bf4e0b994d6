"""The sample landscape in memory and in an embedded store, read once for the session; tests only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ontology import Ontology, load_ontology
from graph.store import Store, open_store, stop_embedded
from ingest.run import ingest
from tests.asking import Asked, landscape_of
from tests.stores import IDLE

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "landscape"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that ask sentences of a landscape are marked, so that the fast loop can leave them out."""
    if {"asked", "ask", "understanding"} & {*getattr(item, "fixturenames", ())}:
        item.add_marker(pytest.mark.sentences)


@pytest.fixture(scope="session")
def shipped() -> Ontology:
    return load_ontology(environ={})


@pytest.fixture(scope="session")
def asked(shipped: Ontology) -> Asked:
    """Questions to the sample landscape in memory; modules with a landscape of their own have an `asked` of their own."""
    return Asked(landscape_of(SAMPLE, shipped), shipped)


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory, shipped: Ontology) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("sample") / "store"
    store = open_store(f"embedded:{folder}", environ=IDLE)
    ingest([SAMPLE], store, shipped, now="2026-11-22T00:00:00+00:00", run_id="sample")
    yield store
    store.close()
    stop_embedded(folder)
