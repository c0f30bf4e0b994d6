"""Things whose names agree, put together as far as no source, scope or key tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ingest.identity import Source, exact, loose
from ingest.things import Claim, Cluster, join_all, live

__all__ = ["agree"]

DEFAULT: Final = "default"


def agree(clusters: Iterable[Cluster], *, references: bool = False) -> None:
    """Join clusters whose names agree. They must be settled, with their containers known.

    `references`: nobody declares them, so that spelling tells none apart.
    """
    groups: dict[object, list[Cluster]] = {}
    for cluster in live(clusters):
        container = None if cluster.container is None else id(cluster.container.found)
        key = (cluster.label, container, cluster.space, loose(cluster.label, cluster.name))
        groups.setdefault(key, []).append(cluster)
    for group in groups.values():
        if len(group) > 1:
            for same in [group] if references else _spellings(group):
                for space in _namespaces(same):
                    for part in _scopes(space):
                        _unite(part)


def _spellings(group: list[Cluster]) -> list[list[Cluster]]:
    """The whole group, or parts of it by exact name when one source knows two of them."""
    names: dict[str, list[Cluster]] = {}
    for cluster in group:
        names.setdefault(exact(cluster.label, cluster.name), []).append(cluster)
    if len(names) < 2:
        return [group]
    seen: set[Source] = set()
    for same in names.values():
        sources = {source for cluster in same for source in cluster.sources}
        if sources & seen:
            return list(names.values())
        seen |= sources
    return [group]


def _namespaces(group: list[Cluster]) -> list[list[Cluster]]:
    """By namespace; one that states none goes to the only namespace there is, else to the default."""
    stated: dict[str, list[Cluster]] = {}
    silent: list[Cluster] = []
    for cluster in group:
        if cluster.namespace is None:
            silent.append(cluster)
        else:
            stated.setdefault(cluster.namespace.lower(), []).append(cluster)
    if not silent:
        return list(stated.values())
    if len(stated) == 1:
        (only,) = stated.values()
        if DEFAULT in stated:
            return [only + silent]
        known = {source for cluster in only for source in cluster.sources}
        apart = [c for c in silent if c.sources & known]
        joined = only + [c for c in silent if not c.sources & known]
        return [joined, apart] if apart else [joined]
    rest = stated.pop(DEFAULT, [])
    return [*stated.values(), rest + silent]


def _owners(group: list[Cluster]) -> list[list[Cluster]]:
    """By the keys that another thing cannot have, scheme by scheme."""
    parts = [group]
    for name in sorted({name for cluster in group for name in cluster.own}):
        parts = [
            part for whole in parts for part in _by(whole, lambda c, name=name: c.own.get(name))
        ]
    return parts


def _by(group: list[Cluster], token: Callable[[Cluster], str | None]) -> list[list[Cluster]]:
    """By a token that differs only where things do; one without it goes to the only other group."""
    stated: dict[str, list[Cluster]] = {}
    silent: list[Cluster] = []
    for cluster in group:
        value = token(cluster)
        if value is None:
            silent.append(cluster)
        else:
            stated.setdefault(value, []).append(cluster)
    if len(stated) == 1:
        return [group]
    return [*stated.values(), silent] if silent else list(stated.values())


def _scopes(group: list[Cluster]) -> list[list[Cluster]]:
    """All, or parts by scope when one source names two scopes of them."""
    named: dict[Source, set[str]] = {}
    for cluster in group:
        for claim in cluster.claims:
            if claim.node is not None and claim.ref.scope is not None and _named_so(claim, cluster):
                named.setdefault(claim.source, set()).add(claim.ref.scope)
    if not any(len(scopes) > 1 for scopes in named.values()):
        return [group]
    for cluster in group:
        cluster.qualified = bool(cluster.scope)
    return _by(group, lambda c: c.scope)


def _unite(group: list[Cluster]) -> None:
    """Join all that no key of their own tells apart; those it does are named by their scopes, if these differ."""
    parts = _owners(group)
    if len(parts) > 1 and len({c.scope for c in group}) > 1:
        for cluster in group:
            cluster.qualified = bool(cluster.scope)
    for part in parts:
        join_all(part, _two_in_one_file)
        for one in part if len(part) > 1 else ():
            one.found.settle()


def _named_so(claim: Claim, cluster: Cluster) -> bool:
    return loose(cluster.label, claim.ref.name) == loose(cluster.label, cluster.name)


def _two_in_one_file(one: Cluster, other: Cluster) -> bool:
    """Whether one file gives them different keys of a scheme that one thing alone has."""
    if not one.files & other.files:
        return False
    mine, theirs = one.ids, other.ids
    return any(mine[name].isdisjoint(theirs[name]) for name in mine.keys() & theirs.keys())
