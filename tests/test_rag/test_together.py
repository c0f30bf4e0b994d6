"""Two questions in one sentence: each is answered, and "they" in the second are what the first asks for."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.vocabulary import Label, Rel
from rag.reply import Answered, Citation, Claim, EntityOut, NothingFound
from rag.reply_json import reply_json
from rag.several import combined, last_number
from tests.asking import Asked

TIERS = {"quux": 1, "wibble": 2, "grault": 3, "plugh": 3}
TEAMS = ("north", "south")
OTHERS = {
    "zorp": Label.TOPIC,
    "snark": Label.DATASET,
    "blick": Label.WORKFLOW,
    "nona": Label.PERSON,
    "rono": Label.PERSON,
}
TASK = "urn:cartulary:task:default:blick/fill"
EDGES = (
    ("grault", Rel.DEPENDS_ON, "quux"),
    ("plugh", Rel.DEPENDS_ON, "quux"),
    ("north", Rel.OWNS, "quux"),
    ("south", Rel.OWNS, "grault"),
    ("nona", Rel.MEMBER_OF, "south"),
    ("rono", Rel.MEMBER_OF, "south"),
    ("nona", Rel.OWNS, "snark"),
    ("wibble", Rel.PUBLISHES_TO, "zorp"),
    ("plugh", Rel.SUBSCRIBES_TO, "zorp"),
    ("grault", Rel.SUBSCRIBES_TO, "zorp"),
)


def _urn(name: str) -> str:
    if name in OTHERS:
        return f"urn:cartulary:{OTHERS[name].value.lower()}:default:{name}"
    return f"urn:cartulary:{'team' if name in TEAMS else 'service'}:default:{name}"


@pytest.fixture(scope="module")
def asked() -> Asked:
    stated = {"sources": ("r/f.yaml#0",)}
    things = [
        Thing(_urn(s), Label.SERVICE, {"name": s, "tier": t, **stated}) for s, t in TIERS.items()
    ]
    things += [Thing(_urn(t), Label.TEAM, {"name": t, **stated}) for t in TEAMS]
    things += [Thing(_urn(n), label, {"name": n, **stated}) for n, label in OTHERS.items()]
    things += [Thing(TASK, Label.TASK, {"name": "fill", **stated})]
    links = [Link(_urn(a), r, _urn(b), stated) for a, r, b in EDGES]
    links += [Link(TASK, Rel.PART_OF, _urn("blick"), stated)]
    links += [Link(TASK, Rel.WRITES, _urn("snark"), stated)]
    return Asked(Landscape.of(things, links))


def _names(asked: Asked, urns: tuple[str, ...]) -> set[str]:
    return {asked.landscape.things[u].name for u in urns}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who owns quux and what depends on it?", {"north", "grault", "plugh"}),
        ("which services depend on quux, and who owns them?", {"grault", "plugh", "south"}),
        ("which services depend on quux and which of them are tier 3?", {"grault", "plugh"}),
        ("what is the tier of quux and who owns it?", {"quux", "north"}),
        ("are there services that depend on quux, and which?", {"grault", "plugh"}),
        ("how many services depend on quux and who owns wibble?", {"grault", "plugh"}),
    ],
)
def test_both_are_answered(asked: Asked, question: str, names: set[str]) -> None:
    given = asked.ask(question)
    assert given.status == "answered"
    assert _names(asked, given.entities) == names, given


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (
            "which services depend on quux, and which teams own those services?",
            {"grault", "plugh", "south"},
        ),
        (
            "which topic does wibble publish to, and which services subscribe to that topic?",
            {"zorp", "grault", "plugh"},
        ),
        (
            "which services subscribe to zorp, and what publishes to that topic?",
            {"grault", "plugh", "wibble"},
        ),
        ("who is nona and what does she own?", {"nona", "snark"}),
        ("quux: what is it and who owns it?", {"quux", "north"}),
        ("the topic that wibble publishes to, who subscribes to it?", {"grault", "plugh"}),
        ("zorp: what publishes to it, what subscribes to it?", {"wibble", "grault", "plugh"}),
        (
            "services without an owner: do we have any, and what do they publish to?",
            {"wibble", "plugh", "zorp"},
        ),
        ("nona is leaving. What does she own, and who else is in her team?", {"snark", "rono"}),
        ("blick failed. What does it write?", {"snark"}),
        ("blick: what does it write and who owns it?", {"snark"}),
    ],
)
def test_a_pronoun_stands_for_what_was_asked_or_named(
    asked: Asked, question: str, names: set[str]
) -> None:
    assert _names(asked, asked.ask(question).entities) == names


@pytest.mark.parametrize(
    "question", ["compare quux and grault: who owns each?", "quux vs grault: who owns each?"]
)
def test_each_of_some_that_are_named(asked: Asked, question: str) -> None:
    rows = dict(asked.ask(question).rows)
    assert {u.rsplit(":", 1)[-1]: _names(asked, xs) for u, xs in rows.items()} == {
        "quux": {"north"},
        "grault": {"south"},
    }


def test_what_is_told_in_a_clause_is_no_topic(asked: Asked) -> None:
    given = asked.ask("quux is down, where is the frobnication?")
    assert given.status == "not_understood"


@pytest.mark.parametrize(
    "question",
    [
        "services that depend on quux and who owns each of them",
        "the services that depend on quux, with the owner of each one",
        "which services depend on quux, and who is each owned by?",
    ],
)
def test_each_has_a_row_also_without_anything(asked: Asked, question: str) -> None:
    rows = dict(asked.ask(question).rows)
    assert {u.rsplit(":", 1)[-1]: _names(asked, xs) for u, xs in rows.items()} == {
        "grault": {"south"},
        "plugh": set(),
    }


def test_a_half_that_is_not_understood_is_not_dropped(asked: Asked) -> None:
    assert asked.ask("who owns quux and who fed the frobnicator?").status == "not_understood"


def _claim(n: int) -> Claim:
    return Claim("north owns quux", (Citation(n, ("a", "b"), ("OWNS",), (True,), (("f#0",),)),))


def test_one_reply_holds_both_with_citations_numbered_on() -> None:
    north, grault = EntityOut("a", Label.TEAM, "north"), EntityOut("b", Label.SERVICE, "grault")
    first = Answered("q", "list the owners", "north [1].", (north,), (_claim(1),), total=1)
    assert last_number(first) == 1
    second = Answered("q", "how many", "1: grault [2].", (grault,), (_claim(2),), value=1, total=1)
    said = reply_json(combined("q", (first, second)))
    assert [e["name"] for e in said["entities"]] == ["north", "grault"]
    assert [c["n"] for c in said["citations"]] == [1, 2]
    assert said["value"] == 1
    assert "[1]" in said["answer"]
    assert "[2]" in said["answer"]
    nothing = NothingFound("q", "list the rest", "Nothing found.", (_claim(2),))
    assert reply_json(combined("q", (first, nothing)))["status"] == "answered"
    assert reply_json(combined("q", (nothing, nothing)))["status"] == "nothing_found"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("quux – who depends on it, who owns it?", {"grault", "plugh", "north"}),
        ("zorp: publishers and subscribers", {"wibble", "grault", "plugh"}),
        ("zorp: publishers? subscribers?", {"wibble", "grault", "plugh"}),
        ("quux – dependents", {"grault", "plugh"}),
        ("zorp: who publishes, who subscribes?", {"wibble", "grault", "plugh"}),
        ("wibble publishes to what and is used by whom?", {"zorp", "grault", "plugh"}),
    ],
)
def test_questions_about_a_topic_that_stands_before_them(
    asked: Asked, question: str, names: set[str]
) -> None:
    assert _names(asked, asked.ask(question).entities) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who is affected if quux fails – just the teams", {"south"}),
        ("if quux fails, who is hit, only the services", {"grault", "plugh"}),
        ("quux: everything affected, but only the teams, please", {"south"}),
        ("what is affected if zorp messages stop – services only", {"grault", "plugh"}),
    ],
)
def test_what_narrows_a_question_after_it_is_not_forgotten(
    asked: Asked, question: str, names: set[str]
) -> None:
    assert _names(asked, asked.ask(question).entities) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which services depend on quux? And who owns those?", {"south"}),
        ("Who owns quux? And what else do they own?", set[str]()),
        ("Does anything depend on quux? If so, who owns it?", {"grault", "plugh", "south"}),
        ("Does quux publish to zorp? If not, what does?", set[str]()),
        ("Does anything depend on quux? Which services?", {"grault", "plugh"}),
        ("Is quux used by anything, and if so by what?", {"grault", "plugh"}),
        (
            "If quux fails, which services suffer and which teams have to be told?",
            {"grault", "plugh", "south"},
        ),
        ("quux is slow. What is the tier and who is the owner?", {"quux", "north"}),
        ("nona is leaving. Which of our datasets are hers?", {"snark"}),
    ],
)
def test_what_follows_a_question_speaks_of_what_it_asks_for(
    asked: Asked, question: str, names: set[str]
) -> None:
    assert _names(asked, asked.ask(question).entities) == names


def test_what_belongs_to_those_listed_is_said_of_each(asked: Asked) -> None:
    rows = dict(asked.ask("list the services that depend on quux and their owners").rows)
    assert {u.rsplit(":", 1)[-1]: _names(asked, xs) for u, xs in rows.items()} == {
        "grault": {"south"},
        "plugh": set(),
    }


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("plugh depends on something. What?", {"quux", "zorp", "wibble"}),
        ("wibble publishes to something. What exactly?", {"zorp"}),
    ],
)
def test_what_a_statement_says_that_there_is(asked: Asked, question: str, names: set[str]) -> None:
    assert _names(asked, asked.ask(question).entities) == names


def test_how_many_that_is_counts_for_the_first_of_an_order(asked: Asked) -> None:
    topics = asked.ask("which topic has the most subscribers, and how many is that?")
    assert dict(topics.rows).keys() == {_urn("zorp")}
    assert topics.value in (2, (2,))
