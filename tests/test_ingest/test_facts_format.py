"""Cartulary facts follow from the ontology alone: its schema, its names, and a class that a user adds."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from graph.facts_format import FactsFormat, folded, json_schema, key_of
from graph.ontology import load_ontology, shipped_files
from ingest.connectors.cartulary_facts import cartulary_facts
from ingest.parse import yaml_documents
from ingest.read import read_file
from tests.notation import line_of

CHECKOUT = Path(__file__).parents[2]
SHIPPED = load_ontology(shipped_files())
SCHEMA = json.loads(json_schema(SHIPPED))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FORM = FactsFormat(SHIPPED)

MINE = """
@prefix c: <urn:cartulary:ontology#> .
@prefix m: <urn:cartulary:meta#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
c:LightHouse a m:Class ; rdfs:subClassOf c:Asset ; rdfs:label "lighthouse" .
c:SHINES_ON a m:Relation ; rdfs:label "shines on" ; m:verb "shine on" ;
    m:row [ m:domain c:LightHouse ; m:range c:Service ; m:impact "a>b" ; m:severity "inform" ; m:data "none" ] .
c:reach a m:Property ; m:of c:LightHouse ; m:type "integer" ; m:noun "reach" .
"""


def read(tmp_path: Path, text: str, ontology_text: str = "") -> list[str]:
    files = list(shipped_files())
    if ontology_text:
        (tmp_path / "mine.ttl").write_text(ontology_text)
        files.append(tmp_path / "mine.ttl")
    (tmp_path / "x.cartulary.yaml").write_text(text)
    result = read_file(tmp_path, "x.cartulary.yaml", load_ontology(files), (cartulary_facts,))
    return [line_of(said) for said in (*result.facts, *result.rejects)]


def test_a_users_class_relation_and_property_are_read_without_new_code(tmp_path: Path) -> None:
    text = """
cartulary: 1
things:
  - light_house: Pharos
    reach: 40
    shines_on: service:harbour
  - service: bay
    inverse_of_shines_on: light-house:Pharos
"""
    assert read(tmp_path, text, MINE) == [
        "(LightHouse Pharos) reach=40@reach  @ x.cartulary.yaml#0/things/0",
        "(LightHouse Pharos) -SHINES_ON-> (Service harbour)  @ x.cartulary.yaml#0/things/0/shines_on",
        "(Service bay)  @ x.cartulary.yaml#0/things/1",
        "(LightHouse Pharos) -SHINES_ON-> (Service bay)"
        "  @ x.cartulary.yaml#0/things/1/inverse_of_shines_on",
    ]
    assert all(line.startswith("!") for line in read(tmp_path, text) if "Pharos" in line)


def test_no_key_means_two_things() -> None:
    classes, relations = set(FORM.classes), set(FORM.relations)
    properties = set(FORM.properties)
    assert not classes & relations
    assert not classes & properties
    assert not relations & properties
    assert len(FORM.relations) == sum(1 if r.same_class else 2 for r in SHIPPED.relations.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [("DataContract", "data_contract"), ("API", "api"), ("DEPENDS_ON", "depends_on")],
)
def test_keys(name: str, key: str) -> None:
    assert key_of(name) == key
    assert folded(key) == folded(name) == folded(key.replace("_", "-"))


def valid(text: str) -> bool:
    ((_, data),) = yaml_documents(text, [])
    return VALIDATOR.is_valid(data)


def test_the_sample_landscape_follows_the_schema() -> None:
    files = sorted((CHECKOUT / "examples").rglob("*.cartulary.yaml"))
    assert files
    for file in files:
        for _, data in yaml_documents(file.read_text("utf-8"), []):
            if data is not None:
                assert [e.message for e in VALIDATOR.iter_errors(data)] == [], file.name


@pytest.mark.parametrize(
    "thing",
    [
        "{service: a, depends_on: service:b}",
        "{service: a, owned_by: [team:x, {class: person, name: y}, {to: team:z, note: n}]}",
        "{data_contract: a, namespace: n, guarantees: 'dataset:h/a.b.c', tier: critical}",
        "{field: a, in: {dataset: d}, required: true}",
    ],
)
def test_the_schema_accepts_what_is_read(thing: str, tmp_path: Path) -> None:
    text = f"cartulary: 1\nthings:\n  - {thing}\n"
    assert valid(text)
    assert not [line for line in read(tmp_path, text) if line.startswith("!")]


@pytest.mark.parametrize(
    "thing",
    [
        "{name: a}",
        "{service: ''}",
        "{service: a, depend_on: service:b}",
        "{service: a, reads: team:b}",
        "{service: a, owned_by: b}",
        "{service: a, required: true}",
        "{field: a, required: perhaps}",
    ],
)
def test_the_schema_refuses_what_is_rejected(thing: str, tmp_path: Path) -> None:
    text = f"cartulary: 1\nthings:\n  - {thing}\n"
    assert not valid(text)
    assert [line for line in read(tmp_path, text) if line.startswith("!")]
