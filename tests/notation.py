"""Facts as the lines of `expected.facts`, with everything that a fact says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from graph.facts import (
    Alias,
    Edge,
    Fact,
    Node,
    OwnsPath,
    Passage,
    Place,
    PropValue,
    Provenance,
    Ref,
    Reject,
    RunEvent,
    Selector,
    Selects,
)
from graph.ontology import Ontology
from ingest.connector import Connector
from ingest.files import find_files
from ingest.read import read_file

__all__ = ["EXPECTED", "GOLDENS", "facts_of_case", "line_of", "lines_of_case"]

GOLDENS = Path(__file__).parent / "golden" / "connectors"
EXPECTED = "expected.facts"


def facts_of_case(
    case: Path, connector: Connector, ontology: Ontology
) -> tuple[list[Fact], list[Reject]]:
    """What this one connector reads in the case's files, file by file."""
    facts: list[Fact] = []
    rejects: list[Reject] = []
    for path in find_files(case):
        if path != EXPECTED:
            result = read_file(case, path, ontology, (connector,))
            facts += result.facts
            rejects += result.rejects
    return facts, rejects


def lines_of_case(case: Path, connector: Connector, ontology: Ontology) -> list[str]:
    facts, rejects = facts_of_case(case, connector, ontology)
    return [line_of(fact) for fact in facts] + [line_of(reject) for reject in rejects]


def line_of(said: Fact | Reject) -> str:
    """One line: what is said, two blanks, `@`, the place that says it."""
    if isinstance(said, Reject):
        return f"! {said.reason}  @ {said.at}{' (whole file)' if said.whole_file else ''}"
    return f"{_body(said)}  @ {said.at}"


def _body(fact: Fact) -> str:
    match fact:
        case Node():
            parts = [_ref(fact.ref), *_props(fact.props, fact.places, fact.at)]
            parts += [f"keys={_list(fact.keys)}"] if fact.keys else []
            parts += [f"aliases={_list(fact.aliases)}"] if fact.aliases else []
            parts += [f"in={_text(fact.location)}"] if fact.location is not None else []
            return " ".join(parts + _known(fact.provenance, fact.event_time))
        case Edge():
            parts = [f"{_ref(fact.start)} -{fact.relation}-> {_ref(fact.end)}"]
            parts += _props(fact.props, {}, fact.at) + _known(fact.provenance, fact.event_time)
            parts += [f"group={fact.group}"] if fact.group else []
            parts += ["known-only"] if fact.known_only else []
            parts += [f"unless {_ref(fact.unless)}"] if fact.unless else []
            return " ".join(parts)
        case Alias():
            named = [f"name={_text(fact.name)}"] if fact.name is not None else []
            keyed = [f"key={_text(fact.key)}"] if fact.key is not None else []
            found = [f"for {_selector(fact.selects)}"] if fact.selects else []
            return " ".join([_ref(fact.ref), "also", *named, *keyed, *found])
        case Selects():
            return f"{_ref(fact.source)} -{fact.relation}-> {_selector(fact.selector)}"
        case OwnsPath():
            owners = " ".join(_ref(o) for o in fact.owners) or "nobody"
            rest = (" catch-all" if fact.catch_all else "") + (
                f" below {fact.base}" if fact.base else ""
            )
            return f"{_text(fact.pattern)} owned by {owners}{rest} line {fact.line}"
        case RunEvent():
            return f"{_ref(fact.job)} run={fact.group} {fact.state}" + (
                f" time={fact.event_time}" if fact.event_time else ""
            )
        case Passage():
            return (
                f"{_ref(fact.document)} passage {fact.number} heading={_text(fact.heading)} "
                f"{_text(fact.text)}"
            )


def _known(provenance: Provenance, event_time: str | None) -> list[str]:
    return ([str(provenance)] if provenance is not Provenance.DECLARED else []) + (
        [f"time={event_time}"] if event_time else []
    )


def _ref(ref: Ref) -> str:
    extra = [f"within {_ref(ref.within)}"] if ref.within else []
    extra += [f"key={ref.key}"] if ref.key else []
    extra += [f"scope={ref.scope}"] if ref.scope else []
    extra += [f"among={'|'.join(ref.among)}"] if ref.among else []
    extra += ["loose"] if ref.loose else []
    space = f"{ref.namespace}/" if ref.namespace else ""
    return f"({' '.join([str(ref.label), space + _plain(ref.name), *extra])})"


def _plain(name: str) -> str:
    return name if name and name.isprintable() and not set(name) & set(' ()"') else _text(name)


def _props(props: Mapping[str, PropValue], places: Mapping[str, Place], at: Place) -> list[str]:
    return [
        f"{name}={_value(value)}{_place(places[name], at) if name in places else ''}"
        for name, value in sorted(props.items())
    ]


def _place(place: Place, at: Place) -> str:
    """A property's place, as seen from its node's."""
    if place.path != at.path:
        return f"@{place}"
    prefix = f"{at.pointer}/"
    return f"@{place.pointer.removeprefix(prefix)}" if place.pointer != at.pointer else "@."


def _value(value: PropValue) -> str:
    if isinstance(value, tuple):
        return _list(value)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(v) for v in values)}]"


def _text(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)


def _selector(selector: Selector) -> str:
    parts: list[str] = []
    for each in fields(selector):
        value = getattr(selector, each.name)
        if isinstance(value, tuple):
            parts += [f"{each.name}={'|'.join(value)}"] if value or each.name == "pods" else []
        elif isinstance(value, Mapping):
            parts += [f"{name}={_value(v)}" for name, v in sorted(value.items())]
        elif value is not None:
            parts.append(f"{each.name}={value}")
    return f"every ({' '.join(parts)})"
