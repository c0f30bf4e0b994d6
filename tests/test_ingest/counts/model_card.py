"""What Hugging Face model cards say, counted by their metadata alone (https://huggingface.co/docs/hub/model-cards)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

MARKS = {"library_name", "base_model", "pipeline_tag", "datasets", "model-index"}


def cards(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.md")):
        parts = file.read_text("utf-8").split("---\n")
        if len(parts) > 2 and not parts[0].strip():
            data = yaml.load(parts[1], yaml.BaseLoader)
            if isinstance(data, dict) and MARKS & data.keys():
                yield data


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for card in cards(root):
        found += Counter(
            {
                "node Model": 1,
                "node Document": 1,
                "edge DOCUMENTS": 1,
                "edge TUNED_FROM": number(card.get("base_model")),
                "edge TRAINED_ON": number(card.get("datasets")),
                "edge EVALUATED_ON": len(evaluated(card)),
            }
        )
    return +found


def number(value: Any) -> int:
    return len(value) if isinstance(value, list) else int(bool(value))


def evaluated(card: dict[str, Any]) -> list[str]:
    """The datasets of the results of each model of the index."""
    return [
        result["dataset"]["type"]
        for model in card.get("model-index") or []
        for result in model.get("results") or []
        if result.get("dataset", {}).get("type")
    ]
