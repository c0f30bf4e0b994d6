"""The things of a document of Cartulary facts: their names, properties and relations, by the ontology."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.facts_format import RESERVED_KEYS, FactsFormat, folded, key_of
from graph.ontology import Ontology, Property
from ingest.documents import Document, Value
from ingest.properties import RESERVED, Props

__all__ = ["FactsReader"]

Namespaces = dict[tuple[str, str], str | None]  # of the document's things, by class and folded name


@cache
def _format(ontology: Ontology) -> FactsFormat:
    return FactsFormat(ontology)


class FactsReader:
    """Reads the things of one document."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.form = _format(doc.ontology)
        self.default = doc["defaults/namespace"].text or None
        self.namespaces: Namespaces = {}

    def note(self, thing: Value) -> None:
        """Remember a thing and the namespace that the document gives it, for references to it."""
        found = self._classes(thing)
        if len(found) == 1 and thing.get(found[0][0]).is_scalar:
            key, label = found[0]
            name = (label, thing.get(key).text.casefold())
            space = thing["namespace"].text or self.default
            self.namespaces[name] = self.namespaces.get(name) or space

    def _classes(self, thing: Value) -> list[tuple[str, str]]:
        """The keys of a thing that are classes, with the class."""
        if not thing.is_map:
            return []
        return [
            (key, self.form.classes[folded(key)])
            for key, _ in thing.items()
            if folded(key) in self.form.classes
        ]

    def thing(self, thing: Value) -> Iterator[Fact | Reject]:
        found = self._classes(thing)
        if (
            len(found) != 1
            or not thing.get(found[0][0]).is_scalar
            or not thing.get(found[0][0]).text
        ):
            yield Reject(thing.at, _not_a_thing([key for key, _ in found]))
            return
        key, label = found[0]
        name = thing.get(key).text
        whole = self._container(thing["in"])
        space = thing["namespace"].text or self.default
        space = space or self.namespaces.get((label, name.casefold()))
        within = whole if isinstance(whole, Ref) else None
        if within is not None and not self.form.named_by_container(label, within.label):
            within = None
        ref = Ref(label, name, namespace=space, within=within)
        props = Props(self.doc)
        relations: list[Fact | Reject] = []
        for field, value in thing.items():
            if field != key and folded(field) not in RESERVED_KEYS:
                relations += self._field(ref, field, value, props)
        yield Node(ref, thing.at, props.values, props.places, aliases=thing["aliases"].texts())
        if whole is not None:
            yield self._part(ref, whole, thing["in"])
        yield from relations

    def _container(self, value: Value) -> Ref | Reject | None:
        if value.data is None:
            return None
        if value.is_map and "class" not in value.data and "to" not in value.data:
            pairs = list(value.items())
            if len(pairs) == 1:
                return self._reference(value, f"{pairs[0][0]}:{pairs[0][1].text}")
        return self._target(value)

    def _part(self, ref: Ref, whole: Ref | Reject, at: Value) -> Edge | Reject:
        if isinstance(whole, Reject):
            return whole
        row = self.form.container_row(ref.label, whole.label)
        if row is None:
            return Reject(at.at, f"a {ref.label} is no part of a {whole.label}")
        return Edge(ref, row.relation, whole, at.at)

    def _field(self, ref: Ref, field: str, value: Value, props: Props) -> list[Fact | Reject]:
        """What one key of a thing says: a relation's edges, or a property, or nothing known."""
        known = self.form.relations.get(folded(field))
        if known is not None and self.form.ends(ref.label, *known):
            relation, inverse = known
            return [self._edge(ref, relation.name, inverse, v) for v in value.one_or_many()]
        stated = self.form.properties.get(folded(field))
        if stated is None or not self.form.ontology.is_a(ref.label, stated.of):
            return [Reject(value.at, self._unknown(ref.label, field))]
        problem = _set(props, stated, value)
        return [Reject(value.at, problem)] if problem else []

    def _unknown(self, label: str, field: str) -> str:
        form = self.form
        names = [
            *(
                key_of(r.inverse if i else r.name)
                for r, i in form.relations.values()
                if form.ends(label, r, i)
            ),
            *(p.name for p in form.properties.values() if form.ontology.is_a(label, p.of)),
        ]
        near = get_close_matches(key_of(field), names, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"a {key_of(label)} has no property or relation {field[:80]!r}{hint}"

    def _edge(self, ref: Ref, relation: str, inverse: bool, value: Value) -> Edge | Reject:
        other = self._target(value)
        if isinstance(other, Reject):
            return other
        start, end = (other, ref) if inverse else (ref, other)
        if self.form.ontology.row(start.label, relation, end.label) is None:
            return Reject(value.at, f"no {start.label} can be in {relation} to a {end.label}")
        said: dict[str, str | int | float | bool] = {}
        if value.is_map and "to" in value.data:
            for key, inner in value.items():
                if key != "to" and key not in RESERVED and (scalar := inner.scalar) is not None:
                    said[key] = scalar
        return Edge(start, relation, end, value.at, said)

    def _target(self, value: Value) -> Ref | Reject:
        """What `class:name`, `class:namespace/name`, `{class, name, …}` or `{to: …}` points at."""
        if value.is_map:
            if value["to"].data is not None:
                return self._target(value["to"])
            label = self.form.classes.get(folded(value["class"].text))
            within = self._container(value["in"])
            if isinstance(within, Reject):
                return within
            name = value["name"].text
            if label is None or not name:
                return Reject(value.at, "a reference needs a `class` of the ontology and a `name`")
            space = value["namespace"].text or self.namespaces.get((label, name.casefold()))
            return Ref(label, name, namespace=space, within=within)
        return self._reference(value, value.text)

    def _reference(self, value: Value, text: str) -> Ref | Reject:
        kind, colon, name = text.partition(":")
        label = self.form.classes.get(folded(kind)) if colon else None
        name = name.strip()
        if label is None or not name:
            return Reject(value.at, f"expected `class:name`, found {text[:200]!r}")
        space = self.namespaces.get((label, name.casefold()))
        if "/" in name and (label, name.casefold()) not in self.namespaces:
            before, _, after = name.partition("/")
            if before and after:
                return Ref(label, after, namespace=before)
        return Ref(label, name, namespace=space)


def _not_a_thing(classes: list[str]) -> str:
    if len(classes) > 1:
        return f"a thing has one class, here are {', '.join(classes)}"
    if classes:
        return f"{classes[0]}: expected a name"
    return (
        "a thing needs one key that is a class of the ontology, with its name (`service: checkout`)"
    )


def _set(props: Props, stated: Property, value: Value) -> str | None:
    """Note a property's value, or say what is wrong with it."""
    if stated.type == "strings":
        props.texts(stated.name, value)
    elif not value.is_scalar:
        return None if value.data is None else f"{stated.name}: expected a single value"
    elif stated.type == "boolean":
        if not isinstance(value.data, bool):
            return f"{stated.name}: expected true or false"
        props.flag(stated.name, value)
    elif stated.type == "number":
        if value.number is None:
            return f"{stated.name}: expected a number"
        props.number(stated.name, value)
    else:
        props.text(stated.name, value)
        if stated.type == "integer" and stated.name not in props.values:
            return f"{stated.name}: expected a whole number or one of its words, found {value.text[:80]!r}"
    return None
