"""What a reading is made of, names and values left out: which combinations of operators were ever asked."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from graph.ontology import Ontology
from rag.algebra import Answer, Entity, OfClass
from rag.normal import normal

__all__ = ["signature_of"]


def signature_of(answer: Answer, ontology: Ontology) -> str:
    """The operators and relations of a reading, in normal form; things, classes and values are left out."""
    return _said(normal(answer, ontology))


def _said(part: object) -> str:
    match part:
        case Entity():
            return "thing"
        case OfClass():
            return "class"
        case tuple():
            return f"[{', '.join(sorted(map(_said, part)))}]"
        case _ if is_dataclass(part) and not isinstance(part, type):
            inner = [
                text
                for field in fields(part)
                if (text := _field(field.name, getattr(part, field.name)))
            ]
            return f"{type(part).__name__}({', '.join(inner)})"
        case _:
            return ""


def _field(name: str, value: object) -> str:
    """Relations, operators and properties by their names; numbers, texts and labels are values."""
    if name in ("relation", "name", "property", "op", "family", "form", "kind") and isinstance(
        value, str
    ):
        return str(value)
    if name in ("forward", "highest", "count", "boolean", "length"):
        return name if value else ""
    return "" if value is None or isinstance(value, str | int | float | frozenset) else _said(value)
