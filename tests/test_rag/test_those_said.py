"""What a statement says of some things, and the question after it: which are they."""

from __future__ import annotations

import pytest

from tests.asking import Asked


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        (
            "I'd like to throw out services that nothing depends on. Which are they?",
            "which services does nothing depend on",
        ),
        (
            "We are going to talk to everybody who supplies at least two things. Which vendors is that?",
            "which vendors supply at least two things",
        ),
        (
            "We need to look at models without an owner. Which ones are those?",
            "which models have no owner",
        ),
    ],
)
def test_they_are_those_of_whom_it_is_said(asked: Asked, told: str, plain: str) -> None:
    given, expected = asked.ask(told), asked.ask(plain)
    assert given.status in ("answered", "nothing_found")
    assert (given.status, given.entities) == (expected.status, expected.entities)
