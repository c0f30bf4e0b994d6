"""What a property's value is compared with, and in which order its values stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.ontology import Ontology, Property
from rag.algebra import Op

__all__ = ["Degree", "Scalar", "compare", "degree", "holds", "mean", "percent", "values_of"]

VERSION = re.compile(r"v?\d+(?:\.\d+)*")
Scalar = str | int | float | bool
Degree = tuple[float, ...] | tuple[int, float, str]


def values_of(raw: object) -> tuple[Scalar, ...]:
    """A property's values as a tuple: none when it is not stated."""
    if raw is None or raw == "":
        return ()
    if isinstance(raw, (str, bool, int, float)):
        return (raw,)
    if isinstance(raw, Iterable):
        return tuple(v for v in raw if isinstance(v, (str, bool, int, float)))  # pyright: ignore[reportUnknownVariableType]
    return (str(raw),)


def _number(value: Scalar) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _same(a: Scalar, b: Scalar) -> bool:
    if str(a).casefold() == str(b).casefold():
        return True
    x, y = _number(a), _number(b)
    return x is not None and y is not None and x == y


def degree(property_: Property, value: Scalar) -> tuple[int, float, str] | None:
    """How much of the property a value is: higher is more, also where the smaller number is (tier 1).

    None when the value has no place in the order.
    """
    rank = next((v.rank for v in property_.values if _same(v.value, value)), None)
    ranked = any(v.rank is not None for v in property_.values)
    if property_.type in ("date", "string") and not ranked:
        return (0, 0.0, _in_order(str(value)))
    number = float(rank) if rank is not None else _number(value)
    if number is not None:
        return (1, -number if property_.low_is_high else number, "")
    return None


def _in_order(text: str) -> str:
    """A text by which versions stand in their order: 1.9 before 1.10, and 2 is 2.0."""
    plain = text.casefold()
    if VERSION.fullmatch(plain):
        plain = re.sub(r"(?:\.0+)+$", "", plain.removeprefix("v"))
    return re.sub(r"\d+", lambda n: n[0].zfill(8), plain)


def percent(part: int, whole: int) -> float | None:
    """How many in a hundred, to one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def mean(degrees: Iterable[Degree]) -> float | None:
    """The mean of counts, or of the numbers of a property, to two decimals; None of nothing."""
    found = [abs(d[1]) if len(d) == 3 else d[0] for d in degrees]
    return round(sum(found) / len(found), 2) if found else None


def holds(ontology: Ontology, name: str, op: Op, raw: object, wanted: Scalar | None) -> bool:
    """Whether a stated value (or none) compares so; `>` means more of it, so tier 1 > tier 2."""
    stated = values_of(raw)
    if op is Op.KNOWN:
        return bool(stated)
    if op is Op.UNKNOWN:
        return not stated
    if wanted is None:
        return False
    if op is Op.EQ:
        return any(_same(value, wanted) for value in stated)
    if op is Op.NE:
        return not any(_same(value, wanted) for value in stated)
    if op in (Op.CONTAINS, Op.STARTS, Op.ENDS):
        needle = str(wanted).casefold()
        said = [str(value).casefold() for value in stated]
        if op is Op.CONTAINS:
            return any(needle in text for text in said)
        return any(t.startswith(needle) if op is Op.STARTS else t.endswith(needle) for t in said)
    property_ = ontology.properties[name]
    limit = degree(property_, wanted)
    if limit is None:
        return False
    degrees = [
        d for value in stated if (d := degree(property_, value)) is not None and d[0] == limit[0]
    ]
    return any(compare(op, d, limit) for d in degrees)


def compare(op: Op, degree_: Degree, limit: Degree) -> bool:
    """Whether one degree is above, below or equal to another."""
    match op:
        case Op.LT:
            return degree_ < limit
        case Op.LE:
            return degree_ <= limit
        case Op.GT:
            return degree_ > limit
        case Op.GE:
            return degree_ >= limit
        case Op.EQ:
            return degree_ == limit
        case _:
            return False
