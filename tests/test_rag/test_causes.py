"""Cause and effect, and the way of data, said in other words: each wording asks what the plain one asks."""

from __future__ import annotations

import pytest

from tests.asking import Asked

SAME = [
    (
        "what is affected if ledger fails",
        [
            "ledger has been playing up since this morning, what might be affected?",
            "What will be in trouble once ledger is taken off the network?",
            "What would we lose if we lost ledger?",
            "Everything that falls over when ledger does",
            "What goes down together with ledger?",
            "How far would the effects of a ledger failure reach?",
            "What would a failure of ledger cause to fail?",
            "Who or what is affected if ledger fails?",
            "If we dropped ledger as a service what would be affected?",
        ],
    ),
    (
        "is checkout affected if pricing fails",
        [
            "Would removing pricing bother checkout?",
            "Does checkout care whether pricing is up?",
            "If we retire pricing, do we have to touch checkout?",
        ],
    ),
    (
        "is nothing affected if ledger fails",
        [
            "Can we drop ledger without anyone noticing?",
            "Is it safe to retire ledger?",
            "Could ledger be switched off without consequences?",
        ],
    ),
    (
        "which services are affected if pricing fails",
        [
            "Which services need retesting if pricing changes?",
            "Which services must we retest after a change to pricing?",
            "Which services are in the blast radius of pricing?",
        ],
    ),
    (
        "what is affected if Tollgate fails",
        [
            "If the Tollgate contract ends, what are we left without?",
            "If we cancel our deal with Tollgate, what breaks?",
            "Tollgate cancelled our contract. What is affected?",
        ],
    ),
    (
        "which reports are downstream of lake.raw.orders",
        [
            "Which reports does data from lake.raw.orders end up in?",
            "Which reports show data that originally came from lake.raw.orders?",
            "In which reports can you see data from lake.raw.orders?",
        ],
    ),
    (
        "what is upstream of sales-dashboard",
        [
            "If sales-dashboard is wrong, where could the error come from?",
            "How far back does sales-dashboard's lineage go?",
            "What ends up on sales-dashboard?",
        ],
    ),
]


@pytest.mark.parametrize(("plain", "other"), [(p, o) for p, others in SAME for o in others])
def test_other_words_ask_the_same(asked: Asked, plain: str, other: str) -> None:
    expected, got = asked.ask(plain), asked.ask(other)
    assert expected.status == "answered"
    assert (got.status, got.value, got.entities) == (
        expected.status,
        expected.value,
        expected.entities,
    )


def test_a_clause_that_names_something_unknown_tells_nothing(asked: Asked) -> None:
    assert asked.ask("What breaks if the mainframe gateway is removed?").status == "not_understood"


def test_a_clause_that_denies_a_change_is_no_cause(asked: Asked) -> None:
    got = asked.ask("What would be affected if ledger zorbles nothing?")
    assert got.status == "not_understood"
