"""Property values as the catalog words them, collected with their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import isfinite

from graph.facts import Place, PropValue
from graph.ontology import Ontology
from graph.vocabulary import Prop
from ingest.documents import Document, Value, unrendered

__all__ = ["RESERVED", "Props", "in_catalog_words"]

MAX_LENGTH = 20_000  # of a property's text
RESERVED = frozenset(
    [
        "aliases",
        "disagreements",
        "first_observed",
        "first_seen",
        "keys",
        "landscape",
        "last_observed",
        "name",
        "other_urns",
        "placeholder",
        "property_sources",
        "provenance",
        "sources",
        "stale",
        "urn",
    ]
)  # what the graph itself keeps on things and edges


@cache
def _wordings(ontology: Ontology, name: str) -> Mapping[str, str]:
    """The value for each of its words, by the ontology."""
    stated = ontology.properties.get(name)
    found: dict[str, str] = {}
    for value in stated.values if stated else ():
        for word in (value.value, *value.words, *value.written):
            found.setdefault(_folded(word), value.value)
    return found


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def in_catalog_words(ontology: Ontology, name: str, text: str) -> PropValue:
    """A source's wording of a property as the catalog's value: `Tier-1` is 1, `restricted` is confidential.

    A wording that the ontology does not know stays as it is.
    """
    found = _wordings(ontology, name).get(_folded(text), text)
    stated = ontology.properties.get(name)
    if stated is not None and stated.type == "integer":
        try:
            return int(found)
        except ValueError:
            return found
    return found


class Props:
    """Collects a node's properties with the place of each; absent and empty values leave no trace."""

    __slots__ = ("_ontology", "places", "values")

    def __init__(self, doc: Document) -> None:
        self._ontology = doc.ontology
        self.values: dict[str, PropValue] = {}
        self.places: dict[str, Place] = {}

    def text(self, name: str, value: Value) -> None:
        """A text (or other scalar) in the catalog's words; the first one given for a name stays."""
        if text := value.text:
            self.put(name, text, value.at)

    def texts(self, name: str, value: Value) -> None:
        """A list of texts (or one)."""
        if found := value.texts():
            self.put(name, found, value.at)

    def number(self, name: str, value: Value) -> None:
        number = value.number
        if number is not None and isfinite(number) and abs(number) < 2**63:
            self.put(name, float(number) if isinstance(number, float) else int(number), value.at)

    def flag(self, name: str, value: Value) -> None:
        if isinstance(value.data, bool):
            self.put(name, value.data, value.at)

    def put(self, name: str, value: PropValue, at: Place) -> None:
        """A value with the place that states it. A text that is an unrendered template is no value."""
        if name in self.values or name in RESERVED or value == () or value == "":
            return
        if isinstance(value, str):
            if unrendered(value) and name != Prop.DESCRIPTION:
                return
            value = in_catalog_words(self._ontology, name, value[:MAX_LENGTH])
        stated = self._ontology.properties.get(name)
        if stated is not None and stated.type == "integer" and not isinstance(value, int):
            return
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return
        self.values[name] = value
        self.places[name] = at
