"""What is kept beside the graph."""

from __future__ import annotations

from graph.kept import Own, pack, unpack
from graph.ledger import rejects_in
from graph.load import stored
from graph.reference import PRIVATE_LABELS
from graph.store.schema import OWN


def test_the_reference_page_names_every_label_of_our_own() -> None:
    assert {*Own, OWN} == set(PRIVATE_LABELS)


def test_packed_values_read_back_whatever_text_is_in_them() -> None:
    value = {"a": ["\ud800", "caf\u00e9", "\U0001f4a5", 1, None, True], "b": "x" * 10_000}
    assert unpack(pack(value)) == value
    assert len(pack(value)) < 1000


def test_rejects_read_back() -> None:
    (reject,) = rejects_in(pack([["a.yaml", "L1", "broken", True]]))
    assert (str(reject), reject.whole_file) == ("a.yaml#L1: broken", True)


def test_values_are_made_such_as_every_database_holds() -> None:
    odd = {"big": 2**80, "half": "a\ud800b", "list": ("\udfff", "x"), "yes": True, "n": 7}
    assert stored(odd) == {
        "big": str(2**80),
        "half": "a?b",
        "list": ["?", "x"],
        "yes": True,
        "n": 7,
    }
    assert len(stored({"long": "x" * 1_000_000})["long"]) < 200_000
    assert stored({"name": "x" * 10_000})["name"] == "x" * 10_000
