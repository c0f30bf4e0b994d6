"""From a reference to the things it means: by native key, by name, by another name, by the rules for owners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from graph.facts import Ref
from graph.identity import folded
from graph.ontology import Ontology
from graph.vocabulary import Label, Prop
from ingest.identity import exact, is_address, key_of, loose
from ingest.owners import owner_of
from ingest.things import Cluster

__all__ = ["Index"]

DEFAULT: Final = "default"


class Index:
    """Things by everything that a reference may name them by."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.keys: dict[str, list[Cluster]] = {}
        self.names: dict[tuple[str, int, str], list[Cluster]] = {}
        self.others: dict[tuple[str, str], list[Cluster]] = {}
        self.dns: dict[tuple[str, str], list[Cluster]] = {}
        self.spaces: dict[str, list[Cluster]] = {}

    def add_keys(self, clusters: Iterable[Cluster]) -> None:
        """Native keys hold whatever container a reference names, so they come before the containers."""
        for cluster in clusters:
            for key in cluster.keys:
                self.keys.setdefault(key, []).append(cluster)

    def add(self, clusters: Iterable[Cluster]) -> None:
        clusters = list(clusters)
        self.add_keys(clusters)
        for cluster in clusters:
            box = id(cluster.container.found) if cluster.container else 0
            name = loose(cluster.label, cluster.name)
            self.names.setdefault((cluster.label, box, name), []).append(cluster)
            if cluster.qualified and cluster.scope:
                self.also(cluster, f"{cluster.scope}/{cluster.name}")
            for claim in cluster.claims:
                if claim.ref.name != cluster.name:
                    self.also(cluster, claim.ref.name)
                if claim.node is not None:
                    for alias in claim.node.aliases:
                        self.also(cluster, alias)
                    for said in (Prop.TITLE, Prop.EMAIL):
                        if text := claim.node.props.get(said):
                            self.also(cluster, str(text))

    def also(self, cluster: Cluster, name: str) -> None:
        """Another name of a thing."""
        found = self.others.setdefault((cluster.label, loose(cluster.label, name)), [])
        if not found or found[-1] is not cluster:
            found.append(cluster)

    def answers(self, root: str, key: str, clusters: list[Cluster]) -> None:
        """The key is one of these things', as far as documents of this root use it."""
        if not is_address(key):
            self.keys.setdefault(key, []).extend(clusters)
            return
        self.dns.setdefault((root, key), []).extend(clusters)
        name, dot, _ = key.partition(".")
        if dot:
            self.spaces.setdefault(key, []).extend(clusters)
            self.dns.setdefault((root, f"{name}.*"), []).extend(clusters)

    def lookup(self, root: str, ref: Ref, container: Cluster | None) -> list[Cluster]:
        """All things that the reference means: mostly one, none when nobody declares it."""
        if ref.key is not None and (found := self._by_key(root, ref)):
            return found
        if _only_by_key(ref):
            return []
        if ref.loose and self.ontology.is_a(ref.label, Label.ACTOR):
            return self._owner(root, ref)
        found = self._by_name(root, ref, container)
        if not found and container is None:
            found = self._by_other_name(ref, self.labels(ref))
        if not found and ref.namespace is not None and ref.within is None:
            whole = replace(ref, name=f"{ref.namespace}/{ref.name}", namespace=None)
            found = self._by_name(root, whole, None)
        return found

    def labels(self, ref: Ref) -> tuple[str, ...]:
        """The labels that the reference allows, its own first."""
        if not ref.among:
            return (ref.label,)
        allowed = [ref.label]
        for label in ref.among:
            if label in self.ontology.classes:
                allowed.extend(sorted(self.ontology.leaves(label)))
        return tuple(dict.fromkeys(allowed))

    def _by_key(self, root: str, ref: Ref) -> list[Cluster]:
        key = key_of(root, ref) or ""
        if is_address(key):
            return self._by_dns(root, key, ref)
        found = _distinct(self.keys.get(key, ()))
        if len(found) > 1:
            allowed = self.labels(ref)
            found = [c for c in found if c.label in allowed]
        if len(found) > 1:
            near = [c for c in found if any(claim.source.root == root for claim in c.claims)]
            named = [c for c in near or found if _same_name(ref, c)]
            found = named or near or found
        return found if len(found) == 1 else []

    def _by_dns(self, root: str, key: str, ref: Ref) -> list[Cluster]:
        name, dot, _ = key.partition(".")
        if _only_by_key(ref):
            found = self.dns.get((root, key)) or self.spaces.get(key)
        elif dot:
            found = self.dns.get((root, key)) or self.spaces.get(key) or self.dns.get((root, name))
        else:
            found = self.dns.get((root, key)) or self.dns.get((root, f"{name}.*"))
        things = _distinct(found or ())
        named = [c for c in things if _same_name(ref, c)]
        return named if len(named) == 1 else things

    def _by_name(self, root: str, ref: Ref, container: Cluster | None) -> list[Cluster]:
        box = id(container.found) if container else 0
        for label in self.labels(ref):
            held = self.names.get((label, box, loose(label, ref.name)))
            if not held:
                continue
            same = exact(label, ref.name)
            things = _distinct(held)
            spelled = [c for c in things if exact(label, c.name) == same]
            if found := _fitting(root, ref, spelled or things):
                return [found]
        return []

    def _by_other_name(self, ref: Ref, labels: Iterable[str]) -> list[Cluster]:
        for label in labels:
            found = _distinct(self.others.get((label, loose(label, ref.name)), ()))
            if ref.namespace is not None:
                found = [
                    c for c in found if folded(c.namespace or DEFAULT) == folded(ref.namespace)
                ]
            if len(found) == 1:
                return found
        return []

    def _owner(self, root: str, ref: Ref) -> list[Cluster]:
        owner = owner_of(ref)
        space = owner.placeholder.namespace
        for label in owner.labels:
            for name in owner.names:
                meant = Ref(label, name, namespace=space)
                found = self._by_name(root, meant, None) or self._by_other_name(meant, (label,))
                if found and found[0].declared:
                    return found
        return []


