"""Things in the making: what sources claim, put together by native keys and by names that agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Node, Ref
from graph.ontology import Ontology
from graph.vocabulary import Label
from ingest.identity import (
    CATALOG,
    Source,
    exact,
    exclusive,
    identifies,
    joins,
    key_of,
    loose,
    order_of,
    rooted,
    same_class,
    scheme,
)

__all__ = ["SPLIT", "Claim", "Cluster", "agree", "by_claims", "join_all", "join_keys", "live"]

DEFAULT: Final = "default"
SPLIT: Final = "split:"
"""Keys `split:<decision>/<part>`, of things that a person told apart."""


@dataclass(slots=True)
class Claim:
    """One source names a thing: declares it (`node`), or only refers to it."""

    ref: Ref
    source: Source
    rank: int
    since: str
    stale: bool
    node: Node | None = None
    stated: str = ""


@dataclass(slots=True, eq=False)
class Cluster:
    """A thing in the making. After `settle` its identity stands in the fields from `label` on."""

    claims: list[Claim]
    into: Cluster | None = None
    keys: set[str] = field(default_factory=set[str])
    label: str = ""
    name: str = ""
    namespace: str | None = None
    scope: str | None = None
    own: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # keys that another thing cannot have
    within: Ref | None = None
    within_root: str = ""
    container: Cluster | None = None
    space: str = ""  # a container that is no thing: a policy's package
    qualified: bool = False  # the scope stands in the name, since one source tells two apart by it
    urn: str = ""
    told_apart: bool = False  # a person told it from something
    former: set[str] = field(default_factory=set[str])  # URNs that a person said are its own

    @property
    def declared(self) -> bool:
        return any(claim.node is not None for claim in self.claims)

    @property
    def found(self) -> Cluster:
        """The cluster that this one has become part of."""
        it = self
        while it.into is not None:
            it = it.into
        if it is not self:
            self.into = it
        return it

    @property
    def sources(self) -> set[Source]:
        """Who declares it."""
        return {claim.source for claim in self.claims if claim.node is not None}

    @property
    def files(self) -> set[tuple[Source, str]]:
        """The files that declare it."""
        return {(c.source, c.node.at.path) for c in self.claims if c.node is not None}

    @property
    def ids(self) -> dict[str, set[str]]:
        """Its keys that one thing alone has, by scheme."""
        found: dict[str, set[str]] = {}
        for key in self.keys:
            if identifies(key):
                found.setdefault(scheme(key), set()).add(key)
        return found

    @property
    def parts(self) -> dict[str, str]:
        """Of which decisions it is which part."""
        marks = (key[len(SPLIT) :].partition("/") for key in self.keys if key.startswith(SPLIT))
        return {name: part for name, _, part in marks}

    def apart_from(self, other: Cluster) -> bool:
        """Whether a person told the two apart."""
        if not self.told_apart or not other.told_apart:
            return False
        mine, theirs = self.parts, other.parts
        return any(theirs.get(name, part) != part for name, part in mine.items())

    def join(self, other: Cluster) -> None:
        """Become one with another, unless a person told them apart."""
        a, b = self.found, other.found
        if a is b or a.apart_from(b):
            return
        if len(a.claims) < len(b.claims):
            a, b = b, a
        b.into = a
        a.claims.extend(b.claims)
        a.keys |= b.keys
        a.qualified = a.qualified or b.qualified
        a.told_apart = a.told_apart or b.told_apart
        a.former |= b.former
        b.claims = []

    def settle(self) -> None:
        """Choose label and name: the most believed firm claim, the same whatever the order."""
        firm = [c for c in self.claims if not c.ref.among] or self.claims
        declared = [c for c in firm if c.node is not None] or firm
        self.label = min(declared, key=lambda c: (c.rank, c.ref.label)).ref.label
        same = [c for c in self.claims if c.ref.label == self.label]
        said = [c for c in same if c.node is not None] or same
        chief = min(said, key=_naming(self.label)) if len(said) > 1 else said[0]
        self.name = chief.ref.name
        self.scope = chief.ref.scope
        spaces = sorted((c.rank, c.ref.namespace) for c in said if c.ref.namespace is not None)
        self.namespace = chief.ref.namespace or (spaces[0][1] if spaces else None)
        self.own = {s: k for k in sorted(self.keys, reverse=True) if (s := exclusive(k))}
        self.within, self.within_root, self.space = chief.ref.within, chief.source.root, ""
        if self.within is not None and self.within.label == self.label:
            self.within, self.space = None, self.within.name


def _naming(label: str) -> Callable[[Claim], tuple[object, ...]]:
    """The order in which claims name a thing; a table's whole name beats a shorter one or a path."""

    def order(claim: Claim) -> tuple[object, ...]:
        ref = claim.ref
        long = (
            ("/" in ref.name, ref.namespace is None, -ref.name.count("."))
            if label == Label.DATASET
            else ()
        )
        return (
            *long,
            claim.rank,
            ref.within is None,
            ref.name,
            ref.namespace or "",
            ref.scope or "",
            order_of(ref),
        )

    return order


