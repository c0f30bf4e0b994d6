"""Slips of the finger and short forms: which words of the language or of names a strange word may stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Spelled", "alike_words", "distance", "frequency", "long_forms", "respelled"]

COMMON: Final = 3.0  # Zipf frequency from which a word counts as English
KNOWN: Final = 2.3  # from which it may be a word that few people use
SHORTEST: Final = 3
KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ENGLISH: Final = 4000  # the commonest words, which compete for what is misspelled
FARTHEST: Final = 2  # slips in one word
LONG: Final = 8  # letters of a word in which two slips are believed


class Spelled(NamedTuple):
    """A word that a misspelled one may be, and how many slips lie between."""

    word: str
    slips: int


@cache
def frequency(word: str) -> float:
    """How often English has the word: Zipf, 0 to 8."""
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")


@cache
def long_forms() -> Mapping[str, str]:
    """Short forms that people write anywhere, with what they stand for."""
    text = (resources.files("rag") / "abbreviations.toml").read_text(encoding="utf-8")
    return {str(k): str(v) for k, v in tomllib.loads(text)["abbreviations"].items()}


def distance(typed: str, word: str) -> int | None:
    """How many slips make the word what was typed; None when they are too many to believe.

    The first letter is seldom mistaken, but left out, doubled or swapped with the next.
    """
    if abs(len(typed) - len(word)) > 2 or min(len(typed), len(word)) < SHORTEST:
        return None
    slips = OSA.distance(typed, word, score_cutoff=FARTHEST)
    if not 0 < slips <= FARTHEST:
        return None
    swapped = len(typed) == len(word) and sorted(typed) == sorted(word)
    if typed[0] != word[0] and not (swapped or (slips == 1 and len(word) > 4)):
        return None
    if typed[0] != word[0] and not swapped and len(typed) == len(word):
        return None
    if typed.startswith(word) and typed[-1] != word[-1] and frequency(typed) >= KNOWN:
        return None  # "pager" is a word of its own and no slip of "page"
    if slips == 2 and (max(len(typed), len(word)) < LONG or frequency(typed) >= KNOWN):
        return None
    if len(typed) == SHORTEST and len(word) == SHORTEST and not swapped:
        return None
    return slips


def alike_words(typed: str, words: Iterable[str], limit: int = 5) -> list[Spelled]:
    """The words that may have been meant, the likeliest first; of the fewest slips only."""
    found: list[tuple[int, bool, float, str]] = []
    close = process.extract(
        typed, tuple(words), scorer=OSA.distance, score_cutoff=FARTHEST, limit=None
    )
    for word in dict.fromkeys(str(choice) for choice, _, _ in close):
        slips = distance(typed, word)
        if slips is not None:
            found.append((slips, slips == 1 and not _likely(typed, word), -frequency(word), word))
    found.sort()
    return [Spelled(f[3], f[0]) for f in found if f[:2] == found[0][:2]][:limit]


def _likely(typed: str, word: str) -> bool:
    """Whether one slip is such as fingers make: letters swapped, left out, doubled, or a key beside."""
    if len(typed) < len(word):
        return True
    at = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), len(word))
    if len(typed) > len(word):
        return typed[at] in typed[max(0, at - 1) : at] + typed[at + 1 : at + 2]
    if sorted(typed) == sorted(word):
        return True
    return any(
        abs(r.find(typed[at]) - r.find(word[at])) == 1
        for r in KEYS
        if {typed[at], word[at]} <= {*r}
    )


def respelled(
    words: Sequence[str],
    typed: Sequence[str],
    candidates: Mapping[int, Sequence[str]],
    acronyms: Container[str] = (),
) -> Iterator[tuple[int, list[Spelled]]]:
    """For each strange word (by its place) the words of the language that it may be.

    `typed` is as it stands in the text: capitals in a sentence without other capitals are a short
    form and not misspelled, and others stand for `acronyms` where they can. `candidates` are the
    words to choose from, by their length; where a common word of English is nearer, there is none.
    """
    shouted = all(t.isupper() for t in typed if t.isalpha())
    for i, word in enumerate(words):
        if not shouted and len(word) < 5 and typed[i].isupper():
            continue
        lengths = range(len(word) - 2, len(word) + 3)
        own = {w for n in lengths for w in candidates.get(n, ())}
        found = alike_words(word, (*own, *(w for n in lengths for w in _common().get(n, ()))))
        kept = [f for f in found if f.word in own]
        if not shouted and sum(c.isupper() for c in typed[i]) > 1:
            kept = [f for f in kept if f.word in acronyms] or kept
        if kept:
            yield i, kept


@cache
def _common() -> Mapping[int, Sequence[str]]:
    """The commonest words of English by their length."""
    from wordfreq import top_n_list

    found: dict[int, list[str]] = {}
    for word in top_n_list("en", ENGLISH):
        if word.isalpha():
            found.setdefault(len(word), []).append(word)
    return found
