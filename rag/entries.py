"""Phrases and the cells that they can be, and what is known of the words that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graph.ontology import Property
from rag.cell import Cell, Verb
from rag.forms import Key, split, without_vowels

__all__ = ["Entries"]


@dataclass(kw_only=True)
class Entries:
    """Phrases (folded words and marks) to the cells that they can be."""

    entries: dict[Key, list[Cell]] = field(default_factory=dict[Key, list[Cell]])
    noise: set[Key] = field(default_factory=set[Key])
    taught: set[Key] = field(default_factory=set[Key])  # phrases that only the graph knows

    def _add_each(self, phrases: Iterable[str], cell: Cell) -> None:
        for phrase in phrases:
            self._add(phrase, cell)

    def _add(self, phrase: str, cell: Cell) -> None:
        key = split(phrase)
        if not key:
            return
        cells = self.entries.setdefault(key, [])
        for i, other in enumerate(cells):
            if other.cat == cell.cat and other.key == cell.key:
                if cell.cost < other.cost:
                    cells[i] = cell
                return
        cells.append(cell)

    @cached_property
    def longest(self) -> int:
        return max(len(k) for k in (*self.entries, *self.noise))

    @cached_property
    def prefixes(self) -> frozenset[Key]:
        return frozenset(k[:i] for k in (*self.entries, *self.noise) for i in range(1, len(k) + 1))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every single word that is part of a phrase."""
        return frozenset(w for k in (*self.entries, *self.noise) for w in k)

    @cached_property
    def content_words(self) -> tuple[str, ...]:
        """Words that spelling mistakes are corrected to."""
        return tuple(sorted(w for w in self.words if len(w) > 3 and w.isalpha()))

    @cached_property
    def by_length(self) -> Mapping[int, Sequence[str]]:
        """The same and shorter ones, by their length."""
        found: dict[int, list[str]] = {}
        for word in sorted(w for w in self.words if len(w) > 2 and w.isalpha()):
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def consonants(self) -> Mapping[str, tuple[str, ...]]:
        """Words by their consonants: what is written without its vowels."""
        found: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) > 3 and word.isalpha():
                found.setdefault(word[0] + without_vowels(word[1:]), []).append(word)
        return {key: tuple(words) for key, words in found.items()}

    @cached_property
    def particles(self) -> Mapping[str, frozenset[str]]:
        """The verbs that each preposition may belong to."""
        found: dict[str, set[str]] = {}
        for key, cells in self.entries.items():
            if len(key) == 2 and any(isinstance(c.sem, Verb) for c in cells):
                found.setdefault(key[1], set()).add(key[0])
        return {word: frozenset(verbs) for word, verbs in found.items()}

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Single words of the ontology and of the language, not of the graph."""
        kept = (k for k in (*self.entries, *self.noise) if k not in self.taught)
        return frozenset(w for k in kept for w in k)

    def typed(self, p: Property, text: str) -> str | int | float | bool:
        """A value as its property holds it."""
        if p.type == "integer" and text.lstrip("-").isdigit():
            return int(text)
        if p.type == "number":
            return float(text)
        if p.type == "boolean":
            return text == "true"
        return text
