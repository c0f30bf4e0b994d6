"""Interfaces, schemas and compose projects in one graph: what joins, and what must stay apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.landscape import Landscape
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from ingest.reading import read_root
from ingest.resolve import resolve
from ingest.update import update
from tests.records import NOW, of_folder

ONTOLOGY = load_ontology(environ={})


def landscape(folder: Path, files: dict[str, str]) -> Landscape:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return of_folder(folder, ONTOLOGY)


def of_roots(folder: Path, roots: dict[str, dict[str, str]]) -> Landscape:
    records: list[Any] = []
    for root, files in roots.items():
        landscape(folder / root, files)
        reading = read_root(folder / root, ONTOLOGY, (), {}, all_again=True, workers=1)
        records += update(
            root, "", {}, reading.results, (), run_id="run", now=NOW, last_run=NOW
        ).put
    return resolve(records, ONTOLOGY).landscape


def named(found: Landscape, label: Label) -> list[str]:
    return sorted(t.name for t in found.things.values() if t.label == label)


def linked(found: Landscape, relation: Rel) -> list[tuple[str, str]]:
    return sorted(
        (found.things[link.start].name, found.things[link.end].name)
        for link in found.links.values()
        if link.relation == relation
    )


REDIS = "services: {redis: {image: redis}, app: {image: shop/app, depends_on: [redis]}}"


def test_each_compose_project_has_its_own_cache(tmp_path: Path) -> None:
    files = {"compose.yaml": REDIS, "a/compose.yaml": REDIS, "b/compose.yaml": REDIS}
    found = landscape(tmp_path, files)
    assert named(found, Label.RESOURCE) == ["./redis", "a/redis", "b/redis"]
    needs = linked(found, Rel.DEPENDS_ON)
    assert needs == [("./app", "./redis"), ("a/app", "a/redis"), ("b/app", "b/redis")]


def test_caches_of_two_repositories_are_never_one(tmp_path: Path) -> None:
    found = of_roots(tmp_path, {"one": {"compose.yaml": REDIS}, "two": {"compose.yaml": REDIS}})
    assert len(named(found, Label.RESOURCE)) == 2


def test_a_compose_service_is_the_kubernetes_workload_of_its_name(tmp_path: Path) -> None:
    workload = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  selector: {matchLabels: {app: cart}}
  template: {metadata: {labels: {app: cart}}, spec: {containers: [{name: cart, image: shop/cart}]}}
"""
    compose = "services: {cart: {image: shop/cart, environment: {STORE_ADDR: 'store:6379'}}, store: {image: valkey}}"
    found = landscape(tmp_path, {"deploy/cart.yaml": workload, "compose.yaml": compose})
    assert named(found, Label.SERVICE) == ["cart"]
    assert linked(found, Rel.DEPENDS_ON) == [("cart", "store")]


def test_an_override_adds_to_the_project_that_it_is_laid_over(tmp_path: Path) -> None:
    base = "name: shop\nservices: {db: {image: postgres}, api: {image: shop/api}}"
    over = "services: {api: {depends_on: [db]}}"
    other = "services: {db: {image: mysql}}"
    files = {"compose.yaml": base, "compose.override.yaml": over, "x/compose.yaml": other}
    found = landscape(tmp_path, files)
    assert named(found, Label.RESOURCE) == ["shop/db", "x/db"]
    assert linked(found, Rel.DEPENDS_ON) == [("api", "shop/db")]


ENTITY = """
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {{name: {name}}}
spec: {{type: x, lifecycle: production, owner: desk, definition: {{$text: ./{file}}}}}
"""
EVENTS = """
asyncapi: 3.0.0
info: {title: Order Events, version: 4.5.0}
servers: {broker: {host: kafka:9092, protocol: kafka}}
channels: {placed: {address: orders, messages: {placed: {payload: {type: object, properties: {id: {type: string}}}}}}}
operations: {tell: {action: send, channel: {$ref: '#/channels/placed'}}}
"""
PROTO = (
    'syntax = "proto3"; package shop; service CartService { rpc Get (A) returns (A); } message A {}'
)


