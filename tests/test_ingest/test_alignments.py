"""RDF by alignments: the shipped ones lead to the standards' own terms, and a user's file may add a vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.facts import Edge, Node
from graph.ontology import Ontology, load_ontology, shipped_files
from ingest.read import FileResult, Status, read_file

OWN = """
@prefix c: <urn:cartulary:ontology#> .
@prefix m: <urn:cartulary:meta#> .
@prefix schema: <https://schema.org/> .
c:Dataset m:aligned schema:Dataset .
c:OWNS m:alignedInverse schema:maintainer .
c:title m:aligned schema:name .
"""
TURTLE = """
@prefix schema: <https://schema.org/> .
<https://data.example/tides> a schema:Dataset ; schema:name "Tides" ;
    schema:maintainer <https://people.example/harbour> .
"""
LINKED = """
{"@context": "https://schema.org/", "@id": "https://data.example/tides", "@type": "Dataset",
 "name": "Tides", "maintainer": {"@id": "https://people.example/harbour"}}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    file = tmp_path_factory.mktemp("ontology") / "own.ttl"
    file.write_text(OWN, encoding="utf-8")
    return load_ontology((*shipped_files(), file))


def read(folder: Path, name: str, text: str, ontology: Ontology) -> FileResult:
    (folder / name).write_text(text, encoding="utf-8")
    return read_file(folder, name, ontology)


@pytest.mark.parametrize(("name", "text"), [("a.ttl", TURTLE), ("a.jsonld", LINKED)])
def test_a_vocabulary_of_ones_own(tmp_path: Path, own: Ontology, name: str, text: str) -> None:
    facts = read(tmp_path, name, text, own).facts
    said = [str(fact) for fact in facts if isinstance(fact, Node | Edge)]
    assert said == ["(Dataset Tides)", "(Team harbour) -OWNS-> (Dataset Tides)"]


@pytest.mark.parametrize(("name", "text"), [("a.ttl", TURTLE), ("a.jsonld", LINKED)])
def test_a_vocabulary_that_nobody_aligned_is_no_format(
    tmp_path: Path, name: str, text: str
) -> None:
    result = read(tmp_path, name, text, load_ontology(shipped_files()))
    assert not result.facts
    assert result.status is not Status.REJECTED


def test_every_alignment_names_an_address() -> None:
    ontology = load_ontology(shipped_files())
    stated = [iri for c in ontology.classes.values() for iri in c.aligned]
    stated += [i for r in ontology.relations.values() for i in (*r.aligned, *r.aligned_inverse)]
    stated += [iri for p in ontology.properties.values() for iri in p.aligned]
    assert len(stated) > 60
    assert all(iri.startswith(("http://", "https://")) for iri in stated)
    assert len(set(stated)) == len(stated)
