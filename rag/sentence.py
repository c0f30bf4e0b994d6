"""One sentence to its readings: links, chart, and what the sentences before it leave to be filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.algebra import Answer, Grouped, Listing, OfClass, SetExpr
from rag.cell import Cell
from rag.chart import parse
from rag.continued import ENDS
from rag.grammar import Ground, fill_answer, holes, without_named
from rag.lattice import Lattice
from rag.lexicon import Lexicon
from rag.link import link
from rag.names import NameIndex
from rag.orders import asks_for_others, orders
from rag.reading import Reading
from rag.told import LONGEST_SENTENCE
from rag.typing import IllTyped, check, type_of
from rag.words import tokens

__all__ = ["Sentences"]

MOST_READINGS = 12
PRONOUN = 0.1  # what it costs in the chart
LEADING = frozenset({"and", "but", "so", "then", "also", ",", "or", "now"})


@dataclass
class Sentences:
    """Readings of single sentences; `meant` is what the sentences before one name, `left` the words of the
    last one that were not understood."""

    lexicon: Lexicon
    names: NameIndex
    ground: Ground
    meant: Callable[[Sequence[str]], Sequence[SetExpr]]
    left: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._others = False

    def readings(self, asked: str, told: Sequence[str]) -> list[Reading]:
        cheapest: dict[Answer, tuple[float, Cell]] = {}
        for answer, cost, cell in self._parsed(asked, told):
            known = cheapest.get(answer)
            if known is None or cost < known[0]:
                cheapest[answer] = (cost, cell)
        found: list[Reading] = []
        for answer, (cost, cell) in sorted(cheapest.items(), key=lambda x: (x[1][0], repr(x[0]))):
            if len(found) == MOST_READINGS:
                break
            if told and cell.kind == "fragment" and _bare(answer):
                continue  # "Who is affected if X stops? Just the teams."
            try:
                check(answer, self.ground.ontology)
            except IllTyped:
                continue
            found.append(Reading(answer, round(cost, 4), cell.kind == "fragment"))
        return found

    def holed(self, sentence: str, mask: int = 0) -> list[tuple[Answer, float]]:
        """Readings in which a pronoun stands for a thing that is still to be found, of the classes of `mask`
        where that is given; the cheapest."""
        ground = self.ground.speaking_of(mask)
        said = list(tokens(sentence))
        while said and said[-1].fold in ENDS:
            said.pop()
        found: dict[Answer, float] = {}
        for variant in orders(said, self.lexicon.particles):
            lattice = link(variant, sentence, self.lexicon, self.names)
            for cell in parsed(lattice, ground):
                answer = cell.sem
                assert isinstance(answer, Answer)
                if holes(answer):
                    found[answer] = min(cell.cost, found.get(answer, cell.cost))
        ranked = sorted(found.items(), key=lambda f: (f[1], repr(f[0])))
        return ranked[:3]

    def _parsed(self, asked: str, told: Sequence[str]) -> Iterator[tuple[Answer, float, Cell]]:
        found = list(tokens(asked))
        while found and found[-1].fold in ENDS:
            found.pop()
        while len(found) > 2 and found[0].fold in LEADING:
            found.pop(0)
        if not found or len(found) > LONGEST_SENTENCE:
            self.left = (asked[:60],)
            return
        self._others = asks_for_others(found)
        before = self.meant(told)
        ground = self.ground.speaking_of(self._kinds(before))
        known: Lattice | None = None
        for variant in orders(found, self.lexicon.particles):
            lattice = link(variant, asked, self.lexicon, self.names)
            dear = self.ground.costs["shape"]["reordered"] if known is not None else 0.0
            known = known or lattice
            for cell in parsed(lattice, ground):
                for answer, cost, made in self._reading(cell, before):
                    yield answer, cost + dear, made
        assert known is not None
        self.left = tuple(known.unknown) or tuple(t.text for t in found if t.word)

    def _kinds(self, things: Sequence[SetExpr]) -> int:
        """The classes of some things."""
        try:
            return self.ground.meaning.mask(
                label for of in things for label in type_of(of, self.ground.ontology)
            )
        except IllTyped:
            return 0

    def _reading(self, cell: Cell, told: Sequence[SetExpr]) -> Iterator[tuple[Answer, float, Cell]]:
        answer = cell.sem
        assert isinstance(answer, Answer)
        cost = cell.cost
        if isinstance(answer, Grouped):
            answer = self.by_containers(answer)
        if self._others:
            answer = self._without_named(answer)
        if holes(answer):
            for before in told:
                yield fill_answer(answer, before), cost + 0.1, cell
            return
        yield answer, cost, cell

    def by_containers(self, answer: Grouped) -> Grouped:
        """Per workflow what its tasks read."""
        try:
            xs = self.ground.meaning.mask(type_of(answer.of, self.ground.ontology))
        except IllTyped:
            return answer
        ys = self.ground.meaning.mask(answer.labels)
        lift = self.ground.meaning.containers.lifted
        relation = lift(self.ground.meaning.firsts, answer.relation, xs, ys, named=True)
        return replace(answer, relation=relation)

    def _without_named(self, answer: Answer) -> Answer:
        others = without_named(answer)
        try:
            check(others, self.ground.ontology)
        except IllTyped:
            return answer
        return others


def parsed(lattice: Lattice, ground: Ground) -> list[Cell]:
    """Readings with pronouns of the classes that they stand for; of any, where these are joined by no word."""
    found = parse(lattice, ground)
    dear = ground.shape["bridge"] + PRONOUN
    if ground.spoken and not (found and found[0].cost < dear):
        return [*found, *parse(lattice, ground.speaking_of(0))]
    return found


def _bare(answer: Answer) -> bool:
    return isinstance(answer, Listing) and isinstance(answer.of, OfClass)
