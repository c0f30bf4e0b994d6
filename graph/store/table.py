"""The answer to a query as a table of plain JSON values, and how Bolt's values become such."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from graph.store.driver import neo4j


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold JSON values only; `complete` is false when a limit cut them; `elapsed_ms` is the time of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    complete: bool
    elapsed_ms: int

    def json(self) -> dict[str, object]:
        """The object that `cartulary query --json` prints."""
        return {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "complete": self.complete,
            "elapsed_ms": self.elapsed_ms,
        }


def plain(value: object, urns: Mapping[str, str | None]) -> object:
    """`value` as JSON; `urns` has the URN of each node, by element id, that a relationship may end at."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case neo4j.graph.Node():
            properties = {key: plain(item, urns) for key, item in sorted(value.items())}
            return {
                "urn": value.get("urn"),
                "labels": sorted(value.labels),
                "properties": properties,
            }
        case neo4j.graph.Relationship():
            ends = [
                None if node is None else urn_of(node, urns)
                for node in (value.start_node, value.end_node)
            ]
            properties = {key: plain(item, urns) for key, item in sorted(value.items())}
            return {"type": value.type, "start": ends[0], "end": ends[1], "properties": properties}
        case neo4j.graph.Path():
            return {
                "nodes": [plain(node, urns) for node in value.nodes],
                "relationships": [plain(step, urns) for step in value.relationships],
            }
        case neo4j.spatial.Point():
            return {
                "type": "Point",
                "srid": value.srid,
                "coordinates": [float(part) for part in value],
            }
        case neo4j.time.Duration() | neo4j.time.DateTime() | neo4j.time.Date() | neo4j.time.Time():
            return value.iso_format()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return f"PT{value.total_seconds():g}S"
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
        case Mapping():
            return {
                str(key): plain(item, urns)
                for key, item in cast(Mapping[Any, object], value).items()
            }
        case Sequence() | set() | frozenset():
            return [plain(item, urns) for item in cast(Iterable[object], value)]
        case _:
            return str(value)


def urn_of(node: neo4j.graph.Node, urns: Mapping[str, str | None]) -> str | None:
    known = node.get("urn")
    return known if known is not None else urns.get(node.element_id)


def bare_ends(value: object) -> Iterator[str]:
    """Element ids of nodes that a relationship in `value` ends at, and that came without their properties."""
    match value:
        case neo4j.graph.Relationship():
            for node in (value.start_node, value.end_node):
                if node is not None and "urn" not in node:
                    yield node.element_id
        case neo4j.graph.Path():
            for step in value.relationships:
                yield from bare_ends(step)
        case str() | bytes() | bytearray():
            return
        case Mapping():
            for item in cast(Mapping[Any, object], value).values():
                yield from bare_ends(item)
        case Sequence():
            for item in cast(Sequence[object], value):
                yield from bare_ends(item)
        case _:
            return
