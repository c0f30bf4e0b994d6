"""What dumps of a Schema Registry say, counted by the registry's own terms
(https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#subject-name-strategy).
"""

from __future__ import annotations

import json
from binascii import Error, unhexlify
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.test_ingest.counts.avro import fields_of

Pair = tuple[dict[str, Any], dict[str, Any] | None]


def count(root: Path) -> Counter[str]:
    """The newest schema of a subject `<topic>-value` gives the topic its fields; of another, a dataset."""
    found: Counter[str] = Counter()
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".json", ".log", ".jsonl")):
        text = file.read_text("utf-8", errors="replace")
        if '"keytype"' not in text and not text.startswith("/V"):
            continue
        newest: dict[str, tuple[int, str]] = {}
        for key, value in pairs(text):
            subject, version = key.get("subject", ""), int(key.get("version") or 0)
            if key.get("keytype") != "SCHEMA" or subject.endswith("-key"):
                continue
            if value and not value.get("deleted") and version >= newest.get(subject, (0, ""))[0]:
                newest[subject] = (version, value["schema"])
        for subject, (_, schema) in newest.items():
            fields = fields_of_text(schema)
            label = "node Topic" if subject.endswith("-value") else "node Dataset"
            found += Counter({label: 1, "node Field": fields, "edge PART_OF": fields})
    return +found


def pairs(text: str) -> Iterator[Pair]:
    """A JSON list of [key, value], or since its second version lines of two columns in hexadecimal."""
    if not text.startswith("/V"):
        try:
            yield from ((key, value) for key, value in json.loads(text))
        except (ValueError, TypeError):
            return
        return
    for line in text.splitlines()[1:]:
        try:
            key, value = (json.loads(unhexlify(part)) for part in line.split("\t"))
        except (Error, ValueError):
            continue
        if key:
            yield key, value


def fields_of_text(schema: str) -> int:
    try:
        record = json.loads(schema)
    except ValueError:
        return 0
    if not isinstance(record, dict):
        return 0
    if record.get("type") == "object":
        return len(record.get("properties") or {})
    return fields_of(record, {}, ()) if record.get("type") == "record" else 0
