"""Protocol Buffers sources: services with their methods, and the fields of messages.

https://protobuf.dev/reference/protobuf/proto3-spec/ (proto2 and editions are read alike)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.facts import Edge, Fact, Node, Place, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value
from ingest.properties import MAX_LENGTH, Props
from ingest.schema_fields import MAX_DEPTH, Bag, SchemaField

if TYPE_CHECKING:
    from proto_schema_parser import ast

__all__ = ["ProtoFile", "collect_proto_fields", "operations_of", "parse_proto", "providers_of"]

MAX_TEXT: Final = 512 * 1024  # the parser is a slow one
VERSION: Final = re.compile(r"v\d+(?:p\d+)?(?:(?:alpha|beta|test)\d*)?\Z")
HIDDEN: Final = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL
)
RESERVED: Final = re.compile(
    r"\breserved((?:[\s,]+[A-Za-z_]\w*){1,100})(?=\s*;)"
)  # names, in editions
NAME: Final = re.compile(r"[A-Za-z_]\w*")
DECLARES: Final = re.compile(r"\b(service|rpc)\s+([A-Za-z_]\w*)\s*(?=[({])")
HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SUFFIX: Final = "Service"


@dataclass(frozen=True, slots=True)
class Method:
    """One rpc; `line` counts from 1 in the text."""

    name: str
    line: int
    description: str
    request: str
    response: str
    deprecated: bool
    http: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    line: int
    description: str
    deprecated: bool
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class ProtoFile:
    package: str
    services: tuple[Service, ...]
    messages: Sequence[Any]

    @property
    def version(self) -> str:
        """`v1` of `acme.orders.v1`."""
        last = self.package.rpartition(".")[2]
        return last if VERSION.match(last) else ""

    def full(self, name: str) -> str:
        return f"{self.package}.{name}" if self.package else name


def parse_proto(text: str) -> ProtoFile | str:
    """The file, or what is wrong with it."""
    from antlr4.error.ErrorListener import ErrorListener
    from proto_schema_parser import ast
    from proto_schema_parser.parser import Parser

    def fail(_self: Any, _reader: Any, _token: Any, line: int, _at: int, what: str, _: Any) -> None:
        raise SyntaxError(f"line {line}: {what}"[:300])

    strict = type("Strict", (ErrorListener,), {"syntaxError": fail})

    def listen(reader: Any) -> None:
        reader.removeErrorListeners()
        reader.addErrorListener(strict())

    if len(text) > MAX_TEXT:
        return f"more than {MAX_TEXT // 1024} KiB; split the file"
    try:
        file = Parser(setup_lexer=listen, setup_parser=listen).parse(_of_older_kind(text))
    except SyntaxError as error:
        return f"no valid Protocol Buffers source: {error.msg}"
    except (RecursionError, ValueError, AttributeError, IndexError, TypeError) as error:
        return f"no valid Protocol Buffers source ({type(error).__name__})"
    elements = file.file_elements
    package = next((e.name for e in elements if isinstance(e, ast.Package)), "")
    lines, source = _lines(text), text.split("\n")
    retired = _deprecated(elements)
    services = tuple(
        _service(e, lines, source, retired) for e in elements if isinstance(e, ast.Service)
    )
    return ProtoFile(package, services, [e for e in elements if isinstance(e, ast.Message)])


def _of_older_kind(text: str) -> str:
    """The names that an edition reserves, in quotes as before, which is all that the parser knows."""
    return RESERVED.sub(lambda m: "reserved" + NAME.sub(r'"\g<0>"', m[1]), text)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """(name, line) of every service and rpc, in the order of the text."""
    bare = HIDDEN.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    line, last = 1, 0
    for found in DECLARES.finditer(bare):
        line += bare.count("\n", last, found.start())
        last = found.start()
        yield found[2], line


def _service(
    stated: ast.Service, lines: Iterator[tuple[str, int]], source: list[str], retired: bool
) -> Service:
    from proto_schema_parser import ast

    line = _line(stated.name, lines)
    retired = retired or _deprecated(stated.elements)
    methods = tuple(
        _method(e, _line(e.name, lines), source, retired)
        for e in stated.elements
        if isinstance(e, ast.Method)
    )
    return Service(stated.name, line, _comment(source, line), retired, methods)


def _line(name: str, lines: Iterator[tuple[str, int]]) -> int:
    return next((line for found, line in lines if found == name), 1)


def _method(stated: ast.Method, line: int, source: list[str], retired: bool) -> Method:
    ends = [
        f"{'stream ' if end.stream else ''}{end.type.lstrip('.')}"
        for end in (stated.input_type, stated.output_type)
    ]
    deprecated = retired or _deprecated(stated.elements)
    text = _comment(source, line)
    return Method(stated.name, line, text, ends[0], ends[1], deprecated, _http(stated))


def _deprecated(elements: Sequence[Any]) -> bool:
    return any(
        getattr(e, "name", "") == "deprecated" and getattr(e, "value", None) in (True, "true")
        for e in elements
    )


def _http(stated: ast.Method) -> tuple[str, str] | None:
    """Method and path of a `google.api.http` annotation."""
    for option in stated.elements:
        name = getattr(option, "name", "")
        if name.strip("().") == "google.api.http":
            for each in getattr(getattr(option, "value", None), "elements", ()):
                method, path = getattr(each, "name", ""), getattr(each, "value", None)
                if method in ("get", "put", "post", "delete", "patch") and isinstance(path, str):
                    return method.upper(), path.strip("\"'")
    return None


def _comment(source: list[str], line: int) -> str:
    """The comment that stands right above a line."""
    found: list[str] = []
    number = line - 2
    while 0 <= number < len(source):
        text = source[number].strip()
        if text.startswith("//"):
            found.append(text.lstrip("/").strip())
        elif text.endswith("*/") and not found:
            return _block(source, number)
        else:
            break
        number -= 1
    return "\n".join(reversed(found))[:MAX_LENGTH].strip()


def _block(source: list[str], last: int) -> str:
    first = next((n for n in range(last, -1, -1) if "/*" in source[n]), last)
    text = "\n".join(source[first : last + 1]).partition("/*")[2].rpartition("*/")[0]
    return "\n".join(line.strip().lstrip("*").strip() for line in text.split("\n")).strip()


def operations_of(
    service: Service, api: Ref, where: Value | None, path: str = "", offset: int = 0
) -> Iterator[Fact]:
    """An Operation for each rpc; their place is the line of the file, or `where` for an embedded text."""
    for method in service.methods:
        at = where.at if where is not None else Place(path, f"L{method.line + offset}")
        operation = Ref(Label.OPERATION, method.name, within=api, scope=service.name)
        props: dict[str, Any] = {
            Prop.DESCRIPTION: method.description,
            Prop.LIFECYCLE: "deprecated" if method.deprecated else "",
            "request": method.request,
            "response": method.response,
        }
        if method.http is not None:
            props[Prop.METHOD], props[Prop.PATH] = method.http
        props = {name: value for name, value in props.items() if value}
        yield Node(operation, at, props, dict.fromkeys(props, at))
        yield Edge(operation, Rel.PART_OF, api, at)


def providers_of(service: Service, api: Ref, at: Place) -> Iterator[Fact]:
    """A `CartService` is provided by the service `cartservice`, `cart-service` or `cart`, if there is one."""
    bare = service.name.removesuffix(SUFFIX)
    if bare == service.name or not bare:
        return
    names = [service.name, HUMP.sub("-", service.name).lower(), HUMP.sub("-", bare).lower()]
    before: Ref | None = None
    for name in names:
        runs = Ref(Label.SERVICE, name)
        yield Edge(
            runs,
            Rel.PROVIDES,
            api,
            at,
            provenance=Provenance.INFERRED,
            known_only=True,
            unless=before,
        )
        before = runs


def collect_proto_fields(schema: Value, bag: Bag) -> None:
    """Put the fields of the first message of a source (its name in a registry's subject) into the bag."""
    text = schema.data if isinstance(schema.data, str) else ""
    file = parse_proto(text) if text else "no text"
    if isinstance(file, str):
        bag.reject(Reject(schema.at, file))
    elif file.messages:
        _Messages(schema, bag, file).inside(file.messages[0], "", ())


class _Messages:
    def __init__(self, at: Value, bag: Bag, file: ProtoFile) -> None:
        self.at, self.bag = at, bag
        self.known: dict[str, Any] = {}
        for message in file.messages:
            self._learn(message, file.package)

    def _learn(self, message: Any, space: str) -> None:
        whole = f"{space}.{message.name}" if space else message.name
        self.known.setdefault(whole, message)
        self.known.setdefault(message.name, message)
        for inner in message.elements:
            if type(inner).__name__ == "Message":
                self._learn(inner, whole)

    def inside(self, message: Any, before: str, seen: tuple[int, ...]) -> None:
        if id(message) in seen or len(seen) > MAX_DEPTH or self.bag.full:
            return
        for element in message.elements:
            kind = type(element).__name__
            if kind == "OneOf":
                for inner in element.elements:
                    self._field(inner, before, (*seen, id(message)))
            elif kind in ("Field", "MapField"):
                self._field(element, before, (*seen, id(message)))

    def _field(self, stated: Any, before: str, seen: tuple[int, ...]) -> None:
        kind = type(stated).__name__
        if kind == "Field":
            type_, cardinality = stated.type.lstrip("."), stated.cardinality
        elif kind == "MapField":
            type_, cardinality = f"map<{stated.key_type}, {stated.value_type}>", None
        else:
            return
        word = getattr(cardinality, "value", "")
        props = Props(self.at.document)
        props.put(Prop.TYPE, f"array<{type_}>" if word == "REPEATED" else type_, self.at.at)
        if _deprecated(stated.options):
            props.put(Prop.LIFECYCLE, "deprecated", self.at.at)
        name = before + stated.name
        self.bag.add(SchemaField(name, self.at.at, props, word == "REQUIRED"))
        inner = self.known.get(type_) or self.known.get(type_.rpartition(".")[2])
        if kind == "Field" and inner is not None:
            self.inside(inner, f"{name}.", seen)
