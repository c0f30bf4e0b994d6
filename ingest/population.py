"""Who is there: things put together from claims, level by level, and what every reference means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph.facts import Ref
from graph.ontology import Ontology
from graph.vocabulary import Label
from ingest.agreement import agree
from ingest.datasets import agree_datasets
from ingest.decisions import Decision, accepted
from ingest.gather import Context, Gathered
from ingest.identity import exact, loose, order_of, rooted
from ingest.lookup import Index
from ingest.naming import name_all, shown_name
from ingest.owners import owner_of
from ingest.things import Claim, Cluster, by_claims, join_keys, live
from ingest.workloads import Workloads

__all__ = ["Population", "populate"]


class Population:
    """The things of one landscape, and the meaning of every reference that must have one."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.index = Index(ontology)
        self.clusters: list[Cluster] = []
        self.meaning: dict[tuple[str, Ref], list[Cluster]] = {}

    def everything(self) -> Iterator[Cluster]:
        return live(self.clusters)

    def meant(self, root: str, ref: Ref) -> list[Cluster]:
        """What a reference means; nothing when nobody declares it and no placeholder was made."""
        at = (root, ref)
        found = self.meaning.get(at)
        if found is None:
            found = self.meaning[at] = self.known(root, ref)
        if len(found) == 1:
            return found if found[0].into is None else [found[0].found]
        return list({id(c.found): c.found for c in found}.values())

    def known(self, root: str, ref: Ref) -> list[Cluster]:
        container = None
        if ref.within is not None and ref.within.label != ref.label:
            boxes = self.meant(root, ref.within)
            if len(boxes) != 1 and ref.key is None:
                return []
            container = boxes[0] if boxes else None
        return [c.found for c in self.index.lookup(root, ref, container)]

    def declared(self, root: str, ref: Ref) -> list[Cluster]:
        return [c for c in self.meant(root, ref) if c.declared]

    def stand_in(self, root: str, ref: Ref, context: Context) -> list[Cluster]:
        """What a reference means, with a placeholder when nobody declares it."""
        if not self.meant(root, ref):
            strangers = _refer({(root, ref): context}, self)
            self.clusters.extend(strangers)
        return self.meant(root, ref)


def populate(
    said: Gathered, landscape: str, ontology: Ontology, decisions: Sequence[Decision]
) -> Population:
    """Put the claims together and find what each reference means, containers before their parts."""
    people = Population(ontology)
    clusters = by_claims(said.claims)
    join_keys(clusters, ontology)
    people.clusters = clusters
    people.index.add_keys(live(clusters))
    levels: dict[int, list[Cluster]] = {}
    for cluster in live(clusters):
        levels.setdefault(_depth(cluster.within), []).append(cluster)
    references: dict[int, dict[tuple[str, Ref], Context]] = {}
    for at, context in said.references().items():
        references.setdefault(_depth(at[1]) - 1, {})[at] = context
    for level in range(max([*levels, *references], default=-1) + 1):
        here = list(live(levels.get(level, ())))
        _place(here, people)
        agree(c for c in here if c.label != Label.DATASET)
        here = list(live(here))
        if level == 0:
            _aliases(said, here, people)
        else:
            people.index.add(here)
        strangers = _refer(references.get(level, {}), people)
        agree_datasets(c for c in [*here, *strangers] if c.label == Label.DATASET)
        people.clusters.extend(strangers)
        everyone = list(live([*here, *strangers]))
        if accepted(decisions):
            name_all(everyone, landscape, ontology)
            _obey(everyone, decisions)
    _strays(people)
    return people


