"""Things found by what is said of them, where a question describes a thing and does not name it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Label
from rag.embedding import Embedder
from rag.lexicon import load_costs
from rag.passages import share_of, weights
from rag.typing import below
from rag.vectors import TextVectors

__all__ = ["Described", "Descriptions"]

MOST: Final = 20_000  # described things that are all compared; of more, those that full text finds
FOUND: Final = 200
WHOLE: Final = 0.999  # all words of the description are in what is said of a thing
_FIELDS: Final = "n.urn AS urn, n.name AS name, n.title AS title, n.description AS description, labels(n) AS labels"


@dataclass(frozen=True, slots=True)
class Described:
    """A thing that a description may mean; `score` in [0, 1], `sure` when it is told from all others."""

    urn: str
    label: str
    name: str
    score: float
    sure: bool


@dataclass(frozen=True, slots=True)
class _Said:
    urn: str
    label: str
    name: str
    text: str


class Descriptions:
    """Retrieval over names, titles and descriptions of the things of one version of the graph."""

    def __init__(
        self, store: Store, ontology: Ontology, embedder: Embedder | None, folder: Path | None
    ) -> None:
        self._store = store
        self._ontology = ontology
        self._vectors = TextVectors(embedder, folder, "things") if embedder else None
        self._embedder = embedder
        self._limits = load_costs()["described"]
        self._all: tuple[str, list[_Said] | None] | None = None
        self._kept: dict[tuple[str, str, frozenset[str]], tuple[Described, ...]] = {}

    def find(self, text: str, labels: Collection[str], version: str) -> tuple[Described, ...]:
        """The things of these own labels that the text may describe, the likeliest first; one, where it is sure."""
        key = (version, text, frozenset(labels))
        if key not in self._kept:
            self._kept[key] = self._find(text, frozenset(labels), version)
        return self._kept[key]

    def _find(self, text: str, labels: frozenset[str], version: str) -> tuple[Described, ...]:
        words = weights(text)
        said = [s for s in self._said(text, version) if s.label in labels]
        if not words or not said:
            return ()
        shares = np.array([share_of(words, s.text) for s in said])
        whole = np.flatnonzero(shares >= WHOLE).tolist()
        if len(whole) == 1:
            return (_described(said[whole[0]], 1.0, sure=True),)
        if self._vectors is None or self._embedder is None:
            return tuple(_described(said[i], float(shares[i]), sure=False) for i in whole[:FOUND])
        rows = self._vectors.of([s.text for s in said])
        if isinstance(rows, int):
            return tuple(_described(said[i], float(shares[i]), sure=False) for i in whole[:FOUND])
        near = rows @ self._embedder.embed([text])[0] + self._limits["words"] * shares
        order = np.argsort(-near, kind="stable")[:4].tolist()
        best = float(near[order[0]])
        if best < self._limits["near"]:
            return ()
        close = [i for i in order if best - float(near[i]) < self._limits["apart"]]
        return tuple(
            _described(said[i], round(min(float(near[i]), 1.0), 4), sure=len(close) == 1)
            for i in close
        )

    def _said(self, text: str, version: str) -> Sequence[_Said]:
        """What is said of things: of all, or where they are too many of those that the words find."""
        if self._all is None or self._all[0] != version:
            counted = self._store.rows(
                f"MATCH (n:{Label.THING}) WHERE n.description IS NOT NULL RETURN count(n) AS n"
            )[0]["n"]
            few = isinstance(counted, int) and counted <= MOST
            rows = (
                self._store.rows(
                    f"MATCH (n:{Label.THING}) WHERE n.description IS NOT NULL RETURN {_FIELDS} ORDER BY urn"
                )
                if few
                else None
            )
            self._all = (version, None if rows is None else [*self._of_rows(rows)])
        if self._all[1] is not None:
            return self._all[1]
        urns = [hit.urn for hit in self._store.search(text, limit=FOUND)]
        rows = self._store.rows(
            f"UNWIND $urns AS u MATCH (n:Thing {{urn: u}}) WHERE n.description IS NOT NULL "
            f"RETURN {_FIELDS} ORDER BY urn",
            urns=urns,
        )
        return [*self._of_rows(rows)]

    def _of_rows(self, rows: Sequence[dict[str, object]]) -> Sequence[_Said]:
        found: list[_Said] = []
        for row in rows:
            labels = row["labels"]
            own = self._own([str(x) for x in labels] if isinstance(labels, list | tuple) else [])
            if own is None:
                continue
            name = str(row["name"])
            parts = (name.replace("-", " ").replace("_", " "), row["title"], row["description"])
            text = ". ".join(dict.fromkeys(str(p) for p in parts if p))
            found.append(_Said(str(row["urn"]), own, name, text[:600]))
        return found

    def _own(self, labels: Sequence[str]) -> str | None:
        """The label that no other one is below."""
        known = [label for label in labels if label in self._ontology.classes]
        return next(
            (
                a
                for a in known
                if not any(b != a and b in below((a,), self._ontology) for b in known)
            ),
            None,
        )


def _described(said: _Said, score: float, *, sure: bool) -> Described:
    return Described(said.urn, said.label, said.name, score, sure)
