"""The operations of an OpenAPI 2 or 3 document, as parts of an API; also for one that stands inside another file."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value
from ingest.properties import Props

__all__ = ["operations", "owned"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MAX_STEPS = 10  # references that one path item may go through


def operations(spec: Value, api: Ref) -> Iterator[Fact]:
    """An Operation for each method of each path (and webhook), PART_OF the API.

    https://spec.openapis.org/oas/v3.1.1.html#path-item-object
    """
    for group in ("paths", "webhooks"):
        for path, item in spec[group].items():
            if group == "paths" and not path.startswith("/"):
                continue  # an extension
            item = _followed(spec, item)
            for method, stated in item.items():
                if method.lower() in METHODS and stated.is_map:
                    yield from _operation(stated, method.upper(), path, api)


def _followed(spec: Value, item: Value) -> Value:
    """A path item, through its `$ref` within the same document."""
    for _ in range(MAX_STEPS):
        pointer = item["$ref"].text if item.is_map else ""
        if not pointer.startswith("#/"):
            return item
        here = spec
        for token in pointer[2:].split("/"):
            here = here.get(token.replace("~1", "/").replace("~0", "~"))
        item = here
    return item


def _operation(stated: Value, method: str, path: str, api: Ref) -> Iterator[Fact]:
    name = stated["operationId"].text or f"{method} {path}"
    operation = Ref(Label.OPERATION, name, within=api)
    props = Props(stated.document)
    props.text(Prop.TITLE, stated["summary"])
    props.text(Prop.DESCRIPTION, stated["description"])
    props.texts(Prop.TAGS, stated["tags"])
    if stated["deprecated"].flag:
        props.put(Prop.LIFECYCLE, "deprecated", stated["deprecated"].at)
    props.put(Prop.METHOD, method, stated.at)
    props.put(Prop.PATH, path, stated.at)
    aliases = (f"{method} {path}",) if stated["operationId"].text else ()
    yield Node(operation, stated.at, props.values, props.places, aliases=aliases)
    yield Edge(operation, Rel.PART_OF, api, stated.at)
    yield from owned(stated["x-owner"], operation)


def owned(stated: Value, thing: Ref) -> Iterator[Fact]:
    """Who an `x-owner` says owns the thing."""
    for owner in stated.one_or_many():
        if owner.is_scalar and owner.text:
            yield Edge(Ref(Label.TEAM, owner.text, loose=True), Rel.OWNS, thing, owner.at)
