"""Databases and schemas that only the names of tables tell: "the lake" is all that is called `lake.….…`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rag.algebra import Op
from rag.words import pieces

__all__ = ["Space", "spaces"]

Space = tuple[str, Op, str]  # a class, and how the names of its things begin or go on

FEWEST = 2  # what a single thing is called by is its name
SHORTEST = 3


def spaces(named: Iterable[tuple[str, str]]) -> Mapping[str, tuple[Space, ...]]:
    """The places in which things are named, by their joined words; `named` are classes and names."""
    counted = Counter(s for label, name in named for s in _of(label, name))
    whole: dict[str, list[Space]] = {}
    last: dict[str, list[Space]] = {}
    for space in sorted(s for s, n in counted.items() if n >= FEWEST):
        words = pieces(space[2])
        for key in _either_number("".join(words)):
            whole.setdefault(key, []).append(space)
        for key in _either_number(words[-1]) if len(words) > 1 else ():
            last.setdefault(key, []).append(space)
    only = {k: v for k, v in last.items() if len(v) == 1 and k not in whole}
    return {k: tuple(v) for k, v in (whole | only).items() if len(k) >= SHORTEST}


def _of(label: str, name: str) -> Iterator[Space]:
    *outer, _ = name.casefold().split(".")
    for at, segment in enumerate(outer):
        if pieces(segment) and "/" not in segment:
            inner = f".{segment}." if at else f"{segment}."
            yield label, Op.CONTAINS if at else Op.STARTS, inner


def _either_number(word: str) -> tuple[str, str]:
    return word, word[:-1] if word.endswith("s") else word + "s"
