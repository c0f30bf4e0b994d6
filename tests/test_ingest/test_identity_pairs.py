"""Identity on real files: pairs that people labelled, and repositories that are landscapes of their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.ontology import load_ontology
from ingest.reading import read_root
from ingest.resolve import resolve
from ingest.update import update
from tests.identity_pairs import NOW, outcomes

CHECKOUT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CARTULARY_CORPUS") or CHECKOUT.parent / "shared" / "corpus")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not CORPUS.is_dir(), reason=f"no folder of public files: set CARTULARY_CORPUS ({CORPUS})"
    ),
]


def test_no_pair_is_merged_wrongly_and_nine_of_ten_are_found() -> None:
    found = outcomes(CORPUS, load_ontology(environ={}))
    assert len(found) >= 150
    wrong = [str(o) for o in found if not o.pair.same and o.became == "one"]
    assert not wrong, "\n".join(wrong)
    same = [o for o in found if o.pair.same]
    missed = [str(o) for o in same if not o.right]
    assert len(missed) <= 0.1 * len(same), f"{len(missed)} of {len(same)}:\n" + "\n".join(missed)


def test_things_of_two_landscapes_are_never_one() -> None:
    """Each repository is an organisation of its own, though many of their names agree."""
    ontology = load_ontology(environ={})
    folders = sorted(
        p for part in sorted(CORPUS.glob("[0-9]*")) for p in part.iterdir() if p.is_dir()
    )
    landscapes: dict[str, str] = {}
    records = []
    for folder in folders:
        name = str(folder.relative_to(CORPUS))
        landscapes[name] = folder.name
        reading = read_root(folder, ontology, (), {}, all_again=True, workers=1)
        records += update(
            name, folder.name, {}, reading.results, (), run_id="run", now=NOW, last_run=NOW
        ).put
    graph = resolve(records, ontology).landscape
    assert len({t.props.get("landscape") for t in graph.things.values()}) > 30
    for node in (*graph.things.values(), *graph.links.values()):
        sources = node.props["sources"]
        assert isinstance(sources, tuple)
        of = {landscapes["/".join(str(s).split("/")[:2])] for s in sources}
        assert len(of) == 1, f"{node}: {of}"
    shared = [t.urn for t in graph.things.values() if t.name in ("frontend", "redis", "checkout")]
    assert len(shared) > 2
