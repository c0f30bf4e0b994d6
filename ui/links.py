"""Where places are: their lines and web pages, as the store has them, for readers who do not have the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.ledger import Ledger, Root, unpack
from graph.store import Store
from ingest.web import page

__all__ = ["Located", "locate", "with_links"]

LINES: Final = re.compile(r"L(\d+)(?:-L(\d+))?\Z")


@dataclass(frozen=True, slots=True)
class Located:
    """The line when the file was read (None: not known), and the web page ("": not known)."""

    line: int | None = None
    url: str = ""


def locate(store: Store, places: Iterable[str]) -> dict[str, Located]:
    """Of each place of the graph (`root/path#pointer`) what is known; http and https addresses alone."""
    wanted = sorted(set(places))
    if not wanted:
        return {}
    ledger = Ledger(store)
    roots = ledger.roots()
    names = sorted(roots, key=lambda name: (-len(name), name))
    parts = {place: found for place in wanted if (found := _parts(place, names)) is not None}
    files = {
        (root, path)
        for root, path, pointer in parts.values()
        if pointer and not LINES.match(pointer)
    }
    lines = ledger.lines(sorted(files), roots)
    unlike = {name: _unlike(roots[name]) for name in {root for root, _, _ in parts.values()}}
    return {
        place: _located(roots[root], path, pointer, lines.get((root, path), {}), unlike[root])
        for place, (root, path, pointer) in parts.items()
    }


def _parts(place: str, names: Iterable[str]) -> tuple[str, str, str] | None:
    """Root, path and pointer; of root names the longest that fits, they may hold a `/`."""
    path, _, pointer = place.partition("#")
    for name in names:
        if path.startswith(f"{name}/"):
            return name, path[len(name) + 1 :], pointer
    return None


def _unlike(root: Root) -> tuple[frozenset[str], frozenset[str]]:
    """Files that are otherwise on the web page, and those that are not there."""
    if not root.unlike:
        return frozenset(), frozenset()
    changed, absent = unpack(root.unlike)
    return frozenset(changed), frozenset(absent)


def _located(
    root: Root,
    path: str,
    pointer: str,
    lines: Mapping[str, int],
    unlike: tuple[frozenset[str], frozenset[str]],
) -> Located:
    stated = LINES.match(pointer)
    first = int(stated[1]) if stated else lines.get(pointer)
    last = int(stated[2] or stated[1]) if stated else None
    changed, absent = unlike
    if not root.web or path in absent:
        return Located(first)
    return Located(first, page(root.web, path, None if path in changed else first, last))


def with_links(reply: dict[str, Any], store: Store) -> dict[str, Any]:
    """A reply as JSON, each citation with `links`: in step with `sources`, the web page of each place or null."""
    citations = cast("list[dict[str, Any]]", reply.get("citations") or [])
    found = locate(store, (p for c in citations for places in c["sources"] for p in places))

    def links(citation: dict[str, Any]) -> list[list[str | None]]:
        return [
            [found[p].url or None if p in found else None for p in places]
            for places in citation["sources"]
        ]

    return {**reply, "citations": [{**c, "links": links(c)} for c in citations]}
