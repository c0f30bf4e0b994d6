"""What an OpenAPI 2 or 3 document says of its API, wherever the document stands: operations, owners, contact."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value, unrendered
from ingest.interface import contacts, lifecycle, owned, said_of
from ingest.properties import Props
from ingest.references import References

__all__ = ["api_props", "operations_of", "version_of"]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})


def version_of(spec: Value) -> str:
    """The version of OpenAPI, or of Swagger before it."""
    return spec["openapi"].text or spec["swagger"].text


def api_props(spec: Value) -> Props:
    """What the document says of the API as a whole."""
    props = said_of(spec, "openapi")
    servers = spec["servers"]
    if servers.is_list:
        props.text(Prop.URL, _first(servers))
        urls = tuple(dict.fromkeys(t for s in servers if s.is_map and (t := s["url"].text)))
        props.put("servers", urls if len(urls) > 1 else (), servers.at)
    if "host" in spec.data:
        props.put(Prop.URL, _address(spec), spec["host"].at)
    return props


def _first(servers: Value) -> Value:
    return servers["0/url"] if servers[0].is_map else servers[0]


def _address(spec: Value) -> str:
    """The address of an OpenAPI 2 document."""
    host, schemes = spec["host"].text, spec["schemes"].texts()
    if not host or ("https" not in schemes and "http" not in schemes):
        return host and host + spec["basePath"].text
    return f"{'https' if 'https' in schemes else 'http'}://{host}{spec['basePath'].text}"


def operations_of(spec: Value, api: Ref) -> Iterator[Fact | Reject]:
    """Everything but the API itself: an Operation for each method of each path (and webhook), and the owners.

    Callbacks are the caller's operations, not the API's.
    https://spec.openapis.org/oas/v3.2.0.html#path-item-object
    """
    for stated in (spec["x-owner"], spec["info"]["x-owner"]):
        yield from owned(stated, api)
    yield from contacts(spec["info"]["contact"], api)
    followed, names = References(spec), set[str]()
    for group in ("paths", "webhooks", "x-webhooks"):
        for path, item in spec[group].items():
            if group == "paths" and not path.startswith("/"):
                continue  # an extension
            found = followed(item)
            if isinstance(found, Reject):
                yield found
            elif found.data is not None:
                for method, stated in _methods(found):
                    yield from _operation(stated, method, path, api, names)


def _methods(item: Value) -> Iterator[tuple[str, Value]]:
    for method, stated in item.items():
        if method.lower() in METHODS and stated.is_map:
            yield method.upper(), stated
    if (more := item["additionalOperations"]).is_map:  # 3.2: methods of any name, as written
        yield from ((method, stated) for method, stated in more.items() if stated.is_map)


def _operation(
    stated: Value, method: str, path: str, api: Ref, names: set[str]
) -> Iterator[Fact | Reject]:
    plain, id_ = f"{method} {path}", stated["operationId"]
    name = plain if not id_.text or unrendered(id_.text) else id_.text
    if name in names:
        yield Reject(id_.at, f"the operationId {name!r} is given twice; named {plain!r} here")
        name = plain
    names.add(name)
    operation = Ref(Label.OPERATION, name, within=api)
    props = Props(stated.document)
    props.text(Prop.TITLE, stated["summary"])
    props.text(Prop.DESCRIPTION, stated["description"])
    props.texts(Prop.TAGS, stated["tags"])
    lifecycle(props, stated)
    props.put(Prop.METHOD, method, stated.at)
    props.put(Prop.PATH, path, stated.at)
    aliases = (plain,) if name != plain else ()
    yield Node(operation, stated.at, props.values, props.places, aliases=aliases)
    yield Edge(operation, Rel.PART_OF, api, stated.at)
    yield from owned(stated["x-owner"], operation)
