"""What a person decided about suspected duplicates, in `cartulary.decisions.yaml` at the top of a root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from graph.facts import Place, Reject

__all__ = [
    "DECISIONS_FILE",
    "Decision",
    "Entry",
    "accepted",
    "entries",
    "read_decisions",
    "refused",
    "splits",
]

DECISIONS_FILE: Final = "cartulary.decisions.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Two URNs are, or are not, one thing (`one` sorts before `other`); or one URN is of several things
    (`other` is empty): of what is claimed of it, each group of native keys and places (`root/path`, or
    `root/path#pointer`) is a thing of its own, and what is in no group remains.
    """

    one: str
    other: str
    same: bool
    together: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        what = "are one" if self.same else "are two" if self.other else "is several"
        return f"{' and '.join(u for u in (self.one, self.other) if u)} {what}"


class Entry(BaseModel):
    """A decision as the file has it."""

    model_config = ConfigDict(extra="forbid")
    things: tuple[str, ...] = Field(min_length=1, max_length=2)
    decision: Literal["same", "different"]
    together: tuple[tuple[str, ...], ...] = ()
    reason: str = ""
    by: str = ""
    date: str = ""

    @field_validator("date", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return "" if value is None else str(value)

    @property
    def decision_made(self) -> Decision:
        if len(self.things) == 2:
            return Decision(min(self.things), max(self.things), self.decision == "same")
        groups = tuple(sorted(tuple(sorted(group)) for group in self.together))
        return Decision(self.things[0], "", False, groups)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    decisions: list[Entry]


def entries(text: str) -> list[Entry]:
    """What a file says, in its order. Raises YAMLError and ValidationError."""
    loaded = yaml.safe_load(text) or {}
    if isinstance(loaded, dict) and loaded.get("decisions") is None:
        loaded = {**loaded, "decisions": []}
    found = _File.model_validate(loaded).decisions
    for entry in found:
        if (len(entry.things) == 1) != bool(entry.together) or (
            len(entry.things) == 1 and entry.decision == "same"
        ):
            raise ValueError(
                "a decision is about two things, or tells one apart by the groups `together`"
            )
    return found


def read_decisions(text: str) -> tuple[Decision, ...] | Reject:
    """The decisions of a file, sorted; a Reject when it does not say what such a file says."""
    at = Place(DECISIONS_FILE)
    try:
        found = entries(text)
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
    except ValueError as error:
        return Reject(at, str(error), True)
    return tuple(sorted({entry.decision_made for entry in found}))


def accepted(decisions: Iterable[Decision]) -> list[Decision]:
    return [d for d in decisions if d.same]


def refused(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    return frozenset((d.one, d.other) for d in decisions if not d.same and d.other)


def splits(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that tell apart what a rule made one."""
    return [d for d in decisions if d.together]
