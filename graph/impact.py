"""What a change to assets reaches, whom to tell, in which order to move, and what the catalog does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.closure import Closure, Path, Reached
from graph.errors import UnknownName
from graph.ontology import Flow, Ontology, Severity
from graph.projection import Projection
from graph.reach import Reach
from graph.vocabulary import Label, Prop, Rel
from graph.waves import Wave, waves_of

__all__ = [
    "BrokenContract",
    "Gap",
    "Impact",
    "ImpactedAsset",
    "Item",
    "OwnerToTell",
    "TouchedPolicy",
    "Unknown",
    "Wave",
    "analyse",
]

RUNBOOK = "runbook"  # a Document's kind in the ontology


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A node as it is shown."""

    urn: str
    label: str
    name: str
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class ImpactedAsset:
    """hops: on the shortest path of all. path: the shortest of the asset's severity, from a changed thing.

    `whole` is false for a container that was reached through its parts alone.
    """

    item: Item
    hops: int
    severity: Severity
    whole: bool
    path: Path


@dataclass(frozen=True, slots=True)
class OwnerToTell:
    """`assets`: which impacted assets concern the owner, each with whether it is owned by inheritance."""

    item: Item
    assets: tuple[tuple[Item, bool], ...]


@dataclass(frozen=True, slots=True)
class BrokenContract:
    """A contract that the change reaches: who promises what in it, to whom."""

    item: Item
    severity: Severity
    promised_by: tuple[Item, ...]
    guarantees: tuple[Item, ...]
    consumers: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TouchedPolicy:
    """A policy, and those of the changed and impacted assets that it governs; `controls` are what it stands for."""

    item: Item
    assets: tuple[Item, ...]
    controls: tuple[Item, ...]


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """An impacted asset that lacks its `missing`: owner, objective or runbook."""

    item: Item
    missing: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the catalog does not know and the analysis therefore cannot tell.

    placeholders   impacted things that nobody declares
    stale          things of the analysis that only files say which could not be read lately
    not_stated     relations along which impact travels and that no source states at all
    no_columns     datasets whose changed column is followed without column links, so by whole datasets
    unread, runs   as the caller knows them: files that could not be read, and each source's last run
    """

    placeholders: tuple[Item, ...]
    stale: tuple[Item, ...]
    not_stated: tuple[str, ...]
    no_columns: tuple[Item, ...]
    unread: tuple[str, ...]
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole analysis. `assets` by hops, then severity, then URN; waves give the order of migration."""

    changed: tuple[Item, ...]
    assets: tuple[ImpactedAsset, ...]
    owners: tuple[OwnerToTell, ...]
    contracts: tuple[BrokenContract, ...]
    policies: tuple[TouchedPolicy, ...]
    controls: tuple[Item, ...]
    gaps: tuple[Gap, ...]
    waves: tuple[Wave, ...]
    unknown: Unknown


def analyse(
    reach: Reach,
    urns: Sequence[str],
    *,
    named: frozenset[str] = frozenset(),
    unread: Iterable[str] = (),
    runs: Iterable[tuple[str, str]] = (),
) -> Impact:
    """`named`: classes of parts (Field, Operation, Task) to list though their container is listed.

    `runs` are (source, time of its last run). Raises UnknownName for a URN that the catalog does not hold.
    """
    if not urns:
        raise UnknownName("name at least one asset that changes")
    return _Analysis(reach, urns, named).impact(tuple(sorted(unread)), tuple(sorted(runs)))


