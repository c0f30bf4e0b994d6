"""Nouns of one class that may stand beside the names of another are nouns of that too: a server is a machine as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.ontology import Ontology
from rag.cell import Cell
from rag.forms import Key, split
from rag.meaning import Meaning
from rag.words import noun_forms

__all__ = ["shared_nouns"]


def shared_nouns(
    ontology: Ontology,
    meaning: Meaning,
    entries: Mapping[Key, Sequence[Cell]],
    costs: Mapping[str, Mapping[str, float]],
) -> Iterator[tuple[str, Cell]]:
    """The forms of such nouns, with what they mean at some cost."""
    found: list[tuple[str, Cell]] = []
    for c in ontology.classes.values():
        mask = meaning.of_class[c.name]
        for word in c.kind_words:
            cells = entries.get(split(word), ())
            if any(e.cat == "NP" and e.kind == "cls" and not e.mask & mask for e in cells):
                noun = Cell("NP", meaning.listed(mask), mask, costs["word"]["kind"], kind="cls")
                found += [(form, noun._replace(many=many)) for form, many in noun_forms(word)]
    yield from found
