"""Edges between things: what sources say, what owns a path, what a selector finds, and what the ontology forbids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from graph.facts import OwnsPath, Place, Ref, Reject
from graph.ontology import Ontology
from graph.vocabulary import Label, Rel
from ingest.gather import Context, Gathered, Said, of_claim
from ingest.identity import CATALOG, Source, rules
from ingest.owners import PathRules
from ingest.population import Population
from ingest.selectors import Chooser
from ingest.shape import Saying
from ingest.things import Cluster

__all__ = ["Links"]

INPUTS: Final = (Rel.READS, Rel.SUBSCRIBES_TO)


class Links:
    """All links of one landscape: what is said for each, by its ends and relation."""

    def __init__(
        self,
        said: Gathered,
        population: Population,
        ontology: Ontology,
        repositories: Mapping[str, str],
    ) -> None:
        self.population = population
        self.ontology = ontology
        self.found: dict[tuple[Cluster, str, Cluster], list[Saying]] = {}
        self.derived: set[tuple[Cluster, str, Cluster]] = set()
        self.rejects: set[tuple[str, Reject]] = set()
        self.runs: dict[str, dict[str, list[tuple[Cluster, Saying]]]] = {}
        for each in said.edges:
            self._edge(each)
        self._derive()
        self._parts()
        self._hosts()
        self._paths(said, repositories)
        self._select(said)

    def _add(self, start: Cluster, relation: str, end: Cluster, saying: Saying) -> bool:
        """Add a link when the ontology has a row for it; a thing has no relation to itself."""
        if start is end:
            return True
        if self.ontology.row(start.label, relation, end.label) is None:
            return False
        self.found.setdefault((start, relation, end), []).append(saying)
        return True

    def _edge(self, said: Said) -> None:
        edge, root = said.edge, said.context.source.root
        meant = self.population.declared if edge.known_only else self.population.meant
        if edge.unless is not None and self.population.declared(root, edge.unless):
            return
        starts, ends = meant(root, edge.start), meant(root, edge.end)
        if not starts or not ends:
            return
        saying = said.context.saying(edge)
        for start in starts:
            for end in ends:
                if not self._add(start, edge.relation, end, saying):
                    self._forbid(root, edge.at, start, edge.relation, end)
                elif edge.group is not None and edge.relation in (*INPUTS, Rel.WRITES):
                    way = Rel.WRITES if edge.relation == Rel.WRITES else Rel.READS
                    self.runs.setdefault(edge.group, {}).setdefault(way, []).append((end, saying))

    def _derive(self) -> None:
        """What a run wrote is derived from what it read, also when two of its events say so."""
        for group in sorted(self.runs):
            ends = self.runs[group]
            for output, written in ends.get(Rel.WRITES, ()):
                for source, read in ends.get(Rel.READS, ()):
                    key = (output, Rel.DERIVED_FROM, source)
                    if key in self.found and key not in self.derived:
                        continue
                    self.derived.add(key)
                    for saying in (written, read):
                        self._add(*key, replace(saying, props={}, places={}))

    def _forbid(self, root: str, at: Place, start: Cluster, relation: str, end: Cluster) -> None:
        relations = ", ".join(
            sorted(
                name
                for name in self.ontology.relations
                if name != Rel.SAME_AS and self.ontology.row(start.label, name, end.label)
            )
        )
        known = relation in self.ontology.relations
        why = (
            f"{start.label} {start.name!r} {relation} {end.label} {end.name!r}: the ontology does "
            f"not allow {relation} from {start.label} to {end.label}"
            if known
            else f"the ontology has no relation {relation}"
        )
        more = f" (it allows {relations})" if known and relations else ""
        self.rejects.add((root, Reject(at, f"{why[:500]}{more}")))

    def _parts(self) -> None:
        """A part is part of its container, also where no source took the trouble to say so."""
        linked = {start for start, relation, _ in self.found if relation == Rel.PART_OF}
        waiting = [
            c
            for c in self.population.everything()
            if c.container is not None and c not in linked and self.ontology.classes[c.label].part
        ]
        if not waiting:
            return
        about: dict[Cluster, list[Saying]] = {}
        wanted = set(waiting)
        for (start, _, end), sayings in self.found.items():
            for thing in (start, end):
                if thing in wanted:
                    about.setdefault(thing, []).extend(sayings)
        for cluster in waiting:
            box = cluster.container
            sayings = [
                of_claim(c).saying(c.node) for c in cluster.claims if c.node is not None
            ] or about.get(cluster, [])
            if box is not None:
                for s in sayings:
                    self._add(cluster, Rel.PART_OF, box.found, replace(s, props={}, places={}))

    def _hosts(self) -> None:
        """What is stored at a host runs on the only thing that answers as that host."""
        schemes = [s for s in rules().schemes.values() if s.hosts in self.ontology.relations]
        if not schemes:
            return
        everything = list(self.population.everything())
        for scheme in schemes:
            holders: dict[str, list[Cluster]] = {}
            before = f"{scheme.name}:"
            for cluster in everything:
                for key in cluster.keys:
                    if key.startswith(before):
                        holders.setdefault(key[len(before) :].lower(), []).append(cluster)
            for cluster in everything if holders else ():
                found = holders.get((cluster.namespace or "").lower(), [])
                if len(found) == 1 and cluster.declared:
                    for claim in found[0].claims:
                        if claim.node is not None and any(
                            k.startswith(before) for k in claim.node.keys
                        ):
                            saying = of_claim(claim).inferred(claim.node.at)
                            self._add(cluster, scheme.hosts, found[0], saying)

    def _paths(self, said: Gathered, repositories: Mapping[str, str]) -> None:
        """CODEOWNERS: who owns the place that a thing lives in; a catch-all only what nobody else owns."""
        contexts = {id(line): context for line, context in said.owns}
        lines: dict[Source, list[OwnsPath]] = {}  # CODEOWNERS and OWNERS decide apart
        for line, context in said.owns:
            lines.setdefault(context.source, []).append(line)
        if not lines:
            return
        rules: dict[str, list[PathRules]] = {}
        for source in sorted(lines):
            rules.setdefault(source.root, []).append(PathRules(lines[source]))
        slugs = {slug.lower(): root for root, slug in sorted(repositories.items()) if root in rules}
        decided: list[tuple[Cluster, str, OwnsPath]] = []
        for cluster in list(self.population.everything()):
            if self.ontology.row(Label.TEAM, Rel.OWNS, cluster.label) is None:
                continue
            for root, location in sorted(_locations(cluster, slugs, repositories)):
                for each in rules.get(root, ()):
                    if (line := each.of(location)) is not None:
                        decided.append((cluster, root, line))
        made: dict[tuple[str, Ref], list[Cluster]] = {}
        for catch_all in (False, True):
            owned = {end for _, relation, end in self.found if relation == Rel.OWNS}
            for cluster, root, line in decided:
                if line.catch_all is catch_all and not (catch_all and cluster in owned):
                    saying = contexts[id(line)].declared(line.at)
                    for ref in line.owners:
                        for owner in self._owner(root, ref, contexts[id(line)], made):
                            self._add(owner, Rel.OWNS, cluster, saying)

    def _owner(
        self,
        root: str,
        ref: Ref,
        context: Context,
        made: dict[tuple[str, Ref], list[Cluster]],
    ) -> list[Cluster]:
        found = made.get((root, ref))
        if found is None:
            found = made[(root, ref)] = self.population.stand_in(root, ref, context)
        return found

    def _select(self, said: Gathered) -> None:
        """Inferred edges to everything that a rule's selector finds."""
        if not said.selects:
            return
        groups = [(start, end) for start, relation, end in self.found if relation == Rel.PART_OF]
        chooser = Chooser(self.population, self.ontology, groups)
        for rule, context in said.selects:
            root = context.source.root
            sources = self.population.meant(root, rule.source)
            saying = context.inferred(rule.at)
            for target in chooser.chosen(rule.selector, root):
                for source in sources:
                    self._add(source, rule.relation, target, saying)


def _locations(
    cluster: Cluster, slugs: Mapping[str, str], repositories: Mapping[str, str]
) -> set[tuple[str, str]]:
    """Where a thing's source lives, as (root, path below it); what a catalog says comes before where
    its other files happen to lie.
    """
    claims = [c for c in cluster.claims if c.node is not None and c.node.location is not None]
    catalog = [c for c in claims if c.rank == CATALOG]
    found: set[tuple[str, str]] = set()
    for claim in catalog or claims:
        root = claim.source.root
        location = (claim.node.location if claim.node else None) or ""
        if location.partition("/")[0] not in rules().code_hosts:
            found.add((root, location.strip("/")))
            continue
        parts = location.split("/", 3)
        path = parts[3].strip("/") if len(parts) > 3 else ""
        if (known := slugs.get("/".join(parts[:3]).lower())) is not None:
            found.add((known, path))
        elif root not in repositories and claim.node is not None:
            folder = claim.node.at.path.rpartition("/")[0]
            if not path or _inside(folder, path) or _inside(path, folder):
                found.add((root, path or folder))
    return found


def _inside(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder + "/")
