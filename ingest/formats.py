"""The formats that are read, as the connectors declare them: rows of a table, and that table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.connector import Connector

__all__ = ["Format", "formats", "formats_markdown"]

ANY = "any"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is told from others, and the labels and relations that it may yield (None: any)."""

    connector: str
    title: str
    recognised_by: str
    authority: str
    labels: tuple[str, ...] | None
    relations: tuple[str, ...] | None

    def json(self) -> dict[str, Any]:
        return {
            "connector": self.connector,
            "title": self.title,
            "recognised_by": self.recognised_by,
            "authority": self.authority,
            "labels": None if self.labels is None else list(self.labels),
            "relations": None if self.relations is None else list(self.relations),
        }


def formats(connectors: Iterable[Connector]) -> tuple[Format, ...]:
    """What the connectors declare, sorted by title."""
    found = (
        Format(
            c.name,
            c.title,
            str(c.reads),
            c.authority,
            None if c.nodes is None else tuple(sorted(map(str, c.nodes))),
            None if c.edges is None else tuple(sorted(map(str, c.edges))),
        )
        for c in connectors
    )
    return tuple(sorted(found, key=lambda f: (f.title.casefold(), f.connector)))


def formats_markdown(rows: Iterable[Format]) -> str:
    """A table, one row a format."""
    lines = [
        "| format | recognised by | becomes | relations |",
        "|---|---|---|---|",
    ]
    for row in rows:
        cells = (row.title, row.recognised_by, _listed(row.labels), _listed(row.relations))
        lines.append(f"| {' | '.join(_cell(c) for c in cells)} |")
    return "\n".join(lines) + "\n"


def _listed(names: tuple[str, ...] | None) -> str:
    return ANY if names is None else ", ".join(names)


def _cell(text: str) -> str:
    """Text that stays within its cell, and is no markup."""
    line = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
    return line.replace("*", "\\*").replace("<", "&lt;").replace("_", "\\_")
