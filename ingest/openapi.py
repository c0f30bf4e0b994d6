"""What an OpenAPI 2 or 3 document says of its API, wherever the document stands: operations, owners, contact."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value
from ingest.parse import Problems, Unreadable, yaml_documents
from ingest.properties import Props

__all__ = ["operations_of"]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
MAX_STEPS = 10  # references that one path item may go through


def operations_of(spec: Value, api: Ref) -> Iterator[Fact | Reject]:
    """Everything but the API itself: an Operation for each method of each path (and webhook), and the owners.

    https://spec.openapis.org/oas/v3.1.1.html#path-item-object
    """
    for stated in (spec["x-owner"], spec["info"]["x-owner"]):
        yield from _owned(stated, api)
    yield from _contact(spec["info"]["contact"], api)
    for group in ("paths", "webhooks"):
        for path, item in spec[group].items():
            if group == "paths" and not path.startswith("/"):
                continue  # an extension
            found = _followed(spec, item)
            if isinstance(found, Reject):
                yield found
                continue
            for method, stated in found.items():
                if method.lower() in METHODS and stated.is_map:
                    yield from _operation(stated, method.upper(), path, api)


def _followed(spec: Value, item: Value) -> Value | Reject:
    """A path item, through its `$ref` in the same document or to a file below the root."""
    for _ in range(MAX_STEPS):
        pointer = item["$ref"].text if item.is_map else ""
        file, _, fragment = pointer.partition("#")
        if not pointer:
            return item
        if file:
            other = _file(item.document, file)
            if isinstance(other, str):
                return Reject(item.at, f"$ref {pointer!r}: {other}")
            spec = other
        item = spec
        for token in fragment.split("/")[1:]:
            item = item.get(token.replace("~1", "/").replace("~0", "~"))
    return Reject(item.at, f"more than {MAX_STEPS} references in a row")


def _file(doc: Document, pointer: str) -> Value | str:
    """The first document of the other file, or what is wrong with it."""
    other = doc.sibling(pointer)
    if isinstance(other, Reject):
        return other.reason
    if other is None:
        return "only files of the same folder tree are read"
    path, text = other
    problems: Problems = []
    try:
        data = next((data for _, data in yaml_documents(text, problems)), None)
    except Unreadable as error:
        return error.reason
    return Document(path, 0, data, doc.ontology, source=doc.source).root


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
    yield from _owned(stated["x-owner"], operation)


def _owned(stated: Value, thing: Ref) -> Iterator[Fact]:
    for owner in stated.one_or_many():
        if owner.is_scalar and owner.text:
            yield Edge(Ref(Label.TEAM, owner.text, loose=True), Rel.OWNS, thing, owner.at)


def _contact(contact: Value, api: Ref) -> Iterator[Fact]:
    """The contact owns the API where it is a team or person that someone declares."""
    for part, label in (("name", Label.TEAM), ("email", Label.PERSON)):
        if text := contact[part].text:
            key = f"email:{text.lower()}" if part == "email" else None
            who = Ref(label, text, key=key, among=(Label.TEAM, Label.PERSON), loose=True)
            yield Edge(who, Rel.OWNS, api, contact[part].at, known_only=True)
