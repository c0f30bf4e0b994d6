"""Cypher for the operators of the algebra: small statements with one anchor, values always parameters.

An anchor stands in a MATCH of its own, on the root label: so both stores start from its unique index
(measured: a pattern that ends in the anchor scans a whole class for every value on ArcadeDB).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.ontology import Ontology
from graph.store.schema import ROOT, quoted
from rag.typing import Labels

__all__ = [
    "Condition",
    "Statement",
    "class_members",
    "edges_again",
    "edges_of_any",
    "hops",
    "nodes_again",
    "of_class",
    "properties",
]


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on `x`, with its parameters."""

    text: str
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])


DECLARED = Condition("coalesce(x.`placeholder`, false) = false")


def of_class(labels: Labels, ontology: Ontology) -> str:
    """A label test for exactly these own labels and what is below them: `` or `:A|B`, by the fewest names."""
    inner = frozenset(b for label in labels for b in ontology.descendants(label))
    if inner >= frozenset(name for name in ontology.classes if name != ROOT):
        return ""
    names = sorted(
        name
        for name in inner
        if ontology.descendants(name) <= inner
        and not any(
            above in inner and ontology.descendants(above) <= inner
            for above in ontology.classes[name].ancestors
        )
    )
    return ":" + "|".join(quoted(name) for name in names)


def _where(conditions: Sequence[Condition]) -> tuple[str, dict[str, object]]:
    text = " AND ".join(c.text for c in conditions)
    parameters = {k: v for c in conditions for k, v in c.parameters.items()}
    return (f" WHERE {text}" if text else "", parameters)


def class_members(
    labels: str, conditions: Sequence[Condition], given: Sequence[str] | None = None
) -> Statement:
    """Things of a class (of those given) that meet the conditions: columns x."""
    if given is None:
        where, parameters = _where(conditions)
        return Statement(
            f"MATCH (x{labels or ':' + quoted(ROOT)}){where} RETURN x.urn AS x", parameters
        )
    tests = (*((Condition(f"x{labels}"),) if labels else ()), *conditions)
    where, parameters = _where(tests)
    return Statement(
        f"UNWIND $given AS u MATCH (x:{quoted(ROOT)} {{urn: u}}){where} RETURN x.urn AS x",
        {"given": list(given), **parameters},
    )


def hops(
    relation: str,
    forward: bool,
    *,
    xs: Sequence[str] | None,
    ys: Sequence[str] | None,
    x_labels: str = "",
    y_labels: str = "",
    conditions: Sequence[Condition] = (),
) -> Statement:
    """Pairs of one relation, `forward` when it leads from x to y: columns x, y.

    Anchored at the ys, else at the xs, else over the classes of both.
    """
    rel = quoted(relation)
    where, parameters = _where(conditions)
    if ys is not None or xs is not None:
        at_y = ys is not None
        here, there, labels = ("y", "x", x_labels) if at_y else ("x", "y", y_labels)
        outward = forward != at_y
        step = f"-[:{rel}]->" if outward else f"<-[:{rel}]-"
        given = ys if at_y else xs
        text = (
            f"UNWIND $given AS u MATCH ({here}:{quoted(ROOT)} {{urn: u}}) "
            f"MATCH ({here}){step}({there}{labels or ':' + quoted(ROOT)}){where} RETURN x.urn AS x, y.urn AS y"
        )
        return Statement(text, {"given": list(given or ()), **parameters})
    step = f"-[:{rel}]->" if forward else f"<-[:{rel}]-"
    root = ":" + quoted(ROOT)
    return Statement(
        f"MATCH (x{x_labels or root}){step}(y{y_labels or root}){where} RETURN x.urn AS x, y.urn AS y",
        parameters,
    )


def properties(names: Sequence[str], given: Sequence[str]) -> Statement:
    """Values of properties: columns x, p0, p1 …"""
    said = ", ".join(f"x.{quoted(name)} AS p{i}" for i, name in enumerate(names))
    return Statement(
        f"UNWIND $given AS u MATCH (x:{quoted(ROOT)} {{urn: u}}) RETURN x.urn AS x, {said}",
        {"given": list(given)},
    )


def edges_again(relation: str, pairs: Sequence[tuple[str, str]]) -> Statement:
    """Edges of one relation by their ends, as they are now: columns start, end, sources, stale."""
    return Statement(
        f"UNWIND $pairs AS p MATCH (a:{quoted(ROOT)} {{urn: p[0]}})-[r:{quoted(relation)}]->"
        f"(b:{quoted(ROOT)} {{urn: p[1]}}) "
        "RETURN a.urn AS start, type(r) AS type, b.urn AS end, r.sources AS sources, r.stale AS stale",
        {"pairs": [list(pair) for pair in pairs]},
    )


def edges_of_any(edges: Sequence[tuple[str, str, str]]) -> Statement:
    """Edges by (start, relation, end), as they are now: the same columns."""
    root = quoted(ROOT)
    return Statement(
        f"UNWIND $edges AS e MATCH (a:{root} {{urn: e[0]}})-[r]->(b:{root} {{urn: e[2]}}) WHERE type(r) = e[1] "
        "RETURN a.urn AS start, type(r) AS type, b.urn AS end, r.sources AS sources, r.stale AS stale",
        {"edges": [list(edge) for edge in edges]},
    )


def nodes_again(urns: Sequence[str]) -> Statement:
    """Nodes as they are now: columns urn, labels, name, placeholder, sources, property_sources, stale."""
    return Statement(
        f"UNWIND $urns AS u MATCH (n:{quoted(ROOT)} {{urn: u}}) "
        "RETURN n.urn AS urn, labels(n) AS labels, n.name AS name, n.placeholder AS placeholder, "
        "n.sources AS sources, n.property_sources AS property_sources, n.stale AS stale",
        {"urns": list(urns)},
    )
