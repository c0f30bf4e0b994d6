"""Where a sentence describes a thing instead of naming it: "the service that works out prices"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graph.ontology import Property
from rag.algebra import Where
from rag.lattice import Lattice
from rag.lexicon import Lexicon
from rag.names import Tier
from rag.words import verb_forms

__all__ = ["DescribedSpan", "dated_deed", "described_at_end", "described_spans"]

ARTICLES = frozenset({"the", "a", "an", "our", "that", "this", "some", "my", "your"})
WHICH = frozenset({"which", "what", "whichever", "whatever", "any", "wich"})
LINKING = frozenset(
    [
        *("that", "which", "who", "for", "of", "to", "is", "are", "does", "do", "in", "charge"),
        *("responsible", "with", "we", "where", "was", "were", "here", "by", "it", "has", "have"),
        *("used", "whose", "job"),
    ]
)
NEGATIVE = frozenset(
    [
        *("no", "not", "without", "nobody", "none", "never", "nothing", "neither", "nor", "no-one"),
        *("most", "fewest", "least", "more", "fewer", "less", "than", "only", "except", "each"),
        *("every", "per", "many", "both", "either"),
    ]
)
JOINING = frozenset({"of", "in", "on", "at", "to", "by", "from", "with", "between", "and", "or"})
OF_IT = frozenset({"WHO", "WHOSE", "RN"})  # cells that ask for something of the described thing
SHORTENED = frozenset({"'s", "’s", "'ve", "’ve"})
DOERS = frozenset({"we", "they", "you", "i", "it", "somebody", "someone", "people", "anybody"})
TO_DO = frozenset({"to", "that", "on", "upon", "against", "for", "about", "how"})
DEED = 5  # words before what was done
SHORTEST = 2  # words that describe
LEADING = 9  # words before the class in a sentence that asks for the thing itself
MOST = 12
KIND_WORDS = 3  # words of a class's name
NAMELESS = 0.2  # what a stretch costs in which no word says that a thing is meant


@dataclass(frozen=True, slots=True)
class DescribedSpan:
    """Characters of the sentence, what they say of the thing, and the own labels that it may have."""

    start: int
    end: int
    text: str
    labels: frozenset[str]
    cost: float = 0.0
    kind: str = ""  # of a text


def described_spans(lattice: Lattice, sentence: str, lexicon: Lexicon) -> Iterator[DescribedSpan]:
    """Stretches that may describe one thing and hold every word that nothing was made of."""
    unknown = _unknown(lattice)
    tokens = lattice.tokens
    words = [i for i, token in enumerate(tokens) if token.word]
    if len(words) < 3:
        return
    last = unknown[-1] + 1 if unknown else 0
    first = unknown[0] if unknown else len(tokens)
    starts = [
        i
        for i in words
        if i <= first and (tokens[i].fold in ARTICLES or _kind_at(lattice, lexicon, i)[0])
    ]
    made = 0
    for start in reversed(starts[-5:] if unknown else starts):
        for end in range(len(tokens), max(last, start + 2) - 1, -1):
            if not tokens[end - 1].word:
                continue
            span = _span(lattice, sentence, lexicon, start, end)
            if span is not None:
                yield span
                made += 1
            if made == MOST:
                return


def described_at_end(lattice: Lattice, sentence: str, lexicon: Lexicon) -> DescribedSpan | None:
    """What a sentence says of a thing that it asks for or speaks of: "which model spots nasty remarks".

    A text may be introduced by any verb ("I remember a decision on …"), and is told by the things it speaks of.
    """
    tokens = lattice.tokens
    plain = True  # nothing but words of the language before the class
    for at in range(1, min(len(tokens), LEADING)):
        mask, beyond = _kind_at(lattice, lexicon, at)
        before = tokens[at - 1].fold
        if not mask or before not in ARTICLES | WHICH:
            plain = plain and (
                not tokens[at - 1].word or before in lexicon.own_words or before in SHORTENED
            )
            continue
        labels = _whole(lexicon.meaning.labels(mask), lexicon)
        texts = bool(labels) and all(lexicon.ontology.classes[n].text for n in labels)
        if not plain and not texts:
            return None
        if any(e.end <= at and e.cell.cat in OF_IT for e in lattice.edges):
            return None  # "I need to talk to whoever owns the service that …"
        text = _said(lattice, sentence, beyond, len(tokens))
        several = tokens[beyond - 1].fold.endswith("s")
        if not text or not labels:
            return None
        if not texts and _of_facts(lattice, beyond, several=several):
            return None
        kind = _text_kind(lattice, at, beyond)
        return DescribedSpan(tokens[at].start, tokens[-1].end, text, labels, kind=kind)
    return None


def dated_deed(
    lattice: Lattice, sentence: str, lexicon: Lexicon
) -> tuple[str, str, frozenset[str]] | None:
    """A date that is asked for by what was done: its property, what is said of the deed, what may tell of it.

    "When did we decide to rent the till", "when was it agreed that …".
    """
    tokens = lattice.tokens
    if not tokens or not any(e.start == 0 and e.cell.cat == "WHEN" for e in lattice.edges):
        return None
    for at in range(2, min(len(tokens), DEED)):
        p = _dated_verb(tokens[at].fold, lexicon)
        if p is None or tokens[at - 1].fold not in DOERS:
            continue
        mask = lexicon.meaning.has_property(p.name)
        beyond = at + 1
        while beyond < len(tokens) and tokens[beyond].fold in TO_DO:
            beyond += 1
        text = _said(lattice, sentence, beyond, len(tokens))
        return (p.name, text, frozenset(lexicon.meaning.labels(mask))) if text else None
    return None


def _dated_verb(word: str, lexicon: Lexicon) -> Property | None:
    """The date that a verb asks for: of a decision when it was decided."""
    done = {form for form, kind in verb_forms(word) if kind in ("d", "p")} | {word}
    cells = (c for form in sorted(done) for c in lexicon.entries.get((form,), ()))
    properties = (c.sem for c in cells if c.cat == "PV" and isinstance(c.sem, Property))
    return next((p for p in properties if p.type == "date"), None)


def _of_facts(lattice: Lattice, beyond: int, *, several: bool) -> bool:
    """Whether what is said of a thing relates it to others or denies something, which the graph must answer."""
    if any(t.fold in NEGATIVE for t in lattice.tokens[beyond:]):
        return True
    if any(s >= beyond and m.whole and m.tier <= Tier.NORMALISED for s, _, m in lattice.entities):
        return True
    related = any(
        e.cell.cat == "V" and e.start >= beyond and e.start <= beyond + 2 for e in lattice.edges
    )
    classed = related and any(
        e.start >= beyond and e.cell.cat == "NP" and e.cell.kind == "cls" for e in lattice.edges
    )
    return classed or (related and several)


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
    while at < end and tokens[at].fold in ARTICLES:
        at += 1
    mask, beyond = _kind_at(lattice, lexicon, at)
    cost = 0.0
    if not mask or beyond >= end:  # "the acoustic damage model": the class comes last
        mask, beyond = _kind_before(lattice, lexicon, at, end), at
        if not mask:
            mask, cost = meaning.mask(_anything(lexicon)), NAMELESS
        if (cost and at == start) or _like_a_name(lattice, at, end):
            return None
    text = _said(lattice, sentence, beyond, end)
    labels = _whole(meaning.labels(mask), lexicon)
    if not text or not labels:
        return None
    kind = _text_kind(lattice, at, beyond)
    return DescribedSpan(tokens[start].start, tokens[end - 1].end, text, labels, cost, kind)


def _said(lattice: Lattice, sentence: str, beyond: int, end: int) -> str:
    """What follows the class, without the words that join it; empty when that says too little."""
    tokens = lattice.tokens
    while beyond < end and (tokens[beyond].fold in LINKING or not tokens[beyond].word):
        beyond += 1
    while end > beyond and not tokens[end - 1].word:
        end -= 1
    if sum(t.word for t in tokens[beyond:end]) < SHORTEST:
        return ""
    return sentence[tokens[beyond].start : tokens[end - 1].end]


def _like_a_name(lattice: Lattice, at: int, end: int) -> bool:
    """Whether a stretch is one word ("alumni-portal"), is joined to another, or says something of a thing that it names."""
    apart = [
        i
        for i in range(at, end)
        if lattice.tokens[i].word and (i == at or not lattice.tokens[i].glued)
    ]
    named = any(
        at <= start and stop <= end and match.whole and match.tier <= Tier.NORMALISED
        for start, stop, match in lattice.entities
    )
    joined = any(lattice.tokens[i].fold in JOINING | NEGATIVE for i in apart)
    return len(apart) < SHORTEST or named or joined


def _kind_at(lattice: Lattice, lexicon: Lexicon, at: int) -> tuple[int, int]:
    """The classes that a word right here says, and where it ends."""
    mask, beyond = 0, at
    for edge in lattice.edges:
        named = edge.cell.cat == "NP" and edge.cell.kind in ("cls", "def")
        if named and edge.start == at and beyond < edge.end:
            mask, beyond = edge.cell.mask, edge.end
    for length in range(KIND_WORDS, 0, -1):
        said = tuple(t.fold for t in lattice.tokens[at : at + length])
        loose, end = lexicon.loose.get(said, 0), at + len(said)
        if loose and end >= beyond:
            whole = mask if end == beyond and not _all_assets(lexicon, mask) else 0
            return loose | whole, end
    return mask, beyond


def _text_kind(lattice: Lattice, at: int, beyond: int) -> str:
    """The kind of text that a word says: decision record, runbook."""
    cells = (e.cell for e in lattice.edges if (e.start, e.end) == (at, beyond))
    kinds = (c.sem.value for c in cells if c.cat == "NP" and isinstance(c.sem, Where))
    return next((k for k in kinds if isinstance(k, str)), "")


def _kind_before(lattice: Lattice, lexicon: Lexicon, at: int, end: int) -> int:
    """The classes that the last words of a stretch say."""
    for start in range(max(at + 1, end - KIND_WORDS), end):
        mask, beyond = _kind_at(lattice, lexicon, start)
        if mask and beyond == end:
            return mask
    return 0


def _all_assets(lexicon: Lexicon, mask: int) -> bool:
    """Whether a word says no more than that something is in the catalog."""
    return any(
        lexicon.meaning.of_class[c.name] & ~lexicon.meaning.parts == mask
        for c in lexicon.ontology.classes.values()
        if len(lexicon.ontology.descendants(c.name)) > 1
    )


def _anything(lexicon: Lexicon) -> frozenset[str]:
    """The classes that have loose words: what is built or run, no people and no papers."""
    return frozenset(c.name for c in lexicon.ontology.classes.values() if c.loosely)


def _whole(labels: Collection[str], lexicon: Lexicon) -> frozenset[str]:
    classes = lexicon.ontology.classes
    return frozenset(
        below
        for label in labels
        for below in lexicon.ontology.descendants(label)
        if not classes[below].part or (below in labels and len(labels) == 1)
    )
