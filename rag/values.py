"""The values that properties have in a graph, where they tell kinds apart: tags, languages, types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.ontology import Ontology
from graph.projection import Projection

__all__ = ["kinds_of_graph", "values_of_graph"]

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


def kinds_of_graph(
    projection: Projection, ontology: Ontology
) -> dict[str, dict[str, frozenset[str]]]:
    """Per property that tells kinds, the values of each class of which most things state one."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for name in sorted(n for n, p in ontology.properties.items() if p.tells_kind):
        said: dict[str, list[str]] = {}
        for row, value in projection.columns.get(name, ()):
            said.setdefault(projection.label_of(row), []).extend(str(v) for v in _each(value))
        found[name] = {
            label: frozenset(values)
            for label, values in said.items()
            if 2 * len(values) > int(projection.of_labels([label]).sum())
        }
    return found


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)
