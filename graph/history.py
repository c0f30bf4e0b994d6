"""What changed in the graph between two times, from the records of the runs: added, changed and removed things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from graph.identity import parse_urn
from graph.ledger import Ledger
from graph.ontology import Ontology
from graph.vocabulary import Label

__all__ = ["Change", "ChangeKind", "History", "LinkNote", "PropertyNote", "history"]

EVERY: Final = 1_000_000
KEPT: Final = frozenset(
    {
        "disagreements",
        "first_observed",
        "first_seen",
        "keys",
        "last_observed",
        "other_urns",
        "property_sources",
        "provenance",
        "sources",
        "stale",
        "urn",
    }
)
"""What the graph keeps of a thing for itself: another line in a file does not make another thing of it."""


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class PropertyNote:
    """A property has another value than before; the texts are "" where there was, or is, none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class LinkNote:
    """A link at the thing is new, or gone; `forward` when the thing is at its start."""

    relation: str
    forward: bool
    other: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a thing between the two times; `time` is that of the run that added, last changed or
    removed it.

    was   its properties before it was removed
    """

    urn: str
    kind: ChangeKind
    time: str
    notes: tuple[PropertyNote | LinkNote, ...] = ()
    was: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class History:
    """Changes by URN, and the times of the runs that they come from, oldest first."""

    changes: Mapping[str, Change]
    runs: tuple[str, ...]


@dataclass
class _Net:
    """What has become of one thing so far."""

    kind: ChangeKind
    time: str
    props: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    links: dict[tuple[str, bool, str], int] = field(
        default_factory=dict[tuple[str, bool, str], int]
    )
    was: dict[str, Any] = field(default_factory=dict[str, Any])


def history(
    ledger: Ledger, ontology: Ontology, since: str | None = None, until: str | None = None
) -> History:
    """The net difference made by the runs after `since` and up to `until` (ISO 8601, UTC).

    Without `since` it is that of the last run alone. What was added and removed again is no difference.
    """
    runs = ledger.runs(limit=EVERY if since is not None else 1)
    wanted = [
        r
        for r in reversed(runs)
        if (since is None or r.time >= since) and (until is None or r.time < until)
    ]
    made: dict[str, _Net] = {}
    for run in wanted:
        _fold(ledger.changes(run.id), run.time, made, ontology)
    changes = {
        urn: change
        for urn, net in sorted(made.items())
        if (change := _change(urn, net)) is not None
    }
    return History(changes, tuple(run.time for run in wanted))


def _fold(said: Mapping[str, Any], time: str, made: dict[str, _Net], ontology: Ontology) -> None:
    if not said:
        return
    urns: list[str] = said["urns"]
    for number in said["added"]["things"]:
        _added(urns[number], time, made)
    for urn, props in said["changed"]["things"]:
        net = _net(urn, time, made)
        for name, (old, new) in props.items():
            if name not in KEPT:
                net.props.setdefault(name, [old, new])[1] = new
    for start, relation, end in said["added"]["links"]:
        _link(urns[start], relation, urns[end], +1, time, made, ontology)
    for start, relation, end, _ in said["removed"]["links"]:
        _link(start, relation, end, -1, time, made, ontology)
    for urn, was in said["removed"]["things"]:
        _removed(urn, was, time, made)


def _net(urn: str, time: str, made: dict[str, _Net]) -> _Net:
    net = made.setdefault(urn, _Net(ChangeKind.CHANGED, time))
    if net.kind is ChangeKind.CHANGED:
        net.time = time
    return net


def _added(urn: str, time: str, made: dict[str, _Net]) -> None:
    before = made.get(urn)
    again = before is not None and before.kind is ChangeKind.REMOVED
    made[urn] = _Net(ChangeKind.CHANGED if again else ChangeKind.ADDED, time)


def _removed(urn: str, was: dict[str, Any], time: str, made: dict[str, _Net]) -> None:
    before = made.get(urn)
    if before is not None and before.kind is ChangeKind.ADDED:
        del made[urn]
    else:
        made[urn] = _Net(ChangeKind.REMOVED, time, was=was)


def _link(
    start: str,
    relation: str,
    end: str,
    step: int,
    time: str,
    made: dict[str, _Net],
    ontology: Ontology,
) -> None:
    """A link counts as a change of the thing that it is said of: of its end where an actor or a rule is its start."""
    forward = not _said_of_end(start, ontology)
    urn, other = (start, end) if forward else (end, start)
    if urn in made and made[urn].kind is ChangeKind.REMOVED:
        return
    net = _net(urn, time, made)
    key = (relation, forward, other)
    net.links[key] = net.links.get(key, 0) + step


def _said_of_end(start: str, ontology: Ontology) -> bool:
    urn = parse_urn(start)
    return urn is not None and any(
        below.lower() == urn.label
        for above in (Label.ACTOR, Label.GOVERNANCE)
        if above in ontology.classes
        for below in ontology.descendants(above)
    )


def _change(urn: str, net: _Net) -> Change | None:
    if net.kind is not ChangeKind.CHANGED:
        return Change(urn, net.kind, net.time, was=net.was)
    notes: list[PropertyNote | LinkNote] = [
        PropertyNote(name, _text(old), _text(new))
        for name, (old, new) in sorted(net.props.items())
        if old != new
    ]
    notes += [
        LinkNote(relation, forward, other, gone=step < 0)
        for (relation, forward, other), step in sorted(net.links.items())
        if step
    ]
    return Change(urn, net.kind, net.time, tuple(notes)) if notes else None


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
