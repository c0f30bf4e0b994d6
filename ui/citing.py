"""A citation in words: the names along its path, and what was looked for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from graph.projection import Projection
from rag.reply import Citation
from ui.naming import described

__all__ = ["absent", "steps"]


def steps(citation: Citation, projection: Projection, onward: str, backward: str) -> Iterator[str]:
    """Name, arrow, name …; the arrows are the formats with the relation filled in, spaced."""
    yield described(projection, citation.nodes[0])[1]
    for urn, relation, forward in zip(
        citation.nodes[1:], citation.relations, citation.forward, strict=True
    ):
        yield f" {(onward if forward else backward).format(relation)} "
        yield described(projection, urn)[1]


def absent(citation: Citation, projection: Projection) -> str:
    """What was looked for at the cited thing in vain; empty for a path that is there."""
    looked = citation.absent
    if looked is None:
        return ""
    if looked.relation is not None:
        arrow = "to it" if looked.forward is False else "from it"
        target = f" to {described(projection, looked.target)[1]}" if looked.target else ""
        return f"no {looked.relation} {arrow if not target else 'from it'}{target}"
    return f"no {looked.property or looked.derived or 'such statement'}"
