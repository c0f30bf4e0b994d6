"""Questions put to a landscape in memory, and how an answer compares with the right one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from graph.landscape import Landscape, Thing
from graph.ontology import Ontology, load_ontology
from graph.projection import LEFT_OUT, Projection
from ingest.reading import read_root
from ingest.resolve import resolve
from ingest.update import update
from rag.algebra import Answer, Changes, Documents, PathOf, Value
from rag.descriptions import Descriptions
from rag.embedding import Embedder
from rag.evaluate import Result, evaluate
from rag.names import Named, NameIndex
from rag.reading import Chosen, ResultSummary, Several, Tie
from rag.rests import denied, properties_of, relations_of
from rag.said import Said, said_of
from rag.understanding import Understanding
from rag.values import kinds_of_graph, values_of_graph

TESTS = Path(__file__).parent
NOW = "2026-01-01T00:00:00+00:00"


def landscape_of(folder: Path, ontology: Ontology) -> Landscape:
    """What a folder of files says, without a store."""
    read = read_root(folder, ontology, (), {}, all_again=True, workers=1)
    change = update(folder.name, "", {}, read.results, (), run_id=NOW, now=NOW, last_run=NOW)
    return resolve(change.put, ontology).landscape


def named(landscape: Landscape) -> Iterator[Named]:
    for thing in landscape.things.values():
        holder = next(
            (k.end for k in landscape.outgoing.get(thing.urn, ()) if k.relation == "PART_OF"), None
        )
        title = thing.props.get("title")
        aliases = thing.props.get("aliases") or ()
        assert not isinstance(aliases, str | int | float | bool)
        yield Named(
            thing.urn,
            thing.label,
            thing.name,
            str(title) if title else None,
            tuple(str(a) for a in aliases),
            thing.placeholder,
            holder,
        )


def _said(landscape: Landscape) -> Iterator[Said]:
    """What descriptions of things are compared with."""
    for thing in landscape.things.values():
        aliases = thing.props.get("aliases") or ()
        assert isinstance(aliases, tuple | list)
        title = thing.props.get("title")
        yield said_of(
            thing.urn,
            thing.label,
            thing.name,
            str(title) if title else None,
            [str(a) for a in aliases],
            str(thing.props.get("description") or ""),
            str(thing.props.get("kind") or ""),
        )


@dataclass(frozen=True)
class Case:
    number: int
    ask: str
    status: str
    entities: tuple[str, ...] | None
    value: object
    groups: Mapping[str, object] | None
    choices: tuple[str, ...] | None
    ordered: bool
    intent: str
    has_value: bool
    style: str = ""
    needs_embeddings: bool = False
    scored: bool = False  # only scored, never developed on


def cases(file: Path) -> list[Case]:
    found: list[Case] = []
    for number, entry in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), 1):
        found.append(
            Case(
                number,
                entry["ask"],
                entry["status"],
                tuple(entry["entities"]) if "entities" in entry else None,
                entry.get("value"),
                entry.get("groups"),
                tuple(entry["choices"]) if "choices" in entry else None,
                bool(entry.get("ordered")),
                entry.get("intent", ""),
                "value" in entry,
                entry.get("style", ""),
                bool(entry.get("needs_embeddings")),
                bool(entry.get("scored")),
            )
        )
    return found


@dataclass(frozen=True)
class Given:
    """What came back: a status, and as much of the reply as is compared."""

    status: str
    entities: tuple[str, ...] = ()
    value: object = None
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    answer: Answer | None = None


def given_by(reply: Mapping[str, Any]) -> Given:
    """What a reply in JSON holds of that."""
    value = reply["value"]
    return Given(
        reply["status"],
        tuple(e["urn"] for e in reply["entities"]),
        tuple(value) if isinstance(value, list) else value,
        tuple(
            (r["group"].get("urn", r["group"].get("value")), tuple(e["urn"] for e in r["entities"]))
            for r in reply["rows"]
        ),
        tuple(e["urn"] for c in reply["choices"] for e in c["entities"]),
    )


class Asked:
    """One landscape, ready for questions."""

    def __init__(
        self,
        landscape: Landscape,
        ontology: Ontology | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self.ontology = ontology or load_ontology()
        self.landscape = landscape
        self.projection = Projection.of(landscape)
        names = NameIndex(self.ontology, list(named(landscape)))
        values = values_of_graph(self.projection.columns, self.ontology)
        said = list(_said(landscape))
        descriptions = Descriptions(lambda _text, _version: said, embedder)
        self.understanding = Understanding(
            self.ontology,
            names,
            values=values,
            kinds=kinds_of_graph(self.projection, self.ontology),
            now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            describes=lambda text, labels, kind: descriptions.find(text, labels, "", kind),
        )

    def ask(self, text: str) -> Given:
        readings = self.understanding.readings(text)
        decision = self.understanding.decide(readings, self.summary)
        if isinstance(decision, Chosen):
            return self._given(decision.reading.answer)
        if isinstance(decision, Several):
            return _together([self._given(r.answer) for r in decision.readings])
        if isinstance(decision, Tie):
            urns = [u for r in decision.readings for u in _urns(r.answer)]
            return Given(
                "ambiguous", choices=tuple(dict.fromkeys(urns)), answer=decision.readings[0].answer
            )
        return Given("not_understood", words=decision.words)

    def result(self, answer: Answer) -> Result:
        return evaluate(answer, self.landscape, self.ontology)

    def summary(self, answer: Answer) -> ResultSummary:
        if isinstance(answer, Documents | Changes):
            return ResultSummary(answer, False)
        found = self.result(answer)
        empty = (
            found.value in (None, 0, False) and not found.things
            if found.value is None
            else not found.things
        )
        unstated = empty and self._unstated(answer)
        return ResultSummary((found.things, found.value, found.rows), empty, unstated=unstated)

    def _given(self, answer: Answer) -> Given:
        if isinstance(answer, Documents) and not answer.cued:
            return Given("not_understood", words=(answer.text,), answer=answer)
        found = self.result(answer)
        if isinstance(answer, Documents | Changes):
            return Given("answered", answer=answer)
        status = "answered"
        if any(
            not any(len(self.projection.edges(r)) for r in alternatives)
            for alternatives in denied(answer, self.ontology)
        ):
            return Given("nothing_found", answer=answer)
        if found.value is None and not found.things:
            status = "nothing_found"
        if found.value in (0, False) and self._unstated(answer):
            status = "nothing_found"
        return Given(status, found.things, found.value, found.rows, answer=answer)

    def _unstated(self, answer: Answer) -> bool:
        projection = self.projection
        for alternatives in relations_of(answer, self.ontology):
            if alternatives and not any(len(projection.edges(r)) for r in alternatives):
                return True
        return any(n not in projection.columns and n not in LEFT_OUT for n in properties_of(answer))

    # ------------------------------------------------------------ comparing

    @cached_property
    def _called(self) -> Mapping[str, frozenset[str]]:
        return {
            urn: frozenset(way for name in _names(thing) for way in (name, _plain(name)))
            for urn, thing in self.landscape.things.items()
        }

    def same(
        self, urns: Iterable[str], wanted: Iterable[str], *, allowed: frozenset[str] = frozenset()
    ) -> bool:
        """Whether the things are those wanted; `allowed` labels may come on top."""
        left = list(dict.fromkeys(urns))
        for want in wanted:
            label, _, name = want.partition(":")
            hit = next(
                (
                    u
                    for u in left
                    if self.landscape.things[u].label == label
                    and not self._called[u].isdisjoint((name.casefold(), _plain(name)))
                ),
                None,
            )
            if hit is None:
                return False
            left.remove(hit)
        return all(self.landscape.things[u].label in allowed for u in left)

    def right(self, case: Case, given: Given) -> bool:
        if given.status != case.status:
            return False
        if case.status == "ambiguous":
            return case.choices is None or self.same(given.choices, case.choices)
        if case.status != "answered" or isinstance(given.answer, Documents | Changes):
            return True
        parts = (
            frozenset({"Operation", "Task", "Field"})
            if case.intent == "impact"
            else frozenset[str]()
        )
        if case.entities is not None and not isinstance(given.answer, Value):
            if case.ordered or isinstance(given.answer, PathOf):
                wanted = [[e] for e in case.entities]
                if len(given.entities) != len(wanted):
                    return False
                if not all(self.same([u], w) for u, w in zip(given.entities, wanted, strict=True)):
                    return False
            elif case.groups is not None:
                kept = [g for g, xs in given.rows if xs]
                if not self.same(kept, case.entities):
                    return False
            elif not self.same(given.entities, case.entities, allowed=parts):
                return False
        if case.groups is not None and not self._same_groups(case.groups, given):
            return False
        if case.has_value:
            return _same_value(given.value, case.value)
        return True

    def _heads(self, head: str, want: str) -> bool:
        """Whether a group is the wanted one: a thing, or the value of a property ("1", "tier:1")."""
        if head in self.landscape.things:
            return self.same([head], [want])
        return head.casefold() == want.rpartition(":")[2].strip().casefold()

    def _same_groups(self, groups: Mapping[str, object], given: Given) -> bool:
        rows = [(g, xs) for g, xs in given.rows if xs]
        for want, inner in groups.items():
            row = next((r for r in rows if self._heads(r[0], want)), None)
            if row is None:
                return False
            if isinstance(inner, list):
                if not self.same(row[1], [str(x) for x in inner]):
                    return False
            elif len(row[1]) != inner:
                return False
        return True


def _together(found: Sequence[Given]) -> Given:
    values = [g.value for g in found if g.value is not None]
    status = "answered" if any(g.status == "answered" for g in found) else found[0].status
    return Given(
        status,
        tuple(dict.fromkeys(u for g in found for u in g.entities)),
        values[0] if len(values) == 1 else tuple(values) or None,
        tuple(row for g in found for row in g.rows),
        answer=found[-1].answer,
    )


def _same_value(given: object, wanted: object) -> bool:
    def flat(v: object) -> list[str]:
        many = v if isinstance(v, list | tuple) else [v]
        return sorted(str(x).casefold() for x in many)

    if isinstance(wanted, dict):
        wanted = list(wanted.values())
    if isinstance(given, bool) != isinstance(wanted, bool):
        return False
    return set(flat(given)) == set(flat(wanted))


def _plain(name: str) -> str:
    """A name without the marks between its words."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _names(thing: Thing) -> Iterator[str]:
    yield thing.name.casefold()
    for key in ("title", "path"):
        if thing.props.get(key):
            yield str(thing.props[key]).casefold()
    aliases = thing.props.get("aliases") or ()
    assert not isinstance(aliases, str | int | float | bool)
    yield from (str(a).casefold() for a in aliases)
    if thing.label == "Document":
        yield thing.urn.rsplit(":", 1)[-1].casefold()


def _urns(answer: object) -> list[str]:
    import re

    return [
        u
        for group in re.findall(r"urns=\(([^)]*)\)", repr(answer))
        for u in re.findall(r"'([^']+)'", group)
    ]
