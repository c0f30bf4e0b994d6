"""Which JSON Schemas describe the landscape's data, and what that data is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.facts import Ref
from graph.vocabulary import Label
from ingest.dataset_naming import topic_of_subject
from ingest.documents import Document, unrendered
from ingest.sniff import Condition

__all__ = ["DataSchema", "named_after"]

ENDINGS: Final = (".schema.json", ".schema.yaml", ".schema.yml", ".jsonschema", ".json")
FOLDERS: Final = frozenset(
    [
        "dataset",
        "datasets",
        "entities",
        "entity",
        "event",
        "events",
        "json-schema",
        "json-schemas",
        "jsonschema",
        "jsonschemas",
        "message",
        "messages",
        "schema",
        "schemas",
        "stream",
        "streams",
        "table",
        "tables",
        "topic",
        "topics",
    ]
)
SETTINGS: Final = frozenset(
    [
        "config",
        "configs",
        "configuration",
        "definition",
        "definitions",
        "manifest",
        "options",
        "params",
        "parameters",
        "plugin",
        "plugins",
        "schema",
        "settings",
        "spec",
        "specification",
        "values",
        "workspace",
    ]
)
MARKERS: Final = frozenset({"$schema", "apiVersion", "kind", "specVersion", "specversion"})
COMBINED: Final = ("properties", "allOf", "oneOf", "anyOf", "$ref", "items")
WORDS: Final = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class DataSchema(Condition):
    """A JSON Schema that says it describes data: by its name, its folder, or itself; not that of a format."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict) or not any(key in doc.data for key in COMBINED):
            return False
        root, whole = doc.root, doc.path.lower()
        stated = root["$schema"].text if root["$schema"].is_scalar else ""
        if "schema" not in stated or not ("json-schema" in stated or "self" in doc.data):
            return False
        if "self" in doc.data or "x-topic" in doc.data or topic_of_subject(_stem(doc)) is not None:
            return True
        said = whole.endswith(ENDINGS[:-1]) or not FOLDERS.isdisjoint(whole.split("/")[:-1])
        title = root["title"].text if root["title"].is_scalar else ""
        words = {word.lower() for text in (_stem(doc), title) for word in WORDS.split(text)}
        properties = root["properties"]
        markers = properties.is_map and not MARKERS.isdisjoint(properties.data)
        return said and not markers and SETTINGS.isdisjoint(words)

    def __str__(self) -> str:
        return "$schema of JSON Schema in *.schema.json or a folder of schemas, events, topics, tables …"


def named_after(doc: Document) -> tuple[Ref, tuple[str, ...]]:
    """By the topic that it states or its file is called after, by `self`, else by file or title."""
    stem, title = _stem(doc), doc["title"].text if doc["title"].is_scalar else ""
    if topic := doc["x-topic"].text or topic_of_subject(stem):
        return Ref(Label.TOPIC, topic), ()
    own = doc["self/name"].text if doc["self"].is_map else ""
    plain = re.fullmatch(r"schema|index|v?\d+([.-]\d+)*", stem, re.IGNORECASE)
    folder = doc.folder.rpartition("/")[2]
    name = own or (title or folder if plain else stem)
    if not name or unrendered(name):
        name = stem
    aliases = tuple(a for a in (stem,) if not plain and a.lower() != name.lower())
    scope = (doc["self/vendor"].text if own else doc.folder) or "."
    return Ref(Label.DATASET, name, scope=scope), aliases


def _stem(doc: Document) -> str:
    lower = doc.filename.lower()
    ending = next((e for e in ENDINGS if lower.endswith(e)), "")
    return doc.filename[: -len(ending)] if ending else doc.filename.rpartition(".")[0]
