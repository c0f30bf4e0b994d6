"""What keys mean that people write in spreadsheets and modelling tools, by the ontology's words."""

from __future__ import annotations

import pytest

from graph.ontology import load_ontology, shipped_files
from graph.vocabulary import Label, Prop, Rel
from ingest.key_words import meaning

ONTOLOGY = load_ontology(shipped_files())


@pytest.mark.parametrize(
    ("key", "relation", "inverse"),
    [
        ("Owner", Rel.OWNS, True),
        ("owned by", Rel.OWNS, True),
        ("Owning Team", Rel.OWNS, True),
        ("Team", Rel.OWNS, True),
        ("depends_on", Rel.DEPENDS_ON, False),
        ("Dependencies", Rel.DEPENDS_ON, False),
        ("uses", Rel.DEPENDS_ON, False),
        ("System", Rel.PART_OF, False),
        ("business domain", Rel.PART_OF, False),
        ("Vendor", Rel.SUPPLIED_BY, False),
        ("Supplier", Rel.SUPPLIED_BY, False),
        ("Business Capability", Rel.SUPPORTS, False),
        ("runs on", Rel.RUNS_ON, False),
        ("Reads", Rel.READS, False),
    ],
)
def test_relations(key: str, relation: str, inverse: bool) -> None:
    said = meaning(ONTOLOGY, Label.SERVICE, key)
    assert said is not None
    assert said.relation is not None
    assert (said.relation.name, said.inverse) == (relation, inverse)


@pytest.mark.parametrize(
    ("key", "prop"),
    [
        ("Tier", Prop.TIER),
        ("criticality", Prop.TIER),
        ("Data Classification", Prop.SENSITIVITY),
        ("Lifecycle Stage", Prop.LIFECYCLE),
        ("Programming Language", Prop.LANGUAGE),
        ("repo", Prop.REPOSITORY),
    ],
)
def test_properties(key: str, prop: str) -> None:
    said = meaning(ONTOLOGY, Label.SERVICE, key)
    assert said is not None
    assert said.property is not None
    assert said.property.name == prop


@pytest.mark.parametrize("key", ["Users", "Group", "Cost Center", "contact", "", "parent", "42"])
def test_keys_that_say_nothing_certain(key: str) -> None:
    said = meaning(ONTOLOGY, Label.SERVICE, key)
    assert said is None or said.relation is None
