"""Whatever a file holds, a connector yields facts of the ontology and rejects, and never fails."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.facts import Alias, Edge, Fact, Node, OwnsPath, Passage, Ref, Reject, RunEvent, Selects
from graph.ontology import load_ontology, shipped_files
from ingest.connector import Connector, discover
from ingest.documents import Document
from ingest.parse import Unreadable
from ingest.properties import RESERVED
from ingest.read import documents_of, syntax_of
from tests.notation import EXPECTED, GOLDENS

ONTOLOGY = load_ontology(shipped_files())
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LEAVES = [
    None,
    True,
    0,
    -1.5,
    "",
    " ",
    "x",
    "a/b",
    "a:b",
    "@a/b",
    "{{ x }}",
    "${x}",
    "'`\"<b>",
    "😀",
    "a.b.c:1",
]

junk = st.recursive(
    st.sampled_from(LEAVES) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@cache
def samples(name: str) -> tuple[tuple[str, str], ...]:
    """(path, text) of the files of the connector's goldens."""
    files = [p for p in sorted((GOLDENS / name).rglob("*")) if p.is_file() and p.name != EXPECTED]
    return tuple(
        (str(p.relative_to(GOLDENS / name)), p.read_text("utf-8", "replace")) for p in files
    )


@cache
def documents(name: str) -> tuple[Document, ...]:
    """The documents of the goldens that the connector reads."""
    connector = next(c for c in discover() if c.name == name)
    found: list[Document] = []
    for path, text in samples(name):
        try:
            found += [
                d
                for d in documents_of(path, text, ONTOLOGY, syntax=syntax_of(path, discover()))
                if connector.reads.matches(d)
            ]
        except Unreadable:
            continue
    return tuple(found)


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


@pytest.mark.parametrize("connector", discover(), ids=lambda c: c.name)
@BOUNDED
@given(st.data())
def test_mutated_documents(connector: Connector, data: st.DataObject) -> None:
    originals = [d for d in documents(connector.name) if d.data is not None]
    if not originals:
        return
    original = data.draw(st.sampled_from(originals))
    draw: st.DrawFn = data.draw  # type: ignore[assignment]
    content: Any = json.loads(json.dumps(original.data))
    for _ in range(data.draw(st.integers(1, 4))):
        content = mutated(draw, content)
    doc = Document(original.path, 0, content, ONTOLOGY, original.text, original.line)
    run(connector, doc)


@pytest.mark.parametrize("connector", discover(), ids=lambda c: c.name)
@BOUNDED
@given(st.data())
def test_mutated_texts(connector: Connector, data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from(samples(connector.name)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    text = (
        text[:start]
        + data.draw(st.text(max_size=10) | st.sampled_from(["---\n", "\t", "[", "\r"]))
        + text[end:]
    )
    try:
        found = list(documents_of(path, text, ONTOLOGY, syntax=syntax_of(path, discover())))
    except Unreadable:
        return
    for doc in found:
        run(connector, doc)


@BOUNDED
@given(
    junk, st.sampled_from(["a.yaml", "a.json", "x.cartulary.yaml", "CODEOWNERS", "a.rego", "a.md"])
)
def test_sniffing_any_data(data: Any, path: str) -> None:
    doc = Document(path, 0, data, ONTOLOGY, "text")
    for connector in discover():
        connector.reads.matches(doc)


def run(connector: Connector, doc: Document) -> None:
    if connector.reads.matches(doc):
        for said in connector.read(doc):
            check(said)
        for problem in doc.problems:
            check(problem)


def check(said: Fact | Reject) -> None:
    """What is said is in the ontology's terms and can be stored."""
    match said:
        case Reject():
            assert said.reason
        case Node():
            known(said.ref)
            assert said.ref.name, said
            storable(said.props)
            assert set(said.places) <= set(said.props)
        case Edge():
            known(said.start)
            known(said.end)
            assert said.relation in ONTOLOGY.relations
            storable(said.props)
        case Selects():
            known(said.source)
            assert said.relation in ONTOLOGY.relations
        case Alias():
            known(said.ref)
        case OwnsPath():
            for owner in said.owners:
                known(owner)
        case Passage():
            known(said.document)
            assert said.text
        case RunEvent():
            known(said.job)


def known(ref: Ref) -> None:
    assert ref.label in ONTOLOGY.classes
    assert set(ref.among) <= set(ONTOLOGY.classes)
    if ref.within is not None:
        known(ref.within)


def storable(props: Any) -> None:
    assert not set(props) & RESERVED
    for name, value in props.items():
        assert isinstance(name, str)
        values = value if isinstance(value, tuple) else (value,)
        assert all(isinstance(v, (str, int, float, bool)) for v in values), (name, value)
        assert not any(isinstance(v, int) and abs(v) >= 2**63 for v in values)


def test_goldens_give_the_fuzzer_something_to_change() -> None:
    assert all(samples(c.name) for c in discover())
    assert {c.name for c in discover() if not documents(c.name)} == set()
    assert Path(GOLDENS).is_dir()
