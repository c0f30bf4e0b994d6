"""A last sentence that only sends one back to the sentence before it, or narrows it: "Which one is it?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.lexicon import Lexicon
from rag.words import tokens

__all__ = ["ENDS", "continued"]

ENDS = "?.!;"
TELLING = frozenset(
    {
        "list",
        "name",
        "give",
        "show",
        "tell",
        "me",
        "us",
        "just",
        "only",
        "i",
        "mean",
        "want",
        "need",
    }
)
BACKWARD = frozenset(
    {
        "those",
        "them",
        "all",
        "of",
        "concerned",
        "affected",
        "ones",
        "names",
        "their",
        "which",
        "are",
    }
)
SENT_BACK = frozenset(
    {
        "which",
        "who",
        "what",
        "one",
        "ones",
        "it",
        "is",
        "are",
        "they",
        "that",
        "was",
        "were",
        "those",
    }
)
SOME = (
    (r"\bsome(body|one)\b", "who"),
    (r"\bsomething\b", "what"),
    (r"\b(some|one of the|a certain|a|an)\b", "which"),
)


def continued(
    asked: str, told: Sequence[str], lexicon: Lexicon
) -> tuple[str, Sequence[str]] | None:
    """The question that is meant, and what was told before it; None where the sentence stands alone."""
    words = [t.fold for t in tokens(asked) if t.word and (t.fold,) not in lexicon.noise]
    before, earlier = told[-1], told[:-1]
    if words and set(words) <= SENT_BACK:  # "Which one is it?"
        for some, which in SOME:
            if re.search(some, before, re.I):
                return re.sub(rf".*?{some}", which, before, count=1, flags=re.I), earlier
        return (before, earlier) if before.endswith("?") else None
    if not before.endswith("?"):
        return None
    while words and words[0] in TELLING:
        words.pop(0)
    while words and words[-1] in ("only", "alone"):
        words.pop()
    if words and set(words) <= BACKWARD:  # "List those concerned."
        return before, earlier
    if words and all(_class_word(w, lexicon) for w in words):  # "Name the teams."
        return before.rstrip(ENDS + " ") + ", only " + " ".join(words), earlier
    return None


def _class_word(word: str, lexicon: Lexicon) -> bool:
    cells = lexicon.entries.get((word,), ())
    return word in ("and", "or") or any(c.cat == "NP" and c.kind == "cls" and c.many for c in cells)
