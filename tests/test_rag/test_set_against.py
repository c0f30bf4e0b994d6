"""Ranking and setting two things against each other: the second most, hit hardest, what only one of them has."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked, Given

THINGS = {
    Label.SERVICE: ("quux", "wibble", "grault", "plugh", "loner"),
    Label.TOPIC: ("fred", "thud"),
    Label.DATASET: ("raw", "spare"),
    Label.MODEL: ("xyzzy", "waldo"),
    Label.VENDOR: ("acme", "bolt"),
    Label.TEAM: ("north", "south", "west"),
}
LINKS = """
north OWNS quux
north OWNS wibble
north OWNS fred
south OWNS grault
south OWNS plugh
west OWNS loner
quux DEPENDS_ON grault
quux DEPENDS_ON plugh
wibble DEPENDS_ON grault
loner DEPENDS_ON grault
loner DEPENDS_ON plugh
quux SUBSCRIBES_TO fred
wibble SUBSCRIBES_TO thud
quux SUBSCRIBES_TO thud
wibble READS raw
wibble WRITES raw
plugh READS spare
xyzzy TRAINED_ON raw
xyzzy EVALUATED_ON raw
waldo TRAINED_ON raw
waldo EVALUATED_ON spare
quux SUPPLIED_BY acme
wibble SUPPLIED_BY acme
loner SUPPLIED_BY bolt
"""
TIERS = {"quux": 1, "wibble": 2, "grault": 1, "plugh": 3}


def _urn(name: str) -> str:
    label = next(k for k, names in THINGS.items() if name in names)
    return f"urn:cartulary:{label.lower()}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    where = {"sources": ("r/f.yaml#0",)}
    things = [
        Thing(_urn(n), label, {"name": n, **where, **({"tier": TIERS[n]} if n in TIERS else {})})
        for label, names in THINGS.items()
        for n in names
    ]
    lines = (line.split() for line in LINKS.split("\n") if line)
    links = [Link(_urn(a), Rel(r), _urn(b), where) for a, r, b in lines]
    return Asked(Landscape.of(things, links))


def _names(given: Given) -> str:
    return " ".join(sorted(urn.rsplit(":", 1)[1] for urn in given.entities))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which service has the second most dependents?", "plugh"),
        ("What is the second most used service?", "plugh"),
        ("Which team owns the third most things?", "west"),
        ("What's the single topic with the most subscribers?", "thud"),
        ("Which team is hit hardest if grault fails?", "north"),
        ("Which team would be affected most if grault died?", "north"),
        ("Who suffers the most when plugh goes down?", "north west"),
        ("Which team is hit harder by a failure of grault, west or north?", "north"),
        ("Which team has the most things to look after?", "north"),
        ("Which vendor do we depend on for the most services?", "acme"),
        ("Which vendor do we depend on most?", "acme"),
        ("Which needs more, wibble or quux?", "quux"),
        ("What's the difference between what quux and wibble depend on?", "fred plugh raw"),
        ("difference between the subscribers of fred and the subscribers of thud", "wibble"),
        ("What is the difference between the subscribers of fred and those of thud?", "wibble"),
        ("Does quux depend on plugh or the other way round?", "quux"),
        ("Does grault depend on quux or vice versa?", "quux"),
        ("Which services read a dataset they also write?", "wibble"),
        ("Which models are evaluated on the same data they were trained on?", "xyzzy"),
        ("Which models were trained on the data they are evaluated on?", "xyzzy"),
        ("Which services aren't tier 1 or tier 2?", "loner plugh"),
        ("Which topics have no owner or no subscriber?", "thud"),
        ("all services but quux", "grault loner plugh wibble"),
        ("Which services are nobody's problem?", ""),
        ("Which services are south's problem?", "grault plugh"),
        ("topics nobody owns, not even through their system", "thud"),
        ("topics with nobody's name on them", "thud"),
    ],
)
def test_lists(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    assert (given.status, _names(given)) == ("answered" if names else "nothing_found", names), given


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("Compare the subscribers of fred with those of thud", {"fred": 1, "thud": 2}),
        ("Compare what depends on grault and plugh", {"grault": 3, "plugh": 2}),
    ],
)
def test_side_by_side(asked: Asked, question: str, groups: dict[str, int]) -> None:
    rows = asked.ask(question).rows
    assert {urn.rsplit(":", 1)[1]: len(xs) for urn, xs in rows} == groups


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What's the tier of quux compared to plugh?", (3, 1)),
        ("There's no way grault depends on quux, is there?", True),
        ("There is no way quux depends on grault, right?", False),
        ("Is there any way quux depends on grault?", True),
        ("Neither of the services owned by south depends on quux, right?", True),
        ("Does any service read a dataset it also writes?", True),
        ("Is waldo evaluated on the same data it was trained on?", False),
    ],
)
def test_values(asked: Asked, question: str, value: object) -> None:
    given = asked.ask(question).value
    assert (sorted(given) if isinstance(given, tuple) else given) == (
        sorted(value) if isinstance(value, tuple) else value
    )


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("For each topic, who subscribes?", {"fred": 1, "thud": 2}),
        ("For each topic, who listens?", {"fred": 1, "thud": 2}),
        ("Which topics have subscribers, and how many each?", {"fred": 1, "thud": 2}),
        ("fred and thud: who subscribes to each?", {"fred": 1, "thud": 2}),
        ("Compare fred and thud: who subscribes to each?", {"fred": 1, "thud": 2}),
        ("List the topics by number of subscribers", {"fred": 1, "thud": 2}),
        (
            "Rank the topics that quux subscribes to by number of subscribers",
            {"fred": 1, "thud": 2},
        ),
        (
            "For each team, how many services does it own and how many topics does it own?",
            {"north": 2, "south": 2, "west": 1},
        ),
        ("How many services, topics and datasets does north own, by kind?", None),
    ],
)
def test_of_each(asked: Asked, question: str, groups: dict[str, int] | None) -> None:
    rows = asked.ask(question).rows
    if groups is None:
        assert {kind: len(xs) for kind, xs in rows} == {"Service": 2, "Topic": 1}
    else:
        found: dict[str, int] = {}
        for urn, xs in rows:
            found.setdefault(urn.rsplit(":", 1)[1], len(xs))
        assert found == groups


def test_both_of_two_things_to_have_are_had(asked: Asked) -> None:
    assert _names(asked.ask("Which topics have both an owner and subscribers?")) == "fred"
    assert _names(asked.ask("Which topics have an owner and a subscriber?")) == "fred"
