"""The independent computation again, on the landscapes of real files: the sample and the corpus."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from graph.landscape import Landscape
from graph.ontology import Ontology, load_ontology
from graph.projection import Projection
from graph.reach import Reach
from graph.record import FileRecord
from graph.vocabulary import Label
from ingest.connector import discover
from ingest.files import find_files
from ingest.read import read_file
from ingest.resolve import resolve
from tests.test_graph.oracle import Found, Oracle

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "landscape"
CORPUS = Path(os.environ.get("CARTULARY_CORPUS", ROOT.parent / "shared" / "corpus"))
PARTS = frozenset({Label.FIELD.value, Label.OPERATION.value, Label.TASK.value})
MOST_EDGES = 1500  # the oracle is quadratic, and each folder of the corpus is small
EACH = 30  # things of a folder that are changed in turn


@cache
def shipped() -> Ontology:
    return load_ontology(environ={})


def landscape_of(folder: Path) -> Landscape:
    records: list[FileRecord] = []
    connectors = tuple(discover())
    for path in find_files(folder):
        for name, facts in read_file(folder, path, shipped(), connectors).by_connector.items():
            times = ("2026-01-01T00:00:00+00:00",) * len(facts)
            records.append(
                FileRecord(
                    folder.name,
                    name,
                    path,
                    "",
                    "0",
                    "current",
                    "run",
                    facts,
                    times,
                    ("",) * len(facts),
                )
            )
    return resolve(records, shipped()).landscape


def agrees(landscape: Landscape) -> int:
    """Compares closures from some of the things; the number of things reached in all."""
    reach, oracle = Reach(Projection.of(landscape), shipped()), Oracle(landscape, shipped())
    moving = sorted(
        {link.start for link in landscape.links.values()}
        | {link.end for link in landscape.links.values()}
    )
    total = 0
    for urn in moving[:: max(1, len(moving) // EACH)]:
        closure = reach.impact(urn, named=PARTS)
        found = {
            one.urn: Found(one.hops, one.severity, len(closure.path(one.urn)), one.whole)
            for one in closure
        }
        assert found == oracle.impact([urn]), urn
        below = oracle.impact([urn], "data")
        assert {one.urn: one.hops for one in reach.downstream(urn)} == {
            end: one.hops for end, one in below.items()
        }, urn
        owners, inherited = oracle.owners(urn)
        assert {owner.urn for owner in reach.owners(urn)} == owners, urn
        assert all(owner.inherited is inherited for owner in reach.owners(urn)), urn
        total += len(found)
    return total


def test_the_sample() -> None:
    assert agrees(landscape_of(SAMPLE)) > 100


@pytest.mark.corpus
def test_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus: {CORPUS} is not there (set CARTULARY_CORPUS)")
    folders = sorted(
        folder
        for kind in CORPUS.iterdir()
        if kind.is_dir()
        for folder in kind.iterdir()
        if folder.is_dir()
    )
    total = compared = 0
    for folder in folders:
        landscape = landscape_of(folder)
        if 0 < len(landscape.links) <= MOST_EDGES:
            total += agrees(landscape)
            compared += 1
    assert compared > 5
    assert total > 100
