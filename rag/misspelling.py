"""Misspelled words of the language, put right before its phrases are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.forms import without_vowels
from rag.guessed import Guesses
from rag.lattice import Edge, Lattice
from rag.lexicon import Lexicon
from rag.names import NameIndex
from rag.phrases import Phrases
from rag.spelling import COMMON, Spelled, frequency, respelled
from rag.words import Token

__all__ = ["Rereading"]

BEYOND = "\0"  # after a word that is not to be corrected: no phrase holds it


@dataclass(frozen=True, slots=True)
class Rereading:
    """One sentence whose strange words may be words of the language with a slip in them."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    names: NameIndex
    guesses: Guesses

    def read(self, lattice: Lattice) -> list[str]:
        """Add the phrases of language and ontology; the folded words, misspelled ones put right."""
        costs, entries = self.lexicon.costs["spelling"], self.lexicon.entries
        meant = dict(self._misspelled())
        words = [
            meant[i][0].word if i in meant else token.fold for i, token in enumerate(self.tokens)
        ]
        read = [
            token._replace(fold=word + BEYOND if self._beyond(i, meant) else word)
            for i, (token, word) in enumerate(zip(self.tokens, words, strict=True))
        ]
        Phrases(read, self.lexicon, self.names).read(lattice)
        meant = {i: found for i, found in meant.items() if found[0].word in self.lexicon.words}
        dear = {i: costs["far" if found[0].slips > 1 else "near"] for i, found in meant.items()}
        for at, edge in enumerate(lattice.edges if dear else ()):
            more = sum(dear.get(k, 0.0) for k in range(edge.start, edge.end))
            if more:
                cell = edge.cell._replace(cost=edge.cell.cost + more)
                lattice.edges[at] = Edge(edge.start, edge.end, cell)
        for i, found in meant.items():
            for other in found[1:]:
                for cell in entries.get((other.word,), ()):
                    cost = cell.cost + dear[i] + costs["other"]
                    lattice.edges.append(Edge(i, i + 1, cell._replace(cost=cost)))
        return words

    def _beyond(self, i: int, meant: Collection[int]) -> bool:
        """Whether a strange word is none of the language, so that no other rule shall make it one."""
        word = self.tokens[i].fold
        return (
            i not in meant and len(word) > 3 and without_vowels(word) != word and self._strange(i)
        )

    def _misspelled(self) -> Iterator[tuple[int, list[Spelled]]]:
        """The words of the language that strange ones may be."""
        strange = [i for i in range(len(self.tokens)) if self._strange(i)]
        folds = [self.tokens[i].fold for i in strange]
        texts = [self.tokens[i].text for i in strange]
        for at, found in respelled(folds, texts, self.lexicon.by_length, self.lexicon.acronyms):
            i = strange[at]
            nearer = self.guesses.near(i)
            slips = nearer[0].slips if nearer else found[0].slips + 1
            noise = all((f.word,) in self.lexicon.noise for f in found)
            yield i, nearer[:1] if slips < found[0].slips + noise else found

    def _strange(self, i: int) -> bool:
        token = self.tokens[i]
        word = token.fold
        if not token.word or len(word) < 3 or not word.isalpha() or self._in_name(i):
            return False
        if word in self.lexicon.words or word in self.names.words or self.names.known(word):
            return False
        return frequency(word) < COMMON

    def _in_name(self, i: int) -> bool:
        """Whether a mark of names stands right beside a word."""
        token = self.tokens[i]
        after = i + 1 < len(self.tokens) and self.tokens[i + 1].glued
        return (token.glued or after) and any(
            t.fold in "-_./" for t in self.tokens[max(0, i - 1) : i + 2]
        )
