"""What a query is made of: relations, their columns, and the columns of tables that each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TypeAlias

__all__ = [
    "NOWHERE",
    "UNKNOWN",
    "Column",
    "Has",
    "Kind",
    "Origins",
    "Relation",
    "Source",
    "Tables",
    "folded",
    "joined",
    "table",
    "united",
    "united_by_name",
]

Source: TypeAlias = tuple[str, str]
"""A table, as the query names it (`shop.orders`), and a column of it."""


class Kind(IntEnum):
    """How a column is made from another one, in the words of OpenLineage's columnLineage facet."""

    IDENTITY = 0
    TRANSFORMATION = 1
    AGGREGATION = 2


Origins: TypeAlias = Mapping[Source, Kind]


class Has(IntEnum):
    """Whether a relation has a column of a name."""

    NO = 0
    MAYBE = 1
    YES = 2


def folded(name: str) -> str:
    """A name as names of SQL are compared here; the catalog does not tell case apart."""
    return name.casefold()


@dataclass(frozen=True, slots=True)
class Column:
    """A column and where it comes from; `complete` when that is all of it."""

    name: str
    origins: Origins = field(default_factory=dict[Source, Kind])
    complete: bool = True

    def named(self, name: str) -> Column:
        return replace(self, name=name)

    def at_least(self, kind: Kind) -> Column:
        """The same after an expression of this kind."""
        if kind is Kind.IDENTITY or not self.origins:
            return self
        return replace(self, origins={s: max(k, kind) for s, k in self.origins.items()})


def joined(name: str, columns: Iterable[Column], kind: Kind = Kind.IDENTITY) -> Column:
    """One column that comes from all of these."""
    origins: dict[Source, Kind] = {}
    complete = True
    for column in columns:
        complete = complete and column.complete
        for source, how in column.origins.items():
            origins[source] = max(how, kind, origins.get(source, kind))
    return Column(name, origins, complete)


@dataclass(slots=True, eq=False)
class Relation:
    """Rows with columns: a table, a subquery, what a function makes.

    columns   those that are known, in order
    rest      relations whose further columns it has too: stars that nothing lists
    table     the name of a table, whose columns come from themselves; "" for all others
    exact     the known columns are all that there are
    every     what any other column comes from that is asked for by the relation's alias (an unnested array)
    hidden    columns of `rest` that it does not have
    doubtful  what is found in `rest` is perhaps not all that the column comes from
    """

    columns: Sequence[Column]
    rest: tuple[Relation, ...] = ()
    table: str = ""
    exact: bool = True
    every: Column | None = None
    hidden: frozenset[str] = frozenset()
    doubtful: bool = False
    _index: dict[str, Column] = field(default_factory=dict[str, Column], init=False)

    def __post_init__(self) -> None:
        for column in self.columns:
            key = folded(column.name)
            other = self._index.get(key)
            same = other is None or other.origins == column.origins
            self._index[key] = column if same else Column(column.name, {}, False)

    def has(self, name: str) -> Has:
        """By the folded name."""
        if name in self._index:
            return Has.YES
        if self.exact or name in self.hidden:
            return Has.NO
        if not self.rest:
            return Has.MAYBE
        return max(inner.has(name) for inner in self.rest)

    def get(self, name: str) -> Column:
        """The column, as it is asked for by the relation's own alias."""
        key = folded(name)
        if key in self._index:
            return self._index[key]
        if self.table:
            return Column(name, {(self.table, name): Kind.IDENTITY})
        if self.every is not None:
            return self.every.at_least(Kind.TRANSFORMATION).named(name)
        if key not in self.hidden:
            for wanted in (Has.YES, Has.MAYBE):
                found = [inner for inner in self.rest if inner.has(key) is wanted]
                if len(found) == 1:
                    column = found[0].get(name)
                    return replace(column, complete=False) if self.doubtful else column
                if found:
                    break
        return Column(name, {}, False)

    def all_columns(self, name: str) -> Column:
        """The whole row as one value."""
        if self.every is not None and not self.columns:
            return self.every.at_least(Kind.TRANSFORMATION).named(name)
        column = joined(name, self.columns, Kind.TRANSFORMATION)
        return column if self.exact else replace(column, complete=False)

    def without(self, hidden: frozenset[str]) -> tuple[list[Column], tuple[Relation, ...]]:
        """What a star over it gives: its known columns, and what else there may be."""
        columns = [c for c in self.columns if folded(c.name) not in hidden]
        if self.every is not None and not self.columns:
            return [], (UNKNOWN,)
        if self.exact:
            return columns, ()
        rest = self.rest or (self,)
        hidden |= self.hidden
        return columns, (
            Relation([], rest, exact=False, hidden=hidden, doubtful=self.doubtful),
        ) if hidden or self.doubtful else rest

    def with_names(self, names: Sequence[str]) -> Relation:
        """With the columns called so, in order; where they are not all known, nobody knows which is which."""
        if not names:
            return self
        if self.every is not None:
            return Relation([self.every.named(name) for name in names], every=self.every)
        if not self.exact:
            return Relation([Column(name, {}, False) for name in names])
        renamed = [c.named(n) for c, n in zip(self.columns, names, strict=False)]
        return Relation([*renamed, *self.columns[len(names) :]])


