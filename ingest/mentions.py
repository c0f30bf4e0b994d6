"""Names of known things in a title, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from graph.identity import folded
from graph.ontology import Ontology
from graph.vocabulary import Label
from ingest.things import Cluster

__all__ = ["Mentions"]

WORD: Final = re.compile(r"[^\W_]+")
NEVER: Final = frozenset({Label.DOCUMENT, Label.SYSTEM, Label.DOMAIN, Label.OBJECTIVE})


class Mentions:
    """Finds the longest names in a text; a name that several things share is none."""

    def __init__(self, things: Iterable[Cluster], ontology: Ontology) -> None:
        common = _words_of(ontology)
        self.names: dict[tuple[str, ...], list[Cluster]] = {}
        for thing in things:
            if thing.label in NEVER or ontology.classes[thing.label].part:
                continue
            words = _words(thing.name)
            if words and not (len(words) == 1 and words[0] in common):
                self.names.setdefault(words, []).append(thing)
        self.longest = max((len(words) for words in self.names), default=0)

    def found(self, text: str) -> list[Cluster]:
        words = _words(text)
        found: dict[int, Cluster] = {}
        at = 0
        while at < len(words):
            for size in range(min(self.longest, len(words) - at), 0, -1):
                if things := self.names.get(words[at : at + size]):
                    if len(things) == 1:
                        found[id(things[0])] = things[0]
                    at += size - 1
                    break
            at += 1
        return list(found.values())


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(folded(text)))


def _words_of(ontology: Ontology) -> frozenset[str]:
    """Single words that the ontology uses for classes and relations."""
    phrases: list[str] = []
    for each in ontology.classes.values():
        phrases += [each.name, each.label, *each.alternatives, *each.plurals, *each.kind_words]
    for relation in ontology.relations.values():
        words = relation.words
        phrases += [*words.verbs, *words.start_nouns, *words.end_nouns, *words.general]
    return frozenset(
        word for phrase in phrases if len(words := _words(phrase)) == 1 for word in words
    )
