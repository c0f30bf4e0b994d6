"""What MLflow's exports and saved replies have in common: their wrappers, runs, and datasets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Ref
from graph.vocabulary import Label
from ingest.dataset_naming import DatasetName, by_openlineage, qualified
from ingest.documents import Document, Value, unrendered
from ingest.sniff import Condition

__all__ = ["Holds", "dataset_of", "of_run", "parsed", "shown_tags", "tags_of", "unwrapped"]

MAX_EMBEDDED: Final = 1_000_000  # characters of JSON that stands in a text
OWN_TAGS: Final = ("mlflow.", "mlflow_exim.", "version.", "sparkDatasourceInfo")
_URI: Final = re.compile(
    r"(?P<place>[a-zA-Z][a-zA-Z0-9+.-]*:(?://[^/?#]*)?)(?P<path>/?[^?#]*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Holds(Condition):
    """An export (below `mlflow`) or a REST reply with one of these parts, each a mapping or list of mappings
    that have the key `with_key`."""

    parts: tuple[str, ...]
    with_key: str

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        inner = data.get("mlflow")
        found = cast("dict[Any, Any]", inner) if isinstance(inner, dict) else data
        for part in self.parts:
            held = found.get(part)
            first: Any = cast("list[Any]", held)[0] if isinstance(held, list) and held else held
            if isinstance(first, dict) and self.with_key in first:
                return True
        return False

    def __str__(self) -> str:
        return f"an MLflow export or reply with {' or '.join(self.parts)}"


def unwrapped(doc: Document) -> Value:
    """What is exported, without the wrapper that says by whom and when."""
    return doc["mlflow"] if isinstance(doc.data, dict) and doc["mlflow"].is_map else doc.root


def of_run(run: str, name: str) -> Ref:
    """The model that a run made; a run that a registry names is a version of the registered model."""
    return Ref(Label.MODEL, name, key=f"mlflow-run:{run}", scope=run)


def tags_of(value: Value) -> Iterator[tuple[str, Value]]:
    """Tags as a mapping (exports) or a list of `key` and `value` (replies)."""
    if value.is_map:
        yield from value.items()
    else:
        for tag in value:
            yield tag["key"].text, tag["value"]


def shown_tags(value: Value) -> tuple[str, ...]:
    """The tags that people set, as `key=value`."""
    found = (
        f"{key}={tag.text}" if tag.text else key
        for key, tag in tags_of(value)
        if key and not key.startswith(OWN_TAGS) and len(tag.text) < 200
    )
    return tuple(sorted(dict.fromkeys(found)))


def parsed(value: Value) -> Any:
    """JSON that stands in a text, or the data itself; None when it is none."""
    if not isinstance(value.data, str):
        return value.data
    if len(value.data) > MAX_EMBEDDED:
        return None
    try:
        return json.loads(value.data)
    except (ValueError, RecursionError):
        return None


def dataset_of(dataset: Value) -> Ref | None:
    """The dataset that a run's input names: by its table, its address, its id on a hub, else its name.

    https://mlflow.org/docs/latest/ml/dataset/
    """
    source, kind = parsed(dataset["source"]), dataset["source_type"].text
    said = cast("dict[str, Any]", source) if isinstance(source, dict) else {}
    for key in ("delta_table_name", "table_name"):
        if isinstance(table := said.get(key), str) and table.strip():
            return _named(DatasetName(Label.DATASET, qualified((), table), None))
    for key in ("uri", "path", "url"):
        address = said.get(key)
        if isinstance(address, str) and address.strip():
            if kind == "hugging_face":
                return _named(DatasetName(Label.DATASET, address.strip(), None))
            found = _URI.match(address.strip())
            if found is None:
                return _named(by_openlineage("file", address))
            if not found["place"].lower().startswith("http") and found["path"].strip("/"):
                return _named(by_openlineage(found["place"], found["path"]))
    name = dataset["name"].text
    return _named(DatasetName(Label.DATASET, name, None)) if name else None


def _named(found: DatasetName) -> Ref | None:
    if not found.name or unrendered(found.name):
        return None
    return Ref(found.label, found.name, namespace=found.namespace)
