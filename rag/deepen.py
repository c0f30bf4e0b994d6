"""Relations with a word of depth: directly, ultimately, through delegation."""

from __future__ import annotations

from dataclasses import replace

from graph.ontology import Flow, Ontology
from rag.algebra import Chain, Depth, EitherOf, Hop, Named, RelExpr

__all__ = ["deepened"]


def deepened(ontology: Ontology, relation: RelExpr, depth: Depth) -> RelExpr | None:
    """The relation with a word of depth, None where it has no such reading."""
    match relation:
        case Named(name):
            derived = ontology.derived[name]
            if depth is Depth.DELEGATED and derived.family != "delegation":
                return None
            if derived.family is not None and derived.depth is not None:
                if derived.family == "delegation" and depth is Depth.ANY:
                    depth = Depth.DELEGATED
                return replace(relation, depth=depth)
            if depth is Depth.ONE and derived.reads_for:
                steps = tuple(
                    Hop(base, relation.forward != derived.inverted) for base in derived.reads_for
                )
                return steps[0] if len(steps) == 1 else EitherOf(steps)
            return relation if depth is not Depth.ONE else None
        case Hop(name, forward):
            if depth is Depth.ONE:
                return relation
            return _closure_over(ontology, name, forward) or _chained(ontology, relation)
        case Chain():
            return relation.step if depth is Depth.ONE else relation
        case EitherOf(parts):
            kept = tuple(d for p in parts if (d := deepened(ontology, p, depth)) is not None)
            return kept[0] if len(kept) == 1 else EitherOf(kept) if kept else None
        case _:
            return None


def _chained(ontology: Ontology, step: Hop) -> Chain | None:
    """One or more steps, where a step may follow another."""
    pairs = ontology.signatures(step.relation)
    return Chain(step) if {a for a, _ in pairs} & {b for _, b in pairs} else None


def _closure_over(ontology: Ontology, name: str, forward: bool) -> RelExpr | None:
    """A single relation at any depth is the closure of data where all its edges move data one way."""
    flows = {row.data for row in ontology.relations[name].rows}
    closure = next((d for d in ontology.derived.values() if d.family == "data"), None)
    if closure is None or len(flows) != 1 or not flows <= {Flow.FORWARD, Flow.BACKWARD}:
        return None
    backward = flows == {Flow.BACKWARD}
    return Named(closure.name, forward=forward == backward, depth=Depth.ANY)
