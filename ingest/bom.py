"""Bills of materials, whatever their format: parts, what they depend on, who supplies them.

Versions of one library are one Library: its package URL without version decides, else group and name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote

from graph.facts import Edge, Fact, Node, Place, PropValue, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.properties import Props

__all__ = ["Link", "Part", "Purl", "facts_of", "purl_of"]

_PURL: Final = re.compile(
    r"pkg:/*(?P<type>[a-zA-Z][a-zA-Z0-9.+-]*)/(?P<path>[^?#\s]+?)/?(?:@(?P<version>[^?#@/\s]*))?"
    r"(?P<qualifiers>\?[^#\s]*)?(?:#\S*)?\Z"
)
WHOLE_NAMES: Final = frozenset(
    [
        "npm",
        "composer",
        "golang",
        "github",
        "gitlab",
        "bitbucket",
        "swift",
        "huggingface",
        "mlflow",
        "docker",
        "conan",
        "hex",
        "cpan",
    ]
)
"""Package types whose users write the namespace as part of the name (`@angular/core`)."""
FOLDED: Final = frozenset(
    ["pypi", "github", "gitlab", "bitbucket", "composer", "hex", "golang", "npm"]
)


@dataclass(frozen=True, slots=True)
class Purl:
    """A package URL. https://github.com/package-url/purl-spec"""

    type: str
    namespace: str
    name: str
    version: str

    @property
    def key(self) -> str:
        path = "/".join(part for part in (self.namespace, self.name) if part)
        path = path.lower() if self.type in FOLDED else path
        return f"purl:{self.type}/{path.replace('_', '-') if self.type == 'pypi' else path}"


def purl_of(text: str) -> Purl | None:
    """The package URL that the text is, or None."""
    found = _PURL.match(text.strip())
    if found is None:
        return None
    path = unquote(found["path"]).strip("/")
    namespace, _, name = path.rpartition("/")
    if not name:
        return None
    return Purl(found["type"].lower(), namespace, name, unquote(found["version"] or ""))


@dataclass(frozen=True, slots=True)
class Part:
    """A component, package, service, model or data set of a bill of materials.

    id         as the document's own references name it
    among      labels that it may have where the document cannot tell
    suppliers  who supplies or makes it, with the places that say so
    """

    id: str
    label: Label
    name: str
    at: Place
    props: Props
    group: str = ""
    version: str = ""
    purl: Purl | None = None
    keys: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    suppliers: tuple[tuple[str, Place], ...] = ()

    @property
    def release(self) -> str:
        """Its version as stated, else that of its package URL."""
        return self.version or (self.purl.version if self.purl else "")

    @property
    def ref(self) -> Ref:
        """What it is called by people, and what identifies it: versions of it are one thing."""
        group, name, package = self.group, self.name, self.purl
        if self.label == Label.LIBRARY:
            if package is not None:
                group, name = package.namespace, package.name
            if group and _written_whole(package, group):
                group, name = "", name if name.startswith(f"{group}/") else f"{group}/{name}"
        key = package.key if package and self._is(package) else None
        if self.label == Label.MODEL and package is not None and package.type == "huggingface":
            name = "/".join(part for part in (package.namespace, package.name) if part)
            group, key = "", f"hf:{name.lower()}"
        return Ref(self.label, name, key=key, scope=group or None, among=self.among)

    def _is(self, package: Purl) -> bool:
        """Whether the package URL is that of this thing: what runs is called as its package is."""
        plain = re.sub(r"[-_.\s]+", "-", self.name).casefold()
        own = re.sub(r"[-_.\s]+", "-", package.name).casefold()
        return self.label != Label.SERVICE or plain == own or plain.endswith(f"/{own}")

    @property
    def aliases(self) -> tuple[str, ...]:
        """`group:name`, and what the document calls it where the package URL says more."""
        ref = self.ref
        names = [f"{ref.scope}:{ref.name}"] if ref.scope else []
        names += [] if ref.name.endswith(f"/{self.name}") else [self.name]
        return tuple(n for n in dict.fromkeys(names) if n.casefold() != ref.name.casefold())


@dataclass(frozen=True, slots=True)
class Link:
    """One part needs, is trained on, or was made from another; an end is an id, or something outside."""

    start: str | Ref
    end: str | Ref
    at: Place
    relation: Rel = Rel.DEPENDS_ON
    props: Mapping[str, PropValue] = field(default_factory=dict[str, PropValue])


def facts_of(parts: Iterable[Part], links: Iterable[Link]) -> Iterator[Fact]:
    """Nodes and edges; links whose ends are unknown here are for the reader to refuse before."""
    things: dict[Ref, list[Part]] = {}
    by_id: dict[str, Part] = {}
    for part in parts:
        known = things.setdefault(part.ref, [])
        known.append(part)
        if part.id:
            by_id.setdefault(part.id, part)
    for ref, same in things.items():
        yield _node(ref, same)
        for supplier, place in dict.fromkeys(s for part in same for s in part.suppliers):
            yield Edge(ref, Rel.SUPPLIED_BY, Ref(Label.VENDOR, supplier), place)
    yield from _edges(links, by_id)


def _node(ref: Ref, same: list[Part]) -> Node:
    """One node for all versions of a library."""
    values: dict[str, PropValue] = {}
    places: dict[str, Place] = {}
    for part in same:
        for name, value in part.props.values.items():
            kept = values.setdefault(name, value)
            places.setdefault(name, part.props.places[name])
            if isinstance(kept, tuple) and isinstance(value, tuple):
                values[name] = tuple(dict.fromkeys((*kept, *value)))
    versions = tuple(sorted({part.release for part in same if part.release}))
    if len(versions) == 1 and ref.label != Label.LIBRARY:
        values[Prop.VERSION] = "".join(versions)
    elif versions:  # of a library a landscape uses several: they add up over its bills
        values[Prop.VERSION] = versions
    own = [ref.key] if ref.key else []
    keys = tuple(dict.fromkeys([*own, *(key for part in same for key in part.keys)]))
    aliases = tuple(dict.fromkeys(a for part in same for a in part.aliases))
    return Node(ref, same[0].at, values, places, keys=keys, aliases=aliases)


def _edges(links: Iterable[Link], by_id: Mapping[str, Part]) -> Iterator[Edge]:
    """One edge for each pair of things; which versions are needed stands on it."""
    found: dict[tuple[Ref, Rel, Ref], Edge] = {}
    versions: dict[tuple[Ref, Rel, Ref], list[str]] = {}
    for link in links:
        part = by_id.get(link.end) if isinstance(link.end, str) else None
        first = by_id.get(link.start) if isinstance(link.start, str) else None
        start = first.ref if first is not None else link.start
        end = part.ref if part is not None else link.end
        if isinstance(start, str) or isinstance(end, str) or start == end:
            continue
        at = (start, link.relation, end)
        found.setdefault(at, Edge(start, link.relation, end, link.at, link.props))
        if part is not None and part.release:
            versions.setdefault(at, []).append(part.release)
    for at, edge in found.items():
        needed = sorted(set(versions.get(at, ())))
        if needed and at[2].label == Label.LIBRARY:
            edge = replace(edge, props={**edge.props, "version": ", ".join(needed)})
        yield edge


def _written_whole(package: Purl | None, group: str) -> bool:
    return package.type in WHOLE_NAMES if package is not None else group.startswith("@")
