"""Values as they are promised, required, offered and compared, and the times of runs."""

from __future__ import annotations

import pytest

from tests.asking import Asked


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How fresh must customer value be?", "6h"),
        ("How old may the data in customer_value be under its contract", "6h"),
        ("What's the maximum latency promised for customer value?", "6h"),
        ("What promise do we give on latency for customer value?", "6h"),
        ("What latency does the customer value contract promise?", "6h"),
        ("How serious is the customer data use policy?", "high"),
        ("What's the notice period in the daily sales contract?", "P1M"),
        ("Who is the data steward on the order events contract?", "yusuf-demir"),
        ("How many replicas does checkout have?", 4),
        ("When did the hourly logistics job last run?", "2026-11-20T12:00:47Z"),
        ("when was nightly_marts last executed?", "2026-11-20T02:31:09.220000Z"),
        ("Is the retention advisor in production or still experimental?", "experimental"),
        ("is checkout tier 1 or tier 2?", 1),
        ("Is the orders stream contract final or still a draft?", "deprecated"),
        ("Is the order events contract still valid?", True),
        ("Is ADR 9 still valid?", False),
    ],
)
def test_values(asked: Asked, question: str, value: object) -> None:
    assert asked.ask(question).value == value


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which services run with more than 3 replicas", {"checkout", "payments"}),
        ("services with at least 4 replicas", {"checkout", "payments"}),
        ("APIs below version 2", {"Loyalty API", "payments", "shipment-api"}),
        ("which contracts are newer than version 2", {"customer-value-contract"}),
    ],
)
def test_bounds(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert {asked.landscape.things[u].name for u in given.entities} == names, given


def test_a_role_that_no_source_names_is_not_taken_for_ownership(asked: Asked) -> None:
    given = asked.ask("Who is the data steward of lake.marts.daily_sales?")
    assert given.status in ("not_understood", "nothing_found"), given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (
            "what must the customer value contract not be used for?",
            "Not for prices or credit decisions about a single person.",
        ),
        (
            "what shouldn't customer value be used for",
            "Not for prices or credit decisions about a single person.",
        ),
        (
            "what may the customer value contract be used for",
            "Reports and models inside Juniper Lane.",
        ),
        ("which version of basket is deployed", "registry.juniperlane.example/basket:1.18.2"),
    ],
)
def test_uses_and_what_stands_for_a_version(asked: Asked, question: str, value: str) -> None:
    assert asked.ask(question).value == value


def test_who_approved_is_not_who_owns(asked: Asked) -> None:
    for question in (
        "who approved ADR 7",
        "who wrote ADR 9",
        "who took the decision about pricing",
    ):
        assert asked.ask(question).status == "nothing_found", question


def test_a_status_says_which_decision_replaces_another(asked: Asked) -> None:
    given = asked.ask("What did ADR 7 replace?")
    assert [asked.landscape.things[u].name[:4] for u in given.entities] == ["0003"], given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("did hourly_logistics fail", True),
        ("has the last run of hourly_logistics failed", True),
        ("did nightly_marts finish", True),
        ("what tier and lifecycle does checkout have", (1, "production")),
        ("What type of API is pricing-api: REST, gRPC or GraphQL?", "grpc"),
        ("is lake.marts.customer_value free of personal data?", False),
        ("Who approved ADR 9, or is it still open?", True),
    ],
)
def test_outcomes_and_values_together(asked: Asked, question: str, value: object) -> None:
    assert asked.ask(question).value == value


def test_valid_is_said_of_contracts_and_of_decisions_each_in_its_way(asked: Asked) -> None:
    given = asked.ask("which contracts are no longer valid?")
    assert [asked.landscape.things[u].name for u in given.entities] == ["orders-stream-contract"]
    assert asked.ask("is ADR 7 still valid?").value is True


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("I'd like to know how fresh customer value has to be", "6h"),
        ("could you check what version the payments API is on", "1.9.1"),
        ("which version of the payments API is live", "1.9.1"),
        ("do you know when nightly_marts last ran", "2026-11-20T02:31:09.220000Z"),
        ("what tier's the storefront", 2),
        ("checkout has what tier", 1),
        ("storefront-web's tier and lifecycle?", (2, "production")),
        ("how old can customer value figures get according to the contract", "6h"),
    ],
)
def test_values_asked_indirectly(asked: Asked, question: str, value: object) -> None:
    assert asked.ask(question).value == value
