"""When two names, or two keys, mean one thing: the rules of design.md §2 "Identity" that need no graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.facts import Provenance, Ref
from graph.identity import folded
from graph.identity_rules import IdentityRules
from graph.ontology import load_ontology, shipped_files
from graph.vocabulary import Label

__all__ = [
    "CATALOG",
    "INFRASTRUCTURE",
    "RANKS",
    "Source",
    "exact",
    "exclusive",
    "identifies",
    "is_address",
    "joins",
    "key_of",
    "loose",
    "order_of",
    "rank",
    "rooted",
    "rules",
    "same_class",
    "scheme",
    "under",
]

CATALOG: Final = 0
CONTRACT: Final = 1
INFRASTRUCTURE: Final = 2
OBSERVATION: Final = 3
RANKS: Final = {"catalog": CATALOG, "contract": CONTRACT, "infrastructure": INFRASTRUCTURE}
"""What a connector's authority counts for."""

SEPARATORS: Final = re.compile(r"[-_.\s]+")

_in_force: ContextVar[IdentityRules | None] = ContextVar("identity_rules", default=None)


def rules() -> IdentityRules:
    """The rules in force: those of the ontology that is being worked under, else the shipped ones."""
    found = _in_force.get()
    return found if found is not None else _shipped()


@cache
def _shipped() -> IdentityRules:
    return load_ontology(shipped_files()).identity


@contextmanager
def under(identity: IdentityRules) -> Generator[None]:
    """Work under the rules of an ontology."""
    before = _in_force.set(identity)
    try:
        yield
    finally:
        _in_force.reset(before)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Who says so: a root and a connector."""

    root: str
    connector: str


def rank(connector: str, provenance: Provenance, ranks: Mapping[str, int]) -> int:
    """How much a source is believed, by the ranks of its kind; lower is more."""
    if provenance is Provenance.OBSERVED:
        return OBSERVATION
    return ranks.get(connector, INFRASTRUCTURE)


def exact(label: str, name: str) -> str:
    """The name as far as one source may tell two things apart by it."""
    return unicodedata.normalize("NFC", name) if label == Label.TOPIC else folded(name)


def loose(label: str, name: str) -> str:
    """The name as two sources agree on it."""
    name = folded(name)
    if label in rules().loose_spelling:
        return SEPARATORS.sub("-", name).strip("-") or name
    if label == Label.PERSON:
        return name.removeprefix("@")
    return name


def scheme(key: str) -> str:
    """The part of a native key before its first colon."""
    return key.partition(":")[0]


def identifies(key: str) -> bool:
    """Whether a key of this scheme belongs to one thing alone."""
    return rules().scheme(key).identifies


def exclusive(key: str) -> str | None:
    """The scheme of a key, where things that differ in one of this scheme are never one by name."""
    found = rules().scheme(key)
    return found.name if found.exclusive else None


def joins(key: str) -> bool:
    """Whether those who share a key of this scheme may be one."""
    return rules().scheme(key).joins


def same_class(key: str) -> bool:
    """Whether a key of this scheme joins things of one class only."""
    return rules().scheme(key).same_class


def is_address(key: str) -> bool:
    """Whether it is a Kubernetes DNS name, answered within the root that uses it."""
    return rules().scheme(key).address


def rooted(root: str, key: str, label: str) -> str:
    """The key as it holds across roots and, where one scheme has two spaces of keys (OpenLineage names jobs
    and datasets apart from one another), across classes.
    """
    kind, colon, value = key.partition(":")
    if not colon:
        return key
    found = rules().scheme(key)
    if label in found.apart:
        kind = found.apart_as
    return f"{kind}:{root}/{value}" if found.per_root else f"{kind}:{value}"


def order_of(ref: Ref) -> tuple[object, ...]:
    """A fixed order of references."""
    within = order_of(ref.within) if ref.within is not None else ()
    named = (str(ref.label), ref.name, ref.namespace or "", ref.key or "", ref.scope or "")
    return (*named, ref.scope is None, ref.loose, tuple(map(str, ref.among)), within)


def key_of(root: str, ref: Ref) -> str | None:
    """The native key of a reference, as it holds across roots."""
    return None if ref.key is None else rooted(root, ref.key, ref.label)
