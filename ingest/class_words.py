"""Things named by people in a source: `dataset:orders`, `data product: customer-360`, or a bare name."""

from __future__ import annotations

from functools import cache

from graph.facts import Ref
from graph.ontology import Ontology
from graph.vocabulary import Label

__all__ = ["class_named", "thing_named"]


@cache
def _classes(ontology: Ontology) -> dict[str, str]:
    """The class for each of its words; a word of two classes stands for neither."""
    found: dict[str, set[str]] = {}
    for name, stated in ontology.classes.items():
        for word in (name, stated.label, *stated.alternatives, *stated.plurals):
            found.setdefault(_folded(word), set()).add(name)
    sure = {_folded(name): name for name in ontology.classes}
    return {word: next(iter(names)) for word, names in found.items() if len(names) == 1} | sure


def _folded(word: str) -> str:
    return "".join(word.split()).replace("_", "").replace("-", "").casefold()


def class_named(ontology: Ontology, word: str) -> str | None:
    """The class that a word means: `data_product`, `DataProduct` and `data product` are one."""
    return _classes(ontology).get(_folded(word))


def thing_named(ontology: Ontology, text: str, among: tuple[str, ...]) -> Ref:
    """`class:name` as a thing of that class; any other text as the name of a thing that is one of `among`."""
    word, colon, name = text.partition(":")
    label = class_named(ontology, word) if colon else None
    if label is not None and name.strip():
        leaves = tuple(sorted(ontology.leaves(label)))
        own = label if label in leaves else Label.SERVICE
        return Ref(own, name.strip(), among=() if leaves == (label,) else (label,))
    return Ref(Label.SERVICE, text.strip(), among=among)