UNKNOWN = Relation([], exact=False)
"""Has columns that nobody can know."""

NOWHERE = Column("")
"""Comes from no column: a literal, a clock."""


def united_by_name(one: Relation, other: Relation) -> Relation:
    """A UNION BY NAME: the columns of both."""
    keys = {folded(c.name) for c in one.columns}
    added = [c for c in other.columns if folded(c.name) not in keys]
    both = [
        joined(c.name, (c, other.get(c.name))) if other.has(folded(c.name)) else c
        for c in one.columns
    ]
    return Relation([*both, *added], (*one.rest, *other.rest), exact=one.exact and other.exact)


def united(parts: Sequence[Relation]) -> Relation:
    """A UNION by position, its columns named as in the first part."""
    first = parts[0]
    if all(part.exact for part in parts):
        even = len({len(part.columns) for part in parts}) == 1
        columns = [
            joined(c.name, [p.columns[place] for p in parts if place < len(p.columns)])
            for place, c in enumerate(first.columns)
        ]
        return Relation(columns if even else [replace(c, complete=False) for c in columns])
    columns = [replace(c, complete=False) for c in first.columns]
    rest = first.rest or ((first,) if not first.exact else (UNKNOWN,))
    return Relation(columns, rest, exact=False, hidden=first.hidden, doubtful=True)


def table(name: str, columns: Sequence[str] = (), *, exact: bool = False) -> Relation:
    """A table of which these columns are known; `exact` when it has no others."""
    known = [Column(c, {(name, c): Kind.IDENTITY}) for c in columns]
    return Relation(known, table=name, exact=exact)


class Tables:
    """The columns of tables, as far as somebody states them, by the tables' names."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[tuple[str, ...], bool]] = {}

    def key(self, name: str) -> str:
        """What a table's name is compared by."""
        return folded(name)

    def add(self, name: str, columns: Iterable[str], *, exact: bool) -> None:
        """What was said before is replaced."""
        self._columns[self.key(name)] = (tuple(columns), exact)

    def forget(self, name: str) -> None:
        self._columns.pop(self.key(name), None)

    def __contains__(self, name: str) -> bool:
        return self.key(name) in self._columns

    def columns_of(self, name: str) -> tuple[str, ...] | None:
        """All columns, where they are known."""
        columns, exact = self._columns.get(self.key(name), ((), False))
        return columns if exact else None

    def relation(self, name: str) -> Relation:
        columns, exact = self._columns.get(self.key(name), ((), False))
        return table(name, columns, exact=exact)
