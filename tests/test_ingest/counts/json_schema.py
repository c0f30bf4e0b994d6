"""What JSON Schemas of data say, counted by the specification alone (https://json-schema.org/draft/2020-12/json-schema-core)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.test_ingest.counts.asyncapi import Files, properties

DATA = re.compile(r"events?|topics?|tables?|datasets?|messages?|avro|records?|(json-?)?schemas?")
FORMAT = re.compile(r"schema|config|values")


def count(root: Path) -> Counter[str]:
    """A schema that is named or kept as one of data is a dataset; `<topic>-value` is a topic's."""
    found: Counter[str] = Counter()
    files = Files(root)
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".json", ".yaml", ".yml")):
        name = file.name.rpartition(".")[0]
        of_format = FORMAT.search(name.removesuffix(".schema").lower())
        if of_format or "specification" in str(file.relative_to(root)):
            continue  # of a format, and not of data
        if not name.endswith(".schema") and not DATA.fullmatch(file.parent.name.lower()):
            continue
        if "json-schema.org" not in file.read_text("utf-8", errors="ignore")[:5_000]:
            continue
        schema = files.load(file.resolve())
        fields = properties(schema, file.resolve(), files, "", ())
        if fields:
            topic = name.removesuffix(".schema").endswith("-value")
            found += Counter(
                {
                    "node Topic" if topic else "node Dataset": 1,
                    "node Field": len(fields),
                    "edge PART_OF": len(fields),
                    "edge OWNS": int("x-owner" in schema),
                }
            )
    return +found
