"""When two dataset names mean one dataset: hosts and `database.schema.table`, as much as each source gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from graph.vocabulary import Prop
from ingest.identity import Source, exact
from ingest.things import Cluster, join_all, live

__all__ = ["agree_datasets", "bare_names"]

SCHEMAS: Final = frozenset({"avro", "json-schema"})


def agree_datasets(clusters: Iterable[Cluster]) -> None:
    """Join datasets, declared and only referred to, by whole name and host, then by the end of a name."""
    clusters = list(clusters)
    names: dict[str, list[Cluster]] = {}
    for cluster in live(clusters):
        names.setdefault(exact(cluster.label, cluster.name), []).append(cluster)
    for group in names.values():
        _hosts(group)
    _suffixes(list(live(clusters)))


def _hosts(group: list[Cluster]) -> None:
    """One dataset a host; a source that names no host means the only one."""
    hosts: dict[str, list[Cluster]] = {}
    silent: list[Cluster] = []
    for cluster in group:
        if cluster.namespace is None:
            silent.append(cluster)
        else:
            hosts.setdefault(cluster.namespace.lower(), []).append(cluster)
    parts = list(hosts.values())
    if len(parts) == 1:
        known = {source for c in parts[0] for source in c.sources}
        parts[0].extend(c for c in silent if not c.sources & known)
        silent = [c for c in silent if c.sources & known]
    for part in [*parts, silent]:
        join_all(part, _told_apart)
        for one in part if len(part) > 1 else ():
            one.found.settle()
        apart = list({id(one.found): one.found for one in part}.values())
        if len({one.scope for one in apart}) > 1:
            for one in apart:
                one.qualified = bool(one.scope)


def _told_apart(one: Cluster, other: Cluster) -> bool:
    """Whether a source names them in two scopes, keys of their own differ, or one is a schema and no table."""
    mine, theirs = _scopes(one), _scopes(other)
    return (
        any(mine[source].isdisjoint(theirs[source]) for source in mine.keys() & theirs.keys())
        or any(other.own.get(scheme, key) != key for scheme, key in one.own.items())
        or (one.declared and other.declared and _is_schema(one) != _is_schema(other))
    )


def _scopes(cluster: Cluster) -> dict[Source, set[str]]:
    """The scopes that each source that declares it names it in."""
    found: dict[Source, set[str]] = {}
    for claim in cluster.claims:
        if claim.node is not None and claim.ref.scope is not None:
            found.setdefault(claim.source, set()).add(claim.ref.scope)
    return found


def _is_schema(cluster: Cluster) -> bool:
    """Whether all that declares it are schemas of records (an event's, a message's), which are no tables."""
    return all(
        claim.node.props.get(Prop.TYPE) in SCHEMAS
        for claim in cluster.claims
        if claim.node is not None
    )


def _ends(name: str) -> Iterator[str]:
    """The shorter names of at least two parts that a name ends in."""
    parts = name.split(".")
    for start in range(1, len(parts) - 1):
        yield ".".join(parts[start:])


def _suffixes(clusters: list[Cluster]) -> None:
    """`schema.table` joins the only dataset that ends so, on a host that it does not contradict."""
    longer: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for end in _ends(exact(cluster.label, cluster.name)):
            longer.setdefault(end, []).append(cluster)
    for cluster in sorted(clusters, key=lambda c: -c.name.count(".")):
        candidates = {
            id(other.found): other.found
            for other in longer.get(exact(cluster.label, cluster.name), ())
            if _same_host(cluster, other.found) and not cluster.sources & other.found.sources
        }
        if len(candidates) == 1:
            (long,) = candidates.values()
            cluster.join(long)
            cluster.found.settle()


def _same_host(one: Cluster, other: Cluster) -> bool:
    a, b = one.namespace, other.namespace
    return a is None or b is None or a.lower() == b.lower()


def bare_names(clusters: Iterable[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """A bare table name and the only dataset that ends so: likely one, but nobody said it."""
    clusters = list(live(clusters))
    tables: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        name = exact(cluster.label, cluster.name)
        if "." in name and "/" not in name:
            tables.setdefault(name.rpartition(".")[2], []).append(cluster)
    for cluster in clusters:
        name = exact(cluster.label, cluster.name)
        if "." in name or len(found := tables.get(name, ())) != 1:
            continue
        if _same_host(cluster, found[0]):
            yield cluster, found[0]
