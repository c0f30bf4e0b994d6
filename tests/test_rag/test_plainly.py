"""Ways of asking that are put in plain words before they are read."""

from __future__ import annotations

import pytest

from rag.plainly import plainly


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("zib; zab; zob: who owns them", "zib and zab and zob: who owns them"),
        (
            "Which wugs have both a team and a person as owner?",
            "Which wugs are owned by a team and are owned by a person?",
        ),
        (
            "How many wugs are written in zig vs zag?",
            "How many wugs are written in zig and How many wugs are written in zag",
        ),
        ("what leads from zib to zab", "what is the path from zib to zab"),
        (
            "zib and zab: which of the two has fewer wugs?",
            "which of zib and zab has the fewest wugs?",
        ),
        (
            "The wug with the lowest tier in zib: which is it and who has it?",
            "which wug has the lowest tier in zib, and who has it?",
        ),
        ("What does zib own that's tier 1?", "which things does zib own that are tier 1?"),
        ("who is Zib working with?", "who else is in Zib's team"),
        ("what does zib own", "what does zib own"),
    ],
)
def test_what_is_taken_apart(asked: str, plain: str) -> None:
    assert plainly(asked) == plain
