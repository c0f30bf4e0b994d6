"""One asset with all that is said of it, and the place behind each statement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graph.errors import UnknownName
from graph.owners import Owner
from ui.catalog import Catalog
from ui.naming import described

__all__ = ["AssetView", "Related", "asset_view", "shown"]

_HIDDEN = {
    "urn",
    "name",
    "sources",
    "provenance",
    "property_sources",
    "disagreements",
    "first_seen",
}


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of the asset; `outgoing` when the asset is its start."""

    relation: str
    outgoing: bool
    urn: str
    label: str
    name: str
    sources: tuple[str, ...]
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssetView:
    """`places` says for each property the places that state it; `disagreements` are JSON texts."""

    urn: str
    label: str
    name: str
    properties: dict[str, Any]
    places: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    provenance: tuple[str, ...]
    first_seen: str
    disagreements: tuple[str, ...]
    owners: tuple[Owner, ...]
    relations: tuple[Related, ...]

    @property
    def placeholder(self) -> bool:
        """Named by someone, declared by nobody."""
        return bool(self.properties.get("placeholder"))

    def differing(self) -> Iterator[str]:
        """What else sources say, a line a value: the property, the value, its places."""
        for text in self.disagreements:
            said = json.loads(text)
            places = ", ".join(said["sources"])
            yield f"{said['property']} is {shown(said['value'])!r} in {places}"

    @property
    def all_places(self) -> tuple[str, ...]:
        """Every place that something of it is said in, sorted."""
        said = [json.loads(text)["sources"] for text in self.disagreements]
        related = [r.sources for r in self.relations]
        return tuple(
            sorted({p for ps in (self.sources, *self.places.values(), *related, *said) for p in ps})
        )

    def json(self, links: Mapping[str, str]) -> dict[str, object]:
        """The object that `cartulary show --json` prints; `links` are web pages by place."""
        return {
            "urn": self.urn,
            "label": self.label,
            "name": self.name,
            "properties": self.properties,
            "places": {k: list(v) for k, v in self.places.items()},
            "sources": list(self.sources),
            "provenance": list(self.provenance),
            "first_seen": self.first_seen,
            "links": dict(sorted(links.items())),
            "disagreements": [json.loads(text) for text in self.disagreements],
            "owners": [{"urn": o.urn, "inherited": o.inherited} for o in self.owners],
            "relations": [
                {
                    "relation": r.relation,
                    "outgoing": r.outgoing,
                    "urn": r.urn,
                    "label": r.label,
                    "name": r.name,
                    "sources": list(r.sources),
                    "provenance": list(r.provenance),
                }
                for r in self.relations
            ],
        }


def shown(value: object) -> str:
    """A property's value as a person reads it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, cast(Sequence[object], value)))
    return str(value).lower() if isinstance(value, bool) else str(value)


def asset_view(catalog: Catalog, urn: str) -> AssetView:
    """Read an asset and its relations from the store. Raises UnknownName when it is not there."""
    rows = catalog.store.rows("MATCH (t:Thing {urn: $urn}) RETURN properties(t) AS props", urn=urn)
    if not rows:
        raise UnknownName(f"nothing in the catalog has the URN {urn}")
    props: dict[str, Any] = dict(rows[0]["props"])
    label, name = described(catalog.projection(), urn)
    return AssetView(
        urn=urn,
        label=label,
        name=name,
        properties={k: v for k, v in sorted(props.items()) if k not in _HIDDEN},
        places=_places(props.get("property_sources") or ()),
        sources=tuple(props.get("sources") or ()),
        provenance=tuple(props.get("provenance") or ()),
        first_seen=str(props.get("first_seen") or ""),
        disagreements=tuple(props.get("disagreements") or ()),
        owners=catalog.reach().owners(urn),
        relations=tuple(
            sorted(
                [*_related(catalog, urn, outgoing=True), *_related(catalog, urn, outgoing=False)],
                key=lambda r: (not r.outgoing, r.relation, r.label, r.name, r.urn),
            )
        ),
    )


def _places(stated: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in stated:
        name, _, place = str(line).partition("=")
        found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in sorted(found.items())}


def _related(catalog: Catalog, urn: str, *, outgoing: bool) -> list[Related]:
    pattern = "(t)-[r]->(o:Thing)" if outgoing else "(t)<-[r]-(o:Thing)"
    rows = catalog.store.rows(
        f"MATCH (t:Thing {{urn: $urn}}) MATCH {pattern} "
        "RETURN type(r) AS relation, o.urn AS urn, r.sources AS sources, r.provenance AS provenance",
        urn=urn,
    )
    projection = catalog.projection()
    return [
        Related(
            str(row["relation"]),
            outgoing,
            str(row["urn"]),
            *described(projection, str(row["urn"])),
            tuple(row["sources"] or ()),
            tuple(row["provenance"] or ()),
        )
        for row in rows
    ]
