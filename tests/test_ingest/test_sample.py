"""The sample landscapes: the graph holds what their hand-made lists of things and relations say, and no more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from graph.landscape import Landscape, Thing
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from tests.records import of_folder

ROOT = Path(__file__).parents[2]
LISTS = [
    ROOT / "examples" / "landscape.facts.md",
    *sorted((ROOT / "tests" / "golden" / "landscapes").glob("*.facts.md")),
]
HEADING = re.compile(r"### (?P<name>\w+) \((?P<count>\d+)\)")
ONTOLOGY = load_ontology(environ={})


@cache
def tables(path: Path) -> dict[str, list[list[str]]]:
    """The rows under each `### name (count)`, as their cells."""
    found: dict[str, list[list[str]]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = HEADING.match(line)
            name = heading["name"] if heading else ""
            if heading:
                found[name] = []
        elif name and line.startswith("| ") and not line.startswith(("| name |", "| from |")):
            found[name].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@cache
def graph(path: Path) -> Landscape:
    return of_folder(path.with_name(path.name.removesuffix(".facts.md")), ONTOLOGY)


def called(thing: Thing, listed: set[str]) -> str:
    """A thing as the lists name it: a document by its path, a policy by its name or its title."""
    if thing.label == Label.DOCUMENT:
        sources = thing.props["sources"]
        assert isinstance(sources, tuple)
        return sources[0].partition("/")[2].partition("#")[0]
    title = str(thing.props.get("title", ""))
    return title if thing.label == Label.POLICY and title in listed else thing.name


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.stem)
def test_things(path: Path) -> None:
    found = tables(path)
    for label in Label:
        if label in found:
            things = [t for t in graph(path).things.values() if t.label == label]
            wanted = {row[0] for row in found[label]}
            assert {called(t, wanted) for t in things if not t.placeholder} == wanted, label


def told(relation: str, start: str, end: str) -> bool:
    """Whether the lists give such relations; those of fields and operations they give otherwise."""
    labels = {start.partition(" ")[0], end.partition(" ")[0]}
    if relation == Rel.PART_OF:
        return not labels & {Label.FIELD, Label.OPERATION}
    return relation != Rel.DERIVED_FROM or Label.FIELD not in labels


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.stem)
def test_relations(path: Path) -> None:
    things = graph(path).things
    policies = {row[0] for row in tables(path).get(Label.POLICY, ())}
    said: dict[str, set[tuple[str, str]]] = {}
    for link in graph(path).links.values():
        start, end = (
            f"{thing.label} {called(thing, policies)}"
            for thing in (things[link.start], things[link.end])
        )
        if told(link.relation, start, end):
            said.setdefault(link.relation, set()).add((start, end))
    listed = {name: rows for name, rows in tables(path).items() if name in ONTOLOGY.relations}
    assert set(said) == set(listed)
    for relation, rows in listed.items():
        pairs = {(row[0], row[1].removesuffix(" (placeholder)")) for row in rows}
        wanted = {(start, end) for start, end in pairs if told(relation, start, end)}
        assert said[relation] == wanted, relation
