"""Names that a question gets wrong or cuts short: misspelled, abbreviated, said by their initials."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.lexicon import Lexicon
from rag.names import Match, NameIndex, Tier
from rag.spelling import COMMON, Spelled, frequency, long_forms
from rag.words import Token

__all__ = ["Guesses"]

Span = tuple[int, int, list[Match]]
WORDS = 14  # words and marks of a name that is misspelled
KEYS = 16  # ways to spell a stretch that are tried
LONE = 4  # letters of a misspelled word that tells a thing by itself
SHORT = 5  # letters up to which a word in capitals is taken for a short form


@dataclass
class Guesses:
    """Stretches that are no name as they stand, and what they may name."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    names: NameIndex

    def odd(self, i: int) -> bool:
        """Whether a word is in no name, in no lexicon and rare in English, so that it may be misspelled."""
        token = self.tokens[i]
        if not token.word or len(token.fold) < LONE - 1:
            return False
        return (
            token.fold not in self.lexicon.words
            and token.fold not in self.names.words
            and frequency(token.fold) < COMMON
        )

    def initials(self) -> Iterator[Span]:
        """A short word that is the initials of a name: OMS for order-management-system."""
        for i, token in enumerate(self.tokens):
            word = token.fold
            if not 2 <= len(word) <= SHORT or not word.isalpha() or self._within(i):
                continue
            capitals = token.text.isupper()
            if not capitals and (len(word) < 3 or frequency(word) >= COMMON):
                continue
            if self.names.known(word) or (not capitals and word in self.lexicon.words):
                continue
            matches = self.names.initialled(word)
            if matches:
                yield i, i + 1, matches

    def shortened(self, covered: Collection[int]) -> Iterator[Span]:
        """Runs of words each of which is, or cuts short, a word of one name: "auth svc", "cust360"."""
        done: set[int] = set()
        for i, j in self._runs(covered):
            if not done.isdisjoint(range(i, j)):
                continue
            said = [self.tokens[k].fold for k in range(i, j) if self.tokens[k].word]
            matches = self.names.abbreviated(said)
            if matches:
                done.update(range(i, j))
                yield i, j, matches

    def misspelled(self, covered: Collection[int]) -> Iterator[Span]:
        """The longest stretches that are a name, or words of one, when their words are spelled as in names."""
        ways = self._ways(covered)
        done: set[int] = set()
        for i, j, matches in sorted(
            self._stretches(ways), key=lambda s: (s[0] - s[1], s[2][0].tier, s[0])
        ):
            if done.isdisjoint(range(i, j)):
                done.update(range(i, j))
                yield i, j, matches
        for i in sorted(ways.keys() - done):
            if i in done or len(self.tokens[i].fold) < LONE:
                continue
            j, words = i + 1, [ways[i][0]]
            while j < len(self.tokens) and j in ways.keys() - done:
                words.append(ways[j][0])
                j += 1
            matches = self.names.holding(words)
            if matches:
                done.update(range(i, j))
                yield i, j, [_spelled(m) for m in matches]

    def stretches(self, covered: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Stretches of words that are in no name, in no lexicon and rare in English."""
        i, n = 0, len(self.tokens)
        while i < n:
            token = self.tokens[i]
            if not self._odd_word(i) or i in covered:
                i += 1
                continue
            j, key = i + 1, token.fold
            while (
                j + 1 < n
                and self.tokens[j].glued
                and self.tokens[j + 1].glued
                and self.tokens[j + 1].word
            ):
                key += self.tokens[j + 1].fold
                j += 2
            yield i, j, key
            if i + 1 < n and self.tokens[i + 1].word and not self.tokens[i + 1].glued:
                yield i, i + 2, key + self.tokens[i + 1].fold
            if i > 0 and self.tokens[i - 1].word:
                yield i - 1, i + 1, self.tokens[i - 1].fold + key
            k = i - 1  # the odd word may stand inside a longer name: fraud-scorrer
            while (
                k > 0
                and self.tokens[k + 1].glued
                and self.tokens[k].glued
                and self.tokens[k - 1].word
            ):
                key = self.tokens[k - 1].fold + key
                k -= 2
                yield k + 1, j, key
            i = j

    # ------------------------------------------------------------ parts

    def _odd_word(self, i: int) -> bool:
        token = self.tokens[i]
        return (
            token.word
            and len(token.fold) >= LONE
            and token.fold not in self.lexicon.words
            and frequency(token.fold) < COMMON
        )

    def _within(self, i: int) -> bool:
        """Whether a mark joins the word to another one."""
        tokens = self.tokens
        before = i > 1 and tokens[i].glued and tokens[i - 1].glued and tokens[i - 2].word
        after = i + 2 < len(tokens) and tokens[i + 1].glued and tokens[i + 2].glued
        return before or (after and not tokens[i + 1].word and tokens[i + 2].word)

    def near(self, i: int) -> list[Spelled]:
        """The words of names that a word may be, misspelled."""
        return self.names.misspelled(self.tokens[i].fold)

    def _ways(self, covered: Collection[int]) -> Mapping[int, Sequence[str]]:
        """For each misspelled word those of names that it may be."""
        found: dict[int, Sequence[str]] = {}
        for i in range(len(self.tokens)):
            if i in covered or not self.odd(i):
                continue
            near = self.near(i)
            if near:
                found[i] = [n.word for n in near]
        return found

    def _stretches(self, ways: Mapping[int, Sequence[str]]) -> Iterator[Span]:
        tokens = self.tokens
        for i, first in enumerate(tokens):
            if not first.word or not any(k in ways for k in range(i, i + WORDS)):
                continue
            keys = [""]
            for j in range(i, min(len(tokens), i + WORDS)):
                token = tokens[j]
                if not token.word:
                    if j > i and not token.glued and token.fold not in "&-–/":
                        break
                    continue
                keys = [k + w for k in keys for w in ways.get(j, (token.fold,))][:KEYS]
                keys = [k for k in keys if len(k) < 3 or k[:3] in self.names.starts]
                if not keys:
                    break
                if not any(k in ways for k in range(i, j + 1)):
                    continue
                found = [m for key in keys for m in self.names.find(key, key)]
                best = min((m.tier for m in found), default=None)
                if best is not None:
                    yield i, j + 1, [_spelled(m) for m in found if m.tier == best]

    def _runs(self, covered: Collection[int]) -> Iterator[tuple[int, int]]:
        """Stretches of up to four words with a short form or a cut word among them, the longest first."""
        n = len(self.tokens)
        for length in range(7, 0, -1):
            for i in range(n - length + 1):
                if self._run(i, i + length, covered):
                    yield i, i + length

    def _run(self, i: int, j: int, covered: Collection[int]) -> bool:
        words = [k for k in range(i, j) if self.tokens[k].word]
        if not words or words[0] != i or words[-1] != j - 1 or len(words) > 4:
            return False
        if any(not self.tokens[k].word and self.tokens[k].fold not in "-_./" for k in range(i, j)):
            return False
        cut = [k for k in words if k not in covered and self._cut(k)]
        rest = [k for k in words if k not in cut]
        return bool(cut) and all(
            self.names.has_word(self.tokens[k].fold) or self.tokens[k].fold in long_forms()
            for k in rest
        )

    def _cut(self, i: int) -> bool:
        """Whether a word may be one cut short: a short form, or one that is nothing else."""
        token = self.tokens[i]
        word = token.fold
        if not token.word or len(word) < 2 or word.isdigit():
            return False
        if word in long_forms():
            return (word,) not in self.lexicon.entries
        strange = (
            len(word) >= 3
            and word not in self.lexicon.words
            and word not in self.names.words
            and (frequency(word) < COMMON or self.names.begins(word))
        )
        if not strange or len(word) <= SHORT:
            return strange
        return all(near.slips != 1 for near in self.near(i))  # misspelled and not cut short


def _spelled(match: Match) -> Match:
    whole = match.tier <= Tier.NORMALISED
    return Match(match.thing, Tier.SPELLED if whole else Tier.FUZZY, match.whole)
