"""ArchiMate models in either file format: elements by class, and what each kind of relationship says of two of them.

ArchiMate 3.2, chapters 4 to 12 (elements) and 5 (relationships); the names that ArchiMate 2 had are read too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.facts import Place, Ref
from graph.ontology import Ontology
from graph.vocabulary import Label, Rel

__all__ = ["Element", "Model", "Relationship", "relations_of"]

_KINDS: Mapping[Label, str] = {
    Label.CAPABILITY: "Capability ValueStream BusinessProcess BusinessFunction BusinessInteraction BusinessService "
    "BusinessActivity Product",
    Label.SERVICE: "ApplicationComponent ApplicationCollaboration ApplicationFunction ApplicationInteraction "
    "ApplicationService",
    Label.WORKFLOW: "ApplicationProcess",
    Label.API: "ApplicationInterface TechnologyInterface InfrastructureInterface",
    Label.TOPIC: "ApplicationEvent",
    Label.DATASET: "DataObject BusinessObject",
    Label.RESOURCE: "Node Device SystemSoftware TechnologyCollaboration TechnologyFunction TechnologyProcess "
    "TechnologyInteraction TechnologyService InfrastructureFunction InfrastructureService Path CommunicationPath "
    "CommunicationNetwork Network Artifact Equipment Facility DistributionNetwork",
    Label.TEAM: "BusinessActor BusinessRole BusinessCollaboration",
    Label.DOMAIN: "Grouping",
    Label.CONTROL: "Requirement Constraint",
    Label.POLICY: "Principle",
}
LABELS = {kind: label for label, kinds in _KINDS.items() for kind in kinds.split()}
JUNCTIONS = frozenset(["Junction", "AndJunction", "OrJunction"])
ACCESS = {
    "0": ("write",),
    "1": ("read",),
    "3": ("read", "write"),
    "read": ("read",),
    "write": ("write",),
    "readwrite": ("read", "write"),
}  # how a relationship says it: Archi in numbers, the exchange format in words


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` as ArchiMate 3 names it, in lower case (`serving`); `access` the numbers or words of `ACCESS`."""

    kind: str
    source: str
    target: str
    access: str
    name: str
    at: Place

    @property
    def ways(self) -> tuple[str, ...]:
        """Whether an access reads, writes or both; empty when the model does not say."""
        return ACCESS.get(self.access.lower(), ())


@dataclass(frozen=True, slots=True)
class Element:
    """An element; `ref` is None for a kind that is nothing of the catalog."""

    ident: str
    kind: str
    name: str
    text: str
    at: Place
    said: tuple[tuple[str, str, Place], ...] = ()
    ref: Ref | None = None


@dataclass(slots=True)
class Model:
    """What a file says: elements by id, and relationships, each in the order of the file."""

    ident: str
    elements: dict[str, Element] = field(default_factory=dict[str, Element])
    relationships: list[Relationship] = field(default_factory=list[Relationship])
    relations: set[str] = field(default_factory=set[str])  # ids of relationships

    def joined(self) -> Iterator[Relationship]:
        """The relationships, those through a junction from one end to each other one."""
        leaving: dict[str, list[Relationship]] = {}
        for each in self.relationships:
            leaving.setdefault(each.source, []).append(each)
        for each in self.relationships:
            if not self._junction(each.source):
                yield from self._beyond(each, leaving)

    def _junction(self, ident: str) -> bool:
        found = self.elements.get(ident)
        return found is not None and found.kind in JUNCTIONS

    def _beyond(
        self, first: Relationship, leaving: Mapping[str, list[Relationship]]
    ) -> Iterator[Relationship]:
        waiting, seen = [first.target], {first.target}
        while waiting:
            target = waiting.pop(0)
            if not self._junction(target):
                yield Relationship(
                    first.kind, first.source, target, first.access, first.name, first.at
                )
                continue
            for each in leaving.get(target, []):
                if each.kind == first.kind and each.target not in seen:
                    seen.add(each.target)
                    waiting.append(each.target)


def relations_of(
    ontology: Ontology, said: Relationship, source: Ref, target: Ref
) -> Iterator[tuple[Ref, Rel, Ref]]:
    """What a relationship says, in the catalog's terms: of each list of possibilities the first that is allowed."""
    for choices in _choices(said, source, target):
        for start, relation, end in choices:
            if ontology.row(start.label, relation, end.label) is not None and start != end:
                yield start, relation, end
                break


Choice = list[tuple[Ref, Rel, Ref]]


def _choices(said: Relationship, s: Ref, t: Ref) -> Iterator[Choice]:
    match said.kind:
        case "composition" | "aggregation":
            yield [
                (t, Rel.SUBTEAM_OF, s),
                (s, Rel.PROVIDES, t),
                (t, Rel.PART_OF, s),
                (t, Rel.SUPPORTS, s),
                (s, Rel.DEPENDS_ON, t),
            ]
        case "assignment":
            yield [
                (s, Rel.OWNS, t),
                (t, Rel.PROVIDES, s),
                (t, Rel.RUNS_ON, s),
                (s, Rel.SUPPORTS, t),
                (t, Rel.DEPENDS_ON, s),
            ]
        case "realization":
            yield [
                (s, Rel.IMPLEMENTS, t),
                (t, Rel.GOVERNS, s),
                (s, Rel.SUPPORTS, t),
                (s, Rel.PROVIDES, t),
                (t, Rel.RUNS_ON, s),
                (t, Rel.DEPENDS_ON, s),
            ]
        case "serving":
            yield [(s, Rel.SUPPORTS, t), (t, Rel.CONSUMES, s), (t, Rel.DEPENDS_ON, s)]
        case "access":
            yield from _access(said, s, t)
        case "flow" | "triggering":
            yield _moves(said, s, t)
        case _:  # association, influence and specialisation say nothing of impact
            return


def _access(said: Relationship, s: Ref, t: Ref) -> Iterator[Choice]:
    for way in said.ways:
        relation = Rel.READS if way == "read" else Rel.WRITES
        yield [(s, relation, t), (s, Rel.DEPENDS_ON, t)]
    if not said.ways:
        yield [(s, Rel.DEPENDS_ON, t)]


def _moves(said: Relationship, s: Ref, t: Ref) -> Choice:
    """What flows, or one thing that triggers another: who receives depends on who sends."""
    data: Choice = [(t, Rel.DERIVED_FROM, s), (s, Rel.WRITES, t), (t, Rel.READS, s)]
    if {s.label, t.label} & {Label.RESOURCE} or said.kind == "triggering":
        data = []
    return [(s, Rel.PUBLISHES_TO, t), (t, Rel.SUBSCRIBES_TO, s), *data, (t, Rel.DEPENDS_ON, s)]
