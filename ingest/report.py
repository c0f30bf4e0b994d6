"""What an ingestion did, as values and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.facts import Reject
from graph.landscape import Landscape
from graph.load import Difference
from ingest.suggest import Suggestion

__all__ = ["Disagreement", "Failure", "RootReport", "RunReport", "disagreements_in"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A property on which sources differ: what the graph shows, and what else was said, where."""

    urn: str
    property: str
    shown: str
    other: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RootReport:
    """One root. Its files are `read` + `rejected` + `no_format`; `unchanged` of them were not opened again."""

    name: str
    path: str
    landscape: str
    note: str
    files: int
    read: int
    rejected: int
    no_format: int
    unchanged: int
    facts: Mapping[str, int]  # by connector
    rejects: tuple[Reject, ...]  # of the files read in this run, and what the ontology forbids


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why; what it said before is kept, marked stale."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """One ingestion. `change` is what was (or, in a dry run, would be) done to the graph."""

    run_id: str
    dry_run: bool
    roots: tuple[RootReport, ...]
    change: Difference
    things: int
    links: int
    placeholders: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    resolved: bool = True  # False when nothing had changed, so that there was nothing to work out
    notes: tuple[str, ...] = field(default_factory=tuple)
    failures: tuple[Failure, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether the graph is as it was."""
        return not self.change

    def as_json(self) -> dict[str, Any]:
        """Plain data, sorted, with every list whole."""
        change = self.change
        return {
            "run": self.run_id,
            "dry_run": self.dry_run,
            "unchanged": self.unchanged,
            "things": self.things,
            "links": self.links,
            "added": _ends(change.add_things, change.add_links),
            "changed": _ends(change.change_things, change.change_links),
            "removed": {
                "things": change.remove_things,
                "links": [list(key) for key in change.remove_links],
            },
            "roots": [
                {
                    "name": r.name,
                    "path": r.path,
                    "landscape": r.landscape,
                    "note": r.note,
                    "files": r.files,
                    "read": r.read,
                    "rejected": r.rejected,
                    "no_format": r.no_format,
                    "unchanged": r.unchanged,
                    "facts": dict(sorted(r.facts.items())),
                    "rejects": [
                        {"place": f"{r.name}/{reject.at}", "reason": reject.reason}
                        for reject in r.rejects
                    ],
                }
                for r in self.roots
            ],
            "placeholders": list(self.placeholders),
            "disagreements": [
                {
                    "urn": d.urn,
                    "property": d.property,
                    "shown": d.shown,
                    "other": d.other,
                    "sources": list(d.sources),
                }
                for d in self.disagreements
            ],
            "suggestions": [
                {"things": [s.one, s.other], "score": s.score, "evidence": s.evidence}
                for s in self.suggestions
            ],
            "notes": list(self.notes),
            "failed": [{"source": f.source, "reason": f.reason} for f in self.failures],
        }


def _ends(things: Iterable[Any], links: Iterable[Any]) -> dict[str, list[Any]]:
    return {
        "things": sorted(thing.urn for thing in things),
        "links": sorted([link.start, link.relation, link.end] for link in links),
    }


def disagreements_in(landscape: Landscape) -> tuple[Disagreement, ...]:
    """Every disagreement that things carry."""
    found: list[Disagreement] = []
    for thing in landscape.things.values():
        texts = thing.props.get("disagreements", ())
        for text in texts if isinstance(texts, tuple) else ():
            said = json.loads(text)
            found.append(
                Disagreement(
                    thing.urn,
                    said["property"],
                    str(thing.props.get(said["property"], "")),
                    said["value"],
                    tuple(said["sources"]),
                )
            )
    return tuple(found)
