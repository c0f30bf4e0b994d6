"""What is remarked beside a question, and questions that only ask for assent."""

from __future__ import annotations

import pytest

from rag.remarks import beside, untagged


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("It is meant to be on the way out.", "Is anything still using zib?"),
        ("I thought it was retired.", "Who has zib?"),
        ("We want to move it.", "So which wugs need zib?"),
        ("They keep crashing.", "Who looks after the wugs?"),
    ],
)
def test_a_remark_after_a_question_asks_for_nothing(sentence: str, before: str) -> None:
    assert beside(sentence, before)


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("It is meant to be on the way out.", "We have zib."),
        ("I need the teams only.", "Who has zib?"),
        ("I would like to know which wugs.", "Does anything use zib?"),
        ("They must be red.", "Which wugs need zib?"),
        ("Is it on the way out?", "Who has zib?"),
    ],
)
def test_what_asks_or_restricts_is_no_remark(sentence: str, before: str) -> None:
    assert not beside(sentence, before)


def test_a_tag_asks_for_assent_to_a_statement() -> None:
    assert untagged("So zib needs something old, does not it?") == "zib needs something old"
    assert untagged("zib calls zab, right?") == "zib calls zab"
    assert untagged("Does zib need zab, or not?") == ""
    assert untagged("zib needs zab.") == ""
