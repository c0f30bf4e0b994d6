"""A decisions file edited in place: what people wrote stays, and what was added can be taken out again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UsageError
from ingest.decisions import Decision, Entry, entries, read_decisions
from ingest.decisions_text import with_entry, without_entries

ONE = Entry(things=("urn:a", "urn:b"), decision="same", reason='it\'s "one": #1', by="ada")
SPLIT = Entry(things=("urn:a",), decision="different", together=(("k8s:x/y", "shop/a.yaml#0"),))

COMMENTED = """\
# ours
decisions:
# the first
- things: [urn:c, urn:d]  # seen twice
  decision: different

# the second
- {things: [urn:e, urn:f], decision: same}
# the end
"""
FILES = [
    "",
    "# nothing yet\n",
    "decisions: []\n# tail\n",
    "decisions:\n",
    COMMENTED,
    COMMENTED.replace("- ", "    - ").replace("  decision", "      decision"),
    COMMENTED.replace("# the end\n", "").rstrip("\n"),
]


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("entry", [ONE, SPLIT])
def test_a_decision_is_added_at_the_end_and_taken_out_again(text: str, entry: Entry) -> None:
    before = entries(text)
    added = with_entry(text, entry)
    assert entries(added) == [*before, entry]
    assert all(line in added.splitlines() for line in text.splitlines() if "[]" not in line)
    taken, many = without_entries(added, lambda e: e == entry)
    assert many == 1
    assert entries(taken) == before
    if before:
        assert taken.rstrip("\n") == text.rstrip("\n")


def test_a_list_in_brackets_is_not_guessed_at() -> None:
    with pytest.raises(UsageError, match="brackets"):
        with_entry("decisions: [{things: [a, b], decision: same}]\n", ONE)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_reason_reads_back(reason: str, by: str) -> None:
    entry = ONE.model_copy(update={"reason": reason, "by": by})
    assert entries(with_entry(COMMENTED, entry))[-1] == entry


@pytest.mark.parametrize(
    "text",
    [
        "decisions:\n- things: [urn:a]\n  decision: same\n",
        "decisions:\n- things: [urn:a]\n  decision: different\n",
        "decisions:\n- things: [urn:a, urn:b]\n  decision: same\n  together: [[x]]\n",
        "decisions:\n- things: [urn:a, urn:b]\n  decision: maybe\n",
        "decisions: 7\n",
        "- things\n",
        "decisions: [\n",
    ],
)
def test_what_is_no_decision_is_rejected_with_the_file(text: str) -> None:
    found = read_decisions(text)
    assert not isinstance(found, tuple)
    assert found.at.path == "cartulary.decisions.yaml"


def test_a_date_may_be_written_as_one() -> None:
    text = "decisions:\n- things: [urn:a, urn:b]\n  decision: same\n  date: 2026-11-22\n"
    assert read_decisions(text) == (Decision("urn:a", "urn:b", True),)
    assert entries(text)[0].date == "2026-11-22"
