"""The words of Cartulary facts: how classes, relations and properties are written, and the JSON Schema of it.

Everything follows from the ontology, so a class or relation of a user's own ontology file can be written
at once. A thing is a mapping with one key that is a class (`service: checkout`); its other keys are
properties and relations of that class. Keys are compared without case, `_`, `-` and blanks, so
`data_contract`, `data-contract` and `DataContract` are one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from graph.ontology import Container, Ontology, Property, Relation, Row

__all__ = ["RESERVED_KEYS", "FactsFormat", "folded", "json_schema", "key_of"]

Schema: TypeAlias = dict[str, Any]

# what a thing says that is neither a property nor a relation
RESERVED_KEYS = ("aliases", "in", "namespace")
NOT_WRITTEN = ("aliases", "name", "placeholder")  # properties that are said otherwise


def folded(key: str) -> str:
    """A key as it is compared: without case and separators."""
    return re.sub(r"[\s_-]+", "", key).casefold()


def key_of(name: str) -> str:
    """A name of the ontology as a key: `DataContract` is `data_contract`, `DEPENDS_ON` is `depends_on`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\s_-]+", "_", spaced).lower()


@dataclass(frozen=True)
class FactsFormat:
    """What may be written, by folded key."""

    ontology: Ontology

    @cached_property
    def classes(self) -> Mapping[str, str]:
        """Classes that a thing may have: those without classes below them."""
        return {
            folded(name): name
            for name in self.ontology.classes
            if name in self.ontology.leaves(name)
        }

    @cached_property
    def relations(self) -> Mapping[str, tuple[Relation, bool]]:
        """Relations by their name, and by their inverse name with True."""
        found: dict[str, tuple[Relation, bool]] = {}
        for relation in self.ontology.relations.values():
            found[folded(relation.name)] = (relation, False)
        for relation in self.ontology.relations.values():
            if not relation.same_class:
                found.setdefault(folded(relation.inverse), (relation, True))
        return found

    @cached_property
    def properties(self) -> Mapping[str, Property]:
        return {
            folded(name): stated
            for name, stated in self.ontology.properties.items()
            if name not in NOT_WRITTEN
        }

    def container_row(self, part: str, whole: str) -> Row | None:
        """The row of the relation by which `in:` says that a thing of the one class is in the other."""
        rows = (self.ontology.row(part, name, whole) for name in sorted(self.ontology.relations))
        return next((row for row in rows if row is not None and row.container is not None), None)

    def named_by_container(self, part: str, whole: str) -> bool:
        """Whether the part bears the whole's name (a field, a tool), instead of being grouped in it."""
        row = self.container_row(part, whole)
        if row is None:
            return False
        if self.ontology.classes[part].part:
            return row.container is not Container.GROUPING
        return row.domain == part and row.container is Container.GROUPING

    def ends(self, label: str, relation: Relation, inverse: bool) -> tuple[str, ...]:
        """The classes at the other end of the relation from a thing of the class, sorted."""
        return tuple(
            sorted(
                {
                    start if inverse else end
                    for start, end in self.ontology.signatures(relation.name)
                    if (end if inverse else start) == label
                }
                & set(self.classes.values())
            )
        )


_TYPES: Mapping[str, Schema] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"},
    "integer": {"type": ["integer", "string"]},
    "number": {"type": "number"},
    "string": {"type": ["string", "number", "boolean"]},
    "strings": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
}


def json_schema(ontology: Ontology) -> str:
    """The text of the JSON Schema of Cartulary facts, for editors and checks of one's own."""
    form = FactsFormat(ontology)
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:cartulary:facts:1",
        "title": "Cartulary facts",
        "description": "Things by class, with their properties and, by relation, what they point at. "
        "Generated from the ontology by `python -m graph.generate`.",
        "type": "object",
        "required": ["cartulary", "things"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "cartulary": {"const": 1, "description": "The version of this format."},
            "defaults": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"namespace": {"type": "string"}},
                "description": "What every thing of the document has that does not say otherwise.",
            },
            "things": {
                "type": "array",
                "items": {"anyOf": [{"$ref": f"#/$defs/{key_of(c)}"} for c in _classes(form)]},
            },
        },
        "$defs": {
            "aliases": {**_TYPES["strings"], "description": "Other names that people use."},
            "in": {
                "description": "What it is a part of: `{dataset: orders}` or `dataset:orders`.",
                "anyOf": [{"type": "string", "pattern": ":"}, {"type": "object"}],
            },
            "namespace": {"type": "string", "description": "For a dataset, its host."},
            **{key_of(label): _thing(form, label) for label in _classes(form)},
            **{f"to_{key_of(label)}": _reference(label) for label in _classes(form)},
            **{f"is_{p.name}": _property(p) for _, p in sorted(form.properties.items())},
            **{f"by_{key}": targets for key, targets in _all_targets(form).items()},
        },
    }
    return _written(schema) + "\n"


