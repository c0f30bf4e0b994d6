"""The analysis of a change as JSON and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from graph.closure import Path, Step
from graph.impact import Impact, ImpactedAsset, Item
from graph.ontology import Severity

__all__ = ["escaped", "json_of", "markdown_of"]

Places: TypeAlias = Mapping[tuple[str, str, str], tuple[str, ...]]
Json: TypeAlias = dict[str, Any]

LONGEST_NAME = 120
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$^:@])")
_NO_MARKUP = {ord(c): f"%{ord(c):02X}" for c in "<>|\\ \"'`\n\r\t"}
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def json_of(
    impact: Impact, places: Places | None = None, links: Mapping[str, str] | None = None
) -> Json:
    """One object of plain values; `places` gives the files behind each edge (start, relation, end), `links`
    the web pages of places.
    """
    order = [list(group) for wave in impact.waves for group in wave.groups]
    return {
        "changed": [_item(item) for item in impact.changed],
        "summary": _summary(impact),
        "assets": [_asset(asset, places, links) for asset in impact.assets],
        "owners": [
            _item(owner.item)
            | {"assets": [{"urn": a.urn, "inherited": inherited} for a, inherited in owner.assets]}
            for owner in impact.owners
        ],
        "contracts": [
            _item(contract.item)
            | {
                "severity": contract.severity.value,
                "promised_by": [_item(i) for i in contract.promised_by],
                "guarantees": [_item(i) for i in contract.guarantees],
                "consumers": [_item(i) for i in contract.consumers],
            }
            for contract in impact.contracts
        ],
        "policies": [
            _item(policy.item)
            | {
                "assets": [_item(i) for i in policy.assets],
                "controls": [_item(i) for i in policy.controls],
            }
            for policy in impact.policies
        ],
        "controls": [_item(item) for item in impact.controls],
        "gaps": [_item(gap.item) | {"missing": gap.missing} for gap in impact.gaps],
        "waves": [
            {"wave": wave.number, "groups": [list(group) for group in wave.groups]}
            for wave in impact.waves
        ],
        "rollback": order[::-1],
        "unknown": {
            "placeholders": [_item(item) for item in impact.unknown.placeholders],
            "stale": [_item(item) for item in impact.unknown.stale],
            "not_stated": list(impact.unknown.not_stated),
            "no_column_links": [_item(item) for item in impact.unknown.no_columns],
            "unread": list(impact.unknown.unread),
            "runs": [{"source": source, "last_run": at} for source, at in impact.unknown.runs],
        },
    }


def _summary(impact: Impact) -> Json:
    counts = {
        severity.value: sum(asset.severity is severity for asset in impact.assets)
        for severity in sorted(Severity, key=lambda s: -s.rank)
    }
    return {"total": len(impact.assets), **counts, "owners": len(impact.owners)}


def _item(item: Item) -> Json:
    found: Json = {"urn": item.urn, "label": item.label, "name": item.name}
    return found | {"placeholder": True} if item.placeholder else found


def _asset(asset: ImpactedAsset, places: Places | None, links: Mapping[str, str] | None) -> Json:
    return _item(asset.item) | {
        "hops": asset.hops,
        "severity": asset.severity.value,
        "reached": "whole" if asset.whole else "touched",
        "path": [_step(step, places, links) for step in asset.path],
    }


def _step(step: Step, places: Places | None, links: Mapping[str, str] | None) -> Json:
    found: Json = {
        "start": step.start,
        "relation": step.relation,
        "end": step.end,
        "forward": step.forward,
    }
    if places is not None:
        found["sources"] = list(places.get((step.start, step.relation, step.end), ()))
        if links is not None:
            found["links"] = [links.get(place) for place in found["sources"]]
    return found


# ---------------------------------------------------------------- Markdown


def escaped(text: str) -> str:
    """A name as one line of Markdown that means nothing but itself, cut where it is very long."""
    plain = BLANK.sub(" ", text).strip()
    if len(plain) > LONGEST_NAME:
        plain = plain[: LONGEST_NAME - 1] + "…"
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(r"\\\1", plain)


def _shown(item: Item) -> str:
    mark = " (placeholder)" if item.placeholder else ""
    return f"{escaped(item.name or item.urn)} ({escaped(item.label)}){mark}"


def _listed(items: Iterable[Item]) -> str:
    return ", ".join(map(_shown, items)) or "nobody"


def markdown_of(
    impact: Impact,
    name_of: Callable[[str], str],
    places: Places | None = None,
    links: Mapping[str, str] | None = None,
) -> str:
    """A report of headings, tables and lists. `name_of` gives the name of a URN on a path, `links` the web
    pages of places.

    Every name is escaped: what the catalog holds was written by others.
    """
    changed = ", ".join(map(_shown, impact.changed))
    summary = _summary(impact)
    parts = [
        f"# Impact of a change to {changed}",
        f"{summary['total']} impacted: {summary['break']} break, {summary['degrade']} degrade, "
        f"{summary['inform']} are to be informed. {summary['owners']} owners to tell.",
        *_assets(impact, name_of, places, links or {}),
        *_owners(impact),
        *_waves(impact),
        *_contracts(impact),
        *_policies(impact),
        *_section("Gaps", (f"{_shown(g.item)}: no {g.missing}" for g in impact.gaps)),
        *_unknown(impact),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = "\n".join(f"- {line}" for line in lines)
    return [f"## {title}", body] if body else []


def _assets(
    impact: Impact,
    name_of: Callable[[str], str],
    places: Places | None,
    links: Mapping[str, str],
) -> list[str]:
    if not impact.assets:
        return ["Nothing that the catalog knows of is reached."]
    rows = [
        "| asset | hops | severity | reached | path | stated in |"
        if places is not None
        else "| asset | hops | severity | reached | path |",
        "|---|---|---|---|---|---|" if places is not None else "|---|---|---|---|---|",
    ]
    for asset in impact.assets:
        cells = [
            _shown(asset.item),
            str(asset.hops),
            asset.severity.value,
            "whole" if asset.whole else "through a part",
            _drawn(asset.path, name_of),
        ]
        if places is not None:
            keys = [(s.start, s.relation, s.end) for s in asset.path]
            first = [next(iter(places.get(key, ())), "") for key in keys]
            cells.append(", ".join(dict.fromkeys(_linked(p, links) for p in first if p)))
        rows.append(f"| {' | '.join(cells)} |")
    return ["## Impacted", "\n".join(rows)]


def _linked(place: str, links: Mapping[str, str]) -> str:
    """A place, linked to its web page where it has one."""
    url = links.get(place, "")
    if not url.startswith(("https://", "http://")):
        return escaped(place)
    return f"[{escaped(place)}](<{url.translate(_NO_MARKUP)}>)"


def _drawn(path: Path, name_of: Callable[[str], str]) -> str:
    """a –RELATION→ b ←RELATION– c"""
    if not path:
        return ""
    drawn = escaped(name_of(path[0].source))
    for step in path:
        relation = escaped(step.relation)
        arrow = f"–{relation}→" if step.forward else f"←{relation}–"
        drawn += f" {arrow} {escaped(name_of(step.target))}"
    return drawn


def _owners(impact: Impact) -> list[str]:
    return _section(
        "Owners to tell",
        (
            f"{_shown(owner.item)}: "
            + ", ".join(
                f"{_shown(asset)}{' (inherited)' if inherited else ''}"
                for asset, inherited in owner.assets
            )
            for owner in impact.owners
        ),
    )


def _waves(impact: Impact) -> list[str]:
    shown = {asset.item.urn: _shown(asset.item) for asset in impact.assets}
    lines = [
        f"Wave {wave.number}: "
        + "; ".join(" together with ".join(shown[urn] for urn in group) for group in wave.groups)
        for wave in impact.waves
    ]
    found = _section("Migration waves", lines)
    return [*found, "Roll back in the reverse order."] if found else []


def _contracts(impact: Impact) -> list[str]:
    return _section(
        "Contracts",
        (
            f"{_shown(c.item)} ({c.severity.value}): promised by {_listed(c.promised_by)} "
            f"on {_listed(c.guarantees)} to {_listed(c.consumers)}"
            for c in impact.contracts
        ),
    )


def _policies(impact: Impact) -> list[str]:
    lines = [
        f"{_shown(p.item)} governs {_listed(p.assets)}"
        + (f"; stands for {_listed(p.controls)}" if p.controls else "")
        for p in impact.policies
    ]
    return _section("Policies", lines) + _section("Controls", map(_shown, impact.controls))


def _unknown(impact: Impact) -> list[str]:
    unknown = impact.unknown
    lines = [
        *(
            f"{_shown(item)} is named by someone and declared by nobody"
            for item in unknown.placeholders
        ),
        *(
            f"what is known of {_shown(item)} comes from files that could not be read lately"
            for item in unknown.stale
        ),
        *(
            f"nobody says what derives from the columns of {_shown(item)}: whatever reads it is taken as reached"
            for item in unknown.no_columns
        ),
        *(f"could not be read: {escaped(place)}" for place in unknown.unread),
        *(f"last run of {escaped(source)}: {escaped(at)}" for source, at in unknown.runs),
    ]
    if unknown.not_stated:
        names = ", ".join(escaped(name) for name in unknown.not_stated)
        lines.append(
            f"no source states these relations, so nothing is known to travel along them: {names}"
        )
    return _section("What the catalog does not know", lines)
