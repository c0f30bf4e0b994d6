"""Where a query looks names up: its sources, those of the queries around it, its common table expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingest.sql_relation import Column, Has, Relation, folded

__all__ = ["Cte", "Scope"]


@dataclass(slots=True, eq=False)
class Cte:
    """A common table expression; read when it is first asked for, since an unused one says nothing."""

    read: Callable[[], Relation]
    scalar: bool = False  # ClickHouse's `WITH expression AS name`: a value, and no relation
    _relation: Relation | None = None

    @property
    def relation(self) -> Relation:
        if self._relation is None:
            self._relation = self.read()
        return self._relation


@dataclass(slots=True, eq=False)
class Scope:
    """The sources of one SELECT.

    merged   columns that a join by USING made one
    aliases  the output columns that later clauses may name; `own` are those whose expression reads a
             column of the same name, which is then meant
    beside   sources that a star leaves out (of a semi join)
    """

    parent: Scope | None = None
    ctes: Mapping[str, Cte] = field(default_factory=dict[str, Cte])
    sources: dict[str, Relation] = field(default_factory=dict[str, Relation])
    merged: dict[str, Column] = field(default_factory=dict[str, Column])
    aliases: dict[str, Column] = field(default_factory=dict[str, Column])
    own: set[str] = field(default_factory=set[str])
    beside: set[str] = field(default_factory=set[str])

    def add(self, alias: str, relation: Relation) -> str:
        """A source under its alias; a second one of the name makes the name mean neither."""
        key = folded(alias) or f" {len(self.sources)}"
        while key in self.sources:
            key += " "
        self.sources[key] = relation
        return key

    def find(self, alias: str) -> Relation | None:
        """The source of this alias, here or around."""
        key = folded(alias)
        here: Scope | None = self
        while here is not None:
            if key in here.sources:
                return here.sources[key] if f"{key} " not in here.sources else None
            here = here.parent
        return None

    def search(self, name: str) -> tuple[Has, Column]:
        """The unqualified column: of the innermost query that has it.

        One that several sources may have is nobody's; so is one that a source may have and a query
        around it surely has.
        """
        key = folded(name)
        has, column = self._own(name, key)
        if has is Has.YES or self.parent is None:
            return has, column
        outer, found = self.parent.search(name)
        if has is Has.NO:
            return outer, found
        return has, Column(name, {}, False) if outer is Has.YES else column

    def _own(self, name: str, key: str) -> tuple[Has, Column]:
        if key in self.merged:
            return Has.YES, self.merged[key]
        answers = [(relation.has(key), relation) for relation in self.sources.values()]
        for wanted in (Has.YES, Has.MAYBE):
            found = [relation for has, relation in answers if has is wanted]
            if len(found) == 1:
                return wanted, found[0].get(name)
            if found:
                return wanted, Column(name, {}, False)
        return Has.NO, Column(name, {}, False)

    def only_table(self) -> Relation | None:
        """The one source, when it is a table: it has even what nobody knew it has."""
        sources = list(self.sources.values())
        return sources[0] if len(sources) == 1 and sources[0].table else None
