"""What a source that is asked over the network comes to, in tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from graph.ontology import load_ontology
from ingest.reading import read_root
from ingest.sources.opening import Failed, opened
from ingest.sources.source import Source

__all__ = ["NOW", "ONTOLOGY", "facts", "kubeconfig", "read", "refused"]

ONTOLOGY = load_ontology(environ={})


NOW = "2026-11-22T12:00:00.000+00:00"


def read(source: Source, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files that the source comes to, by path."""
    with opened([source], environ or {}, NOW) as (found,):
        assert not isinstance(found, Failed), found.reason
        return {
            file.relative_to(found.top).as_posix(): file.read_text("utf-8")
            for file in sorted(found.top.rglob("*"))
            if file.is_file()
        }


def refused(source: Source, environ: Mapping[str, str] | None = None) -> str:
    """Why the source cannot be read."""
    with opened([source], environ or {}, NOW) as (found,):
        assert isinstance(found, Failed)
        return str(found.reason)


def facts(source: Source) -> list[Any]:
    with opened([source], {}, NOW) as (found,):
        assert not isinstance(found, Failed), found.reason
        reading = read_root(found.top, ONTOLOGY, (), {}, all_again=True, workers=1)
        assert not [r for result in reading.results for r in result.rejects]
        return [fact for result in reading.results for fact in result.facts]


def kubeconfig(folder: Path, server: str, **user: Any) -> Path:
    file = folder / "config"
    said = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": user}],
    }
    file.write_text(yaml.safe_dump(said))
    return file
