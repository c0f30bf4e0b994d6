"""Real files of many organisations: every file is accounted for, every reject has a place, nothing ends a run.

The files are public ones (a folder beside the checkout, or `CARTULARY_CORPUS`).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.facts import Edge, Node
from graph.ontology import load_ontology
from ingest.read import Status
from ingest.reading import read_root
from ingest.resolve import resolve
from ingest.update import update
from tests.records import NOW

CORPUS = Path(os.environ.get("CARTULARY_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
FOLDERS = sorted(p for p in CORPUS.glob("[0-9]*/*/") if p.is_dir()) if CORPUS.is_dir() else []
ONTOLOGY = load_ontology(environ={})
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDERS, reason=f"no public files: set CARTULARY_CORPUS ({CORPUS})"),
]


def whole(root: Path) -> tuple[int, int]:
    """Ingest a root in memory; how many files and things there are."""
    reading = read_root(root, ONTOLOGY, (), {}, all_again=True, workers=1)
    told = {result.path: result for result in reading.results}
    assert len(told) + reading.never == reading.files
    for result in reading.results:
        assert (result.status is Status.REJECTED) <= bool(result.rejects)
        for reject in result.rejects:
            assert reject.at.path == result.path
            assert reject.reason
    change = update(root.name, "", {}, reading.results, (), run_id="r", now=NOW, last_run=NOW)
    found = resolve(change.put, ONTOLOGY)
    graph = found.landscape
    assert all(reject.at.path in told and reject.reason for _, reject in found.rejects)
    places = {
        f"{root.name}/{fact.at}"
        for record in change.put
        for fact in record.facts
        if isinstance(fact, Node | Edge)
    }
    named = {place for record in change.put for f in record.facts for place in [str(f.at)]}
    for item in (*graph.things.values(), *graph.links.values()):
        sources, kinds = item.props["sources"], item.props["provenance"]
        assert isinstance(sources, tuple)
        assert isinstance(kinds, tuple)
        assert len(sources) == len(kinds) > 0
        assert all(s in places or s.partition("/")[2] in named for s in sources)
    for link in graph.links.values():
        start, end = graph.things[link.start], graph.things[link.end]
        assert ONTOLOGY.row(start.label, link.relation, end.label)
    return reading.files, len(graph.things)


def test_every_repository_as_a_root_of_its_own() -> None:
    counted = [whole(folder) for folder in FOLDERS]
    assert sum(files for files, _ in counted) > 1000
    assert sum(things > 0 for _, things in counted) > 10


def test_all_of_it_as_one_root() -> None:
    files, things = whole(CORPUS)
    assert files > 1000
    assert things > 1000
