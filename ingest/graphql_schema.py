"""GraphQL schemas in the schema definition language: the fields of their root types are an API's operations.

https://spec.graphql.org/September2025/#sec-Type-System
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.facts import Edge, Fact, Node, Place, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value

if TYPE_CHECKING:
    from graphql.language import ast

__all__ = ["GraphqlSchema", "RootField", "operations_of", "parse_graphql"]

MAX_TOKENS: Final = 500_000
ROOTS: Final = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


@dataclass(frozen=True, slots=True)
class RootField:
    """A field of a root type; `line` counts from 1 in the text."""

    operation: str  # query, mutation or subscription
    name: str
    line: int
    description: str
    type: str
    arguments: tuple[str, ...]
    deprecated: str | None


@dataclass(frozen=True, slots=True)
class GraphqlSchema:
    """What a text of the schema definition language says; `whole` when it defines a root type, not extends one."""

    description: str
    whole: bool
    fields: tuple[RootField, ...]


def parse_graphql(text: str) -> GraphqlSchema | str | None:
    """The schema, None for a text without types (a client's queries), or what is wrong with it."""
    from graphql.error import GraphQLSyntaxError
    from graphql.language import parse
    from graphql.language.ast import (
        ObjectTypeDefinitionNode,
        ObjectTypeExtensionNode,
        SchemaDefinitionNode,
        SchemaExtensionNode,
        TypeSystemDefinitionNode,
        TypeSystemExtensionNode,
    )

    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 1
        return f"no valid GraphQL: {error.message[:200]} (line {line})"
    except RecursionError:
        return "no valid GraphQL: nested too deep"
    of_types = (TypeSystemDefinitionNode, TypeSystemExtensionNode)
    if not any(isinstance(d, of_types) for d in document.definitions):
        return None
    schemas = [
        d for d in document.definitions if isinstance(d, SchemaDefinitionNode | SchemaExtensionNode)
    ]
    roots = {o.type.name.value: o.operation.value for s in schemas for o in s.operation_types or ()}
    for operation, name in ROOTS.items():
        if operation not in roots.values():
            roots.setdefault(name, operation)
    stated = [
        d
        for d in document.definitions
        if isinstance(d, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
        and d.name.value in roots
    ]
    fields = tuple(
        _field(f, roots[d.name.value]) for d in stated for f in d.fields or () if f.name.value
    )
    described = next((d for s in schemas if (d := _text(s))), "")
    whole = any(
        isinstance(d, SchemaDefinitionNode | ObjectTypeDefinitionNode) for d in (*schemas, *stated)
    )
    return GraphqlSchema(described, whole, fields)


def _text(node: Any) -> str:
    described = getattr(node, "description", None)
    return described.value.strip() if described is not None else ""


def _field(node: ast.FieldDefinitionNode, operation: str) -> RootField:
    from graphql.language import print_ast

    line = node.name.loc.start_token.line if node.name.loc else 1
    arguments = tuple(f"{a.name.value}: {print_ast(a.type)}" for a in node.arguments or ())
    return RootField(
        operation,
        node.name.value,
        line,
        _text(node),
        print_ast(node.type),
        arguments,
        _deprecated(node),
    )


def _deprecated(node: ast.FieldDefinitionNode) -> str | None:
    """The reason that `@deprecated` gives; "" when it gives none, None without the directive."""
    for directive in node.directives or ():
        if directive.name.value == "deprecated":
            values = {
                a.name.value: getattr(a.value, "value", "") for a in directive.arguments or ()
            }
            return str(values.get("reason", ""))
    return None


def operations_of(
    schema: GraphqlSchema, api: Ref, where: Value | None, path: str = "", offset: int = 0
) -> Iterator[Fact]:
    """An Operation for each root field; their place is the line of the file, or `where` for an embedded text."""
    names: dict[str, str] = {}
    for each in schema.fields:
        at = where.at if where is not None else Place(path, f"L{each.line + offset}")
        first = names.setdefault(each.name, each.operation)
        name = each.name if first == each.operation else f"{each.operation} {each.name}"
        operation = Ref(Label.OPERATION, name, within=api)
        props: Mapping[str, Any] = {
            Prop.DESCRIPTION: each.description,
            Prop.LIFECYCLE: "deprecated" if each.deprecated is not None else "",
            "deprecation_reason": each.deprecated or "",
            "operation_type": each.operation,
            Prop.TYPE: each.type,
            "arguments": each.arguments,
        }
        props = {key: value for key, value in props.items() if value}
        aliases = (f"{each.operation} {each.name}",) if name == each.name else ()
        yield Node(operation, at, props, dict.fromkeys(props, at), aliases=aliases)
        yield Edge(operation, Rel.PART_OF, api, at)
