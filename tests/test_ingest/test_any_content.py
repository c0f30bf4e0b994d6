"""Whatever a file of these formats holds, its connector gives facts and rejects, and never fails."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import Edge, Reject
from graph.ontology import load_ontology, shipped_files
from ingest.connector import Connector, discover
from ingest.documents import Document

ONTOLOGY = load_ontology(shipped_files())
NAMES = ("a2a", "codeowners", "kubernetes", "markdown", "model_card", "openapi", "rego")
CONNECTORS = [c for c in discover() if c.name in NAMES]
PATHS = {"codeowners": "CODEOWNERS", "rego": "p.rego", "markdown": "d.md", "model_card": "m.md"}
KEYS = (
    "apiVersion kind metadata name namespace labels annotations spec template selector matchLabels matchExpressions "
    "containers initContainers image env args value jobTemplate items http tls tcp route destination host weight gateways "
    "rules backendRefs parentRefs targetRefs podSelector openapi swagger info title version paths webhooks /x get post $ref "
    "operationId x-owner contact email servers url skills id provider organization supportedInterfaces capabilities "
    "securitySchemes protocolVersion base_model datasets model-index results dataset type tags license language service "
    "applies_to owner status date $patch custom"
)
VERSIONS = ("apps/v1", "v1", "networking.istio.io/v1", "networking.k8s.io/v1", "3.0.0", "2.0")
KINDS = ("Deployment", "Service", "List", "CronJob", "VirtualService", "HTTPRoute", "NetworkPolicy")

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 99999),
    st.floats(allow_nan=False),
    st.sampled_from(
        [*VERSIONS, *KINDS, "a", "a:80", "http://b.c/d", "$(a)", "{{ x }}", "#/paths/~1x", ""]
    ),
    st.text(max_size=12),
)
data: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6),
    ),
    max_leaves=40,
)
words = st.sampled_from(
    [
        "# METADATA\n",
        "# title: x\n",
        "# custom:\n",
        "#   applies_to: [",
        "package a.b\n",
        "* @a/b\n",
        "- x\n",
        "# H\n",
        "\n",
    ]
)
texts = st.lists(st.one_of(words, st.text(max_size=20)), max_size=12).map("".join)


@pytest.mark.parametrize("connector", CONNECTORS, ids=lambda c: c.name)
@given(content=data, text=texts)
@settings(max_examples=150, deadline=None)
def test_no_failure(connector: Connector, content: Any, text: str) -> None:
    path = PATHS.get(connector.name, "x.yaml")
    doc = Document(
        path, 0, None if connector.name in ("rego", "codeowners") else content, ONTOLOGY, text
    )
    for said in connector.read(doc):
        if isinstance(said, Edge):
            assert said.relation in ONTOLOGY.relations
        if not isinstance(said, Reject):
            assert said.at.path


def test_all_of_them_are_tried() -> None:
    assert sorted(c.name for c in CONNECTORS) == sorted(NAMES)
