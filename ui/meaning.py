"""Things that may be one because what is said of them means the same, by sentence embeddings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from graph.ledger import Ledger
from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Label
from ui.deciding import Suspicion

__all__ = ["MOST_THINGS", "Embed", "by_meaning"]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to rows of unit length."""

HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_./]+")
MOST_THINGS: Final = 5000
CLOSE: Final = 0.8  # cosine from which two texts say the same
LEAST: Final = 0.6
AT_ONCE: Final = 1000
NEAREST: Final = 3
SHORTEST: Final = 20  # letters of a description that says something


def by_meaning(
    store: Store, ontology: Ontology, embed: Embed, settled: Iterable[frozenset[str]]
) -> list[Suspicion]:
    """Pairs of one class, declared by different sources, whose names and descriptions mean the same.

    `settled` are pairs that need no suspicion. The first 5,000 things with a description are compared.
    """
    known = set(settled)
    sources = _Sources(store)
    found: list[Suspicion] = []
    for label, things in _described(store, ontology).items():
        vectors = embed([f"{HUMP.sub(' ', t['name'])}: {t['description']}" for t in things])
        for a, b, cosine in _near(vectors):
            one, other = sorted((things[a], things[b]), key=lambda t: t["urn"])
            if frozenset((one["urn"], other["urn"])) in known or sources.shared(one, other):
                continue
            names = fuzz.token_set_ratio(*(HUMP.sub(" ", t["name"]).lower() for t in (one, other)))
            score = round(0.5 * cosine + 0.3 * names / 100, 2)
            if score >= LEAST:
                evidence = f"what is said of them means the same ({cosine:.2f})"
                found.append(
                    Suspicion(
                        one["urn"],
                        other["urn"],
                        label,
                        (one["name"], other["name"]),
                        score,
                        evidence,
                        (tuple(one["sources"]), tuple(other["sources"])),
                    )
                )
    return sorted(found, key=lambda s: (-s.score, s.one, s.other))


def _described(store: Store, ontology: Ontology) -> dict[str, list[dict[str, Any]]]:
    """Whole things with a description, by class."""
    rows = store.rows(
        f"MATCH (n:{Label.THING}) WHERE n.description IS NOT NULL AND n.placeholder IS NULL "
        "RETURN n.urn AS urn, n.name AS name, n.description AS description, n.sources AS sources, "
        f"labels(n) AS labels ORDER BY n.urn LIMIT {MOST_THINGS}"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        own = [x for x in row["labels"] if x in ontology.classes and x in ontology.leaves(x)]
        if own and not ontology.classes[own[0]].part and len(row["description"]) >= SHORTEST:
            found.setdefault(own[0], []).append(row)
    return {label: things for label, things in sorted(found.items()) if len(things) > 1}


def _near(vectors: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """Each pair that is among the nearest of one of its ends, once."""
    seen: set[tuple[int, int]] = set()
    for start in range(0, len(vectors), AT_ONCE):
        cosines = vectors[start : start + AT_ONCE] @ vectors.T
        for row, near in enumerate(np.argsort(-cosines, axis=1)[:, : NEAREST + 1]):
            for other in near.tolist():
                pair = (min(start + row, other), max(start + row, other))
                cosine = float(cosines[row, other])
                if pair[0] != pair[1] and cosine >= CLOSE and pair not in seen:
                    seen.add(pair)
                    yield (*pair, min(cosine, 1.0))


class _Sources:
    """Which connectors of which roots declare a thing."""

    def __init__(self, store: Store) -> None:
        ledger = Ledger(store)
        self.files: dict[str, set[tuple[str, str]]] = {}
        for root in ledger.roots():
            for head in ledger.heads(root):
                self.files.setdefault(f"{root}/{head.path}", set()).add((root, head.connector))

    def shared(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether one source knows both, and so tells them apart."""
        return bool(self._of(one) & self._of(other))

    def _of(self, thing: dict[str, Any]) -> set[tuple[str, str]]:
        places = thing["sources"]
        assert isinstance(places, list | tuple)
        return {s for p in places for s in self.files.get(str(p).partition("#")[0], ())}