def by_claims(claims: Iterable[Claim]) -> list[Cluster]:
    """One cluster for every thing that a source tells apart from its others."""
    found: dict[object, Cluster] = {}
    for claim in claims:
        ref = claim.ref
        own = ref.key if ref.key is not None and identifies(ref.key) else None
        identity = (
            claim.source,
            ref.label,
            exact(ref.label, ref.name),
            ref.namespace,
            ref.scope,
            ref.within,
            own,
        )
        cluster = found.get(identity)
        if cluster is None:
            cluster = found[identity] = Cluster([claim])
        else:
            cluster.claims.append(claim)
        root = claim.source.root
        if (key := key_of(root, ref)) is not None:
            cluster.keys.add(key)
            cluster.told_apart = cluster.told_apart or key.startswith(SPLIT)
        if claim.node is not None:
            cluster.keys.update(rooted(root, key, ref.label) for key in claim.node.keys)
    return list(found.values())


def live(clusters: Iterable[Cluster]) -> Iterator[Cluster]:
    """Those that have not become part of another."""
    return (cluster for cluster in clusters if cluster.into is None)


def join_keys(clusters: Sequence[Cluster], ontology: Ontology) -> None:
    """Put together what shares a native key: first the keys that identify, then those that link."""
    for cluster in clusters:
        cluster.found.settle()
    for identifying in (True, False):
        holders: dict[str, list[Cluster]] = {}
        for cluster in live(clusters):
            for key in cluster.keys:
                if identifies(key) is identifying and joins(key):
                    holders.setdefault(key, []).append(cluster)
        for key in sorted(holders):
            held = list({id(c.found): c.found for c in holders[key]}.values())
            if len(held) < 2:
                continue
            if identifying:
                join_all(held)
            else:
                _link(held, ontology, strict=same_class(key))
            for one in held:
                one.found.settle()


def join_all(
    group: Sequence[Cluster], two: Callable[[Cluster, Cluster], bool] | None = None
) -> None:
    """Make them one, or as few as those who told some apart (and `two`) allow."""
    ones: list[Cluster] = []
    for cluster in group:
        into = next((one.found for one in ones if not _kept_apart(one.found, cluster, two)), None)
        if into is None:
            ones.append(cluster)
        else:
            into.join(cluster)


def _kept_apart(
    one: Cluster, other: Cluster, two: Callable[[Cluster, Cluster], bool] | None
) -> bool:
    return one.apart_from(other.found) or (two is not None and two(one, other.found))


def _two_in_one_file(one: Cluster, other: Cluster) -> bool:
    """Whether one file gives them different keys of a scheme that one thing alone has."""
    if not one.files & other.files:
        return False
    mine, theirs = one.ids, other.ids
    return any(mine[name].isdisjoint(theirs[name]) for name in mine.keys() & theirs.keys())


def _link(held: list[Cluster], ontology: Ontology, *, strict: bool) -> None:
    """Join the holders of a key to the most believed of them, unless that one tells them apart."""
    best = min(c.rank for cluster in held for c in cluster.claims)
    anchors = [c for c in held if min(claim.rank for claim in c.claims) == best]
    if len(anchors) > 1:
        sources = [source for cluster in anchors for source in cluster.sources]
        if best == CATALOG or len(sources) != len(set(sources)):
            return
    for other in held:
        if other is anchors[0]:
            continue
        one, two = anchors[0].label, other.label
        if one == two or (not strict and _compatible(one, two, ontology)):
            anchors[0].join(other)


def _compatible(one: str, other: str, ontology: Ontology) -> bool:
    return all(
        ontology.is_a(label, Label.ASSET) and not ontology.classes[label].part
        for label in (one, other)
    )


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
            part
            for whole in parts
            for part in _by(whole, lambda c, name=name: c.own.get(name))
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
