"""One catalog as the interfaces see it: a store, its ontology, and what is computed over them, opened when needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graph.ontology import Ontology, load_ontology
from graph.store import Store, open_store

if TYPE_CHECKING:
    from graph.projection import Projection
    from graph.reach import Reach
    from rag.answer import Assistant

__all__ = ["Catalog", "open_catalog"]


@dataclass
class Catalog:
    store: Store
    ontology: Ontology
    environ: Mapping[str, str]

    @cached_property
    def assistant(self) -> Assistant:
        """Answers questions; built on first use, as its embeddings are."""
        from rag.answer import Assistant
        from rag.embedding import embedder

        return Assistant(
            self.store,
            self.ontology,
            cache=self.cache,
            embedder=embedder(self.environ),
            now=lambda: datetime.now(UTC),
        )

    @property
    def cache(self) -> Path:
        """Where arrays and indexes are kept beside the store."""
        from graph.cache import cache_folder

        return cache_folder(self.store)

    def projection(self) -> Projection:
        """The arrays of the graph as it is now."""
        from graph.cache import project

        return project(self.store, self.cache)

    def reach(self) -> Reach:
        """The traversal over the graph as it is now."""
        from graph.cache import reach_of

        return reach_of(self.store, self.ontology, self.cache)

    def close(self) -> None:
        self.store.close()


def open_catalog(url: str | None, environ: Mapping[str, str]) -> Catalog:
    """Open the store that `url` or the environment names, with the ontology in force.

    Raises StoreUnavailable, UsageError or OntologyError, each with what to do.
    """
    ontology = load_ontology(environ=environ)
    return Catalog(open_store(url, environ=environ), ontology, environ)
