"""What changed since when: words of time, and the difference that runs made, on both stores."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.ontology import Ontology, load_ontology
from graph.store import Store
from ingest.run import ingest
from rag.answer import Assistant
from rag.reply_json import reply_json
from rag.time_question import time_asked

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("sentence", "rest", "kind", "since", "until", "form"),
    [
        ("what changed in the last run?", "", None, None, None, "list"),
        (
            "Which services were added since Monday?",
            "services",
            "added",
            "2026-11-16",
            None,
            "list",
        ),
        (
            "how many topics were removed in the last 3 days",
            "topics",
            "removed",
            "2026-11-15T12",
            None,
            "count",
        ),
        (
            "were any contracts deleted yesterday?",
            "contracts",
            "removed",
            "2026-11-17",
            "2026-11-18",
            "exists",
        ),
        ("has checkout changed since 2026-11-01?", "checkout", None, "2026-11-01", None, "exists"),
        ("list new datasets", "datasets", "added", None, None, "list"),
        ("what's new since last Friday", "", "added", "2026-11-13", None, "list"),
        (
            "which apis were modified last week",
            "apis",
            "changed",
            "2026-11-09",
            "2026-11-16",
            "list",
        ),
        (
            "what was removed between 3 November and 5 November",
            "",
            "removed",
            "2026-11-03",
            "2026-11-06",
            "list",
        ),
        ("which agents appeared two weeks ago", None, None, None, None, ""),
    ],
)
def test_words_of_time(
    sentence: str,
    rest: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    form: str,
) -> None:
    found = time_asked(sentence, lambda: NOW)
    if rest is None:
        assert found is None
        return
    assert found is not None
    assert (found.rest, found.kind, found.form) == (rest, kind, form)
    assert (found.since or "").startswith(since or "")
    assert (found.since is None) is (since is None)
    assert (found.until or "").startswith(until or "")
    assert (found.until is None) is (until is None)


@pytest.mark.parametrize(
    "sentence",
    [
        "what breaks if orders is changed?",
        "which services should be removed?",
        "who owns new-relic?",
        "which services depend on checkout?",
        "if we dropped orders yesterday, what breaks?",
    ],
)
def test_other_questions_ask_nothing_of_the_history(sentence: str) -> None:
    assert time_asked(sentence, lambda: NOW) is None


FIRST = """cartulary: 1
things:
  - service: billing
    tier: 2
    owned_by: team:money
    depends_on: service:ledger
  - service: ledger
  - service: old-mailer
  - topic: bills
  - team: money
  - team: mail
"""
SECOND = """cartulary: 1
things:
  - service: billing
    tier: 1
    owned_by: team:mail
    depends_on: service:post-office
  - service: ledger
  - service: post-office
    owned_by: team:mail
  - topic: bills
  - team: money
  - team: mail
"""


@pytest.fixture
def assistant(store: Store, tmp_path: Path) -> Assistant:
    """Three runs: on the 10th, the 16th (what is above as SECOND), and the 17th, which changed nothing."""
    ontology = load_ontology(environ={})
    folder = tmp_path / "shop"
    folder.mkdir()
    for text, day in ((FIRST, 10), (SECOND, 16), (SECOND + "\n# the same\n", 17)):
        (folder / "all.cartulary.yaml").write_text(text)
        _ingest(folder, store, ontology, day)
    return Assistant(store, ontology, cache=tmp_path / "cache", now=lambda: NOW)


def _ingest(folder: Path, store: Store, ontology: Ontology, day: int) -> None:
    ingest(
        [folder],
        store,
        ontology,
        now=f"2026-11-{day}T08:00:00+00:00",
        run_id=f"run-{day}",
        allow_removal=True,
    )


def asked(assistant: Assistant, question: str) -> dict[str, Any]:
    return reply_json(assistant.ask(question))


def names(reply: dict[str, Any]) -> list[str]:
    return [e["name"] for e in reply["entities"]]


def test_changes_between_runs(assistant: Assistant) -> None:
    week = asked(assistant, "Which services were added since Monday?")
    assert names(week) == ["post-office"]
    assert week["claims"][0]["citations"]
    assert week["citations"][0]["sources"] == [["shop/all.cartulary.yaml#0/things/2"]]
    gone = asked(assistant, "which services were removed in the last 5 days?")
    assert names(gone) == ["old-mailer"]
    assert gone["citations"][0]["sources"] == [["shop/all.cartulary.yaml#0/things/2"]]
    changed = asked(assistant, "what has changed for billing since last week?")
    assert names(changed) == ["billing"]
    text = changed["claims"][0]["text"]
    for said in ("tier is 1, not 2", "new: mail owns billing", "no longer: money owns billing"):
        assert said in text
    assert "post-office" in text
    assert "ledger" in text
    assert any(c["relations"] == ["OWNS"] for c in changed["citations"])


def test_forms_of_the_answer(assistant: Assistant) -> None:
    assert asked(assistant, "how many services were added since Monday?")["value"] == 1
    assert asked(assistant, "were any topics removed since Monday?")["value"] is False
    assert asked(assistant, "has billing changed since Sunday?")["value"] is True
    assert asked(assistant, "has ledger changed since Sunday?")["value"] is False
    mail = asked(assistant, "which services owned by mail were added since Monday?")
    assert names(mail) == ["post-office"]


def test_nothing_changed(assistant: Assistant) -> None:
    last = asked(assistant, "what changed in the last run?")
    assert last["status"] == "nothing_found"
    assert "2026-11-17" in last["answer"]
    early = asked(assistant, "which services were added between 2026-01-01 and 2026-02-01?")
    assert early["status"] == "nothing_found"
    assert "No run" in early["answer"]


def test_what_was_removed_is_not_told_by_links_that_are_gone(assistant: Assistant) -> None:
    reply = asked(assistant, "which services owned by money were removed since Monday?")
    assert reply["status"] == "not_understood"
    assert "class" in reply["answer"]
