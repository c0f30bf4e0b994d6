"""Ingestions of small folders in tests: components as files, runs by day, what a store then holds."""

from __future__ import annotations

from pathlib import Path

from graph.landscape import Landscape, Link, Thing
from graph.ontology import load_ontology
from graph.store import Store
from ingest.report import RunReport
from ingest.run import ingest

__all__ = ["ONTOLOGY", "S", "at", "component", "held", "run"]

ONTOLOGY = load_ontology(environ={})


SERVICE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}, description: "{text}"}}
spec: {{type: service, lifecycle: production, owner: desk, dependsOn: [{needs}]}}
"""


S = "urn:cartulary:service:default:"


def at(day: int) -> str:
    return f"2026-01-{day:02}T00:00:00+00:00"


def component(folder: Path, name: str, needs: str = "", text: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.yaml"
    file.write_text(SERVICE.format(name=name, needs=needs, text=text), encoding="utf-8")


def run(store: Store, *roots: Path, day: int = 1, landscape: str = "", **more: bool) -> RunReport:
    return ingest(
        roots,
        store,
        ONTOLOGY,
        now=at(day),
        run_id=f"run-{day}",
        landscape=landscape,
        dry_run=more.get("dry_run", False),
        allow_removal=more.get("allow_removal", False),
    )


def held(store: Store) -> Landscape:
    """What the store holds."""
    return Landscape.of(
        (Thing(row["urn"], row["label"], row["props"]) for row in store.scan_nodes()),
        (Link(*edge) for edge in store.scan_edges()),
    )
