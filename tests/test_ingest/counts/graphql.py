"""What GraphQL schemas say, counted by the language's grammar alone (https://spec.graphql.org/October2021/#sec-Type-System)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from graphql import DocumentNode, GraphQLError, parse
from graphql.language import (
    FieldDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
)

USUAL = {"Query", "Mutation", "Subscription"}


def count(root: Path) -> Counter[str]:
    """A schema is an API; the fields of its root types are its operations."""
    found: Counter[str] = Counter()
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".graphql", ".graphqls", ".gql")):
        try:
            document = parse(file.read_text("utf-8", errors="replace"), no_location=True)
        except GraphQLError:
            continue
        operations = len(root_fields(document))
        if operations:
            found["node API"] += 1
            found["node Operation"] += operations
            found["edge PART_OF"] += operations
    return +found


def root_fields(document: DocumentNode) -> list[FieldDefinitionNode]:
    stated = {
        operation.type.name.value
        for definition in document.definitions
        if isinstance(definition, (SchemaDefinitionNode, SchemaExtensionNode))
        for operation in definition.operation_types or ()
    }
    return [
        field
        for definition in document.definitions
        if isinstance(definition, (ObjectTypeDefinitionNode, ObjectTypeExtensionNode))
        and definition.name.value in (stated or USUAL)
        for field in definition.fields or ()
    ]
