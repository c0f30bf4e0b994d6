"""Every connector against its golden cases: what it reads is exactly what `expected.facts` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.facts import Alias, Edge, Fact, Node, OwnsPath, Passage, Ref, RunEvent, Selects
from graph.ontology import Ontology, load_ontology, shipped_files
from graph.vocabulary import Rel
from ingest.connector import Connector, discover
from tests.notation import EXPECTED, GOLDENS, facts_of_case, line_of, lines_of_case

CASES = sorted(case for case in GOLDENS.glob("*/*/"))
CONNECTORS = {c.name: c for c in discover()}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(shipped_files())


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}/{c.name}")
def test_case(case: Path, ontology: Ontology) -> None:
    connector = CONNECTORS.get(case.parent.name)
    assert connector is not None, f"{case.parent.name} is the name of no connector"
    expected = (case / EXPECTED).read_text(encoding="utf-8").splitlines()
    assert lines_of_case(case, connector, ontology) == expected


def test_all_goldens_were_collected() -> None:
    """Counted by the expectation files, so that a golden that is not collected is noticed."""
    assert len(list(GOLDENS.rglob(EXPECTED))) == len(CASES)
    assert CASES


@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=lambda c: c.name)
def test_every_connector_has_a_case(connector: Connector) -> None:
    assert any(case.parent.name == connector.name for case in CASES)


@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=lambda c: c.name)
def test_declared_is_seen_and_seen_is_declared(connector: Connector, ontology: Ontology) -> None:
    facts: list[Fact] = []
    for case in CASES:
        if case.parent.name == connector.name:
            facts += facts_of_case(case, connector, ontology)[0]
    seen_nodes = {label for fact in facts for label in declared_labels(fact)}
    seen_edges = {f.relation for f in facts if isinstance(f, (Edge, Selects))} | {
        Rel.OWNS for f in facts if isinstance(f, OwnsPath)
    }
    if connector.nodes is not None:
        assert seen_nodes == set(connector.nodes)
    if connector.edges is not None:
        assert seen_edges == set(connector.edges)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}/{c.name}")
def test_facts_are_allowed_by_the_ontology(case: Path, ontology: Ontology) -> None:
    facts, _ = facts_of_case(case, CONNECTORS[case.parent.name], ontology)
    for fact in facts:
        assert all(ref.label in ontology.classes for ref in refs(fact)), line_of(fact)
        if isinstance(fact, Edge):
            starts = fact.start.among or (fact.start.label,)
            ends = fact.end.among or (fact.end.label,)
            assert any(ontology.row(s, fact.relation, e) for s in starts for e in ends), line_of(
                fact
            )


def declared_labels(fact: Fact) -> set[str]:
    """Labels of what the fact declares; a passage's document is one too."""
    match fact:
        case Node():
            return {fact.ref.label}
        case Passage():
            return {fact.document.label}
        case _:
            return set()


def refs(fact: Fact) -> list[Ref]:
    match fact:
        case Node() | Alias():
            return [fact.ref]
        case Edge():
            return [fact.start, fact.end]
        case Selects():
            return [fact.source]
        case OwnsPath():
            return list(fact.owners)
        case Passage():
            return [fact.document]
        case RunEvent():
            return [fact.job]
