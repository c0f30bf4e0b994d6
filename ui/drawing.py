"""Paths and neighbourhoods as DOT text; names are data in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.ontology import Ontology, Severity
from graph.projection import Projection
from graph.vocabulary import Label
from ui.naming import described
from ui.text import short

__all__ = ["Drawn", "Step", "dot", "drawn", "too_wide"]

FAMILY: dict[str, str] = {
    Label.ASSET: "#dcecf9",
    Label.ACTOR: "#fde9c8",
    Label.GOVERNANCE: "#e3e0f7",
}
SEVERITY: dict[str, str] = {
    Severity.BREAK: "#f9d3cd",
    Severity.DEGRADE: "#fdeec4",
    Severity.INFORM: "#e9eef2",
}
FILL = FAMILY | SEVERITY
MOST_LABELLED = 24
WIDEST_CHAIN = 115  # letters side by side
WIDEST_NAME = 40
STYLE = (
    'graph [bgcolor="transparent" nodesep=0.15 ranksep=0.35 pad=0.1]; '
    'node [shape=box style="rounded,filled" fontname="Helvetica" fontsize=11 margin="0.12,0.05" '
    'color="#7d93a8" fontcolor="#16222e"]; '
    'edge [fontname="Helvetica" fontsize=9 color="#5b6b7b" fontcolor="#5b6b7b" arrowsize=0.7];'
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node to draw; `kind` says its colour (the family of its class, or a severity), `strong` makes it stand out."""

    urn: str
    label: str
    name: str
    kind: str = Label.ASSET
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An edge; one that a path takes `back` from its end to its start is laid out that way round."""

    start: str
    relation: str
    end: str
    back: bool = False


def drawn(
    urns: Iterable[str],
    projection: Projection,
    ontology: Ontology,
    *,
    strong: frozenset[str] = frozenset(),
    kinds: Mapping[str, str] | None = None,
) -> list[Drawn]:
    """Nodes to draw, each once, in order; `kinds` has the colours that are not by family."""
    found: list[Drawn] = []
    for urn in dict.fromkeys(urns):
        label, name = described(projection, urn)
        above = ontology.classes[label].ancestors if label in ontology.classes else ()
        kind = next((k for k in FAMILY if k in above), Label.ASSET)
        found.append(Drawn(urn, label, name, (kinds or {}).get(urn, kind), urn in strong))
    return found


def too_wide(nodes: Sequence[Drawn], steps: Sequence[Step]) -> bool:
    """Whether a chain of the nodes, drawn from left to right, would have to shrink beyond reading."""
    ends = Counter(urn for step in steps for urn in (step.start, step.end))
    if len(steps) != len(nodes) - 1 or max(ends.values(), default=0) > 2:
        return False
    names = sum(max(len(node.label), min(len(node.name), WIDEST_NAME)) for node in nodes)
    return names + sum(len(step.relation) for step in steps) + 4 * len(steps) > WIDEST_CHAIN


def dot(nodes: Iterable[Drawn], steps: Sequence[Step], *, down: bool = False) -> str:
    """A graph of the nodes and steps from left to right, or top down; of a big one the relations are not written."""
    ids: dict[str, str] = {}
    lines = ["digraph {", f"rankdir={'TB' if down else 'LR'};", STYLE]
    for i, node in enumerate(nodes):
        ids[node.urn] = f"n{i}"
        label = f"{_inner(node.label)}\\n{_inner(short(node.name, WIDEST_NAME))}"
        width = " penwidth=2.2" if node.strong else ""
        lines.append(f'n{i} [label="{label}" fillcolor="{FILL[node.kind]}"{width}];')
    for s in steps:
        if s.start in ids and s.end in ids:
            ends = (s.end, s.start) if s.back else (s.start, s.end)
            said = f'label="{_inner(s.relation)}"' if len(steps) <= MOST_LABELLED else ""
            how = f"{'dir=back ' if s.back else ''}{said}"
            lines.append(f"{ids[ends[0]]} -> {ids[ends[1]]} [{how}];")
    return "\n".join([*lines, "}"])


def _inner(text: str) -> str:
    """Text for between two quotes of DOT."""
    return short(text).replace("\\", "\\\\").replace('"', '\\"')
