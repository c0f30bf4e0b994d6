"""What a person decided about suspected duplicates, in `cartulary.decisions.yaml` at the top of a root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from graph.facts import Place, Reject

__all__ = ["DECISIONS_FILE", "Decision", "accepted", "read_decisions", "refused"]

DECISIONS_FILE: Final = "cartulary.decisions.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Two URNs are, or are not, one thing; `one` sorts before `other`."""

    one: str
    other: str
    same: bool


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    things: tuple[str, str]
    decision: Literal["same", "different"]
    reason: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    decisions: list[_Entry]


def read_decisions(text: str) -> tuple[Decision, ...] | Reject:
    """The decisions of a file, sorted; a Reject when it does not say what such a file says."""
    at = Place(DECISIONS_FILE)
    try:
        entries = _File.model_validate(yaml.safe_load(text) or {"decisions": []}).decisions
    except yaml.YAMLError as error:
        return Reject(at, f"not valid YAML: {' '.join(str(error).split())}", True)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        return Reject(
            at,
            f"{where}: {first['msg']}; each of `decisions` has `things` (two URNs) and "
            "`decision` (same or different)",
            True,
        )
    found = {Decision(min(e.things), max(e.things), e.decision == "same") for e in entries}
    return tuple(sorted(found))


def accepted(decisions: Iterable[Decision]) -> list[Decision]:
    return [d for d in decisions if d.same]


def refused(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    return frozenset((d.one, d.other) for d in decisions if not d.same)
