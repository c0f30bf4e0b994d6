"""Servers that are asked over HTTP: what is read of them, and what is done when they misbehave."""

from __future__ import annotations

import json
import ssl
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from graph.facts import Edge, Node
from graph.store import Store
from graph.vocabulary import Label, Rel
from ingest.run import ingest_sources
from ingest.sources.source import Access, Kind, Source
from tests.http_server import Answer, Asked, serving
from tests.live_reading import ONTOLOGY, facts, kubeconfig, read, refused
from tests.live_servers import Marquez, Mlflow, Registry

pytestmark = pytest.mark.slow


def record(name: str, *fields: str) -> str:
    listed = [{"name": f, "type": "string"} for f in fields]
    return json.dumps({"type": "record", "name": name, "namespace": "shop", "fields": listed})


ORDERS = Registry(
    {
        "orders-value": [
            {"schema": record("Order", "id")},
            {"schema": record("Order", "id", "note")},
        ],
        "shop/returns value": [
            {
                "schema": json.dumps(
                    {
                        "type": "record",
                        "name": "Return",
                        "fields": [{"name": "order", "type": "shop.Order"}],
                    }
                ),
                "references": [{"name": "shop.Order", "subject": "orders-value", "version": 1}],
            }
        ],
    },
    {"orders-value": "FULL"},
)


def test_the_latest_version_of_every_subject_is_read() -> None:
    with serving(ORDERS) as server:
        files = read(Source(Kind.SCHEMA_REGISTRY, server.url))
        said = facts(Source(Kind.SCHEMA_REGISTRY, server.url))
    assert list(files) == ["subjects/orders-value/2.json", "subjects/shop%2Freturns value/1.json"]
    latest = json.loads(files["subjects/orders-value/2.json"])
    assert (latest["version"], latest["compatibilityLevel"]) == (2, "FULL")
    other = json.loads(files["subjects/shop%2Freturns value/1.json"])
    assert other["compatibilityLevel"] == "BACKWARD"
    assert [r["version"] for r in other["referenced"]] == [1]
    assert {n.ref.name for n in said if isinstance(n, Node) and n.ref.label == Label.TOPIC} == {
        "orders"
    }


def test_a_registry_below_a_path_and_behind_a_password() -> None:
    def says(asked: Asked) -> Answer:
        if asked.headers.get("authorization") != "Basic a2V5OnMzY3JldA==":
            return Answer({"error_code": 40101}, 401)
        assert asked.parts[:2] == ("apis", "ccompat")
        return ORDERS(
            Asked(asked.method, asked.path, asked.parts[3:], asked.query, asked.headers, b"")
        )

    access = Access(username_env="REGISTRY_USER", password_env="REGISTRY_PASSWORD")
    with serving(says) as server:
        source = Source(Kind.SCHEMA_REGISTRY, f"{server.url}/apis/ccompat/v7/", access=access)
        environ = {"REGISTRY_USER": "key", "REGISTRY_PASSWORD": "s3cret"}
        assert len(read(source, environ)) == 2
        wrong = refused(source, {**environ, "REGISTRY_PASSWORD": "s3cret-old"})
        assert "refuses the credentials (401)" in wrong
        assert "s3cret" not in wrong
        assert refused(source, {"REGISTRY_USER": "key"}) == (
            "the environment variable REGISTRY_PASSWORD, which password_env names, is not set"
        )


def event(job: str, run: str, time: str, state: str = "COMPLETE", **more: Any) -> dict[str, Any]:
    return {
        "eventType": state,
        "eventTime": time,
        "producer": "https://example.org/test",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": run},
        "job": {"namespace": "nightly", "name": job},
        **more,
    }


def test_events_that_a_marquez_received_are_read_by_run() -> None:
    marquez = Marquez()
    table = {"namespace": "postgres://db.example:5432", "name": "shop.public.orders"}
    mart = {"namespace": "postgres://db.example:5432", "name": "shop.marts.orders"}
    with serving(marquez) as server:
        for number in range(120):  # more than a page
            time = f"2026-11-21T{number // 60:02}:{number % 60:02}:00.000Z"
            httpx.post(f"{server.url}/api/v1/lineage", json=event(f"job-{number}", "r", time))
        done = event("load", "r-1", "2026-11-21T03:00:00.000Z", inputs=[table], outputs=[mart])
        httpx.post(f"{server.url}/api/v1/lineage", json=done)
        begun = event("load", "r-1", "2026-11-21T02:00:00.000Z", "START")
        httpx.post(f"{server.url}/api/v1/lineage", json=begun)
        old = event("forgotten", "r-0", "2020-01-01T00:00:00.000Z", outputs=[mart])
        httpx.post(f"{server.url}/api/v1/lineage", json=old)
        files = read(Source(Kind.MARQUEZ, server.url))
        assert len(files) == 121
        states = [
            json.loads(line)["eventType"]
            for line in files["events/nightly/load/r-1.jsonl"].splitlines()
        ]
        assert states == ["START", "COMPLETE"]
        edges = [f for f in facts(Source(Kind.MARQUEZ, server.url)) if isinstance(f, Edge)]
        assert Rel.READS in {e.relation for e in edges}
        assert not read(Source(Kind.MARQUEZ, server.url, namespaces=("other",)))


