"""Vectors of texts, made once and kept in a file beside the store, by text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from rag.embedding import Embedder, Vectors, fingerprint

__all__ = ["MOST_NEW_VECTORS", "TextVectors"]

MOST_NEW_VECTORS: Final = 4000  # embedding more than these in one question would take minutes


class TextVectors:
    """The vectors of one kind of text (`kind` names the file) by one model."""

    def __init__(self, embedder: Embedder, folder: Path | None, kind: str) -> None:
        self._embedder = embedder
        self._file = folder / f"{kind}-{fingerprint(embedder.name)}.npz" if folder else None
        self._kept: dict[str, Vectors] | None = None

    def of(self, texts: Sequence[str]) -> Vectors | int:
        """Rows in step with the texts; how many have none yet, where those are too many to make now."""
        kept = self._known()
        keys = [fingerprint(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        if len(new) > MOST_NEW_VECTORS:
            return len(new)
        if new:
            made = self._embedder.embed(list(new.values()))
            kept.update(zip(new, made, strict=True))
            self._write(kept)
        return np.stack([kept[key] for key in keys])

    def _known(self) -> dict[str, Vectors]:
        if self._kept is None:
            self._kept = {}
            if self._file is not None and self._file.exists():
                try:
                    with self._file.open("rb") as file, np.load(file, allow_pickle=False) as data:
                        self._kept = dict(zip(data["keys"].tolist(), data["rows"], strict=True))
                except (OSError, ValueError, KeyError, BadZipFile):
                    self._kept = {}  # a file cut short is made anew
        return self._kept

    def _write(self, vectors: Mapping[str, Vectors]) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part.npz")
        np.savez(part, keys=np.array(list(vectors)), rows=np.stack(list(vectors.values())))
        part.replace(self._file)
