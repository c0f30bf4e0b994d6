"""The ontology says all that is derived from it, and Python says none of it again."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from graph.errors import OntologyError
from graph.generate import generated
from graph.ontology import Container, Flow, Ontology, Severity, load_ontology, shipped_files
from graph.vocabulary import DerivedRel, Label, Rel

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = """@prefix c: <urn:cartulary:ontology#> . @prefix m: <urn:cartulary:meta#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(shipped_files())


def test_every_relation_states_impact_and_data(ontology: Ontology) -> None:
    for relation in ontology.relations.values():
        assert relation.rows, relation.name
        for row in relation.rows:
            assert (row.impact is not Flow.NONE) == (row.severity is not None), row


def test_a_row_without_impact_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        PREFIXES
        + 'c:A a m:Class ; rdfs:label "a" . c:R a m:Relation ; m:verb "r" ;'
        + ' m:row [ m:domain c:A ; m:range c:A ; m:data "none" ] .'
    )
    with pytest.raises(OntologyError, match="relation R"):
        load_ontology([file])


def test_every_class_and_relation_has_words(ontology: Ontology) -> None:
    assert [c.name for c in ontology.classes.values() if not (c.label and c.alternatives)] == []
    assert [r.name for r in ontology.relations.values() if not r.words] == []
    assert [d.name for d in ontology.derived.values() if not (d.words or d.reads_for)] == []


def test_derived_relations_read_for_relations_that_exist(ontology: Ontology) -> None:
    for derived in ontology.derived.values():
        assert set(derived.reads_for) <= set(ontology.relations), derived.name


def test_generated_files_are_fresh() -> None:
    for path, text in generated().items():
        assert path.read_bytes() == text.encode(), f"run python -m graph.generate ({path.name})"


@pytest.mark.parametrize(
    ("start", "relation", "end", "impact", "severity", "data", "container"),
    [
        (
            Label.SERVICE,
            Rel.DEPENDS_ON,
            Label.TOPIC,
            Flow.BACKWARD,
            Severity.BREAK,
            Flow.NONE,
            None,
        ),
        (
            Label.SERVICE,
            Rel.WRITES,
            Label.DATASET,
            Flow.FORWARD,
            Severity.DEGRADE,
            Flow.FORWARD,
            None,
        ),
        (
            Label.MODEL,
            Rel.EVALUATED_ON,
            Label.DATASET,
            Flow.BACKWARD,
            Severity.INFORM,
            Flow.NONE,
            None,
        ),
        (
            Label.TASK,
            Rel.PART_OF,
            Label.WORKFLOW,
            Flow.BOTH,
            Severity.BREAK,
            Flow.NONE,
            Container.WHOLE_AND_PARTS,
        ),
        (
            Label.FIELD,
            Rel.PART_OF,
            Label.TOPIC,
            Flow.FORWARD,
            Severity.BREAK,
            Flow.NONE,
            Container.PART_TO_WHOLE,
        ),
        (Label.SERVICE, Rel.PART_OF, Label.SYSTEM, Flow.NONE, None, Flow.NONE, Container.GROUPING),
        (
            Label.DATA_CONTRACT,
            Rel.GUARANTEES,
            Label.DATASET,
            Flow.BACKWARD,
            Severity.BREAK,
            Flow.BACKWARD,
            None,
        ),
        (
            Label.DATA_CONTRACT,
            Rel.GUARANTEES,
            Label.DATA_PRODUCT,
            Flow.BOTH,
            Severity.BREAK,
            Flow.BOTH,
            Container.WHOLE_AND_PARTS,
        ),
    ],
)
def test_rows_are_those_of_the_design(
    ontology: Ontology, start: Label, relation: Rel, end: Label, impact: Flow,
    severity: Severity | None, data: Flow, container: Container | None,
) -> None:  # fmt: skip
    row = ontology.row(start, relation, end)
    assert row is not None
    assert (row.impact, row.severity, row.data, row.container) == (
        impact,
        severity,
        data,
        container,
    )


@pytest.mark.parametrize(
    ("start", "relation", "end"),
    [
        (Label.TEAM, Rel.DEPENDS_ON, Label.SERVICE),
        (Label.DATASET, Rel.READS, Label.DATASET),
        (Label.SERVICE, Rel.SAME_AS, Label.TOPIC),
        (Label.FIELD, Rel.PART_OF, Label.API),
    ],
)
def test_other_ends_are_forbidden(ontology: Ontology, start: str, relation: str, end: str) -> None:
    assert ontology.row(start, relation, end) is None


