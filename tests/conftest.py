"""Fixtures for all tests: the two stores, and a loud word when one of them was not tested."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from graph.store import Store, open_store, stop_embedded
from tests.neo4j_server import DEFAULT_VERSION, Neo4jServer, NoNeo4j, running
from tests.stores import IDLE, wipe

settings.register_profile("repeatable", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("random" if os.environ.get("CARTULARY_RANDOM") else "repeatable")

STORES = ("arcadedb", "neo4j")
_untested: list[str] = []


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """The server that `NEO4J_URI` names, or one of our own; skips where there is none, but in CI."""
    if url := os.environ.get("NEO4J_URI"):
        user = os.environ.get("NEO4J_USERNAME", "neo4j")
        yield Neo4jServer(url, user, os.environ.get("NEO4J_PASSWORD", ""), "as given")
        return
    version = os.environ.get("CARTULARY_TEST_NEO4J_VERSION", DEFAULT_VERSION)
    try:
        with running(tmp_path_factory.mktemp("neo4j"), version) as server:
            yield server
    except NoNeo4j as error:
        _untested.append(str(error))
        if os.environ.get("CI"):
            pytest.fail(f"Neo4j must be tested in CI: {error}")
        pytest.skip(f"no Neo4j: {error}")


@pytest.fixture(scope="session")
def neo4j_store(neo4j_server: Neo4jServer) -> Iterator[Store]:
    store = open_store(neo4j_server.url, environ=neo4j_server.environ())
    yield store
    store.close()


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("embedded") / "store"
    store = open_store(f"embedded:{folder}", environ=IDLE)
    yield store
    store.close()
    stop_embedded(folder)


@pytest.fixture(params=[pytest.param(kind, marks=pytest.mark.store) for kind in STORES])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the two stores in turn, empty but for its schema; shared by the session, so not to be closed."""
    kind = "embedded_store" if request.param == "arcadedb" else "neo4j_store"
    chosen: Store = request.getfixturevalue(kind)
    wipe(chosen)
    return chosen


@pytest.fixture
def empty_embedded(embedded_store: Store) -> Store:
    """The embedded store alone, empty, for tests in which the database makes no difference."""
    wipe(embedded_store)
    return embedded_store


@pytest.fixture
def store_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for an embedded store of a test's own, whose process ends with the test."""
    folder = tmp_path / "store"
    yield folder
    stop_embedded(folder)


DATABASES = {
    "store",
    "store_folder",
    "embedded_store",
    "empty_embedded",
    "neo4j_store",
    "sample_store",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever starts a database is marked so, that the fast loop can leave it out."""
    for item in items:
        if DATABASES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.store)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _untested:
        terminalreporter.section("NEO4J WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"The store was tested on ArcadeDB alone: {_untested[0]}.")
