"""The values that properties have in a graph, where they tell kinds apart: tags, languages, types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.ontology import Ontology

__all__ = ["values_of_graph"]

MOST = 400
LONGEST = 40
SHARED = 0.7  # a property most of whose values differ names things rather than tells kinds apart


def values_of_graph(
    columns: Mapping[str, Iterable[tuple[int, object]]], ontology: Ontology
) -> dict[str, list[str]]:
    """Per property its values, where they are few and short."""
    found: dict[str, list[str]] = {}
    for name, column in columns.items():
        p = ontology.properties.get(name)
        if p is None or p.type not in ("string", "strings"):
            continue
        said = [str(v) for _, value in column for v in _each(value)]
        kinds = {v for v in said if 0 < len(v) <= LONGEST}
        many = p.type == "strings" or len(kinds) <= max(4, SHARED * len(said))
        if kinds and len(kinds) <= MOST and many:
            found[name] = sorted(kinds)
    return found


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)
