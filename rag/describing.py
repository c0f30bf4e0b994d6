"""Questions about things that they describe: read with a pronoun in the place of the description, which is then filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graph.ontology import Ontology
from rag.algebra import Answer, Entity, Listing, Value
from rag.described import DescribedSpan, dated_deed, described_at_end, described_spans
from rag.descriptions import Described
from rag.doing import Doing
from rag.grammar import fill_answer
from rag.lexicon import Costs, Lexicon
from rag.link import link
from rag.names import NameIndex
from rag.predicate import HOLE
from rag.reading import Reading
from rag.typing import well_typed
from rag.words import tokens

__all__ = ["Describing"]

LONGEST = 300
MOST_TRIED = 4  # stretches whose descriptions are looked up
MOST_WORDS = 60
FRONTED = re.compile(r"\s*[:–—]\s*|,\s+|\s+-+\s+")
Holed = Sequence[tuple[Answer, float]]


@dataclass(frozen=True, slots=True)
class Describing:
    """Readings of sentences that describe a thing; `holed` reads a sentence with a pronoun left open."""

    ontology: Ontology
    lexicon: Lexicon
    names: NameIndex
    costs: Costs
    describes: Callable[[str, frozenset[str], str], Sequence[Described]]
    holed: Callable[[str, int], Holed]

    @property
    def doing(self) -> Doing:
        """Readings of what somebody can do."""
        mask, dear = self.lexicon.meaning.mask, self.costs["name"]["described"]
        return Doing(self.ontology, self.describes, self.holed, mask, dear)

    def readings(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """The readings of the best description in the question, or in what is said before it."""
        if len(asked) > LONGEST:
            return []
        return (
            self._done(asked)
            or self._inside(asked)
            or self._before(asked, told)
            or self._asked_for(asked)
        )

    def _done(self, asked: str) -> list[Reading]:
        """ "When did we decide to rent the till": the day of what says so."""
        lattice = link(tokens(asked)[:MOST_WORDS], asked, self.lexicon, self.names)
        found = dated_deed(lattice, asked, self.lexicon)
        if found is None:
            return []
        name, text, labels = found
        dear = self.costs["name"]["described"]
        things = self.describes(text, labels, "")
        return [Reading(Value(Entity((thing.urn,)), name), dear) for thing in things]

    def _inside(self, asked: str) -> list[Reading]:
        """ "Who owns the thing that sends invoices"."""
        lattice = link(tokens(asked)[:MOST_WORDS], asked, self.lexicon, self.names)
        spans = [
            (holed[0][1] + span.cost, -len(span.text), span, holed)
            for span in described_spans(lattice, asked, self.lexicon)
            if (holed := self._open(asked, span))
        ]
        spans.sort(key=lambda s: s[:2])
        kept = [s for s in spans if s[0] <= spans[0][0] + 2 * self.costs["choice"]["margin"]]
        return self._best((span, holed) for _, _, span, holed in kept[:MOST_TRIED])

    def _open(self, asked: str, span: DescribedSpan) -> Holed:
        """The readings without the description; more must be asked of a thing that no word says is one."""
        holed = self.holed(f"{asked[: span.start]} it {asked[span.end :]}", 0)
        bare = Listing(HOLE)
        return holed if not span.cost else [h for h in holed if h[0] != bare]

    def _before(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """ "There is a program that sends invoices; who owns it?", "The thing that …: who owns it?"."""
        clauses = [(t, asked) for t in reversed(told)]
        clauses += [(asked[: m.start()], asked[m.end() :]) for m in FRONTED.finditer(asked)]
        return self._best(self._introduced(clauses))

    def _introduced(
        self, clauses: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[DescribedSpan, Holed]]:
        for before, after in clauses[:MOST_TRIED]:
            said = f"so {before}"  # the class may be the first word
            lattice = link(tokens(said)[:MOST_WORDS], said, self.lexicon, self.names)
            span = described_at_end(lattice, said, self.lexicon)
            if span is not None and (holed := self.holed(after, 0)):
                yield span, holed

    def _asked_for(self, asked: str) -> list[Reading]:
        """ "Which model spots nasty remarks": the description is the whole of what is said."""
        lattice = link(tokens(asked)[:MOST_WORDS], asked, self.lexicon, self.names)
        span = described_at_end(lattice, asked, self.lexicon)
        if span is None:
            return []
        things = self.describes(span.text, span.labels, span.kind)
        dear = self.costs["name"]["described"]
        return [Reading(Listing(Entity((thing.urn,))), dear) for thing in things]

    def _best(self, spans: Iterator[tuple[DescribedSpan, Holed]]) -> list[Reading]:
        """The readings of the first description that means one thing, else of the first that means a few."""
        few: list[Reading] = []
        for span, holed in spans:
            things = self.describes(span.text, span.labels, span.kind)
            made = self._filled(holed, things)
            if made and len(things) == 1:
                return made
            few = few or made
        return few

    def _filled(self, holed: Holed, things: Sequence[Described]) -> list[Reading]:
        """The cheapest reading with each thing in the place of the pronoun, where types allow it."""
        dear = self.costs["name"]["described"]
        for answer, cost in holed:
            made = [
                filled
                for thing in things
                if well_typed(filled := fill_answer(answer, Entity((thing.urn,))), self.ontology)
            ]
            if made:
                return [Reading(filled, round(cost + dear, 4)) for filled in made]
        return []
