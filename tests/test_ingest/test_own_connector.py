"""A connector of one's own, from an installed package and with an ontology file of one's own, up to a question.

The package is a real distribution on the path of a fresh process: nothing of Cartulary is touched.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest import connectors
from tests.stores import IDLE

pytestmark = pytest.mark.store

CONNECTOR = '''
"""Timetables of ferries (`*.ferries`): `vessel > harbour` a line."""

from graph.facts import Edge, Node, Ref, Reject
from ingest.connector import connector
from ingest.sniff import suffix


@connector(
    title="Ferry timetable",
    reads=suffix(".ferries"),
    nodes={"Vessel", "Harbour"},
    edges={"BERTHS_AT"},
)
def ferries(doc):
    for number, line in enumerate(doc.text.splitlines(), start=1):
        at = doc.lines(number)
        vessel, _, harbour = (part.strip() for part in line.partition(">"))
        if not vessel or not harbour:
            yield Reject(at, "expected `vessel > harbour`")
            continue
        start, end = Ref("Vessel", vessel), Ref("Harbour", harbour)
        yield Node(start, at)
        yield Node(end, at)
        yield Edge(start, "BERTHS_AT", end, at)
'''
ONTOLOGY = """
@prefix c: <urn:cartulary:ontology#> .
@prefix m: <urn:cartulary:meta#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

c:Vessel a m:Class ; rdfs:subClassOf c:Asset ; rdfs:label "vessel" ; skos:altLabel "ferry", "ship" ;
    rdfs:comment "Anything that floats." ; m:plural "vessels", "ferries", "ships" .
c:Harbour a m:Class ; rdfs:subClassOf c:Asset ; rdfs:label "harbour" ; rdfs:comment "Where vessels berth." .
c:BERTHS_AT a m:Relation ; rdfs:label "berths at" ; m:inverse "berth of" ;
    m:verb "berth at", "moor at" ;
    m:row [ m:domain c:Vessel ; m:range c:Harbour ; m:impact "a<b" ; m:severity "break" ; m:data "none" ] .
"""
METADATA = "Metadata-Version: 2.1\nName: cartulary-ferries\nVersion: 1.0\n"
LONGEST, SHOULD_BE = 150, 80  # lines of a connector; of the one in the middle


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    """A package with an entry point, an ontology file, and a folder to ingest."""
    site = tmp_path / "site"
    info = site / "cartulary_ferries-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "cartulary_ferries.py").write_text(CONNECTOR, encoding="utf-8")
    (info / "METADATA").write_text(METADATA, encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[cartulary.connectors]\nferries = cartulary_ferries\n", encoding="utf-8"
    )
    (tmp_path / "ferries.ttl").write_text(ONTOLOGY, encoding="utf-8")
    coast = tmp_path / "coast"
    coast.mkdir()
    (coast / "north.ferries").write_text(
        "Gannet > Seaham\nPuffin > Seaham\nTern > Whitby\nnothing\n", encoding="utf-8"
    )
    return tmp_path


def run(landscape: Path, *arguments: str) -> Any:
    environment = {
        **os.environ,
        **IDLE,
        "PYTHONPATH": os.pathsep.join([str(landscape / "site"), os.environ.get("PYTHONPATH", "")]),
        "CARTULARY_ONTOLOGY": str(landscape / "ferries.ttl"),
        "CARTULARY_STORE": f"embedded:{landscape / 'store'}",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "ui.cli.main", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout) if "--json" in arguments else ran.stdout


def test_an_installed_connector_is_used_and_its_terms_can_be_asked_about(landscape: Path) -> None:
    try:
        run(landscape, "ingest", str(landscape / "coast"))
        said = run(landscape, "ask", "Which ferries moor at Seaham?", "--json")
        impact = run(landscape, "ask", "What breaks if Whitby fails?", "--json")
    finally:
        run(landscape, "stop")
    assert said["status"] == "answered"
    assert [each["name"] for each in said["entities"]] == ["Gannet", "Puffin"]
    assert said["citations"][0]["sources"] == [["coast/north.ferries#L1"]]
    assert [each["name"] for each in impact["entities"]] == ["Tern"]


def lengths() -> dict[str, int]:
    folder = Path(connectors.__file__).parent
    files = [file for file in folder.glob("*.py") if file.stem != "__init__"]
    return {file.stem: len(file.read_text(encoding="utf-8").splitlines()) for file in files}


def test_connectors_are_short() -> None:
    found = lengths()
    assert {name: n for name, n in found.items() if n >= LONGEST} == {}
    assert sorted(found.values())[len(found) // 2] < SHOULD_BE
