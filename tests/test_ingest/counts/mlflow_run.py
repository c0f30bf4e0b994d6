"""What exports of MLflow runs say: the data that went into a run (https://mlflow.org/docs/latest/ml/dataset/)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MODELS = "mlflow.log-model.history"


def runs(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        inner = data.get("mlflow", data) if isinstance(data, dict) else {}
        if isinstance(inner, dict) and "run_id" in (inner.get("info") or {}):
            yield inner


def count(root: Path) -> Counter[str]:
    """Each model that the run logged was trained on its inputs (or evaluated on them, by their context)."""
    found: Counter[str] = Counter()
    for run in runs(root):
        models = len(json.loads((run.get("tags") or {}).get(MODELS) or "[]"))
        found["node Model"] += models
        for given in run.get("inputs") or []:
            tags = {tag["key"]: tag["value"] for tag in given.get("tags") or []}
            context = tags.get("mlflow.data.context", "")
            tested = context in ("eval", "evaluation", "test", "testing", "validation")
            found["edge EVALUATED_ON" if tested else "edge TRAINED_ON"] += models
    return +found
