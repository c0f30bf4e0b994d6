"""All facts on record of one landscape, sorted by what they are, with who says them and since when."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.facts import (
    Alias,
    Edge,
    Fact,
    Node,
    OwnsPath,
    Passage,
    Place,
    Provenance,
    Ref,
    Reject,
    RunEvent,
    Selects,
)
from graph.record import STALE, FileRecord
from ingest.identity import Source, rank
from ingest.runs import dropped_groups
from ingest.shape import Saying
from ingest.things import Claim

__all__ = ["Context", "Gathered", "Said", "gather", "of_claim"]


@dataclass(frozen=True, slots=True)
class Context:
    """Who says a fact, in which state its file is, and since when."""

    source: Source
    rank: int
    since: str
    stale: bool
    stated: str = ""

    def saying(self, fact: Edge | Node) -> Saying:
        root = self.source.root
        places = (
            {k: f"{root}/{p}" for k, p in fact.places.items()} if isinstance(fact, Node) else {}
        )
        return Saying(
            f"{root}/{fact.at}",
            fact.provenance,
            self.rank,
            self.since,
            self.stale,
            fact.event_time,
            fact.props,
            places,
            self.stated,
        )

    def inferred(self, at: Place) -> Saying:
        """A rule says so, stated here."""
        return Saying(
            f"{self.source.root}/{at}",
            Provenance.INFERRED,
            self.rank,
            self.since,
            self.stale,
            None,
        )

    def declared(self, at: Place) -> Saying:
        return Saying(
            f"{self.source.root}/{at}",
            Provenance.DECLARED,
            self.rank,
            self.since,
            self.stale,
            None,
        )


def of_claim(claim: Claim) -> Context:
    """Who claims."""
    return Context(claim.source, claim.rank, claim.since, claim.stale, claim.stated)


@dataclass(frozen=True, slots=True)
class Said:
    """An edge that somebody says."""

    edge: Edge
    context: Context


@dataclass(slots=True)
class Gathered:
    """Everything said in one landscape."""

    claims: list[Claim] = field(default_factory=list[Claim])
    edges: list[Said] = field(default_factory=list[Said])
    aliases: list[tuple[Alias, Context]] = field(default_factory=list[tuple[Alias, Context]])
    selects: list[tuple[Selects, Context]] = field(default_factory=list[tuple[Selects, Context]])
    owns: list[tuple[OwnsPath, Context]] = field(default_factory=list[tuple[OwnsPath, Context]])
    passages: list[tuple[str, Passage]] = field(default_factory=list[tuple[str, Passage]])
    rejects: set[tuple[str, Reject]] = field(default_factory=set[tuple[str, Reject]])

    def references(self) -> dict[tuple[str, Ref], Context]:
        """Every reference that must mean something, with the most believed source that makes it."""
        found: dict[tuple[str, Ref], Context] = {}

        def note(ref: Ref, context: Context) -> None:
            at = (context.source.root, ref)
            known = found.get(at)
            if known is None:
                found[at] = context
                if ref.within is not None and ref.within.label != ref.label:
                    note(ref.within, context)
            elif context.rank < known.rank:
                found[at] = context

        for said in self.edges:
            if not said.edge.known_only:
                note(said.edge.start, said.context)
                note(said.edge.end, said.context)
        for claim in self.claims:
            if claim.ref.within is not None and claim.ref.within.label != claim.ref.label:
                note(claim.ref.within, of_claim(claim))
        for rule, context in self.selects:
            note(rule.source, context)
        return found


def gather(
    records: Sequence[FileRecord], labels: Container[str], ranks: Mapping[str, int]
) -> Gathered:
    """The facts that count: of a job's runs only one does, and none whose classes the ontology has no more
    (`labels` are those that it has). `ranks` says how much each connector is believed.
    """
    said = Gathered()
    events: list[RunEvent] = []
    contexts: dict[tuple[object, ...], Context] = {}
    for record in records:
        source = Source(record.root, record.connector)
        stale = record.status == STALE
        times = zip(record.facts, record.since, record.stated or record.since, strict=True)
        for fact, since, stated in times:
            if (odd := _unknown(fact, labels)) is not None:
                reason = f"the ontology has no class {odd}"
                said.rejects.add((record.root, Reject(fact.at, reason)))
                continue
            kind = fact.provenance if isinstance(fact, Node | Edge) else Provenance.DECLARED
            key = (record.root, record.connector, stale, kind, since, stated)
            context = contexts.get(key)
            if context is None:
                context = contexts[key] = Context(
                    source, rank(record.connector, kind, ranks), since, stale, stated
                )
            match fact:
                case Node():
                    claim = Claim(
                        fact.ref, context.source, context.rank, since, stale, fact, stated
                    )
                    said.claims.append(claim)
                case Edge():
                    said.edges.append(Said(fact, context))
                case Alias():
                    said.aliases.append((fact, context))
                case Selects():
                    said.selects.append((fact, context))
                case OwnsPath():
                    said.owns.append((fact, context))
                case Passage():
                    said.passages.append((record.root, fact))
                case RunEvent():
                    events.append(fact)
    said.edges = _counting(said.edges, events)
    return said


def _unknown(fact: Fact, labels: Container[str]) -> str | None:
    """The first label of a fact that is not there."""
    match fact:
        case Node(ref=ref) | Alias(ref=ref) | Selects(source=ref):
            refs = (ref,)
        case Edge():
            refs = (fact.start, fact.end)
        case OwnsPath():
            refs = fact.owners
        case Passage():
            refs = (fact.document,)
        case RunEvent():
            refs = (fact.job,)
    for ref in refs:
        here: Ref | None = ref
        while here is not None:
            if here.label not in labels:
                return here.label
            here = here.within
    return None


def _counting(edges: Iterable[Said], events: Sequence[RunEvent]) -> list[Said]:
    edges = list(edges)
    groups = frozenset(s.edge.group for s in edges if s.edge.group is not None)
    dropped = dropped_groups(events, groups)
    return [s for s in edges if s.edge.group is None or s.edge.group not in dropped]
