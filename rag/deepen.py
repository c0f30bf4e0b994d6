"""Relations with a word of depth: directly, ultimately, through delegation."""

from __future__ import annotations

from dataclasses import replace

from graph.ontology import Flow, Ontology
from rag.algebra import Chain, Depth, EitherOf, Hop, Named, RelExpr

__all__ = ["along", "chained_by_depth", "deepened"]


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


def along(ontology: Ontology, relation: RelExpr, name: str) -> RelExpr | None:
    """The relation followed over edges of one name alone, None where these do not make it up."""
    match relation:
        case Hop(own, forward) | Chain(Hop(own, forward)):
            if own != name:
                return None
        case Named(derived, forward):
            turned = _turned_in(ontology, derived, name)
            if turned is None:
                return None
            forward = forward != turned
        case EitherOf(parts):
            return next((f for p in parts if (f := along(ontology, p, name)) is not None), None)
        case _:
            return None
    step = Hop(name, forward)
    return _chained(ontology, step) or step


def _turned_in(ontology: Ontology, derived: str, name: str) -> bool | None:
    """Whether edges of a name lead against a derived relation; None where they are not part of it."""
    known = ontology.derived[derived]
    if name in known.reads_for:
        return known.inverted
    rows = ontology.relations[name].rows
    flows = {row.data if known.family == "data" else row.impact for row in rows}
    if known.family not in ("data", "impact", "dependency") or len(flows) != 1:
        return None
    (flow,) = flows
    return {Flow.BACKWARD: False, Flow.FORWARD: True}.get(flow)


def chained_by_depth(ontology: Ontology, step: Hop) -> bool:
    """Whether "transitively" means the relation's own steps, and no wider closure."""
    read = any(step.relation in d.reads_for for d in ontology.derived.values())
    return not read and isinstance(deepened(ontology, step, Depth.ANY), Chain)
