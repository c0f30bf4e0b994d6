"""Phrases of the ontology as the chart sees them: keys of words, and the forms that a verb with its particles takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.words import pieces, verb_forms

__all__ = ["PARTICLES", "Key", "in_places", "split", "verb_phrase_forms", "without_vowels"]

Key = tuple[str, ...]
PARTICLES = (
    "off",
    "down",
    "out",
    "up",
    "over",
    "in",
    "away",
    "back",
    "offline",
    "running",
    "alive",
    "going",
    "afloat",
    "loose",
    "apart",
    "aside",
)
MODALS = ("can", "could", "may", "might")


def without_vowels(word: str) -> str:
    return "".join(c for c in word if c not in "aeiou")


def split(phrase: str) -> Key:
    """A phrase as the chart sees it: folded words and marks, articles left out of longer ones."""
    found = tuple(w for w in _parts(phrase.lower()))
    if len(found) > 1:
        kept = tuple(w for w in found if w not in ("a", "an", "the"))
        return kept or found
    return found


def _parts(phrase: str) -> Iterator[str]:
    for chunk in phrase.split():
        words = pieces(chunk)
        if words:
            yield from words if "'" not in chunk else (chunk,)
        else:
            yield from chunk


def in_places(nouns: Iterable[str]) -> Iterator[str]:
    """To be in or under what belongs to someone, as verbs."""
    for noun in nouns:
        for word in ("in", "under", "within", "on"):
            yield f"be {word} the {noun} of"
        yield f"fall under the {noun} of"
        yield f"fall within the {noun} of"


def verb_phrase_forms(phrase: str) -> Iterable[tuple[str, str]]:
    """Forms of a verb with its particles; 'be ...' and 'can ...' give what stands after be and can."""
    head, _, rest = phrase.lower().partition(" ")
    if rest.endswith(" on") or rest == "on":
        yield from verb_phrase_forms(phrase[: -len("on")] + "upon")
    if head == "be" and rest:
        yield rest, "p"
        return
    if head in ("not", "no") and rest:  # "not work", "no longer work"
        stem = "no longer " if rest.startswith("longer ") else f"{head} "
        yield phrase.lower(), "b"
        for form, kind in verb_phrase_forms(phrase.lower().removeprefix(stem)):
            if kind in ("s", "g", "p"):
                yield stem + form, kind
        return
    if head in MODALS and rest:
        for modal in MODALS:
            yield f"{modal} {rest}", "b"
        return
    for form, kind in verb_forms(head):
        yield f"{form} {rest}".strip(), kind
