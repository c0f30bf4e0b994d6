"""Things by the value of a property, or by class: in memory, and cited from both stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.landscape import Landscape, Thing
from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Label
from rag.algebra import Spread
from rag.answer import Assistant
from rag.reply_json import reply_json
from tests.asking import Asked

TIERS = {"quux": 1, "wibble": 2, "grault": 2, "plugh": None}


@pytest.fixture(scope="module")
def asked() -> Asked:
    things: list[Thing] = []
    for name, tier in TIERS.items():
        stated = {"name": name, "sources": ("r/f.yaml#0",)}
        props = stated if tier is None else {**stated, "tier": tier}
        things.append(Thing(f"urn:cartulary:service:default:{name}", Label.SERVICE, props))
    topic = "urn:cartulary:topic:default:waldo"
    things.append(Thing(topic, Label.TOPIC, {"name": "waldo", "sources": ("r/f.yaml#1",)}))
    return Asked(Landscape.of(things, []))


def _rows(asked: Asked, question: str) -> dict[str, set[str]]:
    given = asked.ask(question)
    assert isinstance(given.answer, Spread), given
    return {head: {u.rsplit(":", 1)[-1] for u in urns} for head, urns in given.rows}


@pytest.mark.parametrize(
    "question",
    [
        "services by tier",
        "group the services by tier",
        "how many services are there in each tier?",
        "how do our services break down by tier?",
        "By tier, how are the services distributed?",
    ],
)
def test_things_stand_under_the_value_that_they_state(asked: Asked, question: str) -> None:
    assert _rows(asked, question) == {"1": {"quux"}, "2": {"grault", "wibble"}}


def test_counts_stand_in_the_order_of_the_values(asked: Asked) -> None:
    assert asked.ask("how many services per tier").value == (1, 2)


def test_things_of_all_kinds_stand_under_their_class(asked: Asked) -> None:
    rows = _rows(asked, "how many things are there by type?")
    assert {head: len(urns) for head, urns in rows.items()} == {Label.SERVICE: 4, Label.TOPIC: 1}


@pytest.mark.store
def test_every_row_is_cited_and_what_states_nothing_is_counted(
    sample_store: Store, shipped: Ontology, tmp_path: Path
) -> None:
    assistant = Assistant(sample_store, shipped, cache=tmp_path)
    said = reply_json(assistant.ask("datasets by sensitivity"))
    assert said["status"] == "answered"
    assert {row["group"]["value"] for row in said["rows"]} == {"pii", "confidential"}
    assert all(row["group"]["property"] == "sensitivity" for row in said["rows"])
    cited = {n for claim in said["claims"] for n in claim["citations"]}
    assert cited == {c["n"] for c in said["citations"]}
    listed = [e["name"] for row in said["rows"] for e in row["entities"]]
    assert f"{len(listed)} datasets" in said["answer"]
    assert "- not stated: " in said["answer"]
