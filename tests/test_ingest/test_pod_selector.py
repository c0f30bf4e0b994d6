"""Kubernetes label selectors, held against the labels of a pod."""

from __future__ import annotations

import pytest

from graph.ontology import load_ontology, shipped_files
from ingest.documents import Document, Value
from ingest.pod_selector import requirements, selected

LABELS = ("app=checkout", "tier=backend", "empty=")


def value(data: object) -> Value:
    return Document("x.yaml", 0, data, load_ontology(shipped_files())).root


@pytest.mark.parametrize(
    ("required", "answer"),
    [
        ((), True),
        (("app=checkout",), True),
        (("app=checkout", "tier=frontend"), False),
        (("tier in (api,backend)",), True),
        (("tier in (api)",), False),
        (("tier notin (api)",), True),
        (("stage notin (canary)",), True),
        (("tier",), True),
        (("stage",), False),
        (("!stage",), True),
        (("!tier",), False),
        (("empty=",), True),
        (("stage=",), False),
    ],
)
def test_selected(required: tuple[str, ...], *, answer: bool) -> None:
    assert selected(required, LABELS) is answer


def test_a_selector_is_read_with_labels_and_expressions() -> None:
    selector = value(
        {
            "matchLabels": {"app": "checkout"},
            "matchExpressions": [
                {"key": "tier", "operator": "In", "values": ["backend", "api"]},
                {"key": "stage", "operator": "DoesNotExist"},
            ],
        }
    )
    assert requirements(selector) == ("!stage", "app=checkout", "tier in (api,backend)")


def test_an_empty_selector_selects_every_pod() -> None:
    assert requirements(value({})) == ()


def test_a_selector_that_cannot_be_read_selects_nothing() -> None:
    broken = value({"matchExpressions": [{"key": "tier", "operator": "Near"}]})
    assert requirements(broken) is None
    assert broken.document.problems
