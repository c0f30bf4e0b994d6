"""Path expressions of derived relations: `CALLS - (DEPENDS_ON | CONSUMES/^PROVIDES)`, parsed and followed.

`/` then, `|` or, `-` but not (binding in that order), `^` the inverse of one relation or group, `+` one
or more times, `[Class]` restricts the end. The grammar is described in `ontologies/meta.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from graph.closure import Path, step_over
from graph.errors import OntologyError
from graph.ontology import Ontology
from graph.projection import Projection

__all__ = [
    "Alternative",
    "Exclusion",
    "Expression",
    "Follower",
    "Hop",
    "Repeated",
    "Restricted",
    "Sequence",
    "inverse",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Hop:
    relation: str
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    first: Expression
    second: Expression


@dataclass(frozen=True, slots=True)
class Alternative:
    one: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class Exclusion:
    of: Expression
    without: Expression


@dataclass(frozen=True, slots=True)
class Repeated:
    of: Expression


@dataclass(frozen=True, slots=True)
class Restricted:
    """The end (or, of an inverse, the start) is of a class."""

    of: Expression
    kind: str
    at_end: bool = True


Expression: TypeAlias = Hop | Sequence | Alternative | Exclusion | Repeated | Restricted

TOKEN = re.compile(r"\s*(?:(?P<name>\w+)|(?P<mark>[/|\-^+()\[\]]))")


def parse(text: str, ontology: Ontology) -> Expression:
    """Raises OntologyError for what is no expression or names an unknown relation or class."""
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise OntologyError(f"path {text!r}: {text[at:].strip()[:20]!r} is no part of a path")
        tokens.append(found["name"] or found["mark"])
        at = found.end()
    parser = _Parser(text, tokens, ontology)
    parsed = parser.exclusion()
    if parser.tokens:
        raise OntologyError(f"path {text!r}: {parser.tokens[0]!r} is not expected there")
    return parsed


class _Parser:
    def __init__(self, text: str, tokens: list[str], ontology: Ontology) -> None:
        self.text = text
        self.tokens = tokens
        self.ontology = ontology

    def take(self, wanted: str) -> bool:
        if self.tokens and self.tokens[0] == wanted:
            del self.tokens[0]
            return True
        return False

    def name(self, known: Iterable[str]) -> str:
        found = self.tokens.pop(0) if self.tokens else ""
        if found not in known:
            raise OntologyError(f"path {self.text!r}: {found or 'its end'!r} names nothing known")
        return found

    def close(self, mark: str) -> None:
        if not self.take(mark):
            raise OntologyError(f"path {self.text!r}: {mark!r} is missing")

    def exclusion(self) -> Expression:
        found = self.alternative()
        while self.take("-"):
            found = Exclusion(found, self.alternative())
        return found

    def alternative(self) -> Expression:
        found = self.sequence()
        while self.take("|"):
            found = Alternative(found, self.sequence())
        return found

    def sequence(self) -> Expression:
        found = self.unary()
        while self.take("/"):
            found = Sequence(found, self.unary())
        return found

    def unary(self) -> Expression:
        turned = self.take("^")
        if self.take("("):
            found = self.exclusion()
            self.close(")")
        else:
            found = Hop(self.name(self.ontology.relations))
        if turned:
            found = inverse(found)
        while True:
            if self.take("+"):
                found = Repeated(found)
            elif self.take("["):
                found = Restricted(found, self.name(self.ontology.classes))
                self.close("]")
            else:
                return found


def inverse(expression: Expression) -> Expression:
    match expression:
        case Hop(relation, forward):
            return Hop(relation, not forward)
        case Sequence(first, second):
            return Sequence(inverse(second), inverse(first))
        case Alternative(one, other):
            return Alternative(inverse(one), inverse(other))
        case Exclusion(of, without):
            return Exclusion(inverse(of), inverse(without))
        case Repeated(of):
            return Repeated(inverse(of))
        case Restricted(of, kind, at_end):
            return Restricted(inverse(of), kind, not at_end)
        case _:
            assert_never(expression)


class Follower:
    """Follows expressions from a thing to all ends, each with the shortest path to it."""

    def __init__(self, projection: Projection, ontology: Ontology) -> None:
        self._projection = projection
        self._ontology = ontology

    def follow(self, expression: Expression, node: int) -> dict[int, Path]:
        """Ends by node, ascending; the thing itself too where the expression leads back to it."""
        return dict(sorted(self._follow(expression, node).items()))

    def _follow(self, expression: Expression, node: int) -> dict[int, Path]:
        match expression:
            case Hop(relation, forward):
                return self._hop(relation, forward, node)
            case Sequence(first, second):
                found: dict[int, Path] = {}
                for middle, path in sorted(self._follow(first, node).items()):
                    for end, rest in self._follow(second, middle).items():
                        _keep(found, end, (*path, *rest))
                return found
            case Alternative(one, other):
                found = self._follow(one, node)
                for end, path in self._follow(other, node).items():
                    _keep(found, end, path)
                return found
            case Exclusion(of, without):
                found = self._follow(of, node)
                excluded = self._follow(without, node) if found else {}
                return {end: path for end, path in found.items() if end not in excluded}
            case Repeated(of):
                return self._repeat(of, node)
            case Restricted(of, kind, at_end):
                if not at_end:
                    return self._follow(of, node) if self._is(node, kind) else {}
                found = self._follow(of, node)
                return {end: path for end, path in found.items() if self._is(end, kind)}
            case _:
                assert_never(expression)

    def _hop(self, relation: str, forward: bool, node: int) -> dict[int, Path]:
        graph = self._projection
        edges = graph.out_of(node, relation) if forward else graph.into(node, relation)
        ends = (graph.end if forward else graph.start)[edges].tolist()
        return {
            end: (step_over(graph, edge, forward=forward),)
            for end, edge in zip(ends, edges.tolist(), strict=True)
        }

    def _repeat(self, of: Expression, node: int) -> dict[int, Path]:
        found: dict[int, Path] = {}
        level: dict[int, Path] = {node: ()}
        while level:
            ahead: dict[int, Path] = {}
            for here, path in sorted(level.items()):
                for end, step in self._follow(of, here).items():
                    if end not in found:
                        _keep(ahead, end, (*path, *step))
            found.update(ahead)
            level = ahead
        return found

    def _is(self, node: int, kind: str) -> bool:
        label = self._projection.label_of(node)
        return label in self._ontology.classes and self._ontology.is_a(label, kind)


def _keep(found: dict[int, Path], end: int, path: Path) -> None:
    if end not in found or len(path) < len(found[end]):
        found[end] = path
