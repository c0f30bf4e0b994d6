"""Settings of editors: comments and trailing commas are read over, and nothing moves."""

from __future__ import annotations

import json

import pytest

from ingest.json_comments import may_have_comments, without_comments


def test_values_and_places_stay() -> None:
    text = '{\n  // a\n  "a": "http://x/*y*/", /* b\n  c */ "b": [1, 2,\n  ],\n}\n'
    plain = without_comments(text)
    assert json.loads(plain) == {"a": "http://x/*y*/", "b": [1, 2]}
    assert [len(line) for line in plain.split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.parametrize("path", [".vscode/mcp.json", "a/.cursor/x.json", "app/settings.json"])
def test_files_of_editors_may(path: str) -> None:
    assert may_have_comments(path)


@pytest.mark.parametrize("path", ["openapi.json", "vscode/plan.json", "mcp.json/server.json"])
def test_others_may_not(path: str) -> None:
    assert not may_have_comments(path)


@pytest.mark.parametrize("part", ["/*", '"\\', ",  ", "//", '/*"', ',"'])
def test_hostile_texts_take_linear_time(part: str) -> None:
    assert len(without_comments(part * 150_000)) == len(part) * 150_000
