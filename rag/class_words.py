"""Words for classes: whether a stretch is one, which labels it means, and which of them have a text."""

from __future__ import annotations

from dataclasses import dataclass

from rag.lexicon import Lexicon

__all__ = ["ClassWords"]


@dataclass(frozen=True, slots=True)
class ClassWords:
    lexicon: Lexicon

    def has(self, words: str) -> bool:
        """Whether a stretch is a word for a class, in either number."""
        return bool(self._masks(tuple(words.casefold().split())))

    def means(self, words: str, sort: str) -> bool:
        """Whether a stretch is a word for a class, speaks of a change, or begins with a verb for one."""
        match sort:
            case "class":
                return self.has(words)
            case "change":
                return self.lexicon.has("CHANGENOUN", words)
            case _:
                return self.lexicon.has("CHANGE", words, first=True)

    def kinds(self, word: str) -> frozenset[str]:
        """The labels that a word for a class means, in either number."""
        labels = self.lexicon.meaning.labels
        return frozenset(n for mask in self._masks((word,)) for n in labels(mask))

    def texts(self) -> frozenset[str]:
        """The words for things that have a text."""
        single = (key for key in self.lexicon.entries if len(key) == 1)
        return frozenset(key[0] for key in single if any(map(self._speaks, self._masks(key))))

    def _masks(self, key: tuple[str, ...]) -> list[int]:
        cells = self.lexicon.entries.get(key, ())
        return [c.mask for c in cells if c.cat == "NP" and c.kind == "cls"]

    def _speaks(self, mask: int) -> bool:
        """Whether all that is of these classes has a text."""
        labels = self.lexicon.meaning.labels(mask)
        classes = self.lexicon.ontology.classes
        return bool(labels) and all(classes[label].text for label in labels)
