"""Quantities: none, only, at least, at most and the most of something, without every closure there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rag.algebra import (
    AtLeast,
    AtMost,
    Beyond,
    Entity,
    EveryOf,
    Key,
    Named,
    NoneOf,
    OnlyOf,
    RelExpr,
    SetExpr,
    Top,
)
from rag.properties import Degree, compare, degree
from rag.prove import absents, missing, related, stated_by
from rag.relate import Pairs, PathTo, nearest
from rag.typing import named_labels
from rag.witness import Both, Nearest, Proof

if TYPE_CHECKING:
    from rag.plan import Plan

__all__ = ["at_least", "at_most", "beyond", "degrees_of", "every_of", "none_of", "only_of", "top"]

Found = dict[str, Proof]
MANY = 50  # things whose closures are not all worked out to see which are the largest


def none_of(plan: Plan, expr: NoneOf, found: Found) -> Found:
    target = expr.target
    if (
        len(found) > MANY
        and isinstance(expr.relation, Named)
        and plan.relations.closes(expr.relation)
    ):
        reaching = _reaching(plan, expr, expr.relation, found)
        misses = absents(expr.relation, _aim(target))
        return {x: missing(x, misses, p) for x, p in found.items() if x not in reaching}
    pairs = plan.between(_possible(plan, expr, found, 1), expr.of, expr.relation, target)
    misses = absents(expr.relation, _aim(target))
    return {x: missing(x, misses, p) for x, p in found.items() if x not in pairs}


def at_least(plan: Plan, expr: AtLeast, found: Found) -> Found:
    """The first n of what each is related to are its witness."""
    relation = expr.relation
    if (
        expr.n == 1
        and len(found) > MANY
        and isinstance(relation, Named)
        and plan.relations.closes(relation)
    ):
        paths = _reaching(plan, expr, relation, found)
        return {x: Both((p, Nearest(paths[x], {}))) for x, p in found.items() if x in paths}
    likely = _possible(plan, expr, found, expr.n)
    pairs = plan.between(likely, expr.of, expr.relation, expr.target)
    return {
        x: related(p, {y: pairs[x][y] for y in nearest(relation, pairs[x])[: expr.n]})
        for x, p in found.items()
        if len(pairs.get(x, ())) >= expr.n
    }


def at_most(plan: Plan, expr: AtMost, found: Found) -> Found:
    pairs = plan.between(found, expr.of, expr.relation, expr.target)
    misses = absents(expr.relation, None)
    return {
        x: related(p, pairs[x]) if x in pairs else missing(x, misses, p)
        for x, p in found.items()
        if len(pairs.get(x, ())) <= expr.n
    }


def only_of(plan: Plan, expr: OnlyOf, found: Found) -> Found:
    if not found:
        return {}
    pairs = plan.pairs(expr.relation, xs=found, labels=named_labels(expr.target))
    ys = {y for ends in pairs.values() for y in ends}
    wanted = plan.things(expr.target, ys) if ys else {}
    return {
        x: related(found[x], ends)
        for x, ends in sorted(pairs.items())
        if x in found and ends and all(y in wanted for y in ends)
    }


def every_of(plan: Plan, expr: EveryOf, found: Found) -> Found:
    """Those that are related to all that there is of something, each with all of it as witness."""
    wanted = plan.things(expr.target) if found else {}
    pairs = plan.between(found, expr.of, expr.relation, expr.target) if wanted else {}
    return {
        x: related(found[x], ends)
        for x, ends in sorted(pairs.items())
        if x in found and len(ends) == len(wanted)
    }


def beyond(plan: Plan, expr: Beyond, found: Found) -> Found:
    """Those whose key compares so with that of the things named; both counts are proved."""
    named = plan.things(expr.than)
    degrees, proofs = degrees_of(plan, expr.of, expr.key, {**named, **found})
    limits = [degrees[t] for t in named if t in degrees]
    if not limits or len(limits) != len(named):
        return {}
    others = tuple(proofs[t] for t in sorted(named))
    return {
        x: Both((proofs[x], *others))
        for x in found
        if x in degrees and all(compare(expr.op, degrees[x], limit) for limit in limits)
    }


def degrees_of(plan: Plan, of: SetExpr, key: Key, found: Found) -> tuple[dict[str, Degree], Found]:
    """How many each is related to, none included, or the degree of its property; with the proof of it."""
    if key.relation is None:
        return _stated(plan, key.property or "", found)
    degrees: dict[str, Degree] = {}
    proofs: Found = {}
    pairs = plan.between(found, of, key.relation, key.target)
    misses = absents(key.relation, None)
    for x, proof in found.items():
        degrees[x] = (float(len(pairs.get(x, ()))),)
        proofs[x] = related(proof, pairs[x]) if x in pairs else missing(x, misses, proof)
    return degrees, proofs


def _stated(plan: Plan, name: str, found: Found) -> tuple[dict[str, Degree], Found]:
    """The degree of a property of each that has one, and the proof of it."""
    known = plan.ontology.properties[name]
    degrees: dict[str, Degree] = {}
    proofs: Found = {}
    for x, (values, by) in plan.filters.stated(name, found, plan.label).items():
        of_x = [d for v in values if (d := degree(known, v)) is not None]
        if of_x and plan.may_have(name, x):
            degrees[x] = max(of_x)
            proofs[x] = stated_by(x, by, name, found[x])
    return degrees, proofs


def top(plan: Plan, expr: Top, found: Found) -> Found:
    """The k first by the key; ties with the last of them are kept."""
    ranked: dict[str, Degree] = {}
    proofs: Found = {}
    if expr.key.relation is not None:
        pairs = _counted(plan, expr, found, expr.key.relation, expr.key.target)
        misses = absents(expr.key.relation, None)
        for x, proof in found.items():
            if x in pairs or not expr.highest:
                ranked[x] = (float(len(pairs.get(x, ()))),)
                proofs[x] = related(proof, pairs[x]) if x in pairs else missing(x, misses, proof)
    elif expr.key.property is not None:
        ranked, proofs = _stated(plan, expr.key.property, found)
    order = sorted(ranked.values(), reverse=expr.highest)
    if not order:
        return {}
    last = order[min(expr.k, len(order)) - 1]
    return {x: proofs[x] for x, d in ranked.items() if (d >= last if expr.highest else d <= last)}


def _counted(
    plan: Plan, expr: Top, found: Found, relation: RelExpr, target: SetExpr | None
) -> Pairs:
    """What each is related to; of those that cannot be among the first it is not worked out.

    How many things an impact reaches is known for all at once: no thing is related to more of a class.
    """
    named = plan.named(target)
    many = len(found) > MANY and expr.highest
    bounds = plan.relations.bounds(relation, found, named) if many else None
    if bounds is None:
        return plan.between(found, expr.of, relation, target)
    pairs: Pairs = {}
    sizes: list[int] = []
    if target is not None:
        plan.things(target)  # once, and not for each
    for x in sorted(found, key=lambda x: (-bounds[x], x)):
        sizes.sort(reverse=True)
        if len(sizes) >= expr.k and bounds[x] < sizes[expr.k - 1]:
            break
        ends = plan.between({x: found[x]}, expr.of, relation, target).get(x)
        if ends:
            pairs[x] = ends
            sizes.append(len(ends))
    return pairs


def _aim(target: SetExpr | None) -> str | None:
    return target.urns[0] if isinstance(target, Entity) and len(target.urns) == 1 else None


def _reaching(
    plan: Plan, expr: NoneOf | AtLeast, relation: Named, found: Found
) -> Mapping[str, PathTo]:
    """Those of many that a closure relates to anything (in the target), each with a path, all at once.

    What an impact lists decides where nothing is named: a dataset with no more than fields of its own
    affects nothing.
    """
    ys = None if expr.target is None else plan.things(expr.target)
    paths = plan.relations.reaching(relation, plan.relations.own_labels(found), ys)
    bounds = plan.relations.bounds(relation, found, None) if expr.target is None else None
    return {x: path for x, path in paths.items() if x in found and (bounds is None or bounds[x])}


def _possible(plan: Plan, expr: NoneOf | AtLeast, found: Found, n: int) -> Mapping[str, Proof]:
    """Those that may be related to at least n."""
    named = plan.named(expr.target)
    bounds = plan.relations.bounds(expr.relation, found, named) if len(found) > MANY else None
    return found if bounds is None else {x: p for x, p in found.items() if bounds[x] >= n}
