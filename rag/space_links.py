"""Where a question speaks of a database or a schema by the word that the names of its tables begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.cell import Cell
from rag.lattice import Edge
from rag.lexicon import Lexicon
from rag.names import NameIndex
from rag.predicate import Among, Both, Prop
from rag.words import Token

__all__ = ["space_edges"]

WORDS = 3


def space_edges(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex) -> Iterator[Edge]:
    """The stretches that name such a place; words that mean something else do so only beside a word for one."""
    meaning, costs = lexicon.meaning, lexicon.costs["name"]
    found = names.spaces
    for i, first in enumerate(tokens):
        if not first.word or (i and first.glued and tokens[i - 1].glued):
            continue
        for j in range(i + 1, min(len(tokens), i + WORDS) + 1):
            key = "".join(t.fold for t in tokens[i:j] if t.word)
            if key not in found or not tokens[j - 1].word or _goes_on(tokens, j):
                continue
            said = (key,) in lexicon.entries and (key,) not in lexicon.taught
            known = said or names.known(key)
            for label, op, inner in found[key]:
                mask = meaning.of_class[label]
                pred = Both((Among(meaning.listed(mask), mask), Prop("name", op, inner)))
                cost = costs["common"] if known else costs["by_kind"]
                yield Edge(i, j, Cell("SPACE", pred, mask, cost, kind="known" if known else ""))


def _goes_on(tokens: Sequence[Token], j: int) -> bool:
    """Whether the name goes on after a dot."""
    return j + 1 < len(tokens) and tokens[j].fold in "./_:" and tokens[j + 1].glued