@pytest.mark.parametrize(
    ("file", "text", "operation"),
    [
        ("events.yaml", EVENTS, "tell"),
        ("cart.proto", PROTO, "Get"),
        ("cart.graphql", "type Query { cart: Int }", "cart"),
        (
            "openapi.yaml",
            "openapi: 3.0.0\ninfo: {title: Cart, version: 1}\npaths: {/x: {get: {operationId: x}}}",
            "x",
        ),
    ],
)
def test_a_definition_in_a_file_describes_the_api_that_names_it(
    tmp_path: Path, file: str, text: str, operation: str
) -> None:
    files = {"catalog-info.yaml": ENTITY.format(name="ours", file=file), file: text}
    found = landscape(tmp_path, files)
    assert named(found, Label.API) == ["ours"]
    assert named(found, Label.OPERATION) == [f"ours.{operation}"]


def test_a_topic_is_one_by_its_address_in_contract_and_registry(tmp_path: Path) -> None:
    registry = """{"subject": "orders-value", "version": 7, "id": 1, "compatibility": "FULL",
        "schema": "{\\"type\\":\\"record\\",\\"name\\":\\"O\\",\\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"string\\"}]}"}"""
    found = landscape(tmp_path, {"events.yaml": EVENTS, "registry/orders.json": registry})
    assert named(found, Label.TOPIC) == ["orders"]
    assert named(found, Label.FIELD) == ["orders.id"]
    (topic,) = (t for t in found.things.values() if t.label == Label.TOPIC)
    assert (topic.props["version"], topic.props["compatibility"]) == ("7", "FULL")
    assert linked(found, Rel.PUBLISHES_TO) == [("Order Events", "orders")]


def test_two_websockets_share_no_channel_for_both_being_at_the_root(tmp_path: Path) -> None:
    text = "asyncapi: 3.0.0\ninfo: {title: %s, version: 1}\nservers: {s: {host: %s, protocol: wss}}\nchannels: {c: {address: /}}"
    found = landscape(
        tmp_path, {"a.yaml": text % ("A", "a.example"), "b.yaml": text % ("B", "b.example")}
    )
    assert named(found, Label.TOPIC) == ["a.example//", "b.example//"]


def test_rest_and_event_interfaces_of_one_title_are_two(tmp_path: Path) -> None:
    rest = "openapi: 3.0.0\ninfo: {title: Order Events, version: 1.0.0}\npaths: {}"
    found = landscape(tmp_path, {"events.yaml": EVENTS, "openapi.yaml": rest})
    assert named(found, Label.API) == ["Order Events", "Order Events"]


def test_copies_of_one_document_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    text = "openapi: 3.0.0\ninfo: {title: Cart, version: 1.0.0}\npaths: {/x: {get: {}}}"
    found = landscape(tmp_path, {f"{f}/openapi.yaml": text for f in ("spec", "template")})
    assert named(found, Label.API) == ["spec/Cart", "template/Cart"]
    assert len(named(found, Label.OPERATION)) == 2


def test_the_service_called_like_a_grpc_service_provides_it(tmp_path: Path) -> None:
    compose = "services: {cart: {image: shop/cart}, shopper: {image: shop/shopper}}"
    found = landscape(tmp_path, {"cart.proto": PROTO, "compose.yaml": compose})
    assert linked(found, Rel.PROVIDES) == [("cart", "shop.CartService")]


def test_one_proto_in_two_places_is_one_api_and_another_package_is_not(tmp_path: Path) -> None:
    files = {
        "a/cart.proto": PROTO,
        "b/cart.proto": PROTO,
        "c/cart.proto": PROTO.replace("package shop", "package other"),
    }
    assert named(landscape(tmp_path, files), Label.API) == ["other.CartService", "shop.CartService"]


def test_a_schema_is_no_table_of_its_name_and_no_schema_of_another_place(tmp_path: Path) -> None:
    record = '{"type": "record", "name": "Customer", "namespace": "%s", "fields": []}'
    schema = '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"id": {"type": "string"}}}'
    files = {
        "a/customer.avsc": record % "shop",
        "b/customer.avsc": record % "billing",
        "a/events/customer.json": schema,
        "b/events/customer.json": schema,
        "db/tables.sql": "CREATE TABLE customer (id int);",
    }
    found = named(landscape(tmp_path, files), Label.DATASET)
    assert found == [
        "a/events/customer",
        "b/events/customer",
        "billing.Customer",
        "db/customer",
        "shop.Customer",
    ]
