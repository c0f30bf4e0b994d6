"""Things in the making: what sources claim, put together by native keys and by names that agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

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
    order_of,
    rooted,
    same_class,
    scheme,
)

__all__ = ["SPLIT", "Claim", "Cluster", "by_claims", "join_all", "join_keys", "live"]

SPLIT: Final = "split:"
"""Keys `split:<decision>/<part>`, of things that a person told apart."""


_Named: TypeAlias = tuple[Source, str, str | None]


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
    holders: dict[str, list[tuple[Cluster, _Named]]] = {}
    for cluster in clusters:  # each of one source still
        for key in cluster.keys:
            if joins(key):
                claim = cluster.claims[0]
                named = (claim.source, exact(claim.ref.label, claim.ref.name), claim.ref.scope)
                holders.setdefault(key, []).append((cluster, named))
    for identifying in (True, False):
        for key in sorted(k for k in holders if identifies(k) is identifying):
            if len(holders[key]) < 2:
                continue
            held = list({id(c.found): c.found for c in _telling(holders[key], key)}.values())
            if len(held) < 2:
                continue
            if identifying:
                join_all(held)
            else:
                _link(held, ontology, strict=same_class(key))
            for one in held:
                one.found.settle()


def _telling(holders: Sequence[tuple[Cluster, _Named]], key: str) -> Iterator[Cluster]:
    """Those that a key may join: of a link not what one source gives it to while it tells them apart, by
    names or namespaces.
    """
    if identifies(key):
        yield from (cluster for cluster, _ in holders)
        return
    things: dict[Source, set[int]] = {}
    names: dict[Source, set[object]] = {}
    for cluster, (source, *named) in holders:
        things.setdefault(source, set()).add(id(cluster.found))
        names.setdefault(source, set()).add(tuple(named))
    for cluster, (source, *_) in holders:
        if len(things[source]) == 1 or len(names[source]) == 1:
            yield cluster


def join_all(
    group: Sequence[Cluster], two: Callable[[Cluster, Cluster], bool] | None = None
) -> None:
    """Make them one, or as few as those who told some apart (and `two`) allow.

    One that could as well be the one as the other of two that are apart is neither.
    """
    if two is None and not any(cluster.told_apart for cluster in group):
        for cluster in group[1:]:
            group[0].join(cluster)
        return
    contested: set[int] = set()
    for number, one in enumerate(group):
        for other in group[number + 1 :]:
            if _kept_apart(one.found, other.found, two):
                contested |= {id(one), id(other)}
    free = [c for c in group if id(c) not in contested]
    for cluster in free[1:]:
        free[0].join(cluster)
    ones: list[Cluster] = []
    for cluster in (c for c in group if id(c) in contested):
        fits = [one for one in ones if not _kept_apart(one.found, cluster.found, two)]
        if len(fits) == 1:
            fits[0].join(cluster)
        else:
            ones.append(cluster)


def _kept_apart(
    one: Cluster, other: Cluster, two: Callable[[Cluster, Cluster], bool] | None
) -> bool:
    return one is not other and (one.apart_from(other) or (two is not None and two(one, other)))


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