def _strays(people: Population) -> None:
    """Parts and tools that a source names without their container join the only one of that name: a part
    by its whole name (`orders.id`), a tool or policy by its own.
    """
    homes: dict[tuple[str, str], list[Cluster]] = {}
    strays: list[Cluster] = []
    for cluster in people.everything():
        part = people.ontology.classes[cluster.label].part
        if cluster.container is not None or cluster.space:
            name = shown_name(cluster, people.ontology)
            homes.setdefault((cluster.label, _whole(cluster.label, name)), []).append(cluster)
        elif part or cluster.label in (Label.TOOL, Label.POLICY):
            strays.append(cluster)
    for cluster in strays:
        found = homes.get((cluster.label, _whole(cluster.label, cluster.name)), [])
        if len(found) == 1 and not cluster.sources & found[0].sources:
            found[0].join(cluster)
            found[0].found.settle()


def _whole(label: str, name: str) -> str:
    return loose(label, exact(label, name))


def _depth(ref: Ref | None) -> int:
    depth = 0
    while ref is not None:
        depth += 1
        ref = ref.within if ref.within is None or ref.within.label != ref.label else None
    return depth


def _place(clusters: Iterable[Cluster], people: Population) -> None:
    """Find the containers of parts."""
    for cluster in clusters:
        if cluster.within is not None:
            boxes = people.meant(cluster.within_root, cluster.within)
            if boxes and boxes[0] is not cluster and not _inside(boxes[0], cluster):
                cluster.container = boxes[0]


def _inside(cluster: Cluster, other: Cluster) -> bool:
    box = cluster.container
    while box is not None:
        if box.found is other.found:
            return True
        box = box.found.container
    return False


def _aliases(said: Gathered, here: list[Cluster], people: Population) -> None:
    """Names and keys given to things that another document declares."""
    index = people.index
    index.add(here)
    workloads = Workloads(here)
    for alias, context in said.aliases:
        root = context.source.root
        if alias.selects is not None:
            things = workloads.picked(alias.selects.pods or (), alias.selects.scope, root)
        else:
            things = people.known(root, alias.ref)
        if not things:
            continue
        if alias.key is not None:
            key = rooted(root, alias.key, alias.ref.label)
            index.answers(root, key, things)
            for thing in things:
                thing.keys.add(key)
        if alias.name is not None:
            for thing in things:
                index.also(thing, alias.name)


def _refer(references: dict[tuple[str, Ref], Context], people: Population) -> list[Cluster]:
    """Find what references mean; those that nobody declares become placeholders."""
    missing: list[tuple[tuple[str, Ref], Claim]] = []
    for at, context in references.items():
        root, ref = at
        if people.meant(root, ref):
            continue
        label = Label.ACTOR
        stands = owner_of(ref).placeholder if _is_owner(ref, people, label) else ref
        missing.append(
            (at, Claim(stands, context.source, context.rank, context.since, context.stale))
        )
    claims = sorted((claim for _, claim in missing), key=_steady)
    strangers = by_claims(claims)
    join_keys(strangers, people.ontology)
    _place(live(strangers), people)
    agree((c for c in strangers if c.label != Label.DATASET), references=True)
    of: dict[int, Cluster] = {}
    for cluster in strangers:
        for claim in cluster.claims:
            of[id(claim)] = cluster
    for at, claim in missing:
        people.meaning[at] = [of[id(claim)]]
    people.index.add(live(strangers))
    return strangers


def _steady(claim: Claim) -> tuple[object, ...]:
    return (claim.source, order_of(claim.ref))


def _is_owner(ref: Ref, people: Population, actor: str) -> bool:
    return ref.loose and people.ontology.is_a(ref.label, actor)


def _obey(clusters: list[Cluster], decisions: Sequence[Decision]) -> None:
    """Join what a person confirmed to be one."""
    urns = {cluster.urn: cluster for cluster in clusters}
    for decision in accepted(decisions):
        one, other = urns.get(decision.one), urns.get(decision.other)
        if one is None or other is None or one.label != other.label:
            continue  # of two classes are two things, whatever was decided
        if one.found is not other.found:
            one.former |= {one.urn, other.urn}
            one.join(other)
            one.found.settle()
            for urn, cluster in list(urns.items()):
                urns[urn] = cluster.found
