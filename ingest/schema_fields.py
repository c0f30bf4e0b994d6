"""The fields that a schema describes, whatever it is written in, and the facts about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Edge, Fact, Node, Place, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document
from ingest.properties import Props

__all__ = ["MAX_DEPTH", "MAX_FIELDS", "Bag", "SchemaField", "field_facts"]

MAX_DEPTH: Final = 12  # of fields in fields
MAX_FIELDS: Final = 5_000  # of one schema
MAX_REJECTS: Final = 200
MAX_STEPS: Final = 50_000  # schemas that are looked into for their sake


@dataclass(slots=True)
class SchemaField:
    """One field; a field of a field is named `outer.inner`, also where the outer one is a list."""

    name: str
    at: Place
    props: Props
    required: bool
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class Bag:
    """Fields by name, as they are found; of two of one name the first counts, required where both are."""

    document: Document
    fields: dict[str, SchemaField] = field(default_factory=dict[str, SchemaField])
    rejects: list[Reject] = field(default_factory=list[Reject])
    steps: int = 0

    @property
    def full(self) -> bool:
        return len(self.fields) >= MAX_FIELDS or self.steps >= MAX_STEPS

    def add(self, found: SchemaField) -> None:
        self.steps += 1
        if not found.name.rpartition(".")[2].strip():
            self.reject(Reject(found.at, "a field without a name"))
        elif (known := self.fields.get(found.name)) is not None:
            known.required = known.required and found.required
        elif not self.full:
            self.fields[found.name] = found

    def reject(self, found: Reject) -> None:
        if len(self.rejects) < MAX_REJECTS and found not in self.rejects:
            self.rejects.append(found)

    def optional(self, names: Iterable[str]) -> None:
        """These fields are not in every message."""
        for name in names:
            if name in self.fields:
                self.fields[name].required = False


def field_facts(container: Ref, bag: Bag, before: str = "") -> Iterator[Fact | Reject]:
    """A Field for each, part of its dataset or topic, and what could not be read."""
    for found in bag.fields.values():
        part = Ref(Label.FIELD, before + found.name, within=container)
        props: dict[str, PropValue] = {**found.props.values, Prop.REQUIRED: found.required}
        yield Node(part, found.at, props, found.props.places, aliases=found.aliases)
        yield Edge(part, Rel.PART_OF, container, found.at)
    yield from bag.rejects
    if bag.full:
        yield Reject(
            bag.document.at, f"too large to read whole; {len(bag.fields):,} fields are kept"
        )
