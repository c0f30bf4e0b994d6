"""ODRL policies wherever a document holds them: JSON-LD in any of its spellings, and Turtle.

https://www.w3.org/TR/odrl-model/, https://www.w3.org/TR/odrl-vocab/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from ingest.documents import Document, Embedded, Value

__all__ = [
    "NAMESPACE",
    "Found",
    "in_json",
    "in_turtle",
    "kinds",
    "short",
    "speaks_odrl",
    "term",
]

NAMESPACE = "http://www.w3.org/ns/odrl/2/"
POLICIES = frozenset(
    ("Agreement", "Assertion", "Offer", "Policy", "Privacy", "Request", "Set", "Ticket")
)
ASSETS = frozenset(("DataProduct", "DataService", "Dataset", "DatasetSeries", "Asset"))
RULES = ("permission", "prohibition", "obligation", "duty")
MAX_VALUES = 200_000
MAX_DEPTH = 60
TREE_DEPTH = 12  # of what is written out of a graph, where cycles are
MAX_TURTLE = 5_000_000  # characters
_POLICY_WORD = re.compile(
    rf"(?:[\w-]*:|{re.escape(NAMESPACE)})(?:permission|prohibition|obligation)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A policy, and the thing that has it (`hasPolicy`) when it stands inside one."""

    policy: Value
    holder: Value | None


def short(iri: str) -> str:
    """The last part of an IRI: `http://x.example/data/orders` is `orders`, `odrl:use` is `use`."""
    separators = r"[/#]" if "://" in iri else r"[/#:]"
    return re.split(separators, iri.strip().rstrip("/#"))[-1] or iri.strip()


def _local(key: str) -> str:
    """A key or type without its prefix or namespace."""
    if key.startswith(NAMESPACE):
        return key[len(NAMESPACE) :]
    prefix, colon, rest = key.partition(":")
    return rest if colon and not rest.startswith("//") and prefix != "@" else key


def term(value: Value, *names: str) -> Value:
    """What stands under the first of these terms, prefixed or not; empty when under none."""
    if isinstance(value.data, dict):
        keys = {_local(str(key)): str(key) for key in cast("dict[Any, Any]", value.data)}
        for name in names:
            if name in keys:
                return value.get(keys[name])
    return Value(value.document, None, value.pointer)


def kinds(value: Value) -> set[str]:
    stated = term(value, "@type", "type")
    return {_local(v.text) for v in stated.one_or_many() if v.is_scalar}


def speaks_odrl(doc: Document) -> bool:
    """Whether a document uses ODRL's vocabulary and holds a policy in it."""
    if doc.data is None:
        text = doc.text
        return NAMESPACE in text and _POLICY_WORD.search(text) is not None
    return next(in_json(doc), None) is not None


def _context(data: Any) -> bool:
    """Whether the context of JSON-LD brings ODRL's terms without a prefix, or its namespace at all."""
    return "odrl" in str(data)[:5000].lower()


