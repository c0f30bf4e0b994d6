"""The words of a sentence: spelling put right, and the phrases of ontology and language that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from wordfreq import zipf_frequency

from rag.cell import Cell, Verb
from rag.forms import Key, without_vowels
from rag.lattice import Edge, Lattice
from rag.lexicon import DEPTHS, Lexicon
from rag.names import NameIndex
from rag.words import Token

__all__ = ["COMMON", "NUMBERS", "Phrases"]

FUZZY_WORD = 0.74
NEARLY = 0.05  # words that are nearly as close to a misspelled one
COMMON = 3.0  # Zipf frequency from which a word counts as English
LEFT_OUT = {
    "mny": "many",
    "wht": "what",
    "whn": "when",
    "svc": "service",
    "srv": "service",
    "tem": "team",
    "ths": "this",
}
SWAPPED = {
    "".join(sorted(w)): w
    for w in (
        "how",
        "are",
        "the",
        "can",
        "who",
        "has",
        "and",
        "all",
        "own",
        "not",
        "use",
        "any",
        "its",
    )
}
DATA = frozenset(
    "data numbers figures values contents content information info rows records".split()
)
ITS = frozenset({"its", "their", "his", "her"})
DEFINITE = frozenset({"the", "this", "that", "our", "my", "your", "said"})
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
MARK_WORDS = frozenset(",:;()\"“”'`*/#[]{}_-–—|=<>&+@%~^$\\.")


@dataclass
class Phrases:
    """What the words of one sentence are, names left aside."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    names: NameIndex
    others: dict[int, list[str]] = field(default_factory=dict[int, list[str]])

    def read(self, lattice: Lattice) -> None:
        """Add the edges of words, and what may be left unread."""
        words = self._corrected()
        lattice.edges += [
            *self._phrases(words, lattice),
            *self._parted_verbs(words),
            *self._numbers(words),
        ]

    def _corrected(self) -> list[str]:
        """The folded words, those that are only misspelled put right."""
        words = [t.fold for t in self.tokens]
        for i, token in enumerate(self.tokens):
            word = token.fold
            if (
                token.word
                and len(word) == 3
                and word not in self.lexicon.words
                and not self.names.known(word)
            ):
                words[i] = SWAPPED.get("".join(sorted(word)), LEFT_OUT.get(word, word))
            if (
                not token.word
                or len(word) < 4
                or word in self.lexicon.words
                or word in self.names.words
            ):
                continue
            if self.names.known(word) or not word.isalpha() or zipf_frequency(word, "en") >= COMMON:
                continue
            glued = token.glued or (i + 1 < len(self.tokens) and self.tokens[i + 1].glued)
            if glued and any(t.fold in "-_./" for t in self.tokens[max(0, i - 1) : i + 2]):
                continue
            bare = without_vowels(word) == word and self.lexicon.consonants.get(word)
            if bare:  # written without its vowels
                words[i], self.others[i] = bare[0], list(bare[1:])
                continue
            found = process.extract(
                word,
                self.lexicon.content_words,
                scorer=DamerauLevenshtein.normalized_similarity,
                score_cutoff=FUZZY_WORD,
                limit=5,
            )
            near = [
                (-score, sorted(other) != sorted(word), other)
                for other, score, _ in found
                if other[0] == word[0]
            ]
            if near:
                best = min(near)
                words[i] = best[2]
                self.others[i] = [n[2] for n in near if n[0] <= best[0] + NEARLY and n is not best]
        return words

    def _phrases(self, words: Sequence[str], lattice: Lattice) -> Iterator[Edge]:
        lexicon, n = self.lexicon, len(words)
        fuzzy_cost = lexicon.costs["word"]["fuzzy"]
        for i, others in self.others.items():  # as near as the word that was taken
            for key in ((word,) for word in others):
                for cell in lexicon.entries.get(key, ()):
                    yield Edge(i, i + 1, cell._replace(cost=cell.cost + fuzzy_cost))
        for i in range(n):
            for j, key in self._spans(words, i):
                if any(not self._apart(k) for k in (i, j) if 0 < k < n):
                    continue
                fuzzy = sum(words[k] != self.tokens[k].fold for k in range(i, j))
                cost = fuzzy * lexicon.costs["word"]["fuzzy"]
                for cell in lexicon.entries.get(key, ()):
                    if cell.kind == "cls" and not cell.many and i and words[i - 1] in DEFINITE:
                        cell = cell._replace(
                            kind="def"
                        )  # "the service": one that nothing here names
                    yield Edge(i, j, cell._replace(cost=cell.cost + cost))
                if key in lexicon.noise or (j == i + 1 and words[i] in MARK_WORDS):
                    lattice.skips.setdefault(i, set()).add(j)

    def _parted_verbs(self, words: Sequence[str]) -> Iterator[Edge]:
        """Verbs with an adverb or a light object inside: "depends directly on", "sends messages to"."""
        lexicon, n = self.lexicon, len(words)
        for i in range(n):
            if words[i] not in lexicon.verb_starts:
                continue
            for j in range(i + 1, min(n, i + 4)):
                inner = words[j]
                rest = lexicon.parting.get(inner)
                if rest is None:
                    break
                for k in range(j + 2, min(n, j + 5) + 1):
                    if any(lexicon.parting.get(w) is None for w in words[i + 1 : j + 1]):
                        break
                    key = (words[i], *(w for w in words[j + 1 : k] if w not in ("a", "an", "the")))
                    adverbs = [lexicon.parting[w] for w in words[i + 1 : j + 1]]
                    yield from self._parted(i, k, key, adverbs)

    def _parted(self, i: int, k: int, key: Key, adverbs: Sequence[str]) -> Iterator[Edge]:
        meaning = self.lexicon.meaning
        inside = {t.fold for t in self.tokens[i + 1 : k]}
        if inside & DATA and (key[0], "data", *key[1:]) in self.lexicon.entries:
            return  # a verb of its own: "get data from"
        for cell in self.lexicon.entries.get(key, ()):
            if not isinstance(cell.sem, Verb) or len(key) < 2:
                continue
            for sense in adverbs:
                if sense == "only":
                    cell = cell._replace(cat="ONLYV")
                elif sense in DEPTHS:
                    assert isinstance(cell.sem, Verb)
                    found = tuple(
                        d for r in cell.sem.relations if (d := meaning.deepened(r, DEPTHS[sense]))
                    )
                    cell = cell._replace(sem=replace(cell.sem, relations=found))
            if isinstance(cell.sem, Verb) and cell.sem.relations:
                yield Edge(i, k, cell)

    def _spans(self, words: Sequence[str], i: int) -> Iterator[tuple[int, Key]]:
        """Stretches from i that are phrases; articles and hyphens inside are passed over."""
        found: Key = ()
        j, n = i, len(words)
        while j < n and len(found) < self.lexicon.longest:
            word = words[j]
            inside = bool(found)
            if inside and (
                word in ("a", "an", "the")
                or (word in "-–/" and (*found, word) not in self.lexicon.prefixes)
            ):
                j += 1
                continue
            if inside and self._light(words, j + (word in ITS)):
                if word in ITS:
                    j += 1
                    word = words[j]
                if (*found, word) not in self.lexicon.prefixes:
                    word = "data"
            found = (*found, word)
            j += 1
            if found not in self.lexicon.prefixes:
                return
            yield j, found

    def _light(self, words: Sequence[str], at: int) -> bool:
        """Whether a word only says that data are meant: "gets its *figures* from"."""
        return at < len(words) and words[at] in DATA

    def _apart(self, at: int) -> bool:
        """Whether a phrase may end or begin there: not inside a name with dots or slashes."""
        before, after = self.tokens[at - 1], self.tokens[at]
        if not after.glued:
            return True
        marks = "._/@:{}"
        if before.fold in marks and at + 0 < len(self.tokens) and after.word:
            return at < 2 or not self.tokens[at - 1].glued
        if after.fold in marks:
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            return following is None or not following.glued
        return True

    def _numbers(self, words: Sequence[str]) -> Iterator[Edge]:
        for i, word in enumerate(words):
            if i and words[i - 1] == "-" and self.tokens[i].glued and not self.tokens[i - 1].glued:
                continue  # a negative number counts nothing
            if word.isdigit() and len(word) < 7:
                yield Edge(i, i + 1, Cell("NUM", int(word)))
            elif word in NUMBERS:
                yield Edge(i, i + 1, Cell("NUM", NUMBERS.index(word)))
