"""Documents in passages: found by words, and by embeddings where the words do not settle it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from graph.store import Store
from rag.embedding import Embedder
from rag.vectors import TextVectors
from rag.words import tokens

__all__ = ["Found", "Passages", "StoredPassage", "Verdict", "share_of", "weights"]

CANDIDATES: Final = 60
FEW: Final = 500  # passages up to which all are compared
ENOUGH: Final = 0.55  # the share of a question's weight that a document must speak of
SCORED: Final = 0.47  # or the score, likeness included, from which it does so in other words
WHOLLY: Final = (
    0.55  # the score of a document that answers what is not put to documents in so many words
)
NEAR: Final = 0.35
CLOSE: Final = 0.93  # of the best score: another document that answers as well
FUNCTION_ZIPF: Final = 5.9  # words more frequent than this say nothing about a topic
_FIELDS: Final = "p.id AS id, p.document AS document, p.number AS number, p.heading AS heading, p.text AS text, p.place AS place"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A piece of a document; `place` is `root/path#L1-L9`."""

    id: str
    document: str
    number: int
    heading: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its score in [0, 1], the share of the question's words that it speaks of, and its likeness."""

    passage: StoredPassage
    score: float
    coverage: float
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The documents that answer, best first, each with its best passages; empty when none does.

    `limited` says what could not be used (embeddings), empty when nothing was missing.
    """

    documents: tuple[tuple[str, tuple[Found, ...]], ...]
    limited: str = ""


class Passages:
    """Retrieval over the passages of a store."""

    def __init__(self, store: Store, embedder: Embedder | None, folder: Path | None) -> None:
        self._store = store
        self._embedder = embedder
        self._vectors = TextVectors(embedder, folder, "passages") if embedder else None

    def of_documents(self, documents: Collection[str]) -> list[StoredPassage]:
        """All passages of some documents, in order."""
        rows = self._store.rows(
            f"UNWIND $documents AS d MATCH (p:CartularyPassage {{document: d}}) RETURN {_FIELDS}",
            documents=sorted(documents),
        )
        return sorted((_stored(row) for row in rows), key=lambda p: (p.document, p.number))

    def find(
        self,
        text: str,
        *,
        among: Collection[str] | None = None,
        limit: int = 10,
        likeness: bool = False,
    ) -> tuple[list[Found], str]:
        """The passages nearest to a text, best first, and what could not be used.

        Where the words settle it, no model is asked but for the `likeness`.
        """
        candidates = self._candidates(text, among)
        words = weights(text)
        covered = {p.id: share_of(words, f"{p.heading} {p.text}") for p in candidates}
        scores: Mapping[str, float] = covered
        settled = max(covered.values(), default=0.0) >= 1.0
        nearness, limited = None, ""
        if likeness or not settled:
            nearness, limited = self._nearness(text, candidates)
        if nearness is not None and not settled:
            scores = {i: 0.6 * covered[i] + 0.4 * nearness[i] for i in covered}
        near = nearness or covered
        ranked = sorted(candidates, key=lambda p: (-scores[p.id], p.document, p.number))
        found = [
            Found(p, round(scores[p.id], 4), covered[p.id], near[p.id]) for p in ranked[:limit]
        ]
        return found, limited

    def answer(
        self,
        text: str,
        *,
        among: Collection[str] | None = None,
        called: Callable[[str], str] | None = None,
        least: float = 0.0,
    ) -> Verdict:
        """The documents that answer a text: the best one, and those as good; none when none speaks of it.

        `among` restricts the documents; `called` gives what else a document is called, which counts as said by each passage;
        a score below `least` is none.
        """
        found, limited = self.find(text, among=among, limit=CANDIDATES, likeness=least > 0.0)
        words = weights(text)
        best: dict[str, list[Found]] = {}
        for hit in found:
            title = called(hit.passage.document) if called is not None else ""
            coverage = share_of(words, f"{title} {hit.passage.heading} {hit.passage.text}")
            score = hit.score + (coverage - hit.coverage) * 0.6
            best.setdefault(hit.passage.document, []).append(
                Found(hit.passage, score, coverage, hit.nearness)
            )
        whole = {d: max(h.score for h in hits) for d, hits in best.items()}
        speaks = {d: max(h.coverage for h in hits) for d, hits in best.items()}
        if least:  # what is not put to documents in so many words they must be near to as well
            whole = {d: s for d, s in whole.items() if best[d][0].nearness >= NEAR}
        top = max(least, *whole.values()) if whole else 0.0
        kept = [
            d
            for d in sorted(whole, key=lambda d: (-whole[d], d))
            if (not words or speaks[d] >= ENOUGH or whole[d] >= SCORED) and whole[d] >= CLOSE * top
        ]
        return Verdict(
            tuple((d, tuple(sorted(best[d], key=lambda h: -h.score)[:3])) for d in kept), limited
        )

    def _candidates(self, text: str, among: Collection[str] | None) -> list[StoredPassage]:
        if among is not None:
            return self.of_documents(among)
        counted = self._store.rows("MATCH (p:CartularyPassage) RETURN count(p) AS n")[0]["n"]
        if isinstance(counted, int) and counted <= FEW:
            every = self._store.rows(f"MATCH (p:CartularyPassage) RETURN {_FIELDS}")
            return sorted((_stored(row) for row in every), key=lambda p: (p.document, p.number))
        ids = [key for key, _ in self._store.search_passages(text, limit=CANDIDATES)]
        rows = self._store.rows(
            f"UNWIND $ids AS i MATCH (p:CartularyPassage {{id: i}}) RETURN {_FIELDS}", ids=ids
        )
        return sorted((_stored(row) for row in rows), key=lambda p: (p.document, p.number))

    def _nearness(
        self, text: str, passages: Sequence[StoredPassage]
    ) -> tuple[dict[str, float] | None, str]:
        if self._embedder is None or self._vectors is None:
            return None, "no embeddings: found by words alone"
        if not passages:
            return {}, ""
        vectors = self._vectors.of([f"{p.heading}\n{p.text}" for p in passages])
        if isinstance(vectors, int):
            return None, f"{vectors} passages have no embeddings yet: found by words alone"
        near = vectors @ self._embedder.embed([text])[0]
        return {p.id: float(max(0.0, n)) for p, n in zip(passages, near, strict=True)}, ""


def _stored(row: Mapping[str, Any]) -> StoredPassage:
    return StoredPassage(
        str(row["id"]),
        str(row["document"]),
        int(row["number"]),
        str(row["heading"] or ""),
        str(row["text"]),
        str(row["place"]),
    )


@cache
def _stem(word: str) -> str:
    import snowballstemmer  # here, since most questions need no document

    return str(snowballstemmer.stemmer("english").stemWord(word))


def _stems(text: str) -> set[str]:
    return {_stem(token.fold) for token in tokens(text)}


@cache
def _weight(word: str) -> float:
    """How much a word says: nothing for the most frequent, more for rare ones."""
    from wordfreq import zipf_frequency  # a second of start-up, for documents alone

    frequency = zipf_frequency(word, "en")
    return 0.0 if frequency >= FUNCTION_ZIPF else 1.0 + (FUNCTION_ZIPF - frequency) / 3.0


def weights(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for token in tokens(text):
        word = token.fold
        if any(c.isalnum() for c in word) and (weight := _weight(word)):
            found[_stem(word)] = weight
    return found


def share_of(words: Mapping[str, float], text: str) -> float:
    """The share of the words' weight that stands in a text."""
    whole = sum(words.values())
    if not whole:
        return 0.0
    there = _stems(text)
    return sum(weight for stem, weight in words.items() if stem in there) / whole
