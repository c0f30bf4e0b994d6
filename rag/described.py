"""Where a sentence describes a thing instead of naming it: "the service that works out prices"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graph.vocabulary import Label
from rag.lattice import Lattice
from rag.lexicon import Lexicon
from rag.names import Tier

__all__ = ["DescribedSpan", "described_spans"]

BEFORE = frozenset(
    {"the", "a", "an", "our", "that", "this", "whatever", "whichever", "some", "my", "your"}
)
ANY = frozenset(
    [
        "thing",
        "things",
        "something",
        "anything",
        "one",
        "part",
        "piece",
        "bit",
        "component",
        "software",
        "program",
        "code",
        "stuff",
        "whatever",
        "whichever",
        "asset",
        "element",
    ]
)
LOOSE = frozenset({Label.SYSTEM})  # classes whose word people also use for anything that runs
LINKING = frozenset(
    [
        "that",
        "which",
        "who",
        "for",
        "of",
        "to",
        "is",
        "are",
        "does",
        "do",
        "in",
        "charge",
        "responsible",
        "with",
        "we",
        "where",
    ]
)
SHORTEST = 2  # words that describe
MOST = 12


@dataclass(frozen=True, slots=True)
class DescribedSpan:
    """Characters of the sentence, what they say of the thing, and the own labels that it may have."""

    start: int
    end: int
    text: str
    labels: frozenset[str]


def described_spans(lattice: Lattice, sentence: str, lexicon: Lexicon) -> Iterator[DescribedSpan]:
    """Stretches that may describe one thing and hold every word that nothing was made of."""
    unknown = _unknown(lattice)
    words = [i for i, token in enumerate(lattice.tokens) if token.word]
    if len(words) < 3:
        return
    last = unknown[-1] + 1 if unknown else 0
    first = unknown[0] if unknown else len(lattice.tokens)
    starts = [i for i in words if i <= first and lattice.tokens[i].fold in BEFORE | ANY]
    made = 0
    for start in reversed(starts[-4:] if unknown else starts):
        for end in range(len(lattice.tokens), max(last, start + 2) - 1, -1):
            if not lattice.tokens[end - 1].word:
                continue
            span = _span(lattice, sentence, lexicon, start, end)
            if span is not None:
                yield span
                made += 1
            if made == MOST:
                return


def _unknown(lattice: Lattice) -> list[int]:
    known: set[int] = set()
    for edge in lattice.edges:
        known.update(range(edge.start, edge.end))
    for start, ends in lattice.skips.items():
        known.update(range(start, max(ends)))
    return [i for i, token in enumerate(lattice.tokens) if token.word and i not in known]


def _span(
    lattice: Lattice, sentence: str, lexicon: Lexicon, start: int, end: int
) -> DescribedSpan | None:
    tokens, meaning = lattice.tokens, lexicon.meaning
    at = start
    while at < end and tokens[at].fold in BEFORE:
        at += 1
    mask, beyond = _class_at(lattice, at, end)
    if mask is None:
        mask, beyond = meaning.everything, at
        if at < end and tokens[at].fold in ANY:
            beyond = at + 1
        elif tokens[start].fold not in ANY:  # "the acoustic damage model": the class comes last
            last = _class_before(lattice, at, end)
            if last is None and _like_a_name(lattice, at, end):
                return None
            mask = last or mask
    elif LOOSE.intersection(meaning.labels(mask)):
        mask = meaning.everything
    while beyond < end and tokens[beyond].fold in LINKING:
        beyond += 1
    inside = [t for t in tokens[beyond:end] if t.word]
    if len(inside) < SHORTEST:
        return None
    labels = _whole(meaning.labels(mask), lexicon)
    if not labels:
        return None
    text = sentence[tokens[beyond].start : tokens[end - 1].end]
    return DescribedSpan(tokens[start].start, tokens[end - 1].end, text, labels)


def _like_a_name(lattice: Lattice, at: int, end: int) -> bool:
    """Whether a stretch is one word ("alumni-portal"), or says something of a thing that it names."""
    apart = [
        i
        for i in range(at, end)
        if lattice.tokens[i].word and (i == at or not lattice.tokens[i].glued)
    ]
    named = any(
        at <= start and stop <= end and match.whole and match.tier <= Tier.NORMALISED
        for start, stop, match in lattice.entities
    )
    return len(apart) < SHORTEST or named


def _class_at(lattice: Lattice, at: int, end: int) -> tuple[int | None, int]:
    """The classes that a word right here names, and where it ends."""
    best: tuple[int | None, int] = (None, at)
    for edge in lattice.edges:
        named = edge.cell.cat == "NP" and edge.cell.kind in ("cls", "def")
        if named and edge.start == at and best[1] < edge.end < end:
            best = (edge.cell.mask, edge.end)
    return best


def _class_before(lattice: Lattice, at: int, end: int) -> int | None:
    """The classes that the last words of a stretch name."""
    ends = (
        e for e in lattice.edges if e.end == end and e.start > at and e.cell.kind in ("cls", "def")
    )
    best = min(ends, key=lambda e: e.start, default=None)
    return None if best is None else best.cell.mask


def _whole(labels: Collection[str], lexicon: Lexicon) -> frozenset[str]:
    classes = lexicon.ontology.classes
    return frozenset(
        below
        for label in labels
        for below in lexicon.ontology.descendants(label)
        if not classes[below].part or (below in labels and len(labels) == 1)
    )
