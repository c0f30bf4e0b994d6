"""The ontology's rules of identity, as values: native keys, spellings, and what things are called where they are stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

__all__ = ["UNKNOWN_SCHEME", "DataStore", "IdentityRules", "KeyScheme"]

LENGTH: Final = re.compile(r"[(<\[].*\Z", re.DOTALL)
FIELD: Final = re.compile(r"\{([^{}]+)\}")
PATHS: Final = frozenset({"path", "object key"})


@dataclass(frozen=True, slots=True)
class KeyScheme:
    """What the native keys `scheme:value` of one scheme decide.

    identifies   every holder is one thing; else a link, whose holders join the most believed of them
    joins        whether it joins anything; else it is only for pointing at
    per_root     the value means something within one root only
    exclusive    things that differ in it are never one by name
    same_class   joins only things of one class
    address      a Kubernetes DNS name, answered within a root
    hosts        the relation in which what has the value as its namespace stands to the one holder, or ""
    apart        classes whose things have keys of the scheme `apart_as` instead
    """

    name: str
    identifies: bool = False
    joins: bool = True
    per_root: bool = False
    exclusive: bool = False
    same_class: bool = False
    address: bool = False
    hosts: str = ""
    apart: frozenset[str] = frozenset()
    apart_as: str = ""
    comment: str = ""


UNKNOWN_SCHEME: Final = KeyScheme("", per_root=True, same_class=True)
"""A scheme that the ontology does not list: the most careful of links."""


@dataclass(frozen=True, eq=False)
class DataStore:
    """How one kind of store names what it holds; the forms are those of the OpenLineage naming specification."""

    name: str
    label: str
    schemes: tuple[str, ...]
    holds: str
    namespace_form: str
    name_forms: tuple[str, ...]
    nowhere: bool = False
    endpoint: str = ""

    @cached_property
    def literal(self) -> bool:
        """Whether the namespace is one word for all of the world."""
        return not FIELD.search(self.namespace_form) and not self.nowhere

    @cached_property
    def whole(self) -> bool:
        """Whether the namespace has no authority, and counts as a whole."""
        return "://" not in self.namespace_form and not self.literal

    @cached_property
    def by_path(self) -> bool:
        """Whether names are paths."""
        return any(set(FIELD.findall(form)) & PATHS for form in self.name_forms)

    @cached_property
    def keeps_port(self) -> bool:
        """Whether what stands behind the colon of the authority is no port."""
        authority = self._authority
        return ":" in authority and not authority.endswith("port}")

    @cached_property
    def _authority(self) -> str:
        return self.namespace_form.partition("://")[2].partition("/")[0]

    @cached_property
    def behind(self) -> re.Pattern[str] | None:
        """What the path of a namespace holds, where that is part of the name."""
        path = self.namespace_form.partition("://")[2].partition("/")[2]
        return _pattern(path) if path else None

    @cached_property
    def special_names(self) -> tuple[re.Pattern[str], ...]:
        """Patterns of names that are not simply fields between dots."""
        plain = re.compile(r"\{[^{}]+\}(\.\{[^{}]+\})*\Z")
        return tuple(_pattern(form) for form in self.name_forms if not plain.match(form))

    def known_as(self, host: str) -> str:
        """What the namespace calls a server, which may be shorter than its address."""
        if not self.endpoint:
            return host
        found = _pattern(self.endpoint, named=True).match(host)
        if found is None:
            return host
        authority = self._authority.removesuffix(":{port}")
        return FIELD.sub(lambda f: found.groupdict().get(f[1], ""), authority)


def _pattern(form: str, *, named: bool = False) -> re.Pattern[str]:
    """A form as a pattern; the last field takes the rest, others no separator."""
    parts = FIELD.split(form)
    out = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            out += re.escape(part)
        else:
            last = number == len(parts) - 2
            inner = ".+" if last and not parts[-1] else r"[^/:]+?"
            out += f"(?P<{part}>{inner})" if named else f"({inner})"
    return re.compile(out + r"\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class IdentityRules:
    """All of them."""

    schemes: Mapping[str, KeyScheme] = field(default_factory=dict[str, KeyScheme])
    stores: Mapping[str, DataStore] = field(default_factory=dict[str, DataStore])  # by scheme
    loose_spelling: frozenset[str] = frozenset()  # classes
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    code_hosts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict[str, str])  # names of types, by family

    def same_type(self, one: str, other: str) -> bool:
        """Whether two names of a column's type mean one kind of value; lengths and precision do not count."""
        a, b = (LENGTH.sub("", text.casefold()).strip() for text in (one, other))
        return a == b or (a in self.types and self.types.get(a) == self.types.get(b))

    def scheme(self, key: str) -> KeyScheme:
        """That of a native key."""
        return self.schemes.get(key.partition(":")[0], UNKNOWN_SCHEME)

    @cached_property
    def subject_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_pattern(form) for form in self.subjects)
