"""The rules of ODRL policies in words: actions, constraints, duties, parties."""

from __future__ import annotations

from ingest.documents import Value
from ingest.odrl import short, term

__all__ = ["iri_of", "party", "rule_text", "said"]

LOGICAL = ("and", "or", "xone", "andSequence")
MAX_DEPTH = 8


def iri_of(value: Value) -> Value:
    """The IRI of a node, or the value itself where it is one."""
    return term(value, "uid", "@id", "id", "source") if value.is_map else value


def said(value: Value) -> str:
    """A text, also one with a language or type."""
    for each in value.one_or_many():
        inner = term(each, "@value") if each.is_map else each
        if inner.is_scalar and inner.text:
            return inner.text
    return ""


def party(value: Value) -> str:
    named = said(term(value, "title", "label", "name", "fn")) if value.is_map else ""
    where = iri_of(value)
    return named or (where.text if where.is_scalar else "")


def rule_text(rule: Value, depth: int) -> str:
    """`play (dateTime lt 2025-01-01); duty: compensate (payAmount eq 5.00)`."""
    if not rule.is_map or depth > MAX_DEPTH:
        return short(rule.text) if rule.is_scalar else ""
    actions = [_action(a) for a in term(rule, "action").one_or_many()]
    text = ", ".join(a for a in actions if a) or "use"
    text += _constraints(term(rule, "constraint"))
    for duty in ("duty", "obligation", "remedy", "consequence"):
        for inner in term(rule, duty).one_or_many():
            text += f"; {duty}: {rule_text(inner, depth + 1)}"
    return text


def _action(action: Value) -> str:
    if not action.is_map:
        return short(action.text) if action.is_scalar else ""
    named = term(action, "value", "@id")
    inner = iri_of(named)
    name = short(inner.text) if inner.is_scalar else ""
    return name + _constraints(term(action, "refinement"))


def _constraints(value: Value) -> str:
    texts = [_constraint(c, 0) for c in value.one_or_many() if c.is_map]
    return f" ({' and '.join(t for t in texts if t)})" if any(texts) else ""


def _constraint(value: Value, depth: int) -> str:
    for word in LOGICAL:
        parts = term(value, word)
        listed = term(parts, "@list") if parts.is_map and term(parts, "@list") else parts
        if parts.data is not None and depth < MAX_DEPTH:
            texts = [_constraint(c, depth + 1) for c in listed.one_or_many() if c.is_map]
            return f" {word} ".join(t for t in texts if t)
    sides = [_operand(term(value, key)) for key in ("leftOperand", "operator")]
    right = term(value, "rightOperand", "rightOperandReference")
    several = " ".join(t for v in right.one_or_many() if (t := _operand(v)))
    return " ".join(filter(None, (*sides, several)))


def _operand(value: Value) -> str:
    """A term by its short name; a literal, even one with colons in it, as it is."""
    literal = term(value, "@value") if value.is_map else value
    if literal.is_scalar:
        words = literal.text
        plain = value.is_map or not words.startswith(("http:", "https:", "odrl:", "xsd:"))
        return words if plain else short(words)
    inner = iri_of(value)
    return short(inner.text) if inner.is_scalar else ""
