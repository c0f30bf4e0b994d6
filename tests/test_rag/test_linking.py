"""Names as people type them: misspelled, cut short, by their initials; and the index of them in its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.ontology import Ontology, load_ontology
from rag.kept_names import FILE, keep_names, kept_names
from rag.names import Named, NameIndex
from rag.reading import Chosen, Decision, ResultSummary, Unclear
from rag.rests import linked
from rag.spelling import alike_words
from rag.understanding import Understanding

THINGS = (
    ("Service", "order-management-system"),
    ("Service", "authentication-service"),
    ("Service", "customer-360"),
    ("Service", "relay"),
    ("Service", "parcel-tracker"),
    ("Service", "ui"),
    ("Topic", "loyalty-points"),
    ("Resource", "kubernetes-prod"),
    ("Resource", "orders-db"),
    ("Model", "fraud-scorer"),
    ("Team", "night-watch"),
    ("Tool", "issue-voucher"),
    ("Operation", "voucher-api.issueVoucher"),
)


def _urn(label: str, name: str) -> str:
    return f"urn:cartulary:{label.lower()}:default:{name}"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="module")
def things() -> list[Named]:
    return sorted((Named(_urn(*t), *t) for t in THINGS), key=lambda t: t.urn)


@pytest.fixture(scope="module")
def understanding(ontology: Ontology, things: list[Named]) -> Understanding:
    return Understanding(ontology, NameIndex(ontology, things))


def _decide(understanding: Understanding, text: str) -> Decision:
    readings = understanding.readings(text)
    return understanding.decide(readings, lambda answer: ResultSummary(repr(answer), empty=False))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("who owns OMS", "order-management-system"),
        ("who owns the oms?", "order-management-system"),
        ("who owns auth svc", "authentication-service"),
        ("who owns cust360", "customer-360"),
        ("who owns cust 360", "customer-360"),
        ("who owns k8s prod", "kubernetes-prod"),
        ("who owns the orders database", "orders-db"),
        ("who owns order db", "orders-db"),
        ("who owns the fraud model", "fraud-scorer"),
        ("who owns rekay", "relay"),
        ("woh owsn the parcle traker", "parcel-tracker"),
        ("who owns ParcelTracker", "parcel-tracker"),
        ("who owns the parcel tracker", "parcel-tracker"),
        ("who owns the loyalty point topic", "loyalty-points"),
        ("who owns the ui", "ui"),
        ("wich services does Nihgt Wacth own", "night-watch"),
    ],
)
def test_a_name_is_known_as_people_type_it(
    understanding: Understanding, question: str, name: str
) -> None:
    decision = _decide(understanding, question)
    assert isinstance(decision, Chosen), decision
    assert [u.rsplit(":", 1)[-1] for u in linked(decision.reading.answer)] == [name]


@pytest.mark.parametrize(
    "question",
    [
        "who owns the zxqv",
        "who owns the harbour master",
        "what is the password of relay",
        "who owns XYZ",
        "how many guilders are there",
    ],
)
def test_what_nothing_is_called_is_no_name(understanding: Understanding, question: str) -> None:
    assert isinstance(_decide(understanding, question), Unclear)


def test_the_index_of_names_comes_back_from_its_file(
    ontology: Ontology, things: list[Named], tmp_path: Path
) -> None:
    made = NameIndex(ontology, things)
    keep_names(tmp_path, "1", made)
    found = kept_names(tmp_path, "1", ontology, things)
    assert found is not None
    assert found.tables == made.tables
    assert found.find("customer360", "customer-360") == made.find("customer360", "customer-360")


@pytest.mark.parametrize("damage", ["other version", "cut short", "no archive", "wrong places"])
def test_a_file_of_names_that_does_not_fit_is_not_believed(
    ontology: Ontology, things: list[Named], tmp_path: Path, damage: str
) -> None:
    keep_names(tmp_path, "1", NameIndex(ontology, things))
    file = tmp_path / FILE
    match damage:
        case "cut short":
            file.write_bytes(file.read_bytes()[:300])
        case "no archive":
            file.write_text("import os")
        case "wrong places":
            with np.load(file) as arrays:
                kept = dict(arrays)
            kept["thing"] = kept["thing"] + 99
            with file.open("wb") as out:
                np.savez(out, allow_pickle=False, **kept)  # pyright: ignore[reportArgumentType]
        case _:
            pass
    version = "2" if damage == "other version" else "1"
    assert kept_names(tmp_path, version, ontology, things) is None


@pytest.mark.parametrize(
    ("typed", "words", "meant"),
    [
        ("roows", ["rooms", "roots", "rows"], "rows"),  # doubled
        ("wrok", ["work", "wrong"], "work"),  # swapped
        ("oner", ["one", "owner"], "owner"),  # left out
        ("tpoic", ["topic", "tonic"], "topic"),
        ("serbice", ["service", "serbian"], "service"),  # the key beside
    ],
)
def test_a_slip_that_fingers_make_is_likelier(typed: str, words: list[str], meant: str) -> None:
    assert [found.word for found in alike_words(typed, words)] == [meant]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what depends on issueVoucher", "voucher-api.issueVoucher"),
        ("what depends on issue-voucher", "issue-voucher"),
        ("what depends on issue voucher", "issue-voucher"),
    ],
)
def test_a_name_typed_as_programs_write_it_is_that_name(
    understanding: Understanding, question: str, name: str
) -> None:
    decision = _decide(understanding, question)
    assert isinstance(decision, Chosen)
    assert [urn.rsplit(":", 1)[-1] for urn in linked(decision.reading.answer)] == [name]


def test_a_word_that_only_lengthens_another_is_a_word_of_its_own() -> None:
    assert alike_words("pager", ["page"]) == []