def _written(schema: Schema) -> str:
    """JSON with one definition a line, so that a change of the ontology shows as a change of few lines."""
    parts = {**schema, "$defs": "@"}
    top = json.dumps(parts, indent=2, ensure_ascii=False)
    lines = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in schema["$defs"].items()
    )
    return top.replace('"@"', "{\n" + lines + "\n  }")


def _classes(form: FactsFormat) -> list[str]:
    return sorted(form.classes.values())


def _thing(form: FactsFormat, label: str) -> Schema:
    stated = form.ontology.classes[label]
    key = key_of(label)
    properties: Schema = {
        key: {
            "type": "string",
            "minLength": 1,
            "description": f"The name. {stated.comment}".strip(),
        },
        **{reserved: {"$ref": f"#/$defs/{reserved}"} for reserved in RESERVED_KEYS},
    }
    for _, known in sorted(form.properties.items()):
        if form.ontology.is_a(label, known.of):
            properties[known.name] = {"$ref": f"#/$defs/is_{known.name}"}
    for name in sorted(form.ontology.relations):
        relation = form.ontology.relations[name]
        for inverse in (False, True):
            ends = form.ends(label, relation, inverse)
            if ends and not (inverse and relation.same_class):
                written = key_of(relation.inverse if inverse else relation.name)
                properties.setdefault(written, {"$ref": f"#/$defs/by_{written}"})
    return {
        "type": "object",
        "required": [key],
        "additionalProperties": False,
        "properties": properties,
        "description": stated.comment,
    }


def _property(stated: Property) -> Schema:
    schema = dict(_TYPES.get(stated.type, _TYPES["string"]))
    if stated.nouns:
        schema["description"] = ", ".join(stated.nouns)
    if stated.values:
        schema["examples"] = [v.value for v in stated.values]
    return schema


def _all_targets(form: FactsFormat) -> Schema:
    """What a relation, or its inverse, may point at, whatever the class that says so."""
    found: Schema = {}
    for name in sorted(form.ontology.relations):
        relation = form.ontology.relations[name]
        for inverse in (False, True):
            ends = sorted({e for c in _classes(form) for e in form.ends(c, relation, inverse)})
            if ends and not (inverse and relation.same_class):
                one = {"anyOf": [{"$ref": f"#/$defs/to_{key_of(end)}"} for end in ends]}
                says = f"{name} read from its end" if inverse else relation.label
                many = {"type": "array", "items": one}
                found[key_of(relation.inverse if inverse else name)] = {
                    "description": says,
                    "anyOf": [one, many],
                }
    return found


def _reference(label: str) -> Schema:
    """`dataset:orders`, `dataset:host/orders`, `{class: dataset, name: orders}`, `{to: …, note: …}`."""
    anycase = "[_ -]?".join(
        "".join(f"[{c}{c.upper()}]" for c in part) for part in key_of(label).split("_")
    )
    text: Schema = {"type": "string", "pattern": f"^{anycase}:.+"}
    named: Schema = {
        "type": "object",
        "required": ["class", "name"],
        "properties": {
            "class": {"type": "string", "pattern": f"^{anycase}$"},
            "name": {"type": "string", "minLength": 1},
            "namespace": {"type": "string"},
            "in": True,
        },
    }
    return {
        "anyOf": [
            text,
            named,
            {"type": "object", "required": ["to"], "properties": {"to": {"anyOf": [text, named]}}},
        ]
    }
