"""What is said when a Neo4j server cannot be had, and of addresses that are none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable, UsageError
from graph.store import open_store
from tests.neo4j_server import Neo4jServer


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_server_that_is_down_is_told_and_may_be_tried_again(silent_port: int) -> None:
    with pytest.raises(StoreUnavailable, match="nothing that speaks Bolt answers") as caught:
        open_store(f"bolt://127.0.0.1:{silent_port}", environ={"CARTULARY_NEO4J_PASSWORD": "x"})
    assert caught.value.retryable


@pytest.mark.parametrize(
    "url", ["http://localhost:7474", "mysql://x", "/some/folder", "x", "embedded:"]
)
def test_an_address_of_no_store_is_told(url: str) -> None:
    with pytest.raises(UsageError, match="embedded:"):
        open_store(url, environ={})


@pytest.mark.parametrize(
    "url", ["neo4j://neo4j:s3cret@localhost", "bolt+s://u:s3cret@h:1", "bolt://s3cret@h"]
)
def test_a_secret_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError, match="CARTULARY_NEO4J_PASSWORD") as caught:
        open_store(url, environ={})
    assert "s3cret" not in str(caught.value)


def test_a_missing_certificate_file_is_told(tmp_path: Path) -> None:
    environ = {"CARTULARY_NEO4J_CA": str(tmp_path / "ca.pem"), "CARTULARY_NEO4J_PASSWORD": "x"}
    with pytest.raises(UsageError, match="CARTULARY_NEO4J_CA names no file"):
        open_store("neo4j://localhost", environ=environ)


@pytest.mark.store
def test_a_wrong_password_is_told(neo4j_server: Neo4jServer) -> None:
    environ = {**neo4j_server.environ(), "CARTULARY_NEO4J_PASSWORD": "wr0ng"}
    with pytest.raises(StoreUnavailable, match="refuses the user or the password") as caught:
        open_store(neo4j_server.url, environ=environ)
    assert "wr0ng" not in str(caught.value)
    assert not caught.value.retryable


@pytest.mark.store
def test_no_password_at_all_is_told(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreUnavailable, match="CARTULARY_NEO4J_PASSWORD"):
        open_store(neo4j_server.url, environ={})


@pytest.mark.store
def test_a_wrong_database_is_told(neo4j_server: Neo4jServer) -> None:
    environ = {**neo4j_server.environ(), "CARTULARY_NEO4J_DATABASE": "nowhere"}
    with pytest.raises(StoreUnavailable, match="no database called 'nowhere'"):
        open_store(neo4j_server.url, environ=environ)


@pytest.mark.store
@pytest.mark.parametrize("scheme", ["bolt+s", "bolt+ssc", "neo4j+s"])
def test_encryption_that_the_server_does_not_offer_is_told(
    neo4j_server: Neo4jServer, scheme: str
) -> None:
    with pytest.raises(StoreUnavailable, match=r"no encrypted connection|nothing that speaks Bolt"):
        open_store(neo4j_server.url.replace("bolt", scheme, 1), environ=neo4j_server.environ())


@pytest.mark.store
def test_routing_addresses_work_as_well(neo4j_server: Neo4jServer) -> None:
    store = open_store(neo4j_server.url.replace("bolt", "neo4j", 1), environ=neo4j_server.environ())
    assert store.rows("RETURN 1 AS one") == [{"one": 1}]
    store.close()
