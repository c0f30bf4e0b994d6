"""What MLmodel files say: a model each (https://mlflow.org/docs/latest/ml/model/)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("MLmodel")):
        if "flavors" in yaml.load(file.read_text("utf-8"), yaml.BaseLoader):
            found["node Model"] += 1
    return +found
