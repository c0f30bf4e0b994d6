"""Which texts name a Kubernetes Service, and which container images hold data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.hosts import Host, hosts
from ingest.images import holds_data

CERTAIN = {
    "payments:50051": Host("payments", None, True),
    "http://payments": Host("payments", None, True),
    "https://payments/v1?x=1": Host("payments", None, True),
    "payments.shop.svc": Host("payments", "shop", True),
    "payments.shop.svc.cluster.local:8080": Host("payments", "shop", True),
    "jdbc:postgresql://db.data.svc:5432/x": Host("db", "data", True),
    "postgres://app:pa@ss:word@db/x": Host("db", None, True),
}
LIKELY = {
    "payments.shop:8080": Host("payments", "shop", False),
    "http://payments.shop/": Host("payments", "shop", False),
    "orders.csv": Host("orders", "csv", False, vague=True),
}
NONE = [
    "payments",
    "localhost:8080",
    "10.0.0.1:8080",
    "http://10.0.0.1/",
    "api.vendor.example.com:443",
    "payments:0",
    "payments:99999",
    "payments:latest",
    "UPPER:80",
    "a b c",
    "",
    "service.version=1.0",
    "://",
    "instances=project:zone=tcp:5432",
]


@pytest.mark.parametrize(("text", "host"), [*CERTAIN.items(), *LIKELY.items()])
def test_a_text_that_names_a_service(text: str, host: Host) -> None:
    assert list(hosts(text)) == [host]


@pytest.mark.parametrize("text", NONE)
def test_a_text_that_names_none(text: str) -> None:
    assert list(hosts(text)) == []


def test_several_in_one_text_in_order() -> None:
    found = hosts("kafka-0.kafka:9092,broker:9092;http://a:1/x,http://b:2 --to=c:3")
    assert [host.name for host in found] == ["kafka-0", "broker", "a", "b", "c"]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(host.name for host in hosts(text))


@pytest.mark.parametrize(
    "image",
    [
        "redis",
        "redis:7-alpine",
        "docker.io/bitnami/postgresql:16@sha256:abc",
        "registry.example:5000/mirror/confluentinc/cp-kafka:7.6",
        "PostGIS/postgis",
        "mcr.example.com/mssql/server:2022-latest",
    ],
)
def test_an_image_that_holds_data(image: str) -> None:
    assert holds_data(image)


@pytest.mark.parametrize(
    "image",
    [
        "",
        "checkout",
        "redis-exporter:1",
        "acme/kafka-ui",
        "acme/checkout:fix-redis",
        "redis/app",
        "acme/server:1",
    ],
)
def test_an_image_that_holds_none(image: str) -> None:
    assert not holds_data(image)


def test_a_tag_tells_only_where_the_container_says_so_too() -> None:
    assert holds_data("acme/demo:3.0-kafka", "kafka")
    assert not holds_data("acme/demo:3.0-kafka", "checkout")


@pytest.mark.parametrize("text", ["a" * 300_000, "a://" * 50_000, "a=" * 100_000, "@" * 300_000])
def test_a_long_text_is_read_too(text: str) -> None:
    assert len(list(hosts(text))) < len(text)
