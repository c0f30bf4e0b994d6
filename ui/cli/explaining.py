"""`cartulary why`: who says what a thing is, why two are one or are not, why an edge is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from graph.vocabulary import Label, Rel
from ui.cli.output import JSON, STORE, catalog, console, counted, emit, plain

if TYPE_CHECKING:
    from ingest.why import Reason, Record, Thing
    from ui.catalog import Catalog

__all__ = ["register"]

SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command()(why)


def why(
    one: str = typer.Argument(..., metavar="THING", help="A name, a native key or a URN."),
    other: str = typer.Argument(
        "", metavar="[OTHER]", help="Another thing, or another name of it."
    ),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Say who says what a thing is; with two, why they are one or are not, and why they are related."""
    from graph.ledger import Ledger
    from ingest.why import Record
    from ui.naming import candidates, resolve

    with catalog(store) as opened:
        projection = opened.projection()
        urns: list[str] = []
        for text in filter(None, (one, other)):
            found = None if candidates(projection, text) else _by_key(opened, text)
            urns.append(found or resolve(projection, text))
        record = Record(Ledger(opened.store), opened.ontology)
        things = [_thing(opened, urn) for urn in urns]
        if len(things) == 1 or things[0].urn == things[1].urn:
            said = _of_one(opened, record, things[0])
            if len(things) == 2:
                said["asked"] = [one, other]
        else:
            said = _of_two(opened, record, things[0], things[1])
    if as_json:
        emit(said)
    else:
        _say(said)


def _by_key(opened: Catalog, text: str) -> str | None:
    """The one thing that has this native key or former URN."""
    if ":" not in text:
        return None
    rows = opened.store.rows(
        f"MATCH (n:{Label.THING}) WHERE $text IN n.keys OR $text IN n.other_urns RETURN n.urn AS urn",
        text=text,
    )
    return rows[0]["urn"] if len(rows) == 1 else None


def _thing(opened: Catalog, urn: str) -> Thing:
    from ingest.why import Thing

    rows = opened.store.rows(
        f"MATCH (n:{Label.THING} {{urn: $urn}}) RETURN properties(n) AS props, labels(n) AS labels",
        urn=urn,
    )
    props: dict[str, Any] = rows[0]["props"]
    labels = set(rows[0]["labels"])
    own = next(
        x
        for x in sorted(labels)
        if not any(
            x in opened.ontology.classes[y].ancestors
            for y in labels
            if y in opened.ontology.classes
        )
    )
    return Thing(urn, own, str(props.get("name", "")), props)


def _of_one(opened: Catalog, record: Record, thing: Thing) -> dict[str, Any]:
    from ingest.why import together

    claims = record.claims(thing)
    suspected = opened.store.rows(
        f"MATCH (n:{Label.THING} {{urn: $urn}})-[r:{Rel.SAME_AS}]-(m) RETURN m.urn AS urn, "
        "r.score AS score, r.evidence AS evidence ORDER BY m.urn",
        urn=thing.urn,
    )
    return {
        "thing": _named(thing),
        "one": True,
        "placeholder": bool(thing.props.get("placeholder")),
        "claims": [claim.json() for claim in claims],
        "places": [
            {"place": place, "provenance": kind}
            for place, kind in zip(thing.texts("sources"), thing.texts("provenance"), strict=False)
        ],
        "reasons": [reason.json() for reason in together(record, thing)],
        "keys": thing.texts("keys"),
        "aliases": thing.texts("aliases"),
        "other_urns": thing.texts("other_urns"),
        "properties": _stated(thing),
        "disagreements": [json.loads(text) for text in thing.texts("disagreements")],
        "suspected": suspected,
    }


def _stated(thing: Thing) -> dict[str, list[str]]:
    """Where each property is stated."""
    found: dict[str, list[str]] = {}
    for text in thing.texts("property_sources"):
        name, _, place = text.partition("=")
        found.setdefault(name, []).append(place)
    return found


