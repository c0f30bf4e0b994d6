"""When two names, or two keys, mean one thing: the rules of design.md §2 "Identity" that need no graph."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from graph.facts import Provenance, Ref
from graph.identity import folded
from graph.vocabulary import Label

__all__ = [
    "CATALOG",
    "Source",
    "exact",
    "identifies",
    "key_of",
    "loose",
    "order_of",
    "rank",
    "rooted",
    "scheme",
]

CATALOG: Final = 0
CONTRACT: Final = 1
INFRASTRUCTURE: Final = 2
OBSERVATION: Final = 3
AUTHORITY: Final = {
    "decisions": CATALOG,
    "cartulary_facts": CATALOG,
    "backstage": CATALOG,
    "odcs": CONTRACT,
    "data_contract": CONTRACT,
    "model_card": CONTRACT,
    "a2a": CONTRACT,
}
"""Connectors by how much they are believed; those not named are code and infrastructure."""

IDENTIFYING: Final = frozenset(
    {
        "backstage",
        "openlineage",
        "openlineage-job",
        "contract",
        "k8s",
        "hf",
        "document",
        "rego",
    }
)
"""Schemes of native keys that one thing alone has; the others are links, which several may carry."""

PER_ROOT: Final = frozenset({"file", "openapi", "document", "rego"})
"""Schemes whose values mean something within one root only."""

JOBS: Final = frozenset({Label.TASK, Label.WORKFLOW})
PUNCTUATED: Final = frozenset({Label.SERVICE, Label.API, Label.TEAM, Label.SYSTEM})
SEPARATORS: Final = re.compile(r"[-_.\s]+")


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Who says so: a root and a connector."""

    root: str
    connector: str


def rank(connector: str, provenance: Provenance) -> int:
    """How much a source is believed; lower is more."""
    if provenance is Provenance.OBSERVED:
        return OBSERVATION
    return AUTHORITY.get(connector, INFRASTRUCTURE)


def exact(label: str, name: str) -> str:
    """The name as far as one source may tell two things apart by it."""
    return unicodedata.normalize("NFC", name) if label == Label.TOPIC else folded(name)


def loose(label: str, name: str) -> str:
    """The name as two sources agree on it."""
    name = folded(name)
    if label in PUNCTUATED:
        return SEPARATORS.sub("-", name).strip("-") or name
    if label == Label.PERSON:
        return name.removeprefix("@")
    return name


def scheme(key: str) -> str:
    """The part of a native key before its first colon."""
    return key.partition(":")[0]


def identifies(key: str) -> bool:
    """Whether a key of this scheme belongs to one thing alone."""
    return scheme(key) in IDENTIFYING


def rooted(root: str, key: str, label: str) -> str:
    """The key as it holds across roots; OpenLineage names jobs and datasets apart from one another."""
    kind, colon, value = key.partition(":")
    if kind == "openlineage" and label in JOBS:
        return f"{kind}-job:{value}"
    return f"{kind}:{root}/{value}" if colon and kind in PER_ROOT else key


def order_of(ref: Ref) -> tuple[object, ...]:
    """A fixed order of references."""
    within = order_of(ref.within) if ref.within is not None else ()
    named = (str(ref.label), ref.name, ref.namespace or "", ref.key or "", ref.scope or "")
    return (*named, ref.scope is None, ref.loose, tuple(map(str, ref.among)), within)


def key_of(root: str, ref: Ref) -> str | None:
    """The native key of a reference, as it holds across roots."""
    return None if ref.key is None else rooted(root, ref.key, ref.label)