class _Analysis:
    def __init__(self, reach: Reach, urns: Sequence[str], named: frozenset[str]) -> None:
        self.reach = reach
        self.graph: Projection = reach.projection
        self.ontology: Ontology = reach.ontology
        self.closure: Closure = reach.impact(*urns, named=named)
        self.changed = tuple(sorted(set(urns)))
        self.found: tuple[Reached, ...] = tuple(self.closure)

    def impact(self, unread: tuple[str, ...], runs: tuple[tuple[str, str], ...]) -> Impact:
        contracts = self._contracts()
        policies = self._policies()
        return Impact(
            changed=self._items(self.changed),
            assets=self._assets(),
            owners=self._owners(),
            contracts=contracts,
            policies=policies,
            controls=self._controls(policies),
            gaps=self._gaps(),
            waves=waves_of(self.reach, self.changed, self.closure.urns),
            unknown=self._unknown(unread, runs),
        )

    # ------------------------------------------------------------ reading the graph

    def _item(self, urn: str) -> Item:
        node = self.graph.place[urn]
        return Item(
            urn,
            self.graph.label_of(node),
            self.graph.names[node],
            bool(self.graph.placeholder[node]),
        )

    def _items(self, urns: Iterable[str]) -> tuple[Item, ...]:
        return tuple(self._item(urn) for urn in sorted(set(urns)))

    def _ends(self, urn: str, relation: str) -> list[str]:
        edges = self.graph.out_of(self.graph.place[urn], relation)
        return self.graph.urns_of(self.graph.end[edges])

    def _starts(self, urn: str, relation: str) -> list[str]:
        edges = self.graph.into(self.graph.place[urn], relation)
        return self.graph.urns_of(self.graph.start[edges])

    def _is(self, urn: str, kind: str) -> bool:
        label = self.graph.label_of(self.graph.place[urn])
        classes = self.ontology.classes
        return label in classes and kind in classes and self.ontology.is_a(label, kind)

    @property
    def _concerned(self) -> tuple[str, ...]:
        return (*self.changed, *(one.urn for one in self.found))

    # ------------------------------------------------------------ sections

    def _assets(self) -> tuple[ImpactedAsset, ...]:
        listed = [
            ImpactedAsset(
                self._item(one.urn),
                one.hops,
                one.severity or Severity.BREAK,
                one.whole,
                self.closure.path(one.urn),
            )
            for one in self.found
        ]
        return tuple(sorted(listed, key=lambda a: (a.hops, -a.severity.rank, a.item.urn)))

    def _owners(self) -> tuple[OwnerToTell, ...]:
        concerns: dict[str, list[tuple[Item, bool]]] = {}
        for one in self.found:
            for owner in self.reach.owners(one.urn):
                concerns.setdefault(owner.urn, []).append((self._item(one.urn), owner.inherited))
        return tuple(
            OwnerToTell(self._item(urn), tuple(assets)) for urn, assets in sorted(concerns.items())
        )

    def _contracts(self) -> tuple[BrokenContract, ...]:
        severities: dict[str, Severity] = {
            **dict.fromkeys(self.changed, Severity.BREAK),
            **{one.urn: one.severity or Severity.BREAK for one in self.found},
        }
        return tuple(
            BrokenContract(
                self._item(urn),
                severity,
                self._items(owner.urn for owner in self.reach.owners(urn)),
                self._items(self._ends(urn, Rel.GUARANTEES)),
                self._items(self._starts(urn, Rel.CONSUMES)),
            )
            for urn, severity in sorted(severities.items())
            if self._is(urn, Label.DATA_CONTRACT)
        )

    def _policies(self) -> tuple[TouchedPolicy, ...]:
        governed: dict[str, list[str]] = {}
        for urn in self._concerned:
            for policy in self._starts(urn, Rel.GOVERNS):
                governed.setdefault(policy, []).append(urn)
        return tuple(
            TouchedPolicy(
                self._item(policy),
                self._items(assets),
                self._items(self._ends(policy, Rel.IMPLEMENTS)),
            )
            for policy, assets in sorted(governed.items())
        )

    def _controls(self, policies: Iterable[TouchedPolicy]) -> tuple[Item, ...]:
        """What the assets themselves stand for, and the policies over them."""
        own = (end for urn in self._concerned for end in self._ends(urn, Rel.IMPLEMENTS))
        return self._items((*own, *(c.urn for p in policies for c in p.controls)))

    def _gaps(self) -> tuple[Gap, ...]:
        """Placeholders are none: nobody declares them, which `Unknown` says.

        An objective and a runbook are missed only where there may be objectives: at what runs.
        """
        measured = (
            {end for _, end in self.ontology.signatures(Rel.MEASURES)}
            if (Rel.MEASURES in self.ontology.relations)
            else set[str]()
        )
        gaps: list[Gap] = []
        for one in self.found:
            if one.placeholder:
                continue
            item = self._item(one.urn)
            if not self.reach.owners(one.urn):
                gaps.append(Gap(item, "owner"))
            if item.label not in measured:
                continue
            if not self._starts(one.urn, Rel.MEASURES):
                gaps.append(Gap(item, "objective"))
            if not any(map(self._is_runbook, self._starts(one.urn, Rel.DOCUMENTS))):
                gaps.append(Gap(item, RUNBOOK))
        return tuple(sorted(gaps))

    def _is_runbook(self, urn: str) -> bool:
        return self.graph.value(self.graph.place[urn], Prop.KIND) == RUNBOOK

    def _unknown(self, unread: tuple[str, ...], runs: tuple[tuple[str, str], ...]) -> Unknown:
        stale = self.graph.stale
        return Unknown(
            self._items(one.urn for one in self.found if one.placeholder),
            self._items(u for u in self._concerned if stale[self.graph.place[u]]),
            self._not_stated(),
            self._no_columns(),
            unread,
            runs,
        )

    def _not_stated(self) -> tuple[str, ...]:
        stated: Mapping[str, bool] = dict.fromkeys(self.graph.relations, True)
        used = set(np.unique(self.graph.relation).tolist())
        return tuple(
            name
            for name, relation in sorted(self.ontology.relations.items())
            if any(row.impact is not Flow.NONE for row in relation.rows)
            and (name not in stated or self.graph.relation_code[name] not in used)
        )

    def _no_columns(self) -> tuple[Item, ...]:
        """Datasets and topics of changed columns, where nobody says what derives from any of their columns."""
        tables = {
            table
            for urn in self.changed
            if self._is(urn, Label.FIELD)
            for table in self._ends(urn, Rel.PART_OF)
        }
        return self._items(
            table
            for table in tables
            if not any(
                self._starts(column, Rel.DERIVED_FROM)
                for column in self._starts(table, Rel.PART_OF)
            )
        )
