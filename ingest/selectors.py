"""What a rule is about: selectors held against the things that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from graph.facts import PropValue, Selector
from graph.identity import folded
from graph.ontology import Ontology
from graph.vocabulary import Label, Prop
from ingest.identity import CATALOG
from ingest.mentions import Mentions
from ingest.population import Population
from ingest.things import Claim, Cluster
from ingest.workloads import Workloads, in_scope, in_scopes

__all__ = ["Chooser"]

GROUPINGS = frozenset({Label.SYSTEM, Label.DOMAIN, Label.TEAM, Label.PERSON})


class Chooser:
    """Finds the declared things that meet every condition of a selector."""

    def __init__(
        self,
        population: Population,
        ontology: Ontology,
        parts: Iterable[tuple[Cluster, Cluster]],
    ) -> None:
        self.ontology = ontology
        self.things = [c for c in population.everything() if c.declared]
        self.parts = list(parts)

    def chosen(self, selector: Selector, root: str) -> list[Cluster]:
        if selector.folder is not None:
            return self._of_folder(root, selector.folder)
        if selector.mentioned_in is not None:
            return self.mentions.found(selector.mentioned_in)
        members = self._members(selector.system) if selector.system is not None else None
        candidates = self._labelled(selector.labels)
        if selector.pods is not None:
            wanted = set(candidates) if selector.labels else None
            picked = self.workloads.picked(selector.pods, selector.scope, root)
            candidates = (c for c in picked if wanted is None or c in wanted)
        return [
            c
            for c in candidates
            if (members is None or c in members) and self._meets(c, selector, root)
        ]

    @cached_property
    def workloads(self) -> Workloads:
        return Workloads(self.things)

    @cached_property
    def mentions(self) -> Mentions:
        return Mentions(self.things, self.ontology)

    @cached_property
    def _by_label(self) -> dict[str, list[Cluster]]:
        found: dict[str, list[Cluster]] = {}
        for cluster in self.things:
            found.setdefault(cluster.label, []).append(cluster)
        return found

    def _labelled(self, labels: tuple[str, ...]) -> Iterator[Cluster]:
        if not labels:
            yield from self.things
            return
        wanted = {
            leaf
            for label in labels
            if label in self.ontology.classes
            for leaf in self.ontology.descendants(label)
        }
        for label in sorted(wanted):
            yield from self._by_label.get(label, ())

    def _meets(self, cluster: Cluster, selector: Selector, root: str) -> bool:
        if selector.names and not any(
            fnmatchcase(folded(cluster.name), folded(pattern)) for pattern in selector.names
        ):
            return False
        claims = [c for c in cluster.claims if c.node is not None]
        if selector.tags:
            has = {folded(tag) for c in claims for tag in _values(c, "tags")}
            if not all(folded(tag) in has for tag in selector.tags):
                return False
        if (
            selector.pods is None
            and selector.scope is not None
            and not any(in_scope(c, selector.scope, root) for c in claims)
        ):
            return False
        if selector.scopes and not any(in_scopes(c, selector.scopes, root) for c in claims):
            return False
        return all(
            self._sensitivity(cluster) == folded(str(value))
            if name == Prop.SENSITIVITY
            else any(_has(_props(c).get(name), value) for c in claims)
            for name, value in selector.props.items()
        )

    def _sensitivity(self, cluster: Cluster) -> str | None:
        """The highest that is said of the thing or of a Field of it (design: sensitivity of a dataset)."""
        fields = [f for f in self._parts_of.get(cluster, ()) if f.label == Label.FIELD]
        said = {
            folded(str(value))
            for thing in (cluster, *fields)
            for claim in thing.claims
            if (value := _props(claim).get(Prop.SENSITIVITY)) is not None
        }
        return max(said, key=lambda value: (self._ranks.get(value, 0), value), default=None)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        known = self.ontology.properties.get(Prop.SENSITIVITY)
        return {folded(v.value): v.rank or 0 for v in known.values} if known else {}

    @cached_property
    def _parts_of(self) -> dict[Cluster, list[Cluster]]:
        found: dict[Cluster, list[Cluster]] = {}
        for part, whole in self.parts:
            found.setdefault(whole, []).append(part)
        return found

    def _members(self, system: str) -> set[Cluster]:
        """Everything that is part, at any depth, of a system or domain of that name."""
        inside = self._parts_of
        found: set[Cluster] = set()
        waiting = [
            whole
            for whole in inside
            if whole.label in (Label.SYSTEM, Label.DOMAIN) and folded(whole.name) == folded(system)
        ]
        while waiting:
            for part in inside.get(waiting.pop(), ()):
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return found

    @cached_property
    def _folders(self) -> dict[tuple[str, str], list[Cluster]]:
        """What catalogs declare, by the folder that it lives in."""
        found: dict[tuple[str, str], dict[Cluster, None]] = {}
        for cluster in self.things:
            if not self.ontology.is_a(cluster.label, Label.ASSET):
                continue
            for claim in cluster.claims:
                if claim.node is not None and claim.rank == CATALOG:
                    location = claim.node.location
                    if location is not None:
                        at = (claim.source.root, location.strip("/"))
                        found.setdefault(at, {})[cluster] = None
        return {at: list(here) for at, here in found.items()}

    def _of_folder(self, root: str, folder: str) -> list[Cluster]:
        """The catalog entity of the folder, or of the nearest one above that has any."""
        folder = folder.strip("/")
        while True:
            if here := self._folders.get((root, folder)):
                for labels in ({Label.SERVICE}, None):
                    chosen = [
                        c
                        for c in here
                        if (c.label in labels if labels else c.label not in GROUPINGS)
                    ]
                    if len(chosen) == 1:
                        return chosen
                return here if len(here) == 1 else []
            if not folder:
                return []
            folder = folder.rpartition("/")[0]


def _props(claim: Claim) -> dict[str, PropValue]:
    return dict(claim.node.props) if claim.node is not None else {}


def _values(claim: Claim, name: str) -> tuple[str, ...]:
    value = _props(claim).get(name, ())
    return value if isinstance(value, tuple) else (str(value),)


def _has(said: PropValue | None, wanted: PropValue) -> bool:
    """Equal as text without case; of lists, all that is wanted is there."""
    if said is None:
        return False
    have = {folded(str(v)) for v in (said if isinstance(said, tuple) else (said,))}
    need = {folded(str(v)) for v in (wanted if isinstance(wanted, tuple) else (wanted,))}
    return need <= have
