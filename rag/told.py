"""What the sentences before a question tell: the things that they name, and what they say will change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.algebra import Count, Entity, Exists, Grouped, Listing, SetExpr, Union
from rag.continued import ENDS
from rag.grammar import entities
from rag.lexicon import Lexicon
from rag.link import link
from rag.names import NameIndex
from rag.reading import Reading
from rag.words import tokens

__all__ = ["LONGEST_SENTENCE", "Told"]

LONGEST_SENTENCE = 60


@dataclass(frozen=True)
class Told:
    """`readings` are those of a sentence after others."""

    lexicon: Lexicon
    names: NameIndex
    readings: Callable[[str, Sequence[str]], list[Reading]]

    def conditioned(self, asked: str, told: Sequence[str]) -> list[Reading] | None:
        """What a statement says will change or fail is the cause of what is asked after it."""
        if not told or told[-1].endswith("?") or not self._effect(asked):
            return None
        cause = f"if {told[-1].rstrip(ENDS + ' ')}, "
        found = self.readings(cause + asked, told[:-1])
        if found or not self.readings(cause + "what breaks", told[:-1]):
            return found or None
        before = self.mentioned(told)  # a reading that leaves the cause out is half an answer
        named = set(entities(before)) if before is not None else set[str]()
        return [
            r
            for r in self.readings(asked, told)
            if isinstance(r.answer, Listing | Count | Exists | Grouped)
            and named & set(entities(r.answer.of))
        ]

    def _effect(self, asked: str) -> bool:
        """Whether a sentence speaks of those that suffer from something."""
        said = tokens(asked)[:LONGEST_SENTENCE]
        lattice = link(said, asked, self.lexicon, self.names)
        return any(edge.cell.cat == "EFFECT" for edge in lattice.edges)

    def mentioned(self, told: Sequence[str]) -> SetExpr | None:
        """The thing that the sentences before the question name, the last one first."""
        for sentence in reversed(told):
            found = tokens(sentence)[:LONGEST_SENTENCE]
            lattice = link(found, sentence, self.lexicon, self.names)
            spans = sorted(lattice.edges, key=lambda e: (e.start - e.end, e.cell.cost))
            taken: list[tuple[int, int]] = []
            things: list[str] = []
            for edge in spans:
                sem = edge.cell.sem
                if edge.cell.kind != "ent" or not isinstance(sem, Entity):
                    continue
                if edge.cell.cost > self.lexicon.costs["name"]["mentioned"]:
                    continue
                if any(
                    edge.start < e and s < edge.end
                    for s, e in taken
                    if (s, e) != (edge.start, edge.end)
                ):
                    continue
                taken.append((edge.start, edge.end))
                things.extend(u for u in sem.urns if u not in things)
            if len(things) == 1:
                return Entity((things[0],))
            if things:
                return None if len(taken) == 1 else Union(tuple(Entity((u,)) for u in things))
        return None