def test_models_versions_and_runs_of_mlflow() -> None:
    run = {
        "info": {"run_id": "r1", "run_name": "train"},
        "data": {"tags": []},
        "inputs": {
            "dataset_inputs": [
                {
                    "dataset": {
                        "name": "orders",
                        "source_type": "local",
                        "source": "{}",
                        "digest": "d",
                    }
                }
            ]
        },
    }
    mlflow = Mlflow(
        [{"name": "forecast", "description": "Demand"}, {"name": "churn/eu"}],
        [
            {"name": "forecast", "version": "1", "run_id": "gone"},
            {"name": "forecast", "version": "2", "run_id": "r1", "current_stage": "Production"},
        ],
        {"r1": run},
    )
    with serving(mlflow) as server:
        files = read(Source(Kind.MLFLOW, server.url))
        said = facts(Source(Kind.MLFLOW, server.url))
    assert list(files) == [
        "registered-models/churn%2Feu.json",
        "registered-models/forecast.json",
        "runs/r1.json",
    ]
    model = json.loads(files["registered-models/forecast.json"])["registered_model"]
    assert [v["version"] for v in model["versions"]] == ["1", "2"]
    assert any(isinstance(f, Edge) and f.relation == Rel.TRAINED_ON for f in said)


def test_a_busy_server_is_asked_again_and_a_broken_one_not_for_ever() -> None:
    busy = iter([503, 429, 200])

    def says(asked: Asked) -> Answer:
        body: Any = [] if asked.path == "/subjects" else {}
        return Answer(body, next(busy, 200), {"retry-after": "0"})

    with serving(says) as server:
        assert read(Source(Kind.SCHEMA_REGISTRY, server.url)) == {}
    with serving(lambda _: Answer({}, 503, {"retry-after": "0"})) as server:
        assert "status 503" in refused(Source(Kind.SCHEMA_REGISTRY, server.url))
        assert len(server.asked) == 4


def test_credentials_go_to_no_other_host() -> None:
    access = Access(token_env="TOKEN")
    with ExitStack() as both:
        other = both.enter_context(serving(lambda _: Answer([])))
        away = {"location": f"{other.url}/subjects?x=1"}
        first = both.enter_context(serving(lambda _: Answer({}, 302, away)))
        source = Source(Kind.SCHEMA_REGISTRY, first.url, access=access)
        said = refused(source, {"TOKEN": "t0ken"})
        assert "redirects to another host" in said
        assert "t0ken" not in said
        assert not other.asked

    def moved(asked: Asked) -> Answer:
        if asked.path == "/subjects":
            return Answer({}, 301, {"location": "/v2/subjects"})
        return Answer([] if asked.path == "/v2/subjects" else {})

    with serving(moved) as server:
        assert read(Source(Kind.SCHEMA_REGISTRY, server.url), {}) == {}
    plain = Source(Kind.MLFLOW, "http://models.example", access=access)
    assert "unencrypted" in refused(plain, {"TOKEN": "t0ken"})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "something else than JSON"),
        (b"[" * 1_000_000, "something else than JSON"),
        ({"subjects": []}, "answers with no list"),
    ],
)
def test_what_is_no_registry(body: Any, said: str) -> None:
    with serving(lambda _: Answer(body)) as server:
        assert said in refused(Source(Kind.SCHEMA_REGISTRY, server.url))


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        capture_output=True,
        check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl to make a certificate with")

    class Quiet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"[]")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        source = Source(Kind.SCHEMA_REGISTRY, f"https://localhost:{server.server_port}")
        assert "certificate" in refused(source).lower()
        file = kubeconfig(tmp_path, source.place, token="t")
        assert "certificate" in refused(Source(Kind.KUBERNETES, str(file))).lower()
        vouched = yaml.safe_load(file.read_text())
        vouched["clusters"][0]["cluster"]["certificate-authority"] = certificate.name
        file.write_text(yaml.safe_dump(vouched))
        assert "no JSON object" in refused(Source(Kind.KUBERNETES, str(file)))  # it was reached
    finally:
        server.shutdown()
        server.server_close()


def names(store: Store) -> dict[str, bool]:
    """Every thing, and whether it is stale."""
    rows = store.rows("MATCH (t:Thing) RETURN t.name AS name, t.stale AS stale")
    return {row["name"]: bool(row["stale"]) for row in rows}


def test_one_source_fails_alone_and_keeps_what_it_said(
    empty_embedded: Store, tmp_path: Path
) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shop.cartulary.yaml").write_text("cartulary: 1\nthings:\n  - service: mill\n")
    down = False

    def says(asked: Asked) -> Answer:
        return Answer({}, 500) if down else ORDERS(asked)

    with serving(says) as server:
        registry = Source(Kind.SCHEMA_REGISTRY, server.url, name="registry")
        sources = [Source(Kind.FOLDER, str(shop)), registry]

        def run(number: int) -> Any:
            return ingest_sources(
                sources,
                empty_embedded,
                ONTOLOGY,
                now=f"2026-11-22T12:0{number}:00.000+00:00",
                run_id=f"run-{number}",
                environ={},
                workers=1,
            )

        assert not run(1).failures
        before = names(empty_embedded)
        assert {"orders", "mill"} <= set(before)
        assert not any(before.values())

        down = True
        (shop / "shop.cartulary.yaml").write_text("cartulary: 1\nthings:\n  - service: bakery\n")
        failed = run(2)
        assert [f.source for f in failed.failures] == ["registry"]
        after = names(empty_embedded)
        assert (after["bakery"], after["orders"]) == (False, True)
        assert "mill" not in after
        again = run(3)
        assert again.unchanged
        assert len(again.failures) == 1

        down = False
        assert not run(4).failures
        assert not any(names(empty_embedded).values())
