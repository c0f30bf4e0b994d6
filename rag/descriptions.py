"""Things found by what is said of them, where a question describes a thing and does not name it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from rag.embedding import Embedder
from rag.lexicon import load_costs
from rag.passages import share_of, weights
from rag.said import Said
from rag.vectors import TextVectors

__all__ = ["Described", "Descriptions"]

WHOLE: Final = 0.999  # all words of the description are in what is said of a thing
CHOICES: Final = 3  # things that a description may still mean


@dataclass(frozen=True, slots=True)
class Described:
    """A thing that a description may mean; `score` in [0, 1], `sure` when it is told from all others."""

    urn: str
    label: str
    name: str
    score: float
    sure: bool


class Descriptions:
    """Retrieval over what is said of the things of one version of the graph."""

    def __init__(
        self,
        said: Callable[[str, str], Sequence[Said]],
        embedder: Embedder | None,
        folder: Path | None = None,
    ) -> None:
        self._said = said
        self._vectors = TextVectors(embedder, folder, "things") if embedder else None
        self._embedder = embedder
        self._limits = load_costs()["described"]
        self._kept: dict[tuple[str, str, frozenset[str], str], tuple[Described, ...]] = {}

    def find(
        self, text: str, labels: Collection[str], version: str, kind: str = ""
    ) -> tuple[Described, ...]:
        """The things of these own labels (and kind) that the text may describe, the likeliest first; one, where
        it is sure."""
        key = (version, text, frozenset(labels), kind)
        if key not in self._kept:
            self._kept[key] = self._find(text, frozenset(labels), version, kind)
        return self._kept[key]

    def _find(
        self, text: str, labels: frozenset[str], version: str, kind: str
    ) -> tuple[Described, ...]:
        words = weights(text)
        said = [s for s in self._said(text, version) if s.label in labels and kind in ("", s.kind)]
        if not words or not said:
            return ()
        shares = [share_of(words, s.text) for s in said]
        whole = [s for s, share in zip(said, shares, strict=True) if share >= WHOLE]
        if len(whole) == 1:
            return (_described(whole[0], 1.0, sure=True),)
        alike = self._alike(text, said)
        if alike is None:
            few = whole if len(whole) <= CHOICES else []
            return tuple(_described(s, 1.0, sure=False) for s in few)
        return alike

    def _alike(self, text: str, said: Sequence[Said]) -> tuple[Described, ...] | None:
        """The things whose vectors lie near, told apart by how much nearer the first one lies."""
        if self._vectors is None or self._embedder is None:
            return None
        rows = self._vectors.of([s.text for s in said])
        if isinstance(rows, int):
            return None
        limits = self._limits
        near = rows @ self._embedder.embed([text])[0]
        order = np.argsort(-near, kind="stable")[: CHOICES + 1].tolist()
        best = float(near[order[0]])
        lead = best - float(near[order[1]]) if len(order) > 1 else limits["lead"]
        if best + limits["weight"] * min(lead, limits["lead"]) >= limits["sure"]:
            return (_described(said[order[0]], best, sure=True),)
        close = [i for i in order if best - float(near[i]) < limits["apart"]]
        if best < limits["near"] or not 1 < len(close) <= CHOICES:
            return ()
        return tuple(_described(said[i], float(near[i]), sure=False) for i in close)


def _described(said: Said, score: float, *, sure: bool) -> Described:
    return Described(said.urn, said.label, said.name, round(min(score, 1.0), 4), sure)
