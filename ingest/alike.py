"""How alike two things are: by name, and by what else is said of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from graph.facts import PropValue
from graph.identity import folded
from graph.vocabulary import Label, Prop
from ingest.identity import exact, rules
from ingest.things import Cluster

__all__ = ["EQUAL", "LEAST", "SPELLED", "Features", "Likeness", "likeness"]

HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORDS: Final = re.compile(r"[^\W_]+")
DIGITS: Final = re.compile(r"\d+")
TAG: Final = re.compile(r"(?::[^/:@]*)?(?:@[^/]*)?\Z")
SHORTEST: Final = 3  # letters that must be left of a name without its ending

EQUAL: Final = 0.7
SPELLED: Final = 0.5
TABLE: Final = 0.3
NEAR: Final = 0.35
INITIALS: Final = 0.3
ENOUGH: Final = 90  # of 100: names that differ in a letter or two
ALIKE: Final = 0.8  # of all parts of two things, how many both have
FEWEST_PARTS: Final = 3
LEAST: Final = 0.5
MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two are one (0 to 1), and why."""

    score: float
    why: str


@dataclass(frozen=True)
class Features:
    """What of a thing is compared."""

    cluster: Cluster
    parts: frozenset[str] = frozenset()
    owners: frozenset[int] = frozenset()

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words(self.cluster.name)

    @cached_property
    def core(self) -> str:
        """The name in letters and digits alone, without an ending that says no more than the class."""
        return core(self.cluster.label, self.cluster.name)

    @cached_property
    def cores(self) -> frozenset[str]:
        """Of the name, other names and titles."""
        label = self.cluster.label
        names = {self.cluster.name}
        for claim in self.cluster.claims:
            if claim.ref.within is None:
                names.add(claim.ref.name)
            if claim.node is not None:
                names.update(claim.node.aliases)
                names.add(str(claim.node.props.get(Prop.TITLE, "")))
        return frozenset(found for name in names if (found := core(label, name)))

    @cached_property
    def initials(self) -> str:
        found = "".join(word[0] for word in self.words)
        return found if len(found) >= SHORTEST else ""

    @cached_property
    def table(self) -> str:
        """The last part of a dataset's name."""
        return exact(self.cluster.label, re.split(r"[./]", self.cluster.name.rstrip("/"))[-1])

    @cached_property
    def images(self) -> frozenset[str]:
        return frozenset(repository(text) for text in self._texts(Prop.IMAGE))

    @cached_property
    def repositories(self) -> frozenset[str]:
        kept = {key for key in self.cluster.keys if key.startswith("repo:")}
        return frozenset(kept | {t.casefold().rstrip("/") for t in self._texts(Prop.REPOSITORY)})

    @cached_property
    def addresses(self) -> frozenset[str]:
        found = {*self._texts(Prop.URL), *self._texts(Prop.ENDPOINT), *self._texts(Prop.EMAIL)}
        return frozenset(text.casefold().rstrip("/") for text in found if "{" not in text)

    def _texts(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        for claim in self.cluster.claims:
            props: Mapping[str, PropValue] = claim.node.props if claim.node is not None else {}
            value = props.get(name, ())
            found.update(value if isinstance(value, tuple) else (str(value),))
        return frozenset(found - {""})


def words(name: str) -> tuple[str, ...]:
    """A name's words: between marks, and at humps."""
    return tuple(WORDS.findall(folded(HUMP.sub(" ", name))))


def core(label: str, name: str) -> str:
    """A name in letters and digits alone, without one ending of its class."""
    text = "".join(words(name))
    for ending in rules().endings.get(label, ()):
        if text.endswith(ending) and len(text) - len(ending) >= SHORTEST:
            return text[: -len(ending)]
    return text


def repository(image: str) -> str:
    """A container image without tag and digest, and without its registry's host."""
    path = TAG.sub("", image.strip())
    host, slash, rest = path.partition("/")
    return rest if slash and ("." in host or ":" in host or host == "localhost") else path


def likeness(one: Features, other: Features) -> Likeness | None:
    """How alike two things of one class are, or None when they are not, or surely are two."""
    score, why = _by_name(one, other)
    if not score or _surely_two(one.cluster, other.cluster):
        return None
    more: list[str] = []
    for points, reason in _by_the_rest(one, other):
        score += points
        more.append(reason)
    if score < LEAST or (score == LEAST and _parts_differ(one, other)):
        return None
    return Likeness(round(min(score, MOST), 2), "; ".join((why, *more)))


def _surely_two(a: Cluster, b: Cluster) -> bool:
    """A person said so, or a key does that another thing cannot have."""
    if a.apart_from(b):
        return True
    return any(
        not rules().schemes[scheme].per_root and b.own.get(scheme, key) != key
        for scheme, key in a.own.items()
    )


def _by_name(one: Features, other: Features) -> tuple[float, str]:
    a, b = one.cluster, other.cluster
    if "{" in a.name or "{" in b.name:  # a template of a name says little
        return 0.0, ""
    if exact(a.label, a.name) == exact(b.label, b.name):
        return (
            SPELLED if a.sources & b.sources else EQUAL,
            f"both are called {a.name}, in different places",
        )
    if one.core == other.core:
        return SPELLED, f"{a.name} and {b.name} differ only in spelling or ending"
    if one.cores & other.cores:
        return SPELLED, f"{a.name} and {b.name} share another name or title"
    if a.label == Label.DATASET:
        if one.table == other.table:
            return TABLE, f"both tables are called {one.table}"
        return 0.0, ""
    if DIGITS.findall(a.name) != DIGITS.findall(b.name):
        return 0.0, ""
    if one.core[:1] == other.core[:1] and fuzz.ratio(one.core, other.core) >= ENOUGH:
        return NEAR, f"{a.name} and {b.name} differ by a letter or two"
    if "".join(one.words) == other.initials or "".join(other.words) == one.initials:
        return INITIALS, f"one of {a.name} and {b.name} is the initials of the other"
    return 0.0, ""


def _by_the_rest(one: Features, other: Features) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if shared := one.images & other.images:
        found.append((0.2, f"one image, {min(shared)}"))
    if shared := one.repositories & other.repositories:
        found.append((0.15, f"one repository, {min(shared).removeprefix('repo:')}"))
    if shared := one.addresses & other.addresses:
        found.append((0.2, f"one address, {min(shared)}"))
    if (many := _parts_alike(one, other)) is not None:
        found.append((0.25, many))
    if one.owners & other.owners:
        found.append((0.1, "one owner"))
    return found


def _parts_differ(one: Features, other: Features) -> bool:
    """Whether both have parts, and fewer than half of all are of one name."""
    both, either = one.parts & other.parts, one.parts | other.parts
    return bool(one.parts and other.parts) and 2 * len(both) < len(either)


def _parts_alike(one: Features, other: Features) -> str | None:
    both, either = one.parts & other.parts, one.parts | other.parts
    if len(both) < FEWEST_PARTS or len(both) < ALIKE * len(either):
        return None
    return f"{len(both)} of {len(either)} parts of one name"
