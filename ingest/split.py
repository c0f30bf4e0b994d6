"""Decisions that tell things apart, worked into what sources say before it is put together again."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from graph.facts import Edge, Ref
from ingest.decisions import Decision, refused, splits
from ingest.gather import Gathered, Said
from ingest.identity import rooted
from ingest.naming import own_urn
from ingest.population import Population
from ingest.things import SPLIT, Claim, Cluster

__all__ = ["apart", "has_effect", "told_apart"]

REST: Final = "0"


@dataclass(slots=True)
class _Marks:
    """Which claims belong to which part, and what references to them become, by root and reference."""

    claims: dict[int, str] = field(default_factory=dict[int, str])
    refs: dict[tuple[str, Ref], dict[str, str]] = field(
        default_factory=dict[tuple[str, Ref], dict[str, str]]
    )

    def mark(self, claim: Claim, key: str) -> None:
        self.claims[id(claim)] = key
        path = claim.node.at.path if claim.node is not None else ""
        self.refs.setdefault((claim.source.root, claim.ref), {})[path] = key

    def ref(self, root: str, ref: Ref, path: str) -> Ref:
        """The reference as a file of that root means it now."""
        if ref.within is not None:
            within = self.ref(root, ref.within, path)
            if within is not ref.within:
                ref = replace(ref, within=within)
        parts = self.refs.get((root, ref))
        if parts is None:
            return ref
        keys = set(parts.values())
        key = parts.get(path) or (keys.pop() if len(keys) == 1 else None)
        if key is None:
            key = min(keys)
        return replace(ref, key=key)


def told_apart(
    said: Gathered, people: Population, landscape: str, decisions: Sequence[Decision]
) -> Gathered | None:
    """What is said, with the claims of things that a person told apart marked so; None when there are none.

    `people` is what the rules alone make of it, named.
    """
    marks = _Marks()
    urns = {cluster.urn: cluster for cluster in people.everything()}
    for decision in splits(decisions):
        if decision.one in urns:
            _split(urns[decision.one], decision, marks)
    for one, other in sorted(refused(decisions)):
        for urn, gone in ((one, other), (other, one)):
            if urn in urns and gone not in urns:
                _part(urns[urn], gone, landscape, marks)
    return _marked(said, marks) if marks.claims else None


def apart(cluster: Cluster, decision: Decision) -> list[list[Claim]]:
    """The claims of a thing by the groups of a decision, those of no group first."""
    groups: list[list[Claim]] = [[] for _ in range(len(decision.together) + 1)]
    for claim in cluster.claims:
        found = [n for n, group in enumerate(decision.together, 1) if _chosen(claim, group)]
        groups[found[0] if found else 0].append(claim)
    return groups


def has_effect(decision: Decision, keys: Container[str]) -> bool:
    """Whether some thing has a key that says it was told apart so."""
    return f"{SPLIT}{_name(decision)}/1" in keys


def _name(decision: Decision) -> str:
    return _digest(decision.one, *(s for group in decision.together for s in ("", *group)))


def _split(cluster: Cluster, decision: Decision, marks: _Marks) -> None:
    groups = apart(cluster, decision)
    if sum(1 for group in groups if group) < 2:
        return
    name = _name(decision)
    for number, group in enumerate(groups):
        for claim in group:
            marks.mark(claim, f"{SPLIT}{name}/{number}")


def _part(cluster: Cluster, gone: str, landscape: str, marks: _Marks) -> None:
    """Hold out of a thing those claims that by themselves would be another, which was refused."""
    out = [c for c in cluster.claims if own_urn(c.ref, cluster, landscape) == gone]
    if not out or len(out) == len(cluster.claims):
        return
    name = _digest(cluster.urn, gone)
    for claim in cluster.claims:
        marks.mark(claim, f"{SPLIT}{name}/{1 if claim in out else REST}")


def _digest(*texts: str) -> str:
    return sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:8]


def _chosen(claim: Claim, selectors: Iterable[str]) -> bool:
    root, ref = claim.source.root, claim.ref
    keys = {k for k in (ref.key, *(claim.node.keys if claim.node else ())) if k is not None}
    keys |= {rooted(root, key, ref.label) for key in keys}
    place = f"{root}/{claim.node.at}" if claim.node else f"{root}/"
    return any(s in keys or _below(place, s) for s in selectors)


def _below(place: str, selector: str) -> bool:
    """Whether a place is the selected one, or in the selected file or folder."""
    selector = selector.rstrip("/")
    return place == selector or place.startswith((f"{selector}#", f"{selector}/"))


def _marked(said: Gathered, marks: _Marks) -> Gathered:
    claims: list[Claim] = []
    for claim in said.claims:
        node = claim.node
        path = node.at.path if node is not None else ""
        ref = marks.ref(claim.source.root, claim.ref, path)
        if ref is claim.ref:
            claims.append(claim)
            continue
        if node is not None:
            kept = (
                (claim.ref.key,) if claim.ref.key is not None and ref.key != claim.ref.key else ()
            )
            node = replace(node, ref=ref, keys=tuple(dict.fromkeys((*node.keys, *kept))))
        claims.append(replace(claim, ref=ref, node=node))
    found = replace(said, claims=claims)
    found.edges = [_edge(each, marks) for each in said.edges]
    found.selects = [
        (replace(rule, source=marks.ref(c.source.root, rule.source, rule.at.path)), c)
        for rule, c in said.selects
    ]
    found.aliases = [
        (replace(alias, ref=marks.ref(c.source.root, alias.ref, alias.at.path)), c)
        for alias, c in said.aliases
    ]
    found.passages = [
        (root, replace(p, document=marks.ref(root, p.document, p.at.path)))
        for root, p in said.passages
    ]
    return found


def _edge(said: Said, marks: _Marks) -> Said:
    edge: Edge = said.edge
    root, path = said.context.source.root, edge.at.path
    start, end = marks.ref(root, edge.start, path), marks.ref(root, edge.end, path)
    if start is edge.start and end is edge.end:
        return said
    return replace(said, edge=replace(edge, start=start, end=end))
