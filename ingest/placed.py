"""Values in the shape of JSON whose places are those of another notation: an XPath, a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.facts import Place
from ingest.documents import Document, Value, escaped

__all__ = ["PlacedValue"]


class PlacedValue(Value):
    """A value with the place that its notation gives it, or the nearest one around it."""

    __slots__ = ("places",)

    def __init__(
        self, document: Document, data: Any, pointer: str, places: Mapping[str, Place]
    ) -> None:
        super().__init__(document, data, pointer)
        self.places = places

    @property
    def at(self) -> Place:
        pointer = self.pointer
        while pointer not in self.places and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, Place(self.document.path))

    def _inner(self, data: Any, key: object) -> Value:
        return PlacedValue(self.document, data, f"{self.pointer}/{escaped(key)}", self.places)
