"""What exports of MLflow's model registry say (https://github.com/mlflow/mlflow-export-import)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def exports(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(data, dict):
            inner = data.get("mlflow", data)
            if isinstance(inner, dict):
                yield inner


def count(root: Path) -> Counter[str]:
    """A model for every registered model; a version that stands alone tells of its model too."""
    found: Counter[str] = Counter()
    for export in exports(root):
        for key in ("registered_model", "model_version"):
            found["node Model"] += isinstance(export.get(key), dict)
        for key in ("registered_models", "model_versions"):
            listed = export.get(key)
            found["node Model"] += len(listed) if isinstance(listed, list) else 0
    return +found
