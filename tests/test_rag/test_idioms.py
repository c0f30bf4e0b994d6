"""Idioms: what is in somebody's hands, verbs parted by their object, what cannot do without, what no longer works."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Thing
from graph.vocabulary import Label
from tests.asking import Asked

SAME = [
    (
        "who owns pricing",
        [
            "in whose hands is pricing",
            "under whose responsibility is pricing",
            "pricing is in whose care",
            "who keeps pricing running",
            "pricing - which team?",
        ],
    ),
    (
        "which services does order-desk own",
        [
            "which services are in order-desk's hands",
            "services that fall under order-desk's responsibility",
            "which services are order-desk's",
            "services where the owner is order-desk",
            "services owner=order-desk",
        ],
    ),
    (
        "which services have no owner",
        [
            "which services have nobody looking after them",
            "which services are in nobody's hands",
            "services where no owner is known",
        ],
    ),
    (
        "which services depend on shop-postgres",
        [
            "which services cannot live without shop-postgres",
            "which services have a dependency on shop-postgres",
            "services with dependencies on shop-postgres",
        ],
    ),
    (
        "what does checkout depend on",
        ["what can't checkout do without", "what does checkout need to run"],
    ),
    ("what does checkout transitively depend on", ["dependency tree of checkout"]),
    (
        "what breaks if fraud-screening fails",
        [
            "what will not work if we switch fraud-screening off",
            "what wouldn't survive the loss of fraud-screening",
            "what do we break if we take fraud-screening down",
            "what does fraud-screening break if it fails",
            "what breaks if there is a problem with fraud-screening",
            "what breaks when we release a new version of fraud-screening",
        ],
    ),
    (
        "which models were trained on lake.raw.payments",
        ["which models use lake.raw.payments for training"],
    ),
    (
        "what is the tier of checkout",
        ["how critical is checkout to us", "checkout is in which tier", "checkout is what tier"],
    ),
    (
        "what is the sensitivity of lake.core.customers",
        ["how is lake.core.customers classified", "what is lake.core.customers classified as"],
    ),
    (
        "which datasets are confidential",
        ["tables holding confidential data", "tables with confidential information"],
    ),
    (
        "which services are deprecated",
        ["services in the deprecated stage", "services that are being phased out"],
    ),
    (
        "which teams report to commerce-engineering",
        ["teams in commerce-engineering", "commerce-engineering's teams"],
    ),
    (
        "which services have no objective",
        ["services with no SLO on them", "services that no objective is there for"],
    ),
    (
        "which version is checkout-api at",
        ["which version of checkout-api are we on", "what is the latest version of checkout-api"],
    ),
    (
        "what is upstream of sales-dashboard",
        [
            "what supplies sales-dashboard with data",
            "where does sales-dashboard get its figures from",
            "trace the lineage of sales-dashboard",
        ],
    ),
]


@pytest.mark.parametrize(
    ("plain", "said"), [(plain, said) for plain, others in SAME for said in others]
)
def test_an_idiom_means_what_is_said_plainly(asked: Asked, plain: str, said: str) -> None:
    expected, given = asked.ask(plain), asked.ask(said)
    assert expected.status == "answered"
    assert (given.status, set(given.entities)) == (expected.status, set(expected.entities))


KINDS = {"ledger-db": "database", "order-db": "database", "pictures": "bucket", "odd": None}
LEVELS = {"a": "public", "b": "internal", "c": "confidential", "d": "pii"}


@pytest.fixture(scope="module")
def stores() -> Asked:
    sources = ("r/f.yaml#0",)
    things = [
        Thing(
            f"urn:cartulary:resource:default:{name}",
            Label.RESOURCE,
            {"name": name, "sources": sources} | ({"type": kind} if kind else {}),
        )
        for name, kind in KINDS.items()
    ]
    for name, level in LEVELS.items():
        props = {"name": name, "sensitivity": level, "sources": sources}
        things.append(Thing(f"urn:cartulary:dataset:default:{name}", Label.DATASET, props))
    return Asked(Landscape.of(things, []))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which databases do we have", {"ledger-db", "order-db"}),
        ("list all buckets", {"pictures"}),
        ("which resources do we have", set(KINDS)),
        ("which caches do we have", set(KINDS)),  # no source says which are
        ("which datasets are sensitive", {"c", "d"}),
        ("which datasets are not sensitive", {"a", "b"}),
    ],
)
def test_a_word_for_a_kind_within_a_class(stores: Asked, question: str, names: set[str]) -> None:
    given = stores.ask(question)
    assert {u.rsplit(":", 1)[-1] for u in given.entities} == names
