"""From what sources say of one thing to its properties: one value shown, the others kept as disagreements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.facts import PropValue, Provenance
from graph.vocabulary import Prop
from ingest.identity import rules

__all__ = ["OWN", "Saying", "described", "evidence"]

OWN: Final = frozenset(
    {
        "urn",
        "name",
        "sources",
        "provenance",
        "first_seen",
        "first_observed",
        "last_observed",
        "aliases",
        "keys",
        "placeholder",
        "disagreements",
        "stale",
        "property_sources",
        "other_urns",
        "landscape",
    }
)
"""Properties that Cartulary gives itself; no source may set them."""


PHYSICAL: Final = "physical_type"
"""What a contract says a column is stored as, beside its type for readers."""

INCOMPLETE: Final = "columns_complete"
"""Holds only when all that speak of it say so."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What one source says in one place. `places` are those of single properties, with the root's name."""

    place: str
    provenance: Provenance
    rank: int
    since: str
    stale: bool
    time: str | None
    props: Mapping[str, PropValue] = field(default_factory=dict[str, PropValue])
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    stated: str = ""


def believed(sayings: Iterable[Saying]) -> list[Saying]:
    """Most believed first: by kind of source; of one kind the newer (the event, else the run in which it
    was first said so); of those the smaller place.
    """
    found = sorted(sayings, key=lambda s: s.place)
    found.sort(key=lambda s: s.time or s.stated, reverse=True)
    found.sort(key=lambda s: s.rank)
    return found


def evidence(sayings: Sequence[Saying]) -> dict[str, PropValue]:
    """Sources with their provenance in step, and the times."""
    pairs = sorted({(s.place, s.provenance.value) for s in sayings})
    found: dict[str, PropValue] = {
        "sources": tuple(place for place, _ in pairs),
        "provenance": tuple(kind for _, kind in pairs),
        "first_seen": min(s.since for s in sayings),
    }
    times = [s.time for s in sayings if s.time and s.provenance is Provenance.OBSERVED]
    if times:
        found["first_observed"], found["last_observed"] = min(times), max(times)
    if all(s.stale for s in sayings):
        found["stale"] = True
    return found


def described(sayings: Sequence[Saying], *, disagreements: bool = True) -> dict[str, PropValue]:
    """The properties, where each is stated, and what else was said."""
    if len(sayings) == 1:
        return _single(sayings[0], disagreements)
    said: dict[str, list[tuple[PropValue, str]]] = {}
    seen: set[str] = set()  # what was observed before is no disagreement with what is observed now
    for saying in believed(sayings):
        for name, value in saying.props.items():
            if name in OWN or value == "" or value == () or name in seen:
                continue
            said.setdefault(name, []).append((value, saying.places.get(name, saying.place)))
            if saying.provenance is Provenance.OBSERVED and name != INCOMPLETE:
                seen.add(name)
    props: dict[str, PropValue] = {}
    places: set[str] = set()
    others: list[str] = []
    for name in sorted(said):
        values = said[name]
        chosen = values[0][0]
        if name == INCOMPLETE:
            chosen, agreeing = all(v is True for v, _ in values), values
        elif isinstance(chosen, tuple):
            lists = [v if isinstance(v, tuple) else (str(v),) for v, _ in values]
            chosen = tuple(sorted({item for items in lists for item in items}))
            agreeing = values
        else:
            alike = [chosen, *(v for v, _ in said.get(PHYSICAL, ()) if name == Prop.TYPE)]
            agreeing = [(v, p) for v, p in values if _agree(name, v, alike[:1])]
            others += _others(name, [x for x in values if not _agree(name, x[0], alike)], chosen)
        props[name] = chosen
        places.update(f"{name}={place}" for _, place in agreeing)
    if disagreements:
        if places:
            props["property_sources"] = tuple(sorted(places))
        if others:
            props["disagreements"] = tuple(others)
    return props


def _single(saying: Saying, placed: bool) -> dict[str, PropValue]:
    props = {k: v for k, v in saying.props.items() if k not in OWN and v != "" and v != ()}
    if placed and props:
        props["property_sources"] = tuple(
            sorted(f"{k}={saying.places.get(k, saying.place)}" for k in props)
        )
    return props


def _agree(name: str, value: PropValue, others: Iterable[PropValue]) -> bool:
    """Whether a value says the same as one of the others; types of columns are compared by what they hold."""
    text = _text(value)
    if name != Prop.TYPE:
        return any(text == _text(other) for other in others)
    return any(rules().same_type(text, _text(other)) for other in others)


def _text(value: PropValue) -> str:
    return str(value).strip()


def _others(name: str, values: list[tuple[PropValue, str]], chosen: PropValue) -> list[str]:
    """What else was said of the property, each value with its places, as JSON."""
    places: dict[str, list[str]] = {}
    for value, place in values:
        text = ", ".join(value) if isinstance(value, tuple) else _text(value)
        if text != _text(chosen):
            places.setdefault(text, []).append(place)
    return [
        json.dumps(
            {"property": name, "value": value, "sources": sorted(set(where))}, ensure_ascii=False
        )
        for value, where in places.items()
    ]
