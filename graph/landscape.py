"""The graph that people see, as values: what the resolver makes, the loader stores and the referee reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from graph.facts import PropValue

__all__ = ["Landscape", "Link", "Thing"]


@dataclass(frozen=True, slots=True)
class Thing:
    """A node. `props` holds catalogued properties (name, title, tier …) and, as lists, `sources`,
    `provenance` (in step with sources), `aliases`, `keys`; `first_seen`; `placeholder` true when nobody
    declares it; `disagreements` (JSON texts); `stale` true when only unreadable files still say it.
    """

    urn: str
    label: str
    props: Mapping[str, PropValue] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        return str(self.props.get("name", ""))

    @property
    def placeholder(self) -> bool:
        return bool(self.props.get("placeholder", False))


@dataclass(frozen=True, slots=True)
class Link:
    """An edge; at most one for (start, relation, end). `props`: `sources`, `provenance`, `first_seen`,
    for observed ones `first_observed` and `last_observed`; `columns_complete` false where a query could not
    resolve every column; `transformation`. A link is by a query or an event when its
    `provenance` has observed or inferred; declared alone means that a person wrote it.
    """

    start: str
    relation: str
    end: str
    props: Mapping[str, PropValue] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.start, self.relation, self.end)


@dataclass(frozen=True)
class Landscape:
    """A whole graph: things by URN, links by (start, relation, end), both sorted."""

    things: Mapping[str, Thing]
    links: Mapping[tuple[str, str, str], Link]

    @classmethod
    def of(cls, things: Iterable[Thing], links: Iterable[Link]) -> Landscape:
        return cls(
            {t.urn: t for t in sorted(things, key=lambda t: t.urn)},
            {link.key: link for link in sorted(links, key=lambda link: link.key)},
        )

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = {}
        for link in self.links.values():
            found.setdefault(link.start, []).append(link)
        return {urn: tuple(links) for urn, links in found.items()}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = {}
        for link in self.links.values():
            found.setdefault(link.end, []).append(link)
        return {urn: tuple(links) for urn, links in found.items()}
