"""Which language a question is in, where it is not English: told by its letters and its commonest words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final

from rag.words import tokens

__all__ = ["other_language"]

SCRIPTS: Final = (
    ("\u3040", "\u30ff", "Japanese"),
    ("\uac00", "\ud7a3", "Korean"),
    ("\u4e00", "\u9fff", "Chinese"),
    ("\u0400", "\u04ff", "a language in Cyrillic letters"),
    ("\u0370", "\u03ff", "Greek"),
    ("\u0590", "\u05ff", "Hebrew"),
    ("\u0600", "\u06ff", "Arabic"),
    ("\u0900", "\u097f", "Hindi"),
    ("\u0e00", "\u0e7f", "Thai"),
)
SHARE: Final = 4  # one letter in so many tells the script: names stay in Latin letters
FEWEST: Final = 2
ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "are",
        "was",
        "were",
        "be",
        "who",
        "what",
        "which",
        "whose",
        "how",
        "why",
        "when",
        "where",
        "does",
        "do",
        "did",
        "has",
        "have",
        "had",
        "a",
        "an",
        "on",
        "by",
        "for",
        "from",
        "with",
        "not",
        "no",
        "all",
        "any",
        "that",
        "this",
        "these",
        "those",
        "it",
        "its",
        "we",
        "our",
        "my",
        "your",
        "list",
        "show",
        "tell",
        "many",
        "most",
        "owns",
        "own",
        "depends",
        "depend",
        "uses",
        "use",
        "if",
        "can",
        "could",
        "should",
        "would",
        "will",
    ]
)


@cache
def _words() -> dict[str, frozenset[str]]:
    found = tomllib.loads((resources.files("rag") / "languages.toml").read_text(encoding="utf-8"))
    return {name: frozenset(str(words).split()) for name, words in found.items()}


def other_language(text: str) -> str | None:
    """What the text reads like; None for English, and for what cannot be told."""
    letters = [c for c in text if c.isalpha()]
    for first, last, name in SCRIPTS:
        if letters and sum(first <= c <= last for c in letters) * SHARE >= len(letters):
            return name
    said = [t.text.casefold() for t in tokens(text) if t.word]
    english = sum(word in ENGLISH for word in said)
    found = {name: sum(w in words for w in said) for name, words in _words().items()}
    best = max(found, key=lambda name: (found[name], name))
    return best if found[best] >= FEWEST and found[best] > english else None
