"""Places said by pointers, and the lines that they stand in: as an editor shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.ontology import load_ontology
from ingest.documents import escaped
from ingest.lines import lines_of
from ingest.read import read_file
from ingest.sniff import Syntax

YAML = """\
# a comment
kind: A
list:
  - name: one
    port: {number: 1}
  - &two
    name: two
? odd
: value
copy: *two
---
a/b: {c~d: 1}
"""
JSON = """
{
  "a": {"b": 1, "skipped": {"b": ["]", "}"]},
    "c/d": [1,
      {"x": "\\"]"}]
  },
  "e": null
}
"""
XML = """\
<?xml version="1.0"?>
<definitions xmlns="urn:x">
  <process id="1"/>
  <process id="2"><task/>
    <task/>
  </process>
</definitions>
"""
FRONT = """\
---
owner: x
tags:
  - a
---
# Title
"""


@pytest.mark.parametrize(
    ("syntax", "text", "pointer", "line"),
    [
        ("yaml", YAML, "0", 2),
        ("yaml", YAML, "0/kind", 2),
        ("yaml", YAML, "0/list/0/port/number", 5),
        ("yaml", YAML, "0/list/1/name", 7),
        ("yaml", YAML, "0/odd", 8),
        ("yaml", YAML, "0/copy/name", 10),  # what an alias repeats stands where it is repeated
        ("yaml", YAML, "1/a~1b/c~0d", 12),
        ("yaml", YAML, "0/list/7/name", 3),  # what is not there: what is around it
        ("json", JSON, "0", 2),
        ("json", JSON, "0/a/c~1d/1/x", 5),
        ("json", JSON, "0/e", 7),
        ("json", JSON, "0/a/nowhere", 3),
        ("json", '{"a": {"b": 1}}', "0/a/b", 1),
        ("json-lines", '{"a": 1}\n\n{"a": 2}\n', "2/a", 3),
        ("json", '{"a": 1}\n{"a": 2}\n', "1/a", 2),
        ("xml", XML, "/definitions/process[2]/task[2]", 5),
        ("xml", XML, "/definitions/process[1]", 3),
        ("text", FRONT, "0/tags/0", 4),
    ],
)
def test_the_line_of_a_place(syntax: Syntax, text: str, pointer: str, line: int) -> None:
    assert lines_of("file", text, syntax, [pointer, "L1"]) == {pointer: line}


@pytest.mark.parametrize("syntax", ["yaml", "json", "json-lines", "xml", "text"])
@pytest.mark.parametrize("text", ["", "{", "[" * 10_000, "<a", "---\n- &a [*a]", "\x00", "a: 'b"])
def test_a_text_that_cannot_be_parsed_has_no_lines(syntax: Syntax, text: str) -> None:
    found = lines_of("file", text, syntax, ["0/a/b", "5/c"])
    assert all(1 <= line <= 2 for line in found.values())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text('ab/~"\\:#- \n', max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab/~ \"'{", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def _pointers(value: Any, before: str) -> list[str]:
    found = [before]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _pointers(inner, f"{before}/{escaped(key)}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += _pointers(inner, f"{before}/{number}")
    return found


@given(VALUES)
def test_json_and_yaml_agree_where_a_text_is_both(value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=True)
    pointers = _pointers(value, "0")
    by_json = lines_of("a.json", text, "json", pointers)
    assert by_json == lines_of("a.yaml", text, "yaml", pointers)
    assert sorted(by_json) == sorted(set(pointers))
    rows = text.split("\n")
    for pointer, line in by_json.items():
        if isinstance(value, dict) and pointer.count("/") == 1:
            key = pointer[2:].replace("~1", "/").replace("~0", "~")
            assert rows[line - 1].strip().startswith(json.dumps(key))


def test_the_lines_of_what_a_file_says_are_read_with_it(tmp_path: Path) -> None:
    said = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "mill"},
        "spec": {"type": "service", "owner": "millers"},
    }
    (tmp_path / "catalog-info.yaml").write_text("# one\n" + yaml.safe_dump(said, sort_keys=False))
    found = read_file(tmp_path, "catalog-info.yaml", load_ontology(environ={}))
    assert found.lines["0/spec/owner"] == 8
