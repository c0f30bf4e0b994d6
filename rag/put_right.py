"""The text of a question with its misspelled words put right, for when it is not understood as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product

from rag.lexicon import Lexicon
from rag.names import NameIndex
from rag.spelling import COMMON, alike_words, frequency
from rag.words import Token, tokens

__all__ = ["put_right"]

SHORTEST = 3
WAYS = 3  # words that one strange word is tried as
MOST = 6  # texts that are tried
KNOWN_WORD = 3.6  # Zipf frequency from which no word is taken for another
LIKELIER = 1.2  # by which another word is more often said
EVERYDAY = 4000  # words of English, the commonest, that a sentence may hold besides those of ours


def put_right(text: str, lexicon: Lexicon, names: NameIndex) -> Iterator[tuple[str, int]]:
    """The text with each strange word as one that may be meant, and how many those are; the likeliest first."""
    found = [
        (token, words)
        for token in tokens(text)
        if _strange(token, lexicon, names) and (words := _meant(token.fold, lexicon, names))
    ]
    ways = product(*(list(enumerate(words[:WAYS])) for _, words in found)) if found else ()
    likeliest = sorted(islice(ways, MOST * MOST), key=lambda way: sum(rank for rank, _ in way))
    for way in likeliest[:MOST]:
        made = text
        for (token, _), (_, word) in reversed(list(zip(found, way, strict=True))):
            made = made[: token.start] + word + made[token.end :]
        yield made, len(found)


def _strange(token: Token, lexicon: Lexicon, names: NameIndex) -> bool:
    word = token.fold
    singular = word.removesuffix("s")
    if not token.word or len(word) < SHORTEST or not word.isalpha():
        return False
    if token.text.isupper() and len(word) < 5:
        return False  # a short form
    if any(w in lexicon.words or w in names.words or names.known(w) for w in (word, singular)):
        return False
    return frequency(word) < KNOWN_WORD


def _meant(typed: str, lexicon: Lexicon, names: NameIndex) -> Sequence[str]:
    """The nearest words of the language of questions or of names; of other English where none is as near.

    For a word that English has too, those a single slip away that are far more often said.
    """
    own = alike_words(typed, _ours(typed, lexicon, names))
    if frequency(typed) >= COMMON:
        return [
            n.word for n in own if n.slips == 1 and frequency(n.word) - frequency(typed) >= LIKELIER
        ]
    other = alike_words(typed, _english(typed))
    if own and (not other or own[0].slips <= other[0].slips):
        return [n.word for n in own]
    return [n.word for n in other]


def _ours(typed: str, lexicon: Lexicon, names: NameIndex) -> Iterable[str]:
    return dict.fromkeys([*_about(typed, lexicon.by_length), *names.words_like(typed)])


def _about(typed: str, by_length: Mapping[int, Iterable[str]]) -> Iterable[str]:
    return (w for n in range(len(typed) - 2, len(typed) + 3) for w in by_length.get(n, ()))


def _english(typed: str) -> Iterable[str]:
    return _about(typed, _everyday())


@cache
def _everyday() -> Mapping[int, tuple[str, ...]]:
    """The commonest words of English by their length."""
    from wordfreq import top_n_list

    found: dict[int, list[str]] = {}
    for word in top_n_list("en", EVERYDAY):
        if word.isalpha() and len(word) > SHORTEST:
            found.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in found.items()}
