"""How many assets spreadsheets list: CSV files whose header has both a column of classes and one of names."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        columns = {name.strip().lower(): name for name in (rows[0] if rows else {})}
        if {"class", "name"} <= columns.keys():
            classes = (row[columns["class"]].strip() for row in rows if row[columns["name"]])
            found.update(f"node {label}" for label in classes if label)
    return +found
