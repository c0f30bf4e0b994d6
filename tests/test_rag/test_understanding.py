"""Words, names and refusals: what a question is taken for, before anything is looked up."""

from __future__ import annotations

import pytest

from graph.ontology import Ontology, load_ontology
from rag.algebra import Entity, Listing
from rag.names import Named, NameIndex, Tier
from rag.reading import Chosen, Decision, ResultSummary, Tie, Unclear
from rag.understanding import Understanding
from rag.words import noun_forms, sentences, tokens, verb_forms

THINGS = (
    ("Service", "till", None),
    ("Service", "stock-keeper", "Stock Keeper"),
    ("Service", "payments-service", None),
    ("API", "till", None),
    ("Topic", "sales.rung-up", None),
    ("Dataset", "shop.public.sales", None),
    ("Dataset", "lake.raw.sales", None),
    ("Field", "shop.public.sales.amount", None),
    ("Team", "front", "Front Desk"),
    ("System", "counter", None),
)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def names(ontology: Ontology) -> NameIndex:
    things = [
        Named(_urn(label, name), label, name, title, container=_urn("Dataset", "shop.public.sales"))
        if label == "Field"
        else Named(_urn(label, name), label, name, title)
        for label, name, title in THINGS
    ]
    return NameIndex(ontology, things)


@pytest.fixture(scope="module")
def understanding(ontology: Ontology, names: NameIndex) -> Understanding:
    return Understanding(ontology, names)


def _urn(label: str, name: str) -> str:
    return f"urn:cartulary:{label.lower()}:default:{name}"


def _decide(understanding: Understanding, text: str) -> Decision:
    readings = understanding.readings(text)
    return understanding.decide(readings, lambda answer: ResultSummary(repr(answer), empty=False))


def test_forms_of_verbs_and_nouns() -> None:
    assert set(verb_forms("publish")) >= {
        ("publishes", "s"),
        ("published", "d"),
        ("publishing", "g"),
    }
    assert ("withdrawn", "d") in set(verb_forms("withdraw"))
    assert ("stopped", "d") in set(verb_forms("stop"))
    assert dict(noun_forms("policy")) == {"policy": False, "policies": True}
    assert ("points of contact", True) in set(noun_forms("point of contact"))


def test_sentences_and_contractions() -> None:
    assert sentences("It's down. Who's hit, i.e. what breaks?") == [
        "It is down.",
        "Who is hit, ie what breaks?",
    ]
    assert [t.fold for t in tokens("till's sales.rung-up")][:3] == ["till", "'s", "sales"]


@pytest.mark.parametrize(
    ("key", "raw", "tier"),
    [
        ("stockkeeper", "stock-keeper", Tier.EXACT),
        ("stockkeeper", "Stock Keeper", Tier.TITLE),
        ("stockkeeper", "StockKeeper", Tier.NORMALISED),
        ("payments", "payments", Tier.PARTIAL),
        ("rungup", "rung-up", Tier.EXACT),
    ],
)
def test_tiers_of_names(names: NameIndex, key: str, raw: str, tier: Tier) -> None:
    assert names.find(key, raw)[0].tier == tier


def test_a_shared_name_is_ambiguous_until_a_word_decides(understanding: Understanding) -> None:
    assert isinstance(_decide(understanding, "who owns till?"), Tie)
    chosen = _decide(understanding, "who owns the till service?")
    assert isinstance(chosen, Chosen)
    assert Entity((_urn("Service", "till"),)) in _parts(chosen)
    tied = _decide(understanding, "who owns sales?")
    assert isinstance(tied, Tie)
    assert len(tied.readings) == 2


def test_a_part_is_named_by_its_class_and_container(understanding: Understanding) -> None:
    chosen = _decide(
        understanding, "what breaks if the column amount of shop.public.sales is dropped?"
    )
    assert isinstance(chosen, Chosen)
    assert Entity((_urn("Field", "shop.public.sales.amount"),)) in _parts(chosen)


def test_spelling_is_put_right(understanding: Understanding) -> None:
    chosen = _decide(understanding, "wich teams onw stok-keeper")
    assert isinstance(chosen, Chosen)
    assert Entity((_urn("Service", "stock-keeper"),)) in _parts(chosen)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("who owns frobnicator?", "frobnicator"),
        ("what is the password of stock-keeper?", "password"),
        ("which unicorns depend on stock-keeper", "unicorns"),
        ("what's the weather in Berlin?", "weather"),
    ],
)
def test_refusals_name_the_word(understanding: Understanding, text: str, word: str) -> None:
    decided = _decide(understanding, text)
    assert isinstance(decided, Unclear)
    assert word in decided.words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "   ",
        "restart stock-keeper",
        "SELECT name FROM services",
        "MATCH (n) RETURN n",
        "wer besitzt stock-keeper?",
        "\x00\x01\x02",
        "services " * 1700,
        "who owns " + "a" * 9000,
    ],
)
def test_no_question_no_reading(understanding: Understanding, text: str) -> None:
    assert isinstance(_decide(understanding, text), Unclear)


def _parts(chosen: Chosen) -> list[object]:
    answer = chosen.reading.answer
    assert isinstance(answer, Listing)
    found: list[object] = []
    open_: list[object] = [answer.of]
    while open_:
        part = open_.pop()
        found.append(part)
        open_ += [
            *getattr(part, "parts", ()),
            *([inner] if (inner := getattr(part, "of", None)) else []),
        ]
    return found


@pytest.mark.parametrize("text", ["who owns \N{SLIGHTLY SMILING FACE}", "who owns \ufffd\ufffd?"])
def test_a_symbol_that_names_nothing_is_not_understood(text: str) -> None:
    ontology = load_ontology()
    understanding = Understanding(ontology, NameIndex(ontology, []))
    assert understanding.readings(text) == []
    assert understanding.left