def _fitting(root: str, ref: Ref, things: list[Cluster]) -> Cluster | None:
    """The one thing of a name that the reference's namespace and scope fit, or None."""
    if ref.namespace is not None:
        space = folded(ref.namespace)
        stated = [c for c in things if c.namespace is not None and folded(c.namespace) == space]
        silent = [c for c in things if c.namespace is None]
        things = stated or (silent if space == DEFAULT or len(things) == 1 else [])
    elif len({folded(c.namespace or DEFAULT) for c in things}) > 1:
        things = [c for c in things if folded(c.namespace or DEFAULT) == DEFAULT]
    if ref.scope is not None:
        things = [c for c in things if _in_scope(root, ref.scope, c)]
        if len(things) > 1:
            things = [c for c in things if c.scope == ref.scope]
    if len(things) > 1:
        near = [c for c in things if any(claim.source.root == root for claim in c.claims)]
        things = near or things
    if len(things) > 1:
        things = [c for c in things if not c.qualified] or things
    if len(things) > 1:
        things = [c for c in things if set(c.parts.values()) <= {"0"}] or things
    return things[0] if len(things) == 1 else None


def _in_scope(root: str, scope: str, cluster: Cluster) -> bool:
    """Whether nothing that this root says of the thing contradicts the scope."""
    stated = {
        c.ref.scope for c in cluster.claims if c.source.root == root and c.ref.scope is not None
    }
    return not stated or scope in stated


def _only_by_key(ref: Ref) -> bool:
    """Whether the text (`orders.csv`) names a Kubernetes Service only if it is its very DNS name."""
    return ref.key is not None and is_address(ref.key) and "." in ref.name


def _same_name(ref: Ref, cluster: Cluster) -> bool:
    return loose(cluster.label, ref.name) == loose(cluster.label, cluster.name)


def _distinct(clusters: Iterable[Cluster]) -> list[Cluster]:
    return list({id(c.found): c.found for c in clusters}.values())