def test_a_users_file_adds_a_class_and_a_relation(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        PREFIXES
        + 'c:Robot a m:Class ; rdfs:subClassOf c:Asset ; rdfs:label "robot" ; skos:altLabel "machine" .\n'
        + 'c:STEERS a m:Relation ; m:verb "steer" ; m:row [ m:domain c:Service ; m:range c:Robot ;'
        + ' m:impact "a>b" ; m:severity "break" ; m:data "none" ] .'
    )
    ontology = load_ontology([*shipped_files(), file])
    assert ontology.is_a("Robot", Label.ASSET)
    row = ontology.row(Label.SERVICE, "STEERS", "Robot")
    assert row is not None
    assert row.impact is Flow.FORWARD
    assert ontology.row("Robot", Rel.DEPENDS_ON, Label.SERVICE) is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("c:A a m:Class .\nnot turtle", "not valid Turtle"),
        ("c:A a m:Class . c:B a m:Class .", "one class must have no ancestor"),
        ("c:A a m:Class ; rdfs:subClassOf c:Z . c:T a m:Class .", "unknown or circular"),
        (
            'c:A a m:Class . c:R a m:Relation ; m:row [ m:domain c:Q ; m:range c:A ; m:impact "none" ; m:data "none" ] .',
            "unknown class Q",
        ),
    ],
)
def test_a_bad_ontology_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(PREFIXES + text)
    with pytest.raises(OntologyError, match=message):
        load_ontology([file])


def test_a_missing_ontology_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nowhere\.ttl"):
        load_ontology([tmp_path / "nowhere.ttl"])


def test_python_names_no_label_or_relation_by_a_bare_string(ontology: Ontology) -> None:
    names = {*ontology.relations, *(str(d) for d in DerivedRel)}
    names |= {c for c in ontology.classes if c not in {"Thing", "API"}}
    found: list[str] = []
    for folder in ("graph", "ingest", "rag", "ui"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name == "vocabulary.py":
                continue
            docs = _documentation(tree := ast.parse(path.read_text(encoding="utf-8")))
            found += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
                and node.value in names - COMMON_WORDS
                and (str(path.relative_to(ROOT)), node.value) not in FORMATS_OWN_WORDS
            ]
    assert found == []


FORMATS_OWN_WORDS = {  # kinds and names that a file format states, which are no labels of ours
    ("ingest/argo.py", "Workflow"),
    ("ingest/bpmn.py", "Task"),
    ("ingest/cluster_policy.py", "Service"),
    ("ingest/connectors/knative_eventing.py", "Service"),
    ("ingest/connectors/kubernetes.py", "Service"),
    ("ingest/connectors/kyverno.py", "Policy"),
    ("ingest/connectors/odcs.py", "DataContract"),
    ("ingest/connectors/odps.py", "DataProduct"),
    ("ingest/connectors/odrl.py", "Policy"),
    ("ingest/connectors/openslo.py", "Service"),
    ("ingest/connectors/policy_report.py", "Report"),
    ("ingest/kind_match.py", "Service"),
    ("ingest/odrl.py", "Asset"),
    ("ingest/odrl.py", "DataProduct"),
    ("ingest/odrl.py", "Dataset"),
    ("ingest/odrl.py", "Policy"),
    ("ingest/protobuf.py", "Field"),
    ("ingest/protobuf.py", "Service"),
    ("ingest/rdf_xml.py", "Resource"),
    ("ingest/structurizr_facts.py", "Person"),
    ("ingest/structurizr_model.py", "Person"),
    ("ingest/traffic.py", "Service"),
    ("ingest/violation.py", "Service"),
}

COMMON_WORDS = {
    "impact",
    "lineage",
    "member",
    "dependency",
    "owner",
}  # derived relations' own names are English


def _documentation(tree: ast.AST) -> set[int]:
    """Ids of docstrings and of the names in `__all__`, which are Python's, not the graph's."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr):
                found.add(id(first.value))
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            found |= {id(element) for element in ast.walk(node.value)}
    return found
