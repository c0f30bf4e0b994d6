"""An MLflow server's registered models, their versions and the runs that made them, as its REST interface says.

https://mlflow.org/docs/latest/rest-api.html: a document for each reply of `registered-models/get`, with all its
versions under `versions`, and of `runs/get`.
"""

from __future__ import annotations

from typing import Any, Final

from ingest.sources.http import Api, Missing
from ingest.sources.source import Source
from ingest.sources.spool import Spool, part

__all__ = ["fetch"]

ROOT: Final = "/api/2.0/mlflow"
PAGE: Final = 100


def fetch(api: Api, spool: Spool, source: Source) -> None:
    """Write every registered model, its versions, and their runs."""
    del source
    runs: set[str] = set()
    versions: dict[str, list[dict[str, Any]]] = {}
    for version in _pages(api, "model-versions", "model_versions"):
        versions.setdefault(str(version.get("name", "")), []).append(version)
        if version.get("run_id"):
            runs.add(str(version["run_id"]))
    for model in _pages(api, "registered-models", "registered_models"):
        name = str(model.get("name", ""))
        said = {k: v for k, v in model.items() if k != "latest_versions"}
        said["versions"] = versions.get(name) or model.get("latest_versions") or []
        spool.write_json(f"registered-models/{part(name)}.json", {"registered_model": said})
    for run in sorted(runs):
        try:
            found = api.mapping(f"{ROOT}/runs/get", run_id=run)
        except Missing:
            continue  # deleted; the version stays
        spool.write_json(f"runs/{part(run)}.json", found)


def _pages(api: Api, what: str, key: str) -> list[dict[str, Any]]:
    path = f"{ROOT}/{what}/search"
    return list(api.pages(path, key, "page_token", "next_page_token", max_results=PAGE))
