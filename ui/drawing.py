"""Paths and neighbourhoods as DOT text, and text from files made safe for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.vocabulary import Label

__all__ = ["Drawn", "Step", "dot", "markdown_text"]

FILL: dict[str, str] = {Label.ACTOR: "#fde9c8", Label.GOVERNANCE: "#e3e0f7", Label.ASSET: "#dcecf9"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node to draw."""

    urn: str
    label: str
    name: str
    kind: str = Label.ASSET


@dataclass(frozen=True, slots=True)
class Step:
    start: str
    relation: str
    end: str


def _quoted(text: str) -> str:
    cleaned = "".join(c if c.isprintable() else " " for c in text)[:120]
    return '"' + cleaned.replace("\\", "\\\\").replace('"', '\\"') + '"'


def dot(nodes: Iterable[Drawn], steps: Sequence[Step]) -> str:
    """A graph of the nodes and steps, left to right; names are data, never DOT."""
    ids = {node.urn: f"n{i}" for i, node in enumerate(nodes)}
    lines = [
        "digraph {",
        'rankdir=LR; bgcolor="transparent"; node [shape=box style="rounded,filled" fontname=Helvetica '
        'fontsize=11 color="#7d93a8"]; edge [fontname=Helvetica fontsize=9 color="#5b6b7b"];',
    ]
    for node in nodes:
        text = f"{node.label}\n{node.name}"
        fill = FILL.get(node.kind, FILL[Label.ASSET])
        label = _quoted(text.split("\n", 1)[0])[:-1] + "\\n" + _quoted(node.name)[1:]
        lines.append(f'{ids[node.urn]} [label={label} fillcolor="{fill}"];')
    lines += [
        f"{ids[s.start]} -> {ids[s.end]} [label={_quoted(s.relation)}];"
        for s in steps
        if s.start in ids and s.end in ids
    ]
    return "\n".join([*lines, "}"])


def markdown_text(text: str) -> str:
    """Text as Markdown that shows just that text."""
    return _SPECIAL.sub(r"\\\1", text.replace("\r", " "))
