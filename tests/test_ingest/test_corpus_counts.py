"""What each connector reads equals what an independent count of the same files finds.

The files are public ones (a folder beside the checkout, or `CARTULARY_CORPUS`) and the sample landscape.

`counts/<connector>.py` has `count(root)`, written from the format's specification and not from the
connector. Its keys are `node <label>`, `edge <relation>`, `selects <relation>`, `path` (an ownership rule),
`alias`, `run` (a run's event) and `reject`; nodes and edges are always compared, of the rest what it counts.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from graph.facts import Alias, Edge, Fact, Node, OwnsPath, Passage, RunEvent, Selects
from graph.ontology import load_ontology, shipped_files
from ingest.connector import discover
from ingest.files import find_files
from ingest.read import Status, read_file
from tests.notation import GOLDENS

CHECKOUT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CARTULARY_CORPUS") or CHECKOUT.parent / "shared" / "corpus")
NAMES = [connector.name for connector in discover()]
COUNTERS = Path(__file__).parent / "counts"
SAMPLE = CHECKOUT / "examples" / "landscape"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"no folder of public files: set CARTULARY_CORPUS ({CORPUS})"
)
ROOTS = [
    pytest.param(CORPUS, id="public", marks=[pytest.mark.corpus, needs_corpus]),
    pytest.param(SAMPLE, id="sample"),
]


@cache
def read(root: Path) -> dict[str, Counter[str]]:
    """By connector what it read below the root; under "files" how many there are by status."""
    ontology = load_ontology(shipped_files())
    found: dict[str, Counter[str]] = {name: Counter() for name in ("", "files", *NAMES)}
    for path in find_files(root):
        result = read_file(root, path, ontology)
        found["files"][result.status] += 1
        for name, facts in result.by_connector.items():
            found[name].update(key for fact in facts if (key := key_of(fact)))
        for name, rejects in result.rejects_by.items():
            found[name]["reject"] += len(rejects)
    return found


def key_of(fact: Fact) -> str:
    match fact:
        case Node():
            return f"node {fact.ref.label}"
        case Edge():
            return f"edge {fact.relation}"
        case Selects():
            return f"selects {fact.relation}"
        case OwnsPath():
            return "path"
        case Alias():
            return "alias"
        case RunEvent():
            return "run"
        case Passage():
            return "passage"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("root", ROOTS)
def test_counts_agree(root: Path, name: str) -> None:
    counter = import_module(f"tests.test_ingest.counts.{name}")
    expected: Counter[str] = +counter.count(root)
    kinds = {"node", "edge", *(key.split()[0] for key in expected)}
    seen = +Counter({key: n for key, n in read(root)[name].items() if key.split()[0] in kinds})
    assert dict(sorted(seen.items())) == dict(sorted(expected.items()))


def counts_something(name: str, root: Path) -> bool:
    """Whether the counter finds its format there; it need not bear what is broken on purpose."""
    counter = import_module(f"tests.test_ingest.counts.{name}")
    try:
        return any((+counter.count(root)).values())
    except Exception:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_every_counter_counts_something(name: str) -> None:
    """In the public files, in the sample, or else in one of the connector's own goldens."""
    roots = [*([CORPUS] if CORPUS.is_dir() else []), SAMPLE, *(GOLDENS / name).glob("*/")]
    counts = any(counts_something(name, root) for root in roots)
    if not counts and not CORPUS.is_dir():
        pytest.skip(f"only public files hold it: set CARTULARY_CORPUS ({CORPUS})")
    assert counts


def test_every_connector_has_a_count_and_every_count_a_connector() -> None:
    assert sorted(p.stem for p in COUNTERS.glob("*.py")) == NAMES


@pytest.mark.parametrize("root", ROOTS)
def test_every_file_is_accounted_for(root: Path) -> None:
    files = read(root)["files"]
    assert sum(files.values()) == sum(1 for _ in find_files(root)) > 0
    assert set(files) <= set(Status)
