"""An MLflow server's registered models, their versions and the runs that made them, as its REST interface says.

https://mlflow.org/docs/latest/rest-api.html: the replies of `registered-models/get`, `model-versions/get` and
`runs/get`, one a document.
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
    listed = _pages(api, "registered-models", "registered_models")
    for model in listed:
        name = str(model.get("name", ""))
        spool.write_json(f"registered-models/{part(name)}.json", {"registered_model": model})
    for version in _pages(api, "model-versions", "model_versions"):
        name, number = str(version.get("name", "")), str(version.get("version", ""))
        path = f"model-versions/{part(name)}/{part(number)}.json"
        spool.write_json(path, {"model_version": version})
        if version.get("run_id"):
            runs.add(str(version["run_id"]))
    for run in sorted(runs):
        try:
            found = api.mapping(f"{ROOT}/runs/get", run_id=run)
        except Missing:
            continue  # deleted; the version stays
        spool.write_json(f"runs/{part(run)}.json", found)


def _pages(api: Api, what: str, key: str) -> list[dict[str, Any]]:
    path = f"{ROOT}/{what}/search"
    return list(api.pages(path, key, "page_token", "next_page_token", max_results=PAGE))
