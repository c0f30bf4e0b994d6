"""YAML and JSON as plain data: YAML 1.2 scalars, and nothing hostile gets through."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Data
from ingest.parse import MAX_DEPTH, Problems, Unreadable, json_data, yaml_documents


def documents(text: str) -> list[Data]:
    problems: Problems = []
    found = [data for _, data in yaml_documents(text, problems)]
    assert problems == []
    return found


def reason_of(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        documents(text)
    return caught.value.reason


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("2024-01-02", "2024-01-02"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("12", 12),
        ("-3", -3),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ('!!int "12"', 12),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_scalars_follow_yaml_1_2(written: str, expected: Data) -> None:
    assert documents(f"a: {written}\n") == [{"a": expected}]


def test_a_key_is_always_a_text() -> None:
    assert documents("1: a\ntrue: b\n~: c\n1.50: d\n") == [
        {"1": "a", "true": "b", "null": "c", "1.50": "d"}
    ]


def test_merge_keys_are_overridden_by_the_mappings_own() -> None:
    text = "base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n"
    assert documents(text)[0]["use"] == {"x": 1, "y": 3}


def test_empty_documents_are_counted() -> None:
    numbers = [(n, data) for n, data in yaml_documents("---\n---\na: 1\n---\n", [])]
    assert numbers == [(0, None), (1, {"a": 1}), (2, None)]


def test_an_anchor_bomb_is_refused_before_it_grows() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghij", "bcdefghijk", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 9)}]")
    assert "aliases repeat" in reason_of("\n".join(lines))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000 + "x", "{a: " * 100_000, "? " * 100_000]
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert reason_of(text)


def test_the_depth_that_is_refused_is_the_stated_one() -> None:
    def nested(depth: int) -> str:
        return "[" * depth + "]" * depth

    assert documents(nested(MAX_DEPTH))
    assert str(MAX_DEPTH) in reason_of(nested(MAX_DEPTH + 1))
    with pytest.raises(Unreadable):
        json_data(nested(MAX_DEPTH + 1), [])


def test_an_alias_of_itself_is_refused() -> None:
    assert "itself" in reason_of("a: &a [*a]")


def test_tags_never_make_objects() -> None:
    assert documents('a: !!python/object/apply:os.system ["ls"]\n') == [{"a": ["ls"]}]


def test_a_template_is_named_as_one() -> None:
    assert "unrendered template" in reason_of("name: {{ .Values.name }}\nother: x\n")
    with pytest.raises(Unreadable, match="unrendered template"):
        json_data('{"a": {{ b }}}', [])


@pytest.mark.parametrize("text", ["a: b: c", "a:\n\t- b", "a: [1", "a: *nothing", "a: \x01"])
def test_broken_yaml_is_refused(text: str) -> None:
    assert "template" not in reason_of(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a": 1,}', '{"a": NaN}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}", "'a'"],
)
def test_broken_json_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        json_data(text, [])


def test_keys_given_twice_are_reported_with_their_place() -> None:
    problems: Problems = []
    assert json_data('{"b": [{"c/d": 1, "c/d": 2}]}', problems) == {"b": [{"c/d": 2}]}
    assert [pointer for pointer, _ in problems] == ["0/b/0/c~1d"]
    problems.clear()
    assert list(yaml_documents("---\n---\nb:\n  - {c/d: 1, c/d: 2}\n", problems))[1][1] == {
        "b": [{"c/d": 2}]
    }
    assert [pointer for pointer, _ in problems] == ["1/b/0/c~1d"]


def test_what_no_store_can_hold_is_replaced() -> None:
    text = r'{"a": "\ud800x\u0000", "\udfff": ["\udc00", "\ud83d\ude00"]}'
    assert json_data(text, []) == {"a": "\ufffdx\ufffd", "\ufffd": ["\ufffd", "😀"]}
    assert documents(r'a: "x\0"') == [{"a": "x\ufffd"}]


scalars = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(trees)
def test_what_is_written_is_read_again(tree: Data) -> None:
    def storable(value: Data) -> Data:
        return json.loads(json.dumps(value).replace("\\u0000", "\\ufffd"))

    assert json_data(json.dumps(tree), []) == storable(tree)
    dumped = yaml.safe_dump(tree, allow_unicode=False, default_style='"')
    quoted = next((data for _, data in yaml_documents(dumped, [])), None)
    assert quoted == storable(tree)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Unreadable):
        list(yaml_documents(text, []))
    with suppress(Unreadable):
        json_data(text, [])
