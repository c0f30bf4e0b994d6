"""Documents that stand as text inside another document, such as an API's definition in a catalog entity."""

from __future__ import annotations

from ingest.documents import Embedded, Value
from ingest.parse import Problems, Unreadable, json_data, yaml_documents

__all__ = ["embedded"]


def embedded(value: Value) -> Embedded | None:
    """The YAML or JSON mapping that the value's text is, or None when it is neither (a proto file, GraphQL)."""
    text = value.data if isinstance(value.data, str) else ""
    problems: Problems = []
    try:
        data = (
            json_data(text, problems)
            if text.lstrip().startswith("{")
            else next((data for _, data in yaml_documents(text, problems)), None)
        )
    except Unreadable:
        return None
    for _, reason in problems:
        value.document.reject(value.at, reason)
    return Embedded(value.document, data, value.pointer) if isinstance(data, dict) else None