def _of_two(opened: Catalog, record: Record, one: Thing, other: Thing) -> dict[str, Any]:
    from ingest.why import apart, assertions

    rows = opened.store.rows(
        f"MATCH (a:{Label.THING} {{urn: $one}})-[r]-(b:{Label.THING} {{urn: $other}}) "
        "RETURN type(r) AS relation, startNode(r).urn AS first, endNode(r).urn AS last, "
        "properties(r) AS props ORDER BY relation, first",
        one=one.urn,
        other=other.urn,
    )
    suggested = next(
        (str(r["props"].get("evidence")) for r in rows if r["relation"] == Rel.SAME_AS), ""
    )
    edges = [
        {
            "start": row["first"],
            "relation": row["relation"],
            "end": row["last"],
            "first_seen": row["props"].get("first_seen"),
            "last_observed": row["props"].get("last_observed"),
            "assertions": [a.json() for a in assertions(record, row["props"])],
        }
        for row in rows
        if row["relation"] != Rel.SAME_AS
    ]
    reasons: list[Reason] = apart(record, one, other, suggested)
    return {
        "things": [_named(one), _named(other)],
        "one": False,
        "edges": edges,
        "reasons": [reason.json() for reason in reasons],
    }


def _named(thing: Thing) -> dict[str, str]:
    return {"urn": thing.urn, "label": thing.label, "name": thing.name}


def _say(said: dict[str, Any]) -> None:
    out = console()

    def line(text: str) -> None:
        out.print(plain(text))

    if "things" in said:
        _say_two(said, line)
        return
    thing = said["thing"]
    if "asked" in said:
        line(f"{said['asked'][0]} and {said['asked'][1]} are one thing")
    line(f"{thing['label']} {thing['name']}  {thing['urn']}")
    if said["placeholder"]:
        line("declared by nobody; named by")
    for place in said["places"][:SHOWN]:
        claims = [c for c in said["claims"] if c["place"] == place["place"]]
        called = "; ".join(f"{c['connector']}: {c['called']}" for c in claims)
        line(f"  {place['place']}  {place['provenance']}{f'  {called}' if called else ''}")
    _cut(line, len(said["places"]), "places")
    if said["reasons"]:
        line("made one by")
        _reasons(said["reasons"], line)
    for title, name in (
        ("native keys", "keys"),
        ("other names", "aliases"),
        ("other URNs", "other_urns"),
    ):
        if said[name]:
            line(f"{title}: {', '.join(said[name])}")
    for each in said["disagreements"]:
        line(f"disagreement on {each['property']}: {each['value']} ({', '.join(each['sources'])})")
    for each in said["suspected"]:
        line(f"suspected to be {each['urn']} ({each['score']:.2f}: {each['evidence']})")


def _say_two(said: dict[str, Any], line: Any) -> None:
    one, other = said["things"]
    for edge in said["edges"]:
        line(f"{edge['start']} {edge['relation']} {edge['end']}")
        for each in edge["assertions"][:SHOWN]:
            by = f" by {each['connector']}" if each["connector"] else ""
            says = f": {each['says']}" if each["says"] else ""
            line(f"  {each['place']}  {each['provenance']}{by}{says}")
        _cut(line, len(edge["assertions"]), "assertions")
    if not said["edges"]:
        line(f"no relation joins {one['name']} and {other['name']} directly")
    line(
        "two things, since"
        if said["reasons"]
        else "two things: nothing on record says they are one"
    )
    _reasons(said["reasons"], line)


def _reasons(reasons: list[dict[str, Any]], line: Any) -> None:
    for reason in reasons:
        line(f"  {reason['text']}")
        for place in reason["places"][:SHOWN]:
            line(f"    {place}")
        _cut(line, len(reason["places"]), "places")


def _cut(line: Any, many: int, what: str) -> None:
    if many > SHOWN:
        line(f"    … {counted(many - SHOWN, 'more', 'more')} {what} (--json has all)")
