"""Whatever a file holds, a connector yields facts of the ontology and rejects, and never fails.

Files are the goldens', changed: values replaced or taken away in data (YAML, JSON, front matter), and
lines and characters in any text (XML, CSV, Turtle, SQL and all others too).
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.connector import Connector
from ingest.documents import Document
from ingest.files import text_of
from tests.checks import CONNECTORS, ONTOLOGY, documents, parsed, run, samples

pytestmark = pytest.mark.slow

BOUNDED = settings(
    max_examples=100,  # for each of some eighty connectors, in each test
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_LEAVES = [None, True, 0, -1.5, "", " ", "x", "a/b", "a:b", "@a/b", "{{ x }}", "${x}", "'`\"<b>"]
_MORE = ["😀", "a.b.c:1", "http://", "#/", "[", "\x00", "%", "2026-13-45", "9" * 30]
_SCRAPS = ["---\n", "\t", "[", "\r", "<", ">", "&x;", '"', "'", "{", "}", "(", ")", ";", ",", "#"]
_ODD = ["<!-- ", "]]>", '<!DOCTYPE a [<!ENTITY e "e">]>', "\ufeff", "0", "::", "@", "*", "\\"]

LEAVES = [*_LEAVES, *_MORE]
SCRAPS = [*_SCRAPS, *_ODD]

junk = st.recursive(
    st.sampled_from(LEAVES) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
EVERY = pytest.mark.parametrize("connector", CONNECTORS, ids=lambda c: c.name)


def mutated(draw: st.DrawFn, data: Any) -> Any:
    """The data with some values replaced by others, taken away, or put into another shape."""
    match draw(st.integers(0, 9)):
        case 0:
            return draw(junk)
        case 1:
            return [data, data]
        case 2:
            return {"key": data}
        case _ if isinstance(data, dict) and data:
            key = draw(st.sampled_from(sorted(data)))
            inner = mutated(draw, data[key])
            return {**data, key: inner} if draw(st.booleans()) else _without(data, key, inner)
        case _ if isinstance(data, list) and data:
            position = draw(st.integers(0, len(data) - 1))
            return [*data[:position], mutated(draw, data[position]), *data[position + 1 :]]
        case _:
            return draw(st.sampled_from(LEAVES))


def _without(data: dict[str, Any], key: str, other: Any) -> dict[str, Any]:
    rest = {k: v for k, v in data.items() if k != key}
    return {**rest, "other": other}


def scratched(draw: st.DrawFn, text: str) -> str:
    """The text with a run of characters replaced, or a line taken away, doubled or moved."""
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    match draw(st.integers(0, 5)):
        case 0:
            return "\n".join(lines[:number] + lines[number + 1 :])
        case 1:
            return "\n".join(lines[: number + 1] + lines[number:])
        case 2:
            other = draw(st.integers(0, len(lines) - 1))
            lines[number], lines[other] = lines[other], lines[number]
            return "\n".join(lines)
        case _:
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, min(len(text), start + 40)))
            return text[:start] + draw(st.text(max_size=8) | st.sampled_from(SCRAPS)) + text[end:]


@EVERY
@BOUNDED
@given(st.data())
def test_mutated_documents(connector: Connector, data: st.DataObject) -> None:
    originals = [d for d in documents(connector) if d.data is not None]
    if not originals:
        return
    original = data.draw(st.sampled_from(originals))
    draw: st.DrawFn = data.draw  # type: ignore[assignment]
    content: Any = json.loads(json.dumps(original.data))
    for _ in range(data.draw(st.integers(1, 4))):
        content = mutated(draw, content)
    others = [text for _, text in samples(connector.name)]
    found = data.draw(st.sampled_from([None, *others]))
    run(
        connector,
        Document(
            original.path,
            0,
            content,
            ONTOLOGY,
            original.text,
            original.line,
            source=None if found is None else lambda _: found,
        ),
    )


@EVERY
@BOUNDED
@given(st.data())
def test_mutated_texts(connector: Connector, data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from(samples(connector.name)))
    draw: st.DrawFn = data.draw  # type: ignore[assignment]
    for _ in range(data.draw(st.integers(1, 3))):
        text = scratched(draw, text)
    for doc in parsed(path, text):
        run(connector, doc)


@settings(BOUNDED, max_examples=60)
@given(junk, st.sampled_from(["a.yaml", "a.json", "x.cartulary.yaml", "CODEOWNERS", "a.md"]))
def test_sniffing_any_data(data: Any, path: str) -> None:
    doc = Document(path, 0, data, ONTOLOGY, "text")
    for connector in CONNECTORS:
        connector.reads.matches(doc)


@settings(BOUNDED, max_examples=60)
@given(
    st.text(max_size=60),
    st.sampled_from(sorted({p for c in CONNECTORS for p, _ in samples(c.name)})),
)
def test_any_text_under_any_name(text: str, path: str) -> None:
    content = text_of(path, text.encode("utf-8", "surrogatepass"))
    if isinstance(content, str):
        for doc in parsed(path, content):
            for connector in CONNECTORS:
                run(connector, doc)


def test_goldens_give_the_fuzzer_something_to_change() -> None:
    assert all(samples(c.name) for c in CONNECTORS)
    assert {c.name for c in CONNECTORS if not documents(c)} == set()
