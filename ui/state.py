"""What is in a store: things and relations by kind, sources, last runs, rejects, stale files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.ledger import Ledger, Run
from rag.embedding import state_of_embeddings
from ui.catalog import Catalog
from ui.freshness import FOLDER

__all__ = ["RunLine", "State", "state_of"]


NO_CONNECTOR = "(could not be read)"


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run, as it is listed."""

    run: Run

    def sentence(self) -> str:
        run = self.run
        return (
            f"{run.time}: {run.action} {', '.join(run.roots)}: "
            f"{run.added} added, {run.changed} changed, {run.removed} removed ({run.id})"
        )

    def json(self) -> dict[str, Any]:
        run = self.run
        return {
            "id": run.id,
            "time": run.time,
            "action": run.action,
            "roots": list(run.roots),
            "landscape": run.landscape,
            "added": run.added,
            "changed": run.changed,
            "removed": run.removed,
            "counts": dict(run.counts or {}),
        }


@dataclass(frozen=True, slots=True)
class State:
    """`rejects` are all there are, each with its root, file, place and reason."""

    store: str
    kind: str
    version: str
    embeddings: str
    classes: Mapping[str, int]
    relations: Mapping[str, int]
    placeholders: int
    roots: tuple[Mapping[str, Any], ...]
    sources: tuple[Mapping[str, Any], ...]
    runs: tuple[RunLine, ...]
    rejects: tuple[Mapping[str, str], ...]
    stale: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """The object that `cartulary status --json` prints."""
        return {
            "store": self.store,
            "kind": self.kind,
            "version": self.version,
            "embeddings": self.embeddings,
            "classes": dict(self.classes),
            "relations": dict(self.relations),
            "placeholders": self.placeholders,
            "roots": [dict(r) for r in self.roots],
            "sources": [dict(s) for s in self.sources],
            "runs": [run.json() for run in self.runs],
            "rejects": [dict(r) for r in self.rejects],
            "stale": list(self.stale),
        }


def state_of(catalog: Catalog) -> State:
    """Read the state of the catalog's store."""
    ledger = Ledger(catalog.store)
    graph = catalog.projection()
    things = Counter(graph.label_of(i) for i in range(len(graph)))
    links = Counter(str(graph.relations[code]) for code in graph.relation.tolist())
    roots = ledger.roots()
    return State(
        store=catalog.store.url,
        kind=catalog.store.kind,
        version=graph.version,
        embeddings=state_of_embeddings(catalog.environ),
        classes=dict(sorted(things.items())),
        relations=dict(sorted(links.items())),
        placeholders=int(graph.placeholder.sum()),
        roots=tuple(
            {
                "name": r.name,
                "kind": r.kind or FOLDER,
                "path": r.path,
                "landscape": r.landscape,
                "last_run": r.last_run,
                "files": r.files,
                "no_format": r.no_format,
                "commit": r.commit,
                "failed": r.failed,
            }
            for _, r in sorted(roots.items())
        ),
        sources=tuple(
            {
                "root": root,
                "connector": name or NO_CONNECTOR,
                "files": files,
                "facts": facts,
                "rejects": rejects,
            }
            for root, name, files, facts, rejects in ledger.facts_by_connector()
        ),
        runs=tuple(RunLine(run) for run in ledger.runs()),
        rejects=tuple(
            {
                "root": root,
                "file": f"{root}/{reject.at.path}",
                "place": f"{root}/{reject.at}",
                "reason": reject.reason,
            }
            for root, reject in ledger.rejects()
        ),
        stale=tuple(f"{root}/{path}" for root, path in ledger.stale_files()),
    )