def in_json(doc: Document) -> Iterator[Found]:
    """The policies in JSON-LD, outermost first."""
    data: Any = doc.data
    if isinstance(data, list):
        items = cast("list[Any]", data)
        head: Any = items[0] if items else None
    else:
        head = data
    if not isinstance(head, dict) or not ({"@context", "@graph", "@id", "@type"} & head.keys()):
        return
    waiting: list[_Waiting] = [_Waiting(doc.root, None, None, False, 0)]
    seen = 0
    while waiting:
        at = waiting.pop()
        seen += 1
        if seen > MAX_VALUES or at.depth > MAX_DEPTH:
            continue
        value = at.value
        if value.is_list:
            waiting += reversed([replace(at, value=v, depth=at.depth + 1) for v in value])
        elif value.is_map:
            known = at.known or _context(value.get("@context").data)
            if _is_policy(value, known or at.holder is not None):
                yield Found(value, at.holder)
                continue
            asset = value if kinds(value) & ASSETS else at.asset
            inside = [
                _Waiting(
                    inner,
                    asset,
                    (asset or value) if _local(key) == "hasPolicy" else None,
                    known,
                    at.depth + 1,
                )
                for key, inner in value.items()
                if key != "@context" and isinstance(inner.data, (dict, list))
            ]
            waiting += reversed(inside)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A value to be looked into: the asset that it stands in, the thing that has it as a policy, and whether
    ODRL's terms need no prefix here.
    """

    value: Value
    asset: Value | None
    holder: Value | None
    known: bool
    depth: int


def _is_policy(value: Value, known: bool) -> bool:
    """A node with rules whose type is one of the policies' (a Set where it has none)."""
    keys = [str(key) for key in cast("dict[Any, Any]", value.data)]
    rules = [key for key in keys if _local(key) in RULES]
    if not rules or not (known or any(key.startswith(("odrl:", NAMESPACE)) for key in rules)):
        return False
    stated = kinds(value)
    return bool(stated & POLICIES) or (
        not stated and any(_local(k) in ("uid", "@id") for k in keys)
    )


def in_turtle(doc: Document) -> Iterator[Found | str]:
    """The policies in Turtle, as if they stood in JSON-LD; a text says why the file cannot be read."""
    import rdflib  # slow to load

    if len(doc.text) > MAX_TURTLE:
        yield f"Turtle of more than {MAX_TURTLE:,} characters is not read"
        return
    graph = rdflib.Graph()
    try:
        graph.parse(data=doc.text, format="turtle")
    except Exception as error:  # rdflib raises many kinds, some of them its own assertions
        yield f"not Turtle: {' '.join(str(error).split())[:200]}"
        return
    classes = {rdflib.URIRef(NAMESPACE + name) for name in POLICIES}
    holders = {
        policy: holder
        for holder, policy in graph.subject_objects(rdflib.URIRef(NAMESPACE + "hasPolicy"))
    }
    found = {s for s, kind in graph.subject_objects(rdflib.RDF.type) if kind in classes}
    for subject in sorted(found | set(holders), key=str):
        at = f"L{_line(doc, str(subject))}"
        data = _tree(graph, subject, 0)
        holder = holders.get(subject)
        above = None if holder is None else Embedded(doc, _tree(graph, holder, TREE_DEPTH - 1), at)
        yield Found(Embedded(doc, data, at), above)


def _line(doc: Document, iri: str) -> int:
    """The line that first names the subject: its IRI, or its name behind a prefix."""
    lines = doc.text.split("\n")
    for wanted in (
        re.compile(re.escape(f"<{iri}>")),
        re.compile(rf"^\s*[\w-]*:{re.escape(short(iri))}\b"),
    ):
        for number, line in enumerate(lines):
            if wanted.search(line) and not line.lstrip().lower().startswith(("@prefix", "prefix")):
                return doc.line + number
    return doc.line


def _tree(graph: Any, node: Any, depth: int) -> dict[str, Any]:
    """A subject with what it says, blank nodes and rules in it written out."""
    import rdflib

    out: dict[str, Any] = {} if isinstance(node, rdflib.BNode) else {"@id": str(node)}
    for predicate, value in sorted(
        graph.predicate_objects(node), key=lambda pair: (str(pair[0]), str(pair[1]))
    ):
        name = "@type" if predicate == rdflib.RDF.type else _name(str(predicate))
        further = not isinstance(value, rdflib.Literal) and name != "@type" and depth < TREE_DEPTH
        inner: Any = str(value)
        if further and (isinstance(value, rdflib.BNode) or name in (*RULES, "action")):
            written = _tree(graph, value, depth + 1)  # cycles end at the depth
            inner = written if written.keys() - {"@id"} else inner
        out.setdefault(name, []).append(inner)
    return {key: v[0] if isinstance(v, list) and len(v) == 1 else v for key, v in out.items()}


def _name(iri: str) -> str:
    return iri[len(NAMESPACE) :] if iri.startswith(NAMESPACE) else short(iri)
