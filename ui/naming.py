"""What a person calls a thing, to the one thing that is meant: for `show NAME`, `impact NAME` and the pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import process

from graph.errors import UnknownName, UsageError
from graph.projection import Projection

__all__ = ["candidates", "described", "resolve"]

MOST_CHOICES = 20
LEAST_LIKE = 70
_SPACING = re.compile(r"[\s_.\-]+")


def described(projection: Projection, urn: str) -> tuple[str, str]:
    """Label and name of a URN, also of one that is no longer in the graph."""
    place = projection.place.get(urn)
    if place is None:
        parts = urn.split(":")
        return (parts[2] if len(parts) > 4 else "?", parts[-1])
    return projection.label_of(place), projection.names[place]


def candidates(projection: Projection, text: str) -> list[str]:
    """The URNs that a text may mean: the best tier of URN, name, alias or title, and spelling-insensitive name.

    `class:name` (`topic:orders`) and `namespace/name` narrow.
    """
    wanted = text.strip()
    if not wanted:
        return []
    if wanted in projection.place:
        return [wanted]
    label, colon, rest = wanted.partition(":")
    kinds = {k for k in projection.labels if _plain(k) == _plain(label)} if colon else set[str]()
    for name, among in ((rest, kinds), (wanted, set[str]())) if kinds else ((wanted, set[str]()),):
        found = _by_name(projection, name, among)
        if found:
            return found
    return []


def resolve(projection: Projection, text: str) -> str:
    """The URN that a text means.

    Raises UnknownName with near names, UsageError naming the choices when several things are called so.
    """
    found = candidates(projection, text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownName(
            f"nothing in the catalog is called {text[:100]!r}{_hint(projection, text)}"
        )
    listed = "\n".join(f"  {_choice(projection, urn)}" for urn in found[:MOST_CHOICES])
    more = len(found) - MOST_CHOICES
    cut = f"\n  … and {more} more" if more > 0 else ""
    raise UsageError(
        f"{text[:100]!r} is the name of {len(found)} things; say which:\n{listed}{cut}"
    )


def _hint(projection: Projection, text: str) -> str:
    if not len(projection):
        return "; the catalog is empty: read some files into it first (cartulary ingest FOLDER)"
    near = process.extract(
        text[:100], sorted(set(projection.names)), limit=3, score_cutoff=LEAST_LIKE
    )
    return f"; near names: {', '.join(name for name, *_ in near)}" if near else ""


def _choice(projection: Projection, urn: str) -> str:
    label, name = described(projection, urn)
    return f"{label.lower()}:{name}   {urn}"


def _by_name(projection: Projection, name: str, kinds: set[str]) -> list[str]:
    rows: Iterable[int] = range(len(projection))
    if kinds:
        rows = [i for i in rows if projection.label_of(i) in kinds]
    rows = list(rows)
    folded = name.casefold()
    last = re.split(r"[/]", folded)[-1]
    tiers: tuple[list[int], ...] = (
        [i for i in rows if projection.names[i] == name],
        [i for i in rows if projection.names[i].casefold() in (folded, last)],
        [i for i in rows if folded in _others(projection, i)],
        [i for i in rows if _plain(projection.names[i]) == _plain(name)],
        [i for i in rows if projection.names[i].casefold().endswith("." + folded)],
    )
    for tier in tiers:
        if tier:
            return [projection.urns[i] for i in tier]
    return []


def _others(projection: Projection, row: int) -> set[str]:
    found = {str(projection.value(row, "title") or "").casefold()}
    for column in ("aliases", "keys", "other_urns"):
        value = projection.value(row, column)
        if isinstance(value, Sequence) and not isinstance(value, str):
            found |= {str(v).casefold() for v in value}
    return found


def _plain(text: str) -> str:
    return _SPACING.sub(" ", text.casefold()).strip()
