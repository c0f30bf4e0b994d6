"""All, only, how many of whom: quantifiers of which a careless reading drops one and gives another answer."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from tests.asking import Asked, Given

THINGS = {
    Label.SERVICE: ("quux", "wibble", "grault", "plugh"),
    Label.SYSTEM: ("orchard", "quarry"),
    Label.TOPIC: ("fred", "thud"),
    Label.DATASET: ("raw", "spare"),
    Label.REPORT: ("weekly", "monthly"),
    Label.MODEL: ("xyzzy",),
    Label.AGENT: ("corge", "garply"),
    Label.TEAM: ("north", "south", "west"),
}
LINKS = """
north OWNS quux
north OWNS wibble
south OWNS grault
west OWNS plugh
west OWNS corge
quux PART_OF orchard
wibble PART_OF orchard
grault PART_OF quarry
plugh PART_OF quarry
wibble DEPENDS_ON quux
grault DEPENDS_ON quux
plugh DEPENDS_ON grault
plugh DEPENDS_ON quux
plugh DEPENDS_ON wibble
quux SUBSCRIBES_TO fred
wibble SUBSCRIBES_TO fred
grault SUBSCRIBES_TO thud
wibble SUBSCRIBES_TO thud
weekly READS raw
monthly READS raw
monthly READS spare
xyzzy TRAINED_ON spare
"""
TIERS = {"quux": 1, "wibble": 1, "grault": 2}


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
        ("Which services are used by more than one team?", "quux"),
        ("Which topics are subscribed to by at least two teams?", "thud"),
        ("Which topic is subscribed to by the most teams?", "thud"),
        ("Which services have dependents in more than one system?", "quux"),
        ("topics with subscribers in at least two systems", "thud"),
        ("Which team's services have the most dependents?", "north"),
        ("Of the two agents, which isn't owned by anyone?", "garply"),
        ("Of the four services, which have no tier?", "plugh"),
        ("Which topics have quux as their only subscriber?", ""),
        ("Which services have an owner but no tier?", "plugh"),
        ("Which services depend on all of quux, wibble and grault?", "plugh"),
        ("Which services depend on all of north's services?", "plugh"),
        ("Which datasets are read by all reports?", "raw"),
        ("services classed as tier 1", "quux wibble"),
        ("Which two services depend on each other in a loop?", ""),
    ],
)
def test_lists(asked: Asked, question: str, names: str) -> None:
    given = asked.ask(question)
    assert (given.status, _names(given)) == ("answered" if names else "nothing_found", names), given


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Is everything in orchard owned by north?", True),
        ("Is everything in quarry owned by south?", False),
        ("Does everything in quarry have an owner?", True),
        ("Do wibble and plugh have a dependency in common?", True),
        ("Besides quux, does north own anything?", True),
        ("Besides grault, does south own anything?", False),
    ],
)
def test_yes_or_no(asked: Asked, question: str, value: bool) -> None:
    assert asked.ask(question).value is value


def test_how_many_that_is(asked: Asked) -> None:
    """Of the one with the most it is the number of what is counted."""
    rows = asked.ask("Which service has the most dependents, and how many is that?").rows
    assert [(urn.rsplit(":", 1)[1], len(xs)) for urn, xs in rows] == [("quux", 3)]


@pytest.mark.parametrize(
    "question",
    [
        "Was xyzzy ever trained on children?",
        "Are there more tier 1 than tier 2 services?",
        "Which services are the only subscribers of a topic?",
        "Do quux and wibble subscribe to the same topics?",
        "Which datasets are read by reports of more than one team?",
    ],
)
def test_what_cannot_be_said_is_declined(asked: Asked, question: str) -> None:
    assert asked.ask(question).status == "not_understood"


def test_neither_of_two_of_which_one_is_a_property(asked: Asked) -> None:
    assert asked.ask("Which services have neither tier nor owner?").status == "nothing_found"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Of the services that depend on quux, list those without a tier", "plugh"),
        ("Of the topics, list those that have no owner", "fred thud"),
        ("Among the services, show me the ones with no tier", "plugh"),
        ("Does north or south own more services?", "north"),
        ("Is west or south responsible for more services?", "south west"),
        ("all services except north's", "grault plugh"),
        ("services other than south's that depend on quux", "plugh wibble"),
    ],
)
def test_what_is_denied_or_excepted_is_heard(asked: Asked, question: str, names: str) -> None:
    assert _names(asked.ask(question)) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which services without a tier depend on a tier 2 one?", "plugh"),
        ("Is there a tier 2 service that depends on a tier 1 one, and which?", "grault"),
        ("quux or grault: which one has the higher tier?", "quux"),
    ],
)
def test_one_is_of_the_class_before(asked: Asked, question: str, names: str) -> None:
    assert _names(asked.ask(question)) == names


def test_by_the_system_they_are_in(asked: Asked) -> None:
    rows = asked.ask("Sort the services by the system they are in").rows
    assert {urn.rsplit(":", 1)[1]: len(xs) for urn, xs in rows} == {"orchard": 2, "quarry": 2}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which service has the most dependents besides quux?", "grault wibble"),
        ("Apart from quux, which service has the most dependents?", "grault wibble"),
        ("Which service, other than quux, has the most dependents?", "grault wibble"),
        ("Which topics do we have no owner for?", "fred thud"),
        ("Which teams depend on each other?", None),
    ],
)
def test_what_is_left_out_of_a_ranking(asked: Asked, question: str, names: str | None) -> None:
    given = asked.ask(question)
    if names is None:
        assert given.status == "not_understood"
    else:
        assert _names(given) == names
