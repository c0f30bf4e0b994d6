"""What stands around a question, and ways to build it around its nouns, change nothing of its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ontology import Ontology
from tests.asking import Asked, landscape_of

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "landscape"
PLAIN = {
    "who owns pricing": (
        "Our lawyers ask who owns pricing",
        "My boss wants to know who owns pricing",
        "I can never remember who owns pricing",
        "Before the audit I need to know who owns pricing",
        "What I'd like to know is who owns pricing",
        "Sorry to bother you, but who owns pricing?",
        "Who, if I may trouble you, owns pricing?",
        "For my report to the board, who owns pricing?",
        "Who owns pricing, would you know?",
        "Whoever owns pricing, I need their name",
        "Who is it that owns pricing?",
        "Before we go on, who owns pricing?",
        "Hello, I have a question about pricing. Who owns it? Thanks in advance.",
        "There's been a discussion about who owns pricing. Who is it?",
        "I need the name of whoever owns pricing",
        "pricing – which team owns that service?",
        "Who owns pricing? I could not find it anywhere.",
        "Who owns checkout? And pricing?",
        "As for pricing, who owns it?",
        "When it comes to pricing, who is responsible?",
    ),
    "list the services that nothing owns": (
        "The board would like a list of the services without an owner",
        "Are there services without an owner? Name them.",
        "Are there services without an owner? If so, which?",
        "For compliance, which services have no owner?",
    ),
    "is it true that checkout depends on pricing": (
        "My boss wants to know whether checkout depends on pricing",
        "checkout depends on pricing, doesn't it?",
        "A colleague told me that checkout depends on pricing. Is that so?",
        "It is pricing that checkout depends on, isn't it?",
    ),
    "is it true that nobody owns pricing": ("I think nobody owns pricing. Am I right?",),
    "what transitively depends on pricing": (
        "what depends, at however many removes, on pricing?",
        "What depends on pricing, sooner or later?",
        "what depends on pricing, be it directly or through others?",
        "What depends on pricing, no matter how remotely?",
    ),
    "what directly depends on pricing": (
        "what depends on pricing, directly only?",
        "what depends on pricing (direct ones only)",
    ),
    "how many things depend on pricing": (
        "What depends on pricing, count only",
        "What depends on pricing? Count only.",
    ),
    "which services depend on pricing": (
        "What depends on pricing (services only)?",
        "dependents of pricing, services only please",
        "What depends on pricing, limited to services",
    ),
    "how many services per team": (
        "Team by team, how many services do we have?",
        "Number of services, team by team",
    ),
    "how many services per vendor": (
        "Taking our vendors one by one, how many services do they supply?",
    ),
    "which things do checkout and pricing both depend on": (
        "checkout and pricing: what do they both depend on?",
    ),
    "which services are affected if pricing fails": (
        "Let's say pricing goes down, which services are hit?",
        "Had pricing failed, which services would have been affected?",
        "Just suppose for a moment that pricing died: which services are hit?",
    ),
    "which tier 1 services depend on pricing": (
        "Which services depend on pricing? Which of them are tier 1?",
        "Many services depend on pricing. Which of those are tier 1?",
    ),
    "which service publishes to payment-captured": (
        "One of our services publishes to payment-captured. Which one?",
        "I know that one service publishes to payment-captured, but which?",
    ),
    "which services depend on pricing and are tier 1": (
        "Which services depend on pricing? Only tier 1 ones please.",
        "Which services depend on pricing, tier 1 only",
        "Which services depend on pricing, but only tier 1 ones",
        "Which services depend on pricing even though they are tier 1?",
    ),
    "what depends on pricing, excluding agents": (
        "What depends on pricing? Not the agents.",
        "What depends on pricing, no agents please",
    ),
    "how many services depend on pricing": (
        "What depends on pricing? Just count the services.",
        "Which services depend on pricing? Only the number please.",
    ),
    "what does order-desk own": ("I'm new on the Order Desk team. What do we run?",),
    "which services does checkout depend on": ("checkout depends on some services. Which?",),
    "which services are affected by an outage of pricing": (
        "pricing stopped working at 2am, so which services are hit?",
    ),
    "how many services of treasury have no runbook": (
        "The services of treasury: how many of them have no runbook?",
    ),
    "is it true that pricing has no runbook": ("So pricing has no runbook?",),
    "what are the dependencies of checkout": (
        "For checkout, list all dependencies.",
        "For checkout I need the dependencies and nothing else.",
    ),
    "which services directly depend on pricing": (
        "Which services directly, not through others, depend on pricing?",
    ),
    "what does checkout depend on, except basket": (
        "What, apart from basket, does checkout depend on?",
    ),
    "do checkout and promotions both depend on pricing": (
        "Checkout and promotions: do both depend on pricing?",
    ),
    "list the services without an owner": (
        "There must be services nobody owns. Which are they?",
        "It would be great to have the list of the services without an owner.",
    ),
    "how many services have no owner": ("Do any services lack an owner? If so, how many?",),
    "which tier 1 services are part of money-movement": (
        "In money-movement, can you tell me which services are tier 1?",
    ),
    "who must be told if pricing fails": ("If pricing fails, tell me who must be told",),
    "which reports are affected if pricing fails": (
        "Pricing failed last night and our CTO asks which reports were affected",
    ),
    "which services and agents are affected if pricing fails": (
        "If pricing died, which services and which agents would suffer?",
    ),
    "which datasets are upstream of lake.marts.daily_sales": (
        "All datasets upstream of lake.marts.daily_sales, right back to the beginning",
    ),
    "who owns checkout or basket": ("Checkout, basket: who owns them?",),
    "which teams are affected if pricing fails": (
        "Teams only: what is affected if pricing fails?",
    ),
    "what is in finance": ("In finance, what is there?",),
    "systems that have no agent": ("systems in which there is no agent",),
    "services not in any system": (
        "services that have no system",
        "services without a system",
        "which services do not have a system",
    ),
    "what does amara-okafor own": (
        "Amara Okafor – what does she look after?",
        "Amara Okafor left the company. What did she own?",
    ),
    "which assets are owned by neither a team nor a person": (
        "Neither owned by a team nor by a person – which assets are those?",
    ),
    "is there an SLO for pricing": ("I can't find an SLO for pricing. Is there one?",),
    "which team owns pricing": (
        "Pricing is crawling and it is two in the morning. Which team does it belong to?",
        "The pricing service is crawling and it is two in the morning. Which team is it?",
    ),
    "list the services per system": (
        "Sort the services by system",
        "Break services down by system",
    ),
    "what is the tier of checkout": ("I'd like to know what the tier of checkout is",),
    "on which data was churn-predictor evaluated": (
        "On which data was churn-predictor evaluated before it went into production?",
    ),
    "what is affected by an outage of pricing, except checkout": (
        "Leaving checkout itself aside, what would be affected by an outage of pricing?",
    ),
    "services that have an owner and also have a runbook": (
        "services with both an owner and a runbook",
        "services with an owner and a runbook",
    ),
    "who must be told if pricing changes": ("Who'd have to be told if pricing changed?",),
    "what does pricing depend on": ("What's pricing depending on?",),
}


@pytest.fixture(scope="module")
def sample(shipped: Ontology) -> Asked:
    return Asked(landscape_of(SAMPLE, shipped), shipped)


@pytest.mark.parametrize(
    ("wording", "plain"),
    [(wording, plain) for plain, wordings in PLAIN.items() for wording in wordings],
)
def test_a_frame_changes_no_answer(sample: Asked, wording: str, plain: str) -> None:
    asked, meant = sample.ask(wording), sample.ask(plain)
    assert meant.status == "answered"
    assert (asked.status, asked.value, set(asked.entities)) == (
        meant.status,
        meant.value,
        set(meant.entities),
    )


@pytest.mark.parametrize(
    "wording",
    [
        "Which of them are tier 1?",  # of whom?
        "For the storefront of the webshop at Foo, which services are tier 1?",
        "Which team is it that frobs pricing?",
        "Who'd be hit harder by a pricing outage, order desk or parcel works? Just count the services.",
    ],
)
def test_what_restricts_is_not_taken_for_courtesy(sample: Asked, wording: str) -> None:
    assert sample.ask(wording).status == "not_understood"


@pytest.mark.parametrize(
    "wording", ["payments – who owns it?", "payments has an incident. Who owns it?"]
)
def test_a_name_of_several_things_is_asked_about(sample: Asked, wording: str) -> None:
    assert sample.ask(wording).status == "ambiguous"
