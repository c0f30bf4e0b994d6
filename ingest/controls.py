"""How controls of a standard are named, so that documents which write them differently mean one."""

from __future__ import annotations

import re

from graph.facts import Ref
from graph.vocabulary import Label

__all__ = ["control", "control_id", "said_as"]

# AC-2, ac-02, AC-2(1), ac-2.1, AC-2 (1): a family, a number and the number of an enhancement
_NUMBERED = re.compile(
    r"(?P<family>[A-Za-z]{2,3})-0*(?P<number>\d+)(?:(?:\.| ?\()0*(?P<more>\d+)\)?)?\Z"
)


def control_id(text: str) -> str:
    """The id as OSCAL writes it: `AC-2(1)`, `AC-02 (01)` and `ac-2.1` are all `ac-2.1`."""
    found = _NUMBERED.match(text.strip())
    if found is None:
        return text.strip()
    more = f".{found['more']}" if found["more"] else ""
    return f"{found['family'].lower()}-{found['number']}{more}"


def said_as(text: str) -> str:
    """As people say it, which is its name: `AC-2(1)`; as written where it is of another form."""
    found = _NUMBERED.match(text.strip())
    if found is None:
        return text.strip()
    more = f"({found['more']})" if found["more"] else ""
    return f"{found['family'].upper()}-{found['number']}{more}"


def control(text: str, standard: str | None = None) -> Ref:
    """A control; `standard` tells apart those of numbering schemes that many standards have (`1.1`)."""
    numbered = _NUMBERED.match(text.strip()) is not None
    return Ref(Label.CONTROL, said_as(text), scope=None if numbered else standard)
