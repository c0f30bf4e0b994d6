"""Backstage entities (`catalog-info.yaml`): components, APIs, resources, groups, and what they say of each other.

Descriptor format: https://backstage.io/docs/features/software-catalog/descriptor-format
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.backstage_entity import KINDS, entity_of, related
from ingest.connector import connector
from ingest.definition import described_by
from ingest.documents import Document
from ingest.sniff import kind

# field of `spec`: relation, kind that a reference without one means (`owner`: a group or a user),
# whether the entity is the end
RELATIONS: tuple[tuple[str, Rel, str, bool], ...] = (
    ("owner", Rel.OWNS, "owner", True),
    ("system", Rel.PART_OF, "system", False),
    ("domain", Rel.PART_OF, "domain", False),
    ("subdomainOf", Rel.PART_OF, "domain", False),
    ("subcomponentOf", Rel.PART_OF, "component", False),
    ("providesApis", Rel.PROVIDES, "api", False),
    ("consumesApis", Rel.CONSUMES, "api", False),
    ("dependsOn", Rel.DEPENDS_ON, "component", False),
    ("dependencyOf", Rel.DEPENDS_ON, "component", True),
    ("plugins", Rel.DEPENDS_ON, "airesource", False),
    ("skills", Rel.DEPENDS_ON, "airesource", False),
    ("memberOf", Rel.MEMBER_OF, "group", False),
    ("members", Rel.MEMBER_OF, "user", True),
    ("parent", Rel.SUBTEAM_OF, "group", False),
    ("children", Rel.SUBTEAM_OF, "group", True),
)
ONLY_FOR = {"plugins": "airesource", "skills": "airesource"}


@connector(
    title="Backstage catalog",
    reads=kind("backstage.io/*"),
    nodes={label for kind in KINDS.values() for label in (kind.label, *kind.among)}
    | {Label.FIELD, Label.OPERATION},
    edges={relation for _, relation, _, _ in RELATIONS} | {Rel.PUBLISHES_TO, Rel.SUBSCRIBES_TO},
    authority="catalog",
)
def backstage(doc: Document) -> Iterator[Fact | Reject]:
    entity = entity_of(doc)
    if entity is None or isinstance(entity, Reject):
        if entity is not None:
            yield entity
        return
    definition = doc["spec/definition"] if entity.kind == "api" else None
    if definition is not None and definition.is_scalar:
        yield from described_by(definition, entity.node)
    else:
        yield entity.node
    for field, relation, default, reverse in RELATIONS:
        if ONLY_FOR.get(field, entity.kind) == entity.kind:
            for value in doc["spec"].get(field).one_or_many():
                yield related(entity, relation, value, default, reverse)
