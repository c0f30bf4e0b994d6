"""Protocol Buffers: an API for each gRPC service, with an operation for each of its methods."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.protobuf import operations_of, parse_proto, providers_of
from ingest.sniff import suffix


@connector(
    title="Protocol Buffers (gRPC)",
    reads=suffix(".proto"),
    nodes={Label.API, Label.OPERATION},
    edges={Rel.PART_OF, Rel.PROVIDES},
)
def protobuf(doc: Document) -> Iterator[Fact | Reject]:
    file = parse_proto(doc.text)
    if isinstance(file, str):
        yield Reject(doc.at, file)
        return
    for service in file.services:
        name, at = file.full(service.name), doc.lines(service.line)
        key = f"proto:{name}" if file.package else None
        api = Ref(Label.API, name, key=key, scope=None if key else doc.folder or ".")
        props: dict[str, PropValue] = {Prop.TYPE: "grpc"}
        if file.version:
            props[Prop.VERSION] = file.version
        if service.description:
            props[Prop.DESCRIPTION] = service.description
        if service.deprecated:
            props[Prop.LIFECYCLE] = "deprecated"
        yield Node(
            api,
            at,
            props,
            dict.fromkeys(props, at),
            keys=(*((key,) if key else ()), f"file:{doc.path}"),
            aliases=(service.name,) if service.name != name else (),
            location=doc.folder,
        )
        yield from operations_of(service, api, None, doc.path, doc.line - 1)
        yield from providers_of(service, api, at)
